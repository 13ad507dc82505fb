"""The forms of the ruling bar, read into what an editor wants done."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from newsroom_agents.errors import HouseError
from newsroom_agents.pipeline.rulings import Ask
from newsroom_agents.story.decision import Reply, RightOfReply, Ruling, SentenceNote, Via
from newsroom_agents.story.paper import Stage
from newsroom_agents.webapp.forms import Fields

_SIGN, _NOTE = "sign:", "note:"
_MOST_NOTE = 4_000
_YEARS = range(2000, 2200)


def ask_of(slug: str, ruling: Ruling, editor: str, fields: Fields) -> Ask:
    """Return what a form asks for.

    Raises:
        HouseError: A field cannot be read; says which and what was expected.
    """
    return Ask(
        slug=slug,
        ruling=ruling,
        editor=editor,
        via=Via.DESK,
        account="",
        covers=fields.get("covers", ""),
        note=fields.get("note", "").strip()[:_MOST_NOTE],
        at=moment_of(fields.get("at", "")),
        stage=_stage(fields.get("stage", "")),
        notes=tuple(_notes(fields)),
        signatures=_signatures(fields),
        ticked=fields.every("tick"),
        reply=_reply(fields),
        priority=_number(fields.get("priority", "0")),
        assignee=fields.get("assignee", ""),
    )


def moment_of(text: str) -> datetime | None:
    """Return the time of a field; a browser sends it without a zone, and it is UTC.

    Raises:
        HouseError: It is no time.
    """
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        moment = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = f"{text[:40]!r} is no time, expected for instance 2026-05-01T06:00"
        raise HouseError(msg) from error
    if moment.year not in _YEARS:
        msg = f"{text[:40]!r} is out of reach, expected a year from {_YEARS[0]} to {_YEARS[-1]}"
        raise HouseError(msg)
    return moment


def _stage(text: str) -> Stage | None:
    return next((stage for stage in Stage if stage.value == text), None)


def _notes(fields: Mapping[str, str]) -> Iterator[SentenceNote]:
    for name, text in fields.items():
        if name.startswith(_NOTE) and text.strip():
            yield SentenceNote(where=name.removeprefix(_NOTE), text=text.strip()[:_MOST_NOTE])


def _signatures(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name.removeprefix(_SIGN): text.strip()[:_MOST_NOTE]
        for name, text in fields.items()
        if name.startswith(_SIGN) and text.strip()
    }


def _reply(fields: Mapping[str, str]) -> RightOfReply | None:
    told = fields.get("reply", "")
    if not told:
        return None
    found = next((reply for reply in Reply if reply.value == told), None)
    if found is None:
        msg = f"right of reply: {told[:40]!r}, expected one of {', '.join(Reply)}"
        raise HouseError(msg)
    return RightOfReply(reply=found, why=" ".join(fields.get("reply-why", "").split())[:_MOST_NOTE])


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        msg = f"priority: {text[:40]!r} is no whole number"
        raise HouseError(msg) from error
