"""`newsroom correct`, `update`, `kill`: what happens to a published story."""

from pathlib import Path
from typing import Annotated

import typer

from newsroom_agents.cli.door import account, opened
from newsroom_agents.cli.terminal import leave, said, said_json

Slug = Annotated[str, typer.Argument(help="The story's slug.")]
By = Annotated[
    str,
    typer.Option("--editor", help="Who asks for it; must be registered. Default: this account."),
]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def correct(
    context: typer.Context,
    slug: Slug,
    text: Annotated[Path, typer.Option(help="File with the note readers will see.")],
    editor: By = "",
    as_json: AsJson = False,
) -> None:
    """Publish a dated correction on the page, in feeds and in the bundle."""
    from newsroom_agents.cli.release import release_now
    from newsroom_agents.errors import HouseError

    with opened(context) as newsroom:
        try:
            note = text.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            msg = f"--text: {text}: the note cannot be read: {error}"
            raise HouseError(msg) from error
        newsroom.aftercare.correct(slug, note, editor, account())
        leave(release_now(newsroom, None, as_json=as_json))


def update(context: typer.Context, slug: Slug, as_json: AsJson = False) -> None:
    """Report a published story anew with what has come in; the next take is approved anew."""
    with opened(context) as newsroom:
        key = newsroom.aftercare.update(slug)
        if as_json:
            said_json({"slug": slug, "started": [key]})
            return
        said(f"{slug}: the next take is booked")
        said(f"next: newsroom report {slug}")


def kill(
    context: typer.Context,
    slug: Slug,
    why: Annotated[str, typer.Option(help="Why; readers see it in the notice.")],
    editor: By = "",
    as_json: AsJson = False,
) -> None:
    """Withdraw a published story: a notice in its place, out of feeds and sitemap."""
    from newsroom_agents.cli.release import release_now

    with opened(context) as newsroom:
        newsroom.aftercare.kill(slug, why, editor, account())
        leave(release_now(newsroom, None, as_json=as_json))
