"""`newsroom watch`: cited pages, looked at again."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, said_json, trouble


def watch(
    context: typer.Context,
    max_seconds: Annotated[
        float | None,
        typer.Option(min=1, help="Begin no request after so many seconds; the rest waits."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look again at the pages that waiting and published stories cite.

    What changed is stored as the item's next snapshot; the stories are told, what they cite stays.
    Exits with 3 when some pages could not be had (they are listed).
    """
    from datetime import timedelta

    from newsroom_agents.pipeline.watching import look_again

    with opened(context) as newsroom:
        until = None
        if max_seconds is not None:
            until = newsroom.desk.clock() + timedelta(seconds=max_seconds)
        *_, done = look_again(newsroom.poller(), until)
        for error in done.errors:
            trouble(str(error))
        for slug in done.told:
            trouble(f"{slug}: a source changed")
        if as_json:
            said_json(
                {
                    "pages": done.pages,
                    "unchanged": done.same,
                    "changed": done.changed,
                    "gone": done.gone,
                    "left": done.left,
                    "told": list(done.told),
                    "errors": [str(one) for one in done.errors],
                }
            )
        else:
            said(
                f"{done.pages} cited pages: {done.same} unchanged, {done.changed} changed, "
                f"{done.gone} gone, {done.left} left for the next run"
            )
        leave(Code.PART if done.errors else Code.DONE)
