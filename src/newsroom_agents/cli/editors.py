"""`newsroom editors`: who may rule."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import records
from newsroom_agents.cli.terminal import said, said_json, table

app = typer.Typer(help="The people who may read, rule and administer.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The editor's name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Option(help="reader, editor, chief or admin.")] = "editor",
) -> None:
    """Register a person; editors and chiefs may rule on stories."""
    from newsroom_agents.errors import HouseError
    from newsroom_agents.story.decision import EditorRole

    with records(context) as found:
        try:
            wanted = EditorRole(role)
        except ValueError as error:
            expected = ", ".join(each.value for each in EditorRole)
            msg = f"--role: {role!r} is no role, expected one of {expected}"
            raise HouseError(msg) from error
        with found.archive.writing() as room:
            editor = room.editors.add(name, wanted, found.clock())
        said(f"{editor.name} is registered as {editor.role.value}")


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
    """Take somebody's rights away; what they signed stays on record."""
    with records(context) as found, found.archive.writing() as room:
        editor = room.editors.disable(name)
        said(f"{editor.name} is disabled")
