"""`newsroom queue`: what waits for an editor, and the editor's rulings."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import account, opened, records
from newsroom_agents.cli.terminal import leave, said, said_json, table

if TYPE_CHECKING:
    from newsroom_agents.archive.archive import Archive
    from newsroom_agents.archive.queue_rows import QueueRow
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.rulings import Ask, Ruled
    from newsroom_agents.story.decision import RightOfReply, Ruling

app = typer.Typer(help="What waits for an editor, and the rulings.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(help="The story's slug.")]
EditorName = Annotated[str, typer.Option("--editor", help="Who rules; must be registered.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
STATE_STYLES = {
    "ready": "green",
    "stopped": "red",
    "high": "red",
    "elevated": "yellow",
    "approved": "cyan",
    "published": "blue",
}


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the stories: high risk first, then the oldest."""
    with records(context) as found:
        show_queue(found.archive, found.clock(), as_json=as_json)


@app.command("show")
def show(context: typer.Context, slug: Slug, as_json: AsJson = False) -> None:
    """Show one queued draft with its evidence; its digest is what an approval must cover."""
    from newsroom_agents.cli.draft_view import draft_json, draft_text

    with records(context) as found:
        with found.archive.reading() as room:
            row, draft = room.queue.row(slug), room.queue.draft(slug)
        if as_json:
            said_json(draft_json(row, draft))
        else:
            said(draft_text(row, draft))


@app.command("diff")
def diff(
    context: typer.Context,
    slug: Slug,
    takes: Annotated[list[int] | None, typer.Argument(help="Two takes; default: last two.")] = None,
) -> None:
    """Show what changed between two takes of a story, sentence by sentence."""
    from newsroom_agents.cli.draft_view import diff_text

    with records(context) as found:
        said(diff_text(found.archive, slug, tuple(takes or ())))


@app.command("approve")
def approve(  # noqa: PLR0913 - one parameter for each option of the contract
    context: typer.Context,
    slug: Slug,
    covers: Annotated[str, typer.Option(help="The digest you read: all of it or 12+ digits.")],
    editor: EditorName,
    note: Annotated[str, typer.Option(help="A note for the record.")] = "",
    at: Annotated[str, typer.Option(help="Publish at this time (ISO 8601).")] = "",
    reply: Annotated[str, typer.Option(help="Of those accused: asked, printed, not sought.")] = "",
    reply_why: Annotated[str, typer.Option(help="Whom and how, or why not.")] = "",
    sign: Annotated[list[str] | None, typer.Option(help="KEY=WHY a finding may stand.")] = None,
    release: Annotated[bool, typer.Option("--release", help="Publish at once when due.")] = False,
    as_json: AsJson = False,
) -> None:
    """Approve exactly the bytes of this digest; a story of high risk needs two editors."""
    from newsroom_agents.cli.release import release_now
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(
            asked(slug, Ruling.APPROVE, editor),
            covers=covers,
            note=note,
            at=moment_of(at),
            reply=_reply_of(reply, reply_why),
            signatures=pairs("--sign", sign),
        )
        ruled = newsroom.rulings.rule(wish)
        at_once = release and ruled.row.state.value == "approved"
        tell(newsroom, ruled, as_json=as_json, says_next=not at_once)
        if at_once:
            leave(release_now(newsroom, None, as_json=as_json))


@app.command("return")
def return_(  # noqa: PLR0913 - one parameter for each option
    context: typer.Context,
    slug: Slug,
    to: Annotated[str, typer.Option(help="research, analysis or writing.")],
    note: Annotated[str, typer.Option(help="What the next take must answer.")],
    editor: EditorName,
    at: Annotated[list[str] | None, typer.Option("--at", help="TEXT=NOTE on one text.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send a story back to a stage with notes; `newsroom report` then makes the next take."""
    from newsroom_agents.errors import HouseError
    from newsroom_agents.story.decision import Ruling, SentenceNote
    from newsroom_agents.story.paper import Stage

    with opened(context) as newsroom:
        try:
            stage = Stage(to)
        except ValueError as error:
            msg = f"--to: {to!r} is no stage, expected research, analysis or writing"
            raise HouseError(msg) from error
        notes = tuple(
            SentenceNote(where=where, text=words) for where, words in pairs("--at", at).items()
        )
        wish = asked(slug, Ruling.RETURN, editor)
        ruled = newsroom.rulings.rule(replace(wish, note=note, stage=stage, notes=notes))
        tell(newsroom, ruled, as_json=as_json)


@app.command("hold")
def hold(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    why: Annotated[str, typer.Option(help="Why it waits.")],
    as_json: AsJson = False,
) -> None:
    """Hold a story; earlier approvals no longer count."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        ruled = newsroom.rulings.rule(replace(asked(slug, Ruling.HOLD, editor), note=why))
        tell(newsroom, ruled, as_json=as_json)


@app.command("unhold")
def unhold(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    why: Annotated[str, typer.Option(help="Why it goes on.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a held story back into the queue."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        ruled = newsroom.rulings.rule(replace(asked(slug, Ruling.UNHOLD, editor), note=why))
        tell(newsroom, ruled, as_json=as_json)


@app.command("spike")
def spike(
    context: typer.Context,
    slug: Slug,
    editor: EditorName,
    why: Annotated[str, typer.Option(help="Why it is dropped.")],
    as_json: AsJson = False,
) -> None:
    """Drop a story before publication; it stays on record."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        ruled = newsroom.rulings.rule(replace(asked(slug, Ruling.SPIKE, editor), note=why))
        tell(newsroom, ruled, as_json=as_json)


@app.command("embargo")
def embargo(
    context: typer.Context,
    slug: Slug,
    until: Annotated[str, typer.Option(help="Not before this time (ISO 8601).")],
    editor: EditorName,
    as_json: AsJson = False,
) -> None:
    """Forbid publication before a time that a source set."""
    from newsroom_agents.story.decision import Ruling

    with opened(context) as newsroom:
        wish = replace(asked(slug, Ruling.EMBARGO, editor), at=moment_of(until))
        ruled = newsroom.rulings.rule(wish)
        tell(newsroom, ruled, as_json=as_json)


def _reply_of(text: str, why: str) -> "RightOfReply | None":
    """Return what became of the answer of those accused.

    Raises:
        HouseError: It is none of the words there are.
    """
    from newsroom_agents.errors import HouseError
    from newsroom_agents.story.decision import Reply, RightOfReply

    if not text:
        return None
    try:
        return RightOfReply(reply=Reply(text.replace("-", " ")), why=why)
    except ValueError as error:
        msg = f"--reply: {text!r}, expected one of {', '.join(Reply)}"
        raise HouseError(msg) from error


def show_queue(archive: "Archive", now: datetime, *, as_json: bool) -> None:
    """Print the queue as a table, or as JSON lines."""
    from newsroom_agents.pipeline.rulings import json_of

    with archive.reading() as room:
        rows = room.queue.rows()
    if as_json:
        for row in rows:
            said_json(json_of(row, now))
        return
    if not rows:
        said("the queue is empty")
        return
    columns = ("story", "state", "risk", "origins", "lang", "hard", "soft")
    table(columns, [_cells(row) for row in rows], STATE_STYLES, wide_first=True)


def _cells(row: "QueueRow") -> tuple[str, ...]:
    return (
        f"{row.slug}\n{row.headline}",
        row.state.value,
        row.risk.value,
        str(row.origins),
        str(len(row.languages)),
        str(row.hard),
        str(row.soft),
    )


def asked(slug: str, ruling: "Ruling", editor: str) -> "Ask":
    """Return what somebody at the command line asks for."""
    from newsroom_agents.pipeline.rulings import Ask
    from newsroom_agents.story.decision import Via

    return Ask(slug=slug, ruling=ruling, editor=editor, via=Via.CLI, account=account())


def pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Return options of the form NAME=TEXT.

    Raises:
        HouseError: One has no name or no text.
    """
    from newsroom_agents.errors import HouseError

    found = {}
    for text in given or ():
        name, sign, words = text.partition("=")
        if not (sign and name.strip() and words.strip()):
            msg = f"{option}: expected NAME=TEXT, found {text!r}"
            raise HouseError(msg)
        found[name.strip()] = words.strip()
    return found


def tell(newsroom: "Newsroom", ruled: "Ruled", *, as_json: bool, says_next: bool = True) -> None:
    """Say where the story stands now, and what the ruling started."""
    from newsroom_agents.pipeline.rulings import json_of

    row = ruled.row
    if as_json:
        said_json({**json_of(row, newsroom.desk.clock()), "started": list(ruled.started)})
        return
    said(f"{row.slug} is {row.state.value}")
    if row.state.value == "ready" and row.approvals_missing and row.approvals:
        given = ", ".join(row.approvals)
        said(f"approved by {given}; risk is {row.risk.value}: {row.approvals_missing} more to go")
    if row.not_before and row.state.value == "scheduled":
        said(f"not before {row.not_before.isoformat()}")
    if ruled.started and says_next:
        following = "release" if row.state.value == "approved" else f"report {row.slug}"
        said(f"next: newsroom {following}")


def moment_of(text: str) -> datetime | None:
    """Return an ISO 8601 time in UTC; one without a zone is UTC already."""
    from newsroom_agents.errors import HouseError

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        found = None
        reason = error
    else:
        reason = ValueError("the year is out of reach")
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        msg = f"{text!r} is no time, expected ISO 8601, for instance 2026-05-01T06:00:00+00:00"
        raise HouseError(msg) from reason
    return found
