"""The spend page: what calls to models cost, by day, persona and story, against the caps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_sums import By, Sum, sums
from newsroom_agents.archive.ledger import Balance, Ledger
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.publish.wording import day

_DAYS = 30
_MOST = 50
_NEAR = 0.8
"""From this share of a cap on, the page says that it is near."""
_MILLION = 1_000_000
_WORDS = {By.DAY: "Day (UTC)", By.PERSONA: "Persona", By.STORY: "Story"}

router = APIRouter(prefix="/spend")


@dataclass(frozen=True, slots=True)
class CapLine:
    """What was spent in a scope, against its cap; without one there is no share."""

    name: str
    words: str
    share: float | None
    is_near: bool


@dataclass(frozen=True, slots=True)
class SumLine:
    """What the calls of one day, persona or story cost."""

    name: str
    href: str
    cost: str
    is_estimated: bool
    calls: int
    repeats: int
    failed: int
    tokens: str
    cap: str
    is_near: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The dearest of one kind; `hidden` are how many more there are."""

    name: str
    lines: tuple[SumLine, ...]
    hidden: int


@router.api_route("", methods=["GET", "HEAD"])
def spend(request: Request, signed: Signed) -> Response:
    """Show what the last thirty days cost, and how near the caps are."""
    del signed
    front = front_of(request)
    settings = front.newsroom.settings
    url = settings.calls_url(front.newsroom.places.var)
    since = (front.clock() - timedelta(days=_DAYS - 1)).date()
    with closing(CallsDatabase(url, settings.database.synchronous)) as calls:
        found = {by: sums(calls, by, since) for by in _WORDS}
        balances = Ledger(calls).held(tuple(_scopes(front)))
    with front.archive.reading() as room:
        stories = {
            one.name for one in found[By.STORY][:_MOST] if room.leads.slug_is_taken(one.name)
        }
    return drawn(
        request,
        "spend.html",
        caps=tuple(_caps(front, balances)),
        sheets=[_sheet(front, by, rows, stories) for by, rows in found.items()],
        since=day(front.clock() - timedelta(days=_DAYS - 1), "UTC"),
        is_empty=not any(found.values()),
        call_cap=dollars(settings.budget.call) if settings.budget.call else "",
    )


def dollars(microusd: int) -> str:
    """Return a sum of money in US dollars, to the cent or, below one, to a hundredth of it."""
    return (
        f"US${microusd / _MILLION:,.2f}" if microusd >= 10_000 else f"US${microusd / _MILLION:.4f}"
    )


def _scopes(front: Front) -> Iterator[str]:
    """Yield the ledger's names for today, this month and everybody's day."""
    now = front.clock()
    yield f"day {now:%Y-%m-%d}"
    yield f"month {now:%Y-%m}"
    for persona in front.newsroom.desk.cards:
        yield f"persona-day {persona} {now:%Y-%m-%d}"


def _caps(front: Front, balances: Mapping[str, Balance]) -> Iterator[CapLine]:
    budget, now = front.newsroom.settings.budget, front.clock()
    yield _cap("Today", balances[f"day {now:%Y-%m-%d}"], budget.day)
    yield _cap("This month", balances[f"month {now:%Y-%m}"], budget.month)
    for persona, card in front.newsroom.desk.cards.items():
        held = balances[f"persona-day {persona} {now:%Y-%m-%d}"]
        if held.spent or held.reserved:
            yield _cap(f"{card.name} today", held, budget.persona_day)


def _cap(name: str, held: Balance, most: int) -> CapLine:
    taken = held.spent + held.reserved
    words = dollars(held.spent)
    if held.reserved:
        words += f", and {dollars(held.reserved)} spoken for"
    if not most:
        return CapLine(name, f"{words}; no cap is set", None, is_near=False)
    share = taken / most
    words += f", of {dollars(most)} ({round(100 * share)} %)"
    return CapLine(name, words, min(share, 1.0), share >= _NEAR)


def _sheet(front: Front, by: By, rows: Sequence[Sum], stories: Collection[str]) -> Sheet:
    ordered = sorted(rows, key=lambda one: one.name, reverse=True) if by is By.DAY else rows
    lines = tuple(_line(front, by, one, stories) for one in ordered[:_MOST])
    return Sheet(_WORDS[by], lines, max(0, len(rows) - _MOST))


def _line(front: Front, by: By, one: Sum, stories: Collection[str]) -> SumLine:
    budget = front.newsroom.settings.budget
    most = {By.DAY: budget.day, By.STORY: budget.story}.get(by, 0)
    share = one.cost_microusd / most if most else 0.0
    card = front.newsroom.desk.cards.get(one.name) if by is By.PERSONA else None
    tokens = f"{one.tokens_in:,} in, {one.tokens_out:,} out"
    return SumLine(
        name=card.name if card else one.name or "none named",
        href=f"/leads/{quote(one.name, safe='')}" if one.name in stories else "",
        cost=dollars(one.cost_microusd),
        is_estimated=one.estimated > 0,
        calls=one.calls,
        repeats=one.repeats,
        failed=one.failed,
        tokens=tokens,
        cap=f"{round(100 * share)} % of {dollars(most)}" if most else "",
        is_near=bool(most) and share >= _NEAR,
    )
