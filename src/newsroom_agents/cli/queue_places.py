"""`newsroom queue` on where a story lies: its time, its priority, whose it is; and taking back."""

from dataclasses import replace
from typing import Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.queue import AsJson, EditorName, Slug, asked, moment_of, tell


def schedule(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    at: Annotated[str, typer.Option(help="Publish at this time (ISO 8601); empty: at once.")] = "",
    as_json: AsJson = False,
) -> None:
    """Plan the time of a story, also of one that is approved; approvals stand."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(asked(slug, Ruling.SCHEDULE, editor), at=moment_of(at))
        tell(newsroom, newsroom.rulings.rule(wish), as_json=as_json)


def priority(
    context: typer.Context,
    slug: Slug,
    number: Annotated[int, typer.Argument(help="-9 to 9; a higher one is listed first.")],
    editor: EditorName,
    as_json: AsJson = False,
) -> None:
    """Put a story forward or back among those of its risk."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(asked(slug, Ruling.PRIORITY, editor), priority=number)
        tell(newsroom, newsroom.rulings.rule(wish), as_json=as_json)


def assign(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    to: Annotated[str, typer.Option(help="An editor; empty: nobody.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a story into an editor's hands; others may still rule on it."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(asked(slug, Ruling.ASSIGN, editor), assignee=to)
        tell(newsroom, newsroom.rulings.rule(wish), as_json=as_json)


def undo(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    why: Annotated[str, typer.Option(help="Why it is taken back.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take back one's approval, hold or spike, until the release has the story."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(asked(slug, Ruling.UNDO, editor), note=why)
        tell(newsroom, newsroom.rulings.rule(wish), as_json=as_json)
