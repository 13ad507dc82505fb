"""The sources' page: blind beats first, then who fails, fell silent or does well, and why rated."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from newsroom_agents.desk.beside.asking import face_of
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.desk.wording import Clockface, Moment, span_words
from newsroom_agents.ingest.kind import Source
from newsroom_agents.pipeline.passes import is_web
from newsroom_agents.pipeline.source_health import Condition, Health, blind_beats, health
from newsroom_agents.publish.wording import counted, standing
from newsroom_agents.text.language import display_name
from newsroom_agents.text.visible import visible

_ORDER = {
    Condition.FAILING: "Failing",
    Condition.GONE: "Gone",
    Condition.SILENT: "Silent",
    Condition.UNSEEN: "Never asked",
    Condition.GOOD: "Doing well",
}
_MEANING = {
    Condition.FAILING: "The last polls failed, one after the other.",
    Condition.GONE: "They said that they will not come back, and are not asked again.",
    Condition.SILENT: "They answer, and have had nothing new for longer than they usually take.",
    Condition.UNSEEN: "No poll has reached them yet.",
    Condition.GOOD: "They answer and bring something as often as they usually do.",
}
_HOUR = 3600
_MANY = 20

router = APIRouter(prefix="/sources")


@dataclass(frozen=True, slots=True)
class Rating:
    """How the house rates an outlet, and on what ground; an empty basis is none."""

    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as the page shows it; what nobody knows yet is empty."""

    id: str
    outlet: str
    place: str
    beats: str
    language: str
    rating: Rating
    succeeded: Moment | None
    silence: str
    a_day: str
    failure: str
    detail: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sources in one condition; those that need nobody's eye are folded when they are many."""

    name: str
    meaning: str
    lines: tuple[SourceLine, ...]
    is_folded: bool


@router.api_route("", methods=["GET", "HEAD"])
def sources(request: Request, signed: Signed) -> Response:
    """Show how every source is doing; looks at what was noted and asks nobody."""
    del signed
    front = front_of(request)
    every = tuple(front.newsroom.desk.rules.sources.values())
    web = {source.id: source for source in every if is_web(source)}
    now = front.clock()
    with front.archive.reading() as room:
        found = health(room, web.values(), now)
        since = {one.beat: one.since for one in room.source_states.blind()}
    face = face_of(front)
    return drawn(
        request,
        "sources.html",
        blind=[
            (
                _beat(front, one.beat),
                one.detail,
                face.ago(since[one.beat]) if one.beat in since else None,
            )
            for one in blind_beats(found, now)
        ],
        groups=[group for each in _ORDER if (group := _group(front, web, found, each)).lines],
        files=[_file_line(front, source) for source in every if not is_web(source)],
        counts=counted(len(web), "web source"),
    )


def _group(
    front: Front, web: dict[str, Source], found: tuple[Health, ...], condition: Condition
) -> Group:
    face = face_of(front)
    those = [one for one in found if one.condition is condition]
    lines = tuple(_line(front, web[one.source], one, face) for one in those)
    is_quiet = condition in {Condition.UNSEEN, Condition.GOOD}
    return Group(
        _ORDER[condition], _MEANING[condition], lines, is_folded=is_quiet and len(lines) > _MANY
    )


def _line(front: Front, source: Source, one: Health, face: Clockface) -> SourceLine:
    state = one.state
    is_troubled = state is not None and state.failures > 0
    return SourceLine(
        id=source.id,
        outlet=visible(one.outlet),
        place=state.address if state else source.place,
        beats=_beats(front, source),
        language=display_name(source.language) if source.language else "told by each report",
        rating=_rating(source),
        succeeded=face.ago(state.succeeded) if state and state.succeeded else None,
        silence=_silence(one),
        a_day=f"{one.a_day:.1f}" if state else "",
        failure=state.failure if state and is_troubled else "",
        detail=visible(state.detail) if state and is_troubled else "",
    )


def _file_line(front: Front, source: Source) -> SourceLine:
    """Return a source that lies in files, which nobody polls."""
    return SourceLine(
        id=source.id,
        outlet=visible(source.outlet.name) if source.outlet else "named by each report",
        place=source.place,
        beats=_beats(front, source),
        language=display_name(source.language) if source.language else "told by each report",
        rating=_rating(source),
        succeeded=None,
        silence="",
        a_day="",
        failure="",
        detail="",
    )


def _silence(one: Health) -> str:
    """Return how long nothing new came, beside how long that usually takes."""
    if one.silence is None:
        return ""
    usual = f", usually {_span(one.usual)}" if one.usual else ""
    return f"{_span(one.silence)}{usual}"


def _span(length: timedelta) -> str:
    return span_words(length) if length.total_seconds() >= _HOUR else "less than 1 h"


def _rating(source: Source) -> Rating:
    if source.outlet is None:
        return Rating("rated by its own list, if at all", "")
    words = standing(source.outlet.tier, source.outlet.ownership)
    return Rating(words, visible(source.outlet.basis))


def _beats(front: Front, source: Source) -> str:
    return ", ".join(_beat(front, beat) for beat in source.beats) or "any"


def _beat(front: Front, beat: str) -> str:
    known = front.newsroom.desk.rules.beats.get(beat)
    return known.title if known else beat
