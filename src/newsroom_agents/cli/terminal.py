"""Facts to stdout, trouble to stderr, and the exit codes of the contract.

0 done · 1 the answer is no · 2 the call or the house is wrong · 3 done in part · 4 another run
holds the lock · 5 out of budget · 130 interrupted, state saved.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum

import typer

from newsroom_agents.errors import (
    HouseError,
    LockedError,
    MoveError,
    NewsroomError,
    NotFoundError,
    OverBudgetError,
    StandardsError,
    StorageError,
    VerificationError,
)

WIDTH = 100
"""Columns of the widest table."""


class Code(IntEnum):
    """The exit codes of the contract."""

    DONE = 0
    NO = 1
    WRONG = 2
    PART = 3
    LOCKED = 4
    BUDGET = 5
    INTERRUPTED = 130


_CODES: tuple[tuple[type[NewsroomError], Code], ...] = (
    (LockedError, Code.LOCKED),
    (OverBudgetError, Code.BUDGET),
    (HouseError, Code.WRONG),
    (NotFoundError, Code.WRONG),
    (StorageError, Code.WRONG),
    (MoveError, Code.NO),
    (StandardsError, Code.NO),
    (VerificationError, Code.NO),
)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn the newsroom's errors into one line on stderr and an exit code."""
    try:
        yield
    except NewsroomError as error:
        trouble(str(error))
        raise typer.Exit(code_of(error)) from error
    except KeyboardInterrupt as interrupt:
        trouble("interrupted; everything done so far is saved, run the command again to go on")
        raise typer.Exit(Code.INTERRUPTED) from interrupt


def code_of(error: NewsroomError) -> Code:
    """Return the exit code that an error asks for."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Code.NO)


def said(text: str = "") -> None:
    """Print a fact."""
    typer.echo(text)


def progress(text: str) -> None:
    """Tell a person how far it is, beside output that a machine reads."""
    typer.echo(text, err=True)


def trouble(text: str) -> None:
    """Print trouble, as one line on stderr."""
    typer.echo(f"newsroom: {text}", err=True)


def said_json(value: object) -> None:
    """Print one JSON value on a line of its own."""
    typer.echo(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def leave(code: Code) -> None:
    """End the command with this code, unless it is `DONE`."""
    if code is not Code.DONE:
        raise typer.Exit(code)


def is_terminal() -> bool:
    """Whether a person is looking: only then there are colours and progress bars."""
    return sys.stdout.isatty()


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: Mapping[str, str],
    *,
    wide_first: bool = False,
) -> None:
    """Print a table within 100 columns; the last column takes what width is left.

    Args:
        columns: The headings.
        rows: The cells, as texts.
        styles: Colour by cell text, used on a terminal only.
        wide_first: Let the first column take the width that is left instead.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=min(WIDTH, Console().width) if is_terminal() else WIDTH)
    shown = Table(box=None, pad_edge=False, header_style="bold" if is_terminal() else "")
    wide = 0 if wide_first else len(columns) - 1
    for number, column in enumerate(columns):
        is_wide = number == wide
        shown.add_column(
            column,
            no_wrap=not is_wide,
            overflow="fold" if is_wide else "ellipsis",
            ratio=1 if is_wide else None,
        )
    for row in rows:
        shown.add_row(*(Text(cell, style=styles.get(cell, "")) for cell in row))
    console.print(shown)
