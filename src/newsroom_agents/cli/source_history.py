"""`newsroom sources history`: the contents of an item, and what each says otherwise."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import said, said_json


def history(
    context: typer.Context,
    uri: Annotated[str, typer.Argument(help="The item: its address, or its name on a wire.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Print the snapshots of an item in their order, each with its difference from the last."""
    from newsroom_agents.errors import NotFoundError
    from newsroom_agents.pipeline.differences import difference

    with opened(context) as newsroom:
        with newsroom.desk.archive.reading() as room:
            snapshots = room.snapshots.of_item(uri)
        if not snapshots:
            raise NotFoundError(kind="item", name=uri)
        for before, one in zip((None, *snapshots), snapshots, strict=False):
            found = difference(before, one) if before else None
            if as_json:
                said_json(
                    {
                        "snapshot": one.id,
                        "number": one.number,
                        "title": one.title,
                        "published": one.published,
                        "retrieved": one.retrieved,
                        "sha256": one.sha256,
                        "lost": list(found.lost) if found else [],
                        "gained": list(found.gained) if found else [],
                    }
                )
                continue
            said(f"{one.number}  {one.retrieved:%Y-%m-%d %H:%M}  {one.id}  {one.title}")
            if found:
                said(str(found))
