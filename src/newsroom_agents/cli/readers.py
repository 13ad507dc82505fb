"""`newsroom readers`: who reads, and how much of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import account, records
from newsroom_agents.cli.terminal import Code, leave, said, said_json, table, trouble

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom_agents.story.reader import Grant, Reader

app = typer.Typer(help="The readers who may sign in, and their levels.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="The reader's e-mail address.", metavar="EMAIL")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    context: typer.Context,
    address: Address,
    level: Annotated[str, typer.Option(help="free, subscriber or member.")] = "subscriber",
    until: Annotated[str, typer.Option(help="Last day of the level (YYYY-MM-DD).")] = "",
    as_json: AsJson = False,
) -> None:
    """Register a reader, or give one another level; the same again changes nothing."""
    from newsroom_agents.reader.member_list import end_of, level_of, reader_address
    from newsroom_agents.story.reader import Grant

    with records(context) as found:
        with _asked():
            known = reader_address(address)
            grant = Grant(level=level_of(level), until=end_of(until))
        now = found.clock()
        with found.archive.writing() as room:
            room.readers.grant(known, grant, f"cli: {account()}", now)
            reader = room.readers.find(known)
        if reader is None:
            return
        if as_json:
            said_json(_facts(reader, now))
            return
        said(f"{reader.address} reads as {_words(reader.standing(now))}")


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List all readers with the level that holds now, and what gives it."""
    with records(context) as found:
        now = found.clock()
        with found.archive.reading() as room:
            everybody = room.readers.all()
        if as_json:
            for one in everybody:
                said_json(_facts(one, now))
            return
        rows = [
            (one.address, one.standing(now).level.value, _words(one.granted), _paid_words(one))
            for one in everybody
        ]
        table(("reader", "reads as", "granted", "paid"), rows, {}, wide_first=True)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV with the header email,level,until.")],
    as_json: AsJson = False,
) -> None:
    """Give the readers of a list their levels; doing it again changes nothing.

    Broken rows are told with file and line, the others are taken; exits with 3 when there were any.
    """
    from newsroom_agents.reader.member_list import read_list

    with records(context) as found:
        rows, faults = read_list(file)
        now = found.clock()
        with found.archive.writing() as room:
            changes = [
                room.readers.grant(row.address, row.grant, f"import: {file.name}", now)
                for row in rows
            ]
        changed = sum(1 for change in changes if change is not None)
    for fault in faults:
        trouble(f"{fault.place}: {fault.reason}")
    if as_json:
        told = [{"place": fault.place, "reason": fault.reason} for fault in faults]
        said_json({"rows": len(rows), "changed": changed, "broken": told})
    else:
        said(f"{len(rows)} readers on the list, {changed} changed, {len(faults)} rows broken")
    leave(Code.PART if faults else Code.DONE)


@app.command("changes")
def changes(context: typer.Context, address: Address, as_json: AsJson = False) -> None:
    """List every change of a reader's level, and who or what made it."""
    from newsroom_agents.story.reader import address_of

    with records(context) as found:
        with found.archive.reading() as room:
            known = room.readers.changes(address_of(address) or address)
        if as_json:
            for one in known:
                said_json(one.model_dump(mode="json"))
            return
        rows = [
            (f"{one.at:%Y-%m-%d %H:%M} UTC", _words(one.before), _words(one.after), one.by)
            for one in known
        ]
        table(("when", "before", "after", "by"), rows, {})


@app.command("remove")
def remove(context: typer.Context, address: Address) -> None:
    """Forget a reader and end every session; the record of level changes stays."""
    from newsroom_agents.story.reader import address_of

    with records(context) as found:
        with found.archive.writing() as room:
            known = address_of(address) or address
            room.readers.remove(known, f"cli: {account()}", found.clock())
        said(f"{known} is removed")


@contextmanager
def _asked() -> Iterator[None]:
    """Turn a wrong value of the call into an error of the call."""
    from newsroom_agents.errors import HouseError

    try:
        yield
    except ValueError as error:
        raise HouseError(str(error)) from error


def _facts(reader: "Reader", now: "datetime") -> dict[str, object]:
    standing = reader.standing(now)
    facts = reader.model_dump(mode="json")
    return {**facts, "level": standing.level.value, "until": standing.until}


def _words(grant: "Grant") -> str:
    return grant.level.value + (f" until {grant.until:%Y-%m-%d %H:%M} UTC" if grant.until else "")


def _paid_words(reader: "Reader") -> str:
    return ", ".join(_words(grant) for grant in reader.paid)
