"""Parts that several briefs share, and the two questions every reply is asked.

Does it speak of what lies on the table, and of nothing else? And does it answer everything once?
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.paper import Paper


class Line(Paper):
    """A sentence of source material with the id by which it may be cited."""

    id: str
    text: str
    language: str
    outlet: str


class Shown(Paper):
    """A sentence of material as a prompt shows it, with every id by which it may be cited.

    `original` are the source's own words where `text` is a translation and they quote somebody: a
    quotation is printed in both languages.
    """

    ids: tuple[str, ...]
    text: str
    original: str = ""


class ListedSource(Paper):
    """A source as a prompt lists it.

    Sources with the same `voice` confirm nothing to each other: reprints of one text, or texts of
    one outlet. `standing` says in words how far the outlet's word carries.
    """

    id: str
    voice: int
    outlet: str
    language: str
    published: datetime
    standing: str
    title: str


class Note(Paper):
    """What an editor or a check asks of the next take, for one text or (`where` empty) for all."""

    where: str
    text: str


def must_know(role: str, cites: Iterable[str], held: Collection[str], where: str) -> None:
    """Check that every cited id lies on the table.

    Raises:
        ReplyRejectedError: Names the ids that do not, and where they were cited.
    """
    unknown = list(dict.fromkeys(cite for cite in cites if cite not in held))
    if unknown:
        msg = (
            f"{role}: {where} cites {', '.join(map(repr, unknown))}, which the brief does not hold"
        )
        raise ReplyRejectedError(msg)


def must_cite(role: str, cites: Collection[str], held: Collection[str], where: str) -> None:
    """Check that something is cited, and nothing unknown.

    Raises:
        ReplyRejectedError: It rests on nothing, or on what the brief does not hold.
    """
    if not cites:
        msg = f"{role}: {where} rests on no excerpt"
        raise ReplyRejectedError(msg)
    must_know(role, cites, held, where)


def told_once(role: str, *, asked: Iterable[str], told: Iterable[str]) -> None:
    """Check that exactly what was asked is answered, each once.

    Raises:
        ReplyRejectedError: Names what is unknown, missing or answered twice.
    """
    wanted, given = set(asked), Counter(told)
    faults = {
        "unknown": [name for name in given if name not in wanted],
        "missing": sorted(wanted - set(given)),
        "answered twice": [name for name, times in given.items() if times > 1],
    }
    said = "; ".join(f"{fault}: {', '.join(names)}" for fault, names in faults.items() if names)
    if said:
        msg = f"{role}: {said}"
        raise ReplyRejectedError(msg)
