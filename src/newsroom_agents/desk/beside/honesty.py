"""The honesty meter's page: what seeded drafts and the times of rulings say, each with its number.

Whoever is measured sees their own figures; chiefs and administrators see everybody's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median
from typing import TypeVar
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.outcomes import TimedRuling
from newsroom_agents.archive.seeds import Seed, SeedOutcome
from newsroom_agents.desk.beside.asking import face_of
from newsroom_agents.desk.beside.staff import share_words
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.desk.word_diff import word_diff
from newsroom_agents.desk.wording import Moment
from newsroom_agents.story.decision import Editor, EditorRole, Ruling
from newsroom_agents.text.language import display_name

_MOST = 5_000
_LATEST = 20
_MINUTE = 60
_OUTCOMES = {
    SeedOutcome.FOUND: "found the error",
    SeedOutcome.STOPPED: "stopped the story without naming the error",
    SeedOutcome.MISSED: "approved it",
}
_KINDS = {
    "attribution_swapped": "somebody else says it",
    "name_swapped_in_source": "another name of the same sources",
    "role_swap": "two names exchanged",
}

_One = TypeVar("_One", bound=Seed | TimedRuling)

router = APIRouter(prefix="/honesty")


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one editor, persona or language; every share names what it is a share of."""

    name: str
    found: str
    stopped: str
    missed: str
    rulings: str
    time: str
    unopened: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of one kind."""

    name: str
    lines: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A seeded draft that was told to be one."""

    slug: str
    href: str
    editor: str
    outcome: str
    at: Moment


@router.api_route("", methods=["GET", "HEAD"])
def honesty(request: Request, signed: Signed) -> Response:
    """Show whether the meter is on, and what it found so far."""
    front = front_of(request)
    with front.archive.reading() as room:
        seeds = [one for one in room.seeds.told(_MOST) if _may_see(signed.editor, one.editor)]
        rulings = _rulings(room, signed.editor)
    rate = front.newsroom.desk.rules.seed_rate
    return drawn(
        request,
        "honesty.html",
        rate=f"{100 * rate:g} in 100" if rate else "",
        sees_all=_sees_all(signed.editor),
        sheets=_sheets(front, seeds, rulings) if seeds or rulings else (),
        told=[_told_line(front, one) for one in seeds[:_LATEST]],
    )


@router.api_route("/{slug}", methods=["GET", "HEAD"])
def told(request: Request, signed: Signed, slug: str) -> Response:
    """Show what was wrong with a seeded draft, to whoever ruled on it and to chiefs."""
    front = front_of(request)
    with front.archive.reading() as room:
        seed = room.seeds.find(slug)
    if seed is None or seed.outcome is None or not _may_see(signed.editor, seed.editor):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return drawn(
        request,
        "honesty_told.html",
        line=_told_line(front, seed),
        kind=_kind(seed.defect.kind),
        place=seed.defect.place,
        pieces=word_diff(seed.defect.before, seed.defect.after),
        source=f"/story/{quote(seed.source, safe='')}",
        is_own=seed.editor == signed.editor.name,
    )


def told_address(front: Front, slug: str) -> str:
    """Return where a story is told to be a seeded draft; empty for a real one."""
    with front.archive.reading() as room:
        seed = room.seeds.find(slug)
    return f"/honesty/{quote(slug, safe='')}" if seed and seed.told else ""


def _sees_all(editor: Editor) -> bool:
    return editor.role in {EditorRole.CHIEF, EditorRole.ADMIN}


def _may_see(editor: Editor, measured: str) -> bool:
    return _sees_all(editor) or editor.name == measured


def _rulings(room: Room, editor: Editor) -> list[TimedRuling]:
    return [one for one in room.outcomes.rulings(_MOST) if _may_see(editor, one.editor)]


def _sheets(
    front: Front, seeds: Sequence[Seed], rulings: Sequence[TimedRuling]
) -> tuple[Sheet, ...]:
    cards = front.newsroom.desk.cards
    return (
        Sheet("Editor", _measures(seeds, rulings, _editors_of, lambda name: name)),
        Sheet(
            "Persona",
            _measures(
                seeds,
                rulings,
                lambda one: (one.persona,),
                lambda name: cards[name].name if name in cards else name or "nobody",
            ),
        ),
        Sheet("Language of a source", _measures(seeds, rulings, _languages_of, display_name)),
    )


def _editors_of(one: Seed | TimedRuling) -> tuple[str, ...]:
    return (one.editor,)


def _languages_of(one: Seed | TimedRuling) -> tuple[str, ...]:
    return one.languages


def _measures(
    seeds: Sequence[Seed],
    rulings: Sequence[TimedRuling],
    names_of: Callable[[Seed | TimedRuling], tuple[str, ...]],
    worded: Callable[[str], str],
) -> tuple[Measure, ...]:
    """Return the figures by name; one of several languages counts under each of them."""
    seeded, ruled = _grouped(seeds, names_of), _grouped(rulings, names_of)
    names = sorted({*seeded, *ruled}, key=lambda name: worded(name).casefold())
    return tuple(
        _measure(worded(name), seeded.get(name, ()), ruled.get(name, ())) for name in names
    )


def _grouped(
    all_: Iterable[_One], names_of: Callable[[Seed | TimedRuling], tuple[str, ...]]
) -> Mapping[str, Sequence[_One]]:
    groups: dict[str, list[_One]] = {}
    for one in all_:
        for name in names_of(one):
            groups.setdefault(name, []).append(one)
    return groups


def _measure(name: str, seeds: Sequence[Seed], rulings: Sequence[TimedRuling]) -> Measure:
    shares = {
        outcome: share_words(sum(one.outcome is outcome for one in seeds), len(seeds))
        for outcome in SeedOutcome
    }
    approvals = [one for one in rulings if one.ruling is Ruling.APPROVE]
    unopened = sum(one.opened is None for one in approvals)
    return Measure(
        name=name,
        found=shares[SeedOutcome.FOUND],
        stopped=shares[SeedOutcome.STOPPED],
        missed=shares[SeedOutcome.MISSED],
        rulings=f"{len(rulings):,}",
        time=_time(rulings),
        unopened=share_words(unopened, len(approvals)),
    )


def _time(rulings: Sequence[TimedRuling]) -> str:
    """Return how long half of the rulings took at most, from the first opening of the text."""
    took = [(one.at - one.opened).total_seconds() for one in rulings if one.opened]
    if not took:
        return "none yet"
    middle = median(took)
    words = f"{middle / _MINUTE:.0f} min" if middle >= _MINUTE else f"{middle:.0f} s"
    return f"{words} (of {len(took):,})"


def _told_line(front: Front, seed: Seed) -> ToldLine:
    return ToldLine(
        slug=seed.slug,
        href=f"/honesty/{quote(seed.slug, safe='')}",
        editor=seed.editor,
        outcome=_OUTCOMES[seed.outcome] if seed.outcome else "",
        at=face_of(front).ago(seed.told or seed.made),
    )


def _kind(kind: str) -> str:
    return _KINDS.get(kind, kind.replace("_", " "))
