"""The staff's page: who works here, with what words, and what became of what they signed."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from newsroom_agents.archive.outcomes import Outcome
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.ports import StaffCard
from newsroom_agents.publish.wording import counted
from newsroom_agents.text.language import display_name

_OUTCOMES = (
    ("unchanged", "Approved unchanged"),
    ("edited", "Approved after edits by hand"),
    ("returned", "Sent back"),
    ("spiked", "Spiked"),
    ("killed", "Killed after publication"),
)

router = APIRouter(prefix="/staff")


@dataclass(frozen=True, slots=True)
class Person:
    """A persona as the page shows it; without rulings on its byline there are no shares."""

    id: str
    name: str
    title: str
    role: str
    bio: str
    knows: str
    prompts: tuple[tuple[str, str], ...]
    shares: tuple[tuple[str, str], ...]
    ground: str


@router.api_route("", methods=["GET", "HEAD"])
def staff(request: Request, signed: Signed) -> Response:
    """Show every persona, correspondents first."""
    del signed
    front = front_of(request)
    with front.archive.reading() as room:
        outcomes = room.outcomes.by_persona()
    digests: dict[str, list[tuple[str, str]]] = {}
    for role, persona, digest in front.newsroom.prompt_digests():
        digests.setdefault(persona, []).append((role, digest))
    cards = sorted(_cards(front), key=lambda card: (not card.is_correspondent, card.name))
    people = [_person(front, card, digests, outcomes.get(card.id)) for card in cards]
    return drawn(request, "staff.html", people=people)


def _cards(front: Front) -> tuple[StaffCard, ...]:
    return tuple(front.newsroom.desk.cards.values())


def _person(
    front: Front,
    card: StaffCard,
    digests: dict[str, list[tuple[str, str]]],
    outcome: Outcome | None,
) -> Person:
    beats = front.newsroom.desk.rules.beats
    covers = ", ".join(beats[beat].title if beat in beats else beat for beat in card.beats)
    languages = ", ".join(map(display_name, card.languages))
    number = outcome.number if outcome else 0
    return Person(
        id=card.id,
        name=card.name,
        title=card.title,
        role=card.role,
        bio=card.bio,
        knows="; ".join(filter(None, (covers, languages))),
        prompts=tuple(digests.get(card.id, ())),
        shares=_shares(outcome) if outcome and number else (),
        ground=counted(number, "ruling"),
    )


def _shares(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Return each outcome with its share of the rulings, in figures that name their ground."""
    told = ((words, int(getattr(outcome, name))) for name, words in _OUTCOMES)
    return tuple((words, share_words(part, outcome.number)) for words, part in told)


def share_words(part: int, whole: int) -> str:
    """Return a share with what it is a share of: `3 of 12 (25 %)`; of nothing there is none."""
    return f"{part} of {whole} ({round(100 * part / whole)} %)" if whole else "none yet"
