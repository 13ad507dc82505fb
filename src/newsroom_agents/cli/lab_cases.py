"""Cases in, answers out: what the `lab` commands share.

One line is one case. Answers keep the order of the cases, however many processes work on them, and
a case that cannot be measured gives its id and the reason, so that one bad line never costs a run.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from newsroom_agents.cli.terminal import Code, progress
from newsroom_agents.errors import HouseError, NewsroomError

Case = Mapping[str, object]
"""One line of input, read."""

Answer = Mapping[str, object]
"""One line of output, before it is written."""

Measure = Callable[[Case], Answer]
"""Measures one case; a module's own function, because it is sent to other processes."""

ResultT = TypeVar("ResultT")

_AT_ONCE = 4

# Under this name a line that is no case carries what is wrong with it.
_PROBLEM = "\x00problem"


class CaseError(ValueError):
    """A case is not what the contract says; the message names the field and what was expected."""


def measure_each(source: Iterable[Case], out: Path, measure: Measure, jobs: int = 1) -> Code:
    """Measure every case by itself and write the answers in the order of the cases.

    Args:
        source: The cases, for instance from `cases_of`.
        out: The file to write; an earlier one of that name is replaced.
        measure: What is done with each case.
        jobs: How many processes work at once.

    Returns:
        `DONE`, or `PART` when some cases could not be measured.

    Raises:
        HouseError: The file cannot be written.
    """
    return write_answers(in_order(partial(answered, measure), source, jobs), out)


def in_order(
    work: Callable[[Case], ResultT], source: Iterable[Case], jobs: int
) -> Iterator[ResultT]:
    """Yield what some work makes of each case, in the order of the cases.

    Args:
        work: A module's own function, or a partial of one.
        source: The cases.
        jobs: How many processes work at once.
    """
    if jobs == 1:
        yield from map(work, source)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(work, source, chunksize=_AT_ONCE)


def write_answers(answers: Iterable[Answer], out: Path) -> Code:
    """Write answers as JSON lines; `PART` when some of them are errors.

    Raises:
        HouseError: The file cannot be written.
    """
    done = failed = 0
    try:
        with out.open("w", encoding="utf-8") as file:
            for answer in answers:
                file.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")
                done += 1
                failed += "error" in answer
    except OSError as error:
        msg = f"--out {out}: expected a file that can be written: {error.strerror}"
        raise HouseError(msg) from error
    progress(f"{done} cases answered, {failed} of them with an error: {out}")
    return Code.PART if failed else Code.DONE


def answered(measure: Measure, case: Case) -> Answer:
    """Return the answer to one case; what is wrong with the case becomes its answer."""
    try:
        return measure(sound(case))
    except (NewsroomError, ValueError, OSError, RecursionError) as error:
        return failure(case, str(error))


def failure(case: Case, reason: str) -> Answer:
    """Return the answer to a case that cannot be measured."""
    return {"id": case.get("id"), "error": reason}


def sound(case: Case) -> Case:
    """Return the case.

    Raises:
        CaseError: The line it came from held no case.
    """
    problem = case.get(_PROBLEM)
    if isinstance(problem, str):
        raise CaseError(problem)
    return case


def cases_of(source: Path) -> Iterator[Case]:
    """Yield the cases of a file of JSON lines; a line that holds none comes as its own problem.

    Raises:
        HouseError: There is no such file.
    """
    try:
        with source.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _case(line, number)
    except OSError as error:
        msg = f"{source}: expected a file of JSON lines: {error.strerror}"
        raise HouseError(msg) from error


def text_of(case: Case, name: str) -> str:
    """Return a text of the case; an empty one when it is missing or null.

    Raises:
        CaseError: The field holds something else.
    """
    value = case.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        msg = f"{name}: expected a text, got {type(value).__name__}"
        raise CaseError(msg)
    return value


def _case(line: bytes, number: int) -> Case:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return {"id": None, _PROBLEM: f"line {number}: expected one JSON object: {error}"}
    if not isinstance(value, dict) or "id" not in value:
        return {"id": None, _PROBLEM: f"line {number}: expected a JSON object with an id"}
    return value
