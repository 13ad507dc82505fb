"""`newsroom editors`: who may rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import account, records
from newsroom_agents.cli.terminal import said, said_json, table

if TYPE_CHECKING:
    from newsroom_agents.pipeline.enrolling import Enrolling, Invited
    from newsroom_agents.story.decision import EditorRole

app = typer.Typer(help="The people who may read, rule and administer.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The editor's name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Option(help="reader, editor, chief or admin.")] = "editor",
    as_json: AsJson = False,
) -> None:
    """Register a person; editors and chiefs may rule on stories.

    Prints a link that works once, with which the person sets a password for the desk.
    """
    with _enrolling(context) as enrolling:
        invited = enrolling.add(name, _role("--role", role))
        if not as_json:
            said(f"{invited.editor.name} is registered as {invited.editor.role.value}")
        _tell_link(invited, as_json=as_json)


@app.command("link")
def link(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Print a new link for setting a password; it works once, and the one before no more."""
    with _enrolling(context) as enrolling:
        _tell_link(enrolling.invite(name), as_json=as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List everybody who was ever registered."""
    with records(context) as found:
        with found.archive.reading() as room:
            everybody = room.editors.all()
        if as_json:
            for one in everybody:
                said_json(one.model_dump(mode="json"))
            return
        rows = [
            (one.name, one.role.value, "enabled" if one.enabled else "disabled")
            for one in everybody
        ]
        table(("name", "role", "state"), rows, {})


@app.command("disable")
def disable(context: typer.Context, name: Name) -> None:
    """Take somebody's rights away and end their sessions; what they signed stays on record."""
    with _enrolling(context) as enrolling:
        said(f"{enrolling.disable(name).name} is disabled")


@app.command("enable")
def enable(context: typer.Context, name: Name) -> None:
    """Give a disabled person their rights back; the password they had works again."""
    with _enrolling(context) as enrolling:
        said(f"{enrolling.enable(name).name} is enabled")


@app.command("role")
def role_(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Argument(help="reader, editor, chief or admin.")],
) -> None:
    """Give a person another role; what they decided stands with the role they had."""
    with _enrolling(context) as enrolling:
        editor = enrolling.set_role(name, _role("ROLE", role))
        said(f"{editor.name} is {editor.role.value} now")


def _role(option: str, text: str) -> "EditorRole":
    from newsroom_agents.errors import HouseError
    from newsroom_agents.story.decision import EditorRole

    try:
        return EditorRole(text)
    except ValueError as error:
        expected = ", ".join(each.value for each in EditorRole)
        msg = f"{option}: {text!r} is no role, expected one of {expected}"
        raise HouseError(msg) from error


@contextmanager
def _enrolling(context: typer.Context) -> Iterator["Enrolling"]:
    from datetime import timedelta

    from newsroom_agents.pipeline.enrolling import Enrolling, desk_address
    from newsroom_agents.settings import environment, read_settings

    with records(context) as found:
        desk = read_settings(found.places.house, environment()).desk
        life = timedelta(hours=desk.link_hours)
        address = desk_address(desk)
        yield Enrolling(found.archive, found.clock, address, life, f"cli: {account()}")


def _tell_link(invited: "Invited", *, as_json: bool) -> None:
    if as_json:
        facts = invited.editor.model_dump(mode="json")
        said_json({**facts, "link": invited.link, "expires": invited.expires.isoformat()})
        return
    said(f"{invited.link} (sets the password, once, until {invited.expires:%Y-%m-%d %H:%M} UTC)")
