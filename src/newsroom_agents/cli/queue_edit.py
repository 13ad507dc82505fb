"""`newsroom queue edit`: an editor's own take, from a file of changes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.queue import AsJson, EditorName, Slug
from newsroom_agents.cli.terminal import Code, leave, said, said_json

if TYPE_CHECKING:
    from newsroom_agents.pipeline.editing import Revised
    from newsroom_agents.story.revision import Revision


def edit(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    slug: Slug,
    covers: Annotated[str, typer.Option(help="The whole digest of the text you changed.")],
    changes: Annotated[Path, typer.Option(help="JSON file: texts, removed, sections, tags.")],
    editor: EditorName,
    check: Annotated[bool, typer.Option("--check", help="Only say what would come of it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Change a queued draft by hand; the checks run, and it lies in the queue as a new take."""
    with opened(context) as newsroom:
        revision = _read(changes)
        if check:
            revised = newsroom.editing.tried(slug, covers, revision, editor)
            _tell(revised, as_json=as_json)
            leave(Code.NO if revised.draft.hard else Code.DONE)
            return
        row = newsroom.editing.keep(slug, covers, revision, editor)
        if as_json:
            said_json(
                {"slug": row.slug, "take": row.take, "state": row.state, "digest": row.digest}
            )
            return
        said(
            f"{row.slug} is {row.state.value} as take {row.take}: {row.hard} hard, {row.soft} soft"
        )
        said(f"next: newsroom queue show {row.slug}")


def _read(path: Path) -> "Revision":
    """Return the revision that the file holds.

    Raises:
        HouseError: The file cannot be read, or a field is wrong; names file and field.
    """
    from pydantic import ValidationError

    from newsroom_agents.errors import HouseError
    from newsroom_agents.story.revision import Revision

    try:
        return Revision.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"--changes: {path}: cannot be read: {error.strerror}"
        raise HouseError(msg) from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"]) or "the whole file"
        msg = f"--changes: {path}: {field}: {problem['msg']}"
        raise HouseError(msg) from error


def _tell(revised: "Revised", *, as_json: bool) -> None:
    """Print what a revision would come to: nothing of it is kept."""
    draft = revised.draft
    if as_json:
        said_json(
            {
                "slug": draft.slug,
                "take": draft.take,
                "risk": draft.risk.value,
                "hard": draft.hard,
                "soft": draft.soft,
                "findings": [finding.model_dump(mode="json") for finding in draft.findings],
            }
        )
        return
    said(f"{draft.slug} would be take {draft.take}: {draft.hard} hard, {draft.soft} soft")
    for finding in draft.findings:
        said(f"{'blocks' if finding.blocks else 'look'}  {finding.where}: {finding.reason}")
