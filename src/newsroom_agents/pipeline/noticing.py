"""What editors should hear of without looking: found again at every look, and told once.

A notice is named after what it tells: a story, the moment it expires, a run that failed, a day's
budget, a beat since it went blind. So looking twice, or in two processes, tells nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.ledger import Balance
from newsroom_agents.archive.notices import Kind, Notice, NoticeWish
from newsroom_agents.archive.queue_list import Wanted
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.clock import Clock
from newsroom_agents.pipeline.durable import Bookings
from newsroom_agents.pipeline.task import release_prefix
from newsroom_agents.settings import Settings
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.text.visible import visible

_WAITING = (QueueState.READY, QueueState.STOPPED, QueueState.HELD)
_MOST = 200
_MILLION = 1_000_000
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Lookout:
    """Looks at the house for what editors want to hear of."""

    archive: Archive
    bookings: Bookings
    settings: Settings
    balances: Callable[[], Sequence[Balance]]
    clock: Clock

    def tell(self) -> int:
        """Put what is new into the outbox, for everybody who wants it; return how much it is."""
        with self.archive.reading() as room:
            wishes = room.notices.wishes()
        kinds = {kind for wish in wishes if wish.places for kind in wish.kinds}
        if not kinds:
            return 0
        now = self.clock()
        found = [one for one in self.found(now) if one.kind in kinds]
        if not found:
            return 0
        with self.archive.writing() as room:
            return sum(room.notices.tell(wish, found, self._due(wish, now)) for wish in wishes)

    def found(self, now: datetime) -> Iterator[Notice]:
        """Yield everything that is worth telling at this moment, told before or not."""
        with self.archive.reading() as room:
            yield from _risky(room, now)
            yield from self._expiring(room, now)
            yield from _blind(room)
            due = {slug: room.queue.row(slug) for slug in room.queue.due(now)}
        yield from self._failed(due, now)
        yield from self._spent(now)

    def _due(self, wish: NoticeWish, now: datetime) -> datetime:
        if not wish.is_digest:
            return now
        here = now.astimezone(ZoneInfo(self.settings.time_zone))
        at = time.fromisoformat(self.settings.notices.digest_at)
        today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        due = today if today > here else today + timedelta(days=1)
        return due.astimezone(now.tzinfo)

    def _expiring(self, room: Room, now: datetime) -> Iterator[Notice]:
        until = now + timedelta(hours=self.settings.notices.expiring_hours)
        for row in room.queue.rows(states=_WAITING):
            if now < row.expires <= until:
                left = int((row.expires - now).total_seconds() // 60)
                yield Notice(
                    name=f"expiring {row.slug} {row.expires.isoformat()}",
                    kind=Kind.EXPIRING,
                    title=f"Expires in {left} min: {_headline(row)}",
                    detail=f"It is {row.state.value}, of {row.risk.value} risk, take {row.take}.",
                    path=_path(row),
                    happened=now,
                )

    def _failed(self, due: dict[str, QueueRow], now: datetime) -> Iterator[Notice]:
        for slug, row in due.items():
            keys = self.bookings.runs(release_prefix(slug))
            ended = self.bookings.ended(keys[-1:])
            for one in ended.values():
                if not one.is_ok:
                    yield Notice(
                        name=f"release {one.key}",
                        kind=Kind.RELEASE_FAILED,
                        title=f"Not released: {_headline(row)}",
                        detail=" ".join(one.text.split())[:_LONGEST],
                        path=_path(row),
                        happened=now,
                    )

    def _spent(self, now: datetime) -> Iterator[Notice]:
        """Yield the caps of this day and this month that are nearly used up."""
        budget, percent = self.settings.budget, self.settings.notices.budget_percent
        caps = {f"day {now:%Y-%m-%d}": budget.day, f"month {now:%Y-%m}": budget.month}
        caps = {scope: most for scope, most in caps.items() if most}
        if not caps:
            return
        held = {one.scope: one.spent + one.reserved for one in self.balances()}
        for scope, most in caps.items():
            spent = held.get(scope, 0)
            if spent * 100 >= most * percent:
                used = f"${spent / _MILLION:.2f} of ${most / _MILLION:.2f}"
                yield Notice(
                    name=f"budget {scope} {percent}",
                    kind=Kind.BUDGET,
                    title=f"{spent * 100 // most} % of the budget for {scope} is used",
                    detail=f"{used} is spent or spoken for; at the cap no call is sent.",
                    path="/queue",
                    happened=now,
                )


def _risky(room: Room, now: datetime) -> Iterator[Notice]:
    wanted = Wanted(states=_WAITING, risk=Risk.HIGH)
    for row in room.queue_list.page(wanted, size=_MOST).rows:
        yield Notice(
            name=f"high-risk {row.slug}",
            kind=Kind.HIGH_RISK,
            title=f"High risk: {_headline(row)}",
            detail=" ".join(row.risk_reasons)[:_LONGEST],
            path=_path(row),
            happened=min(row.queued_at, now),
        )


def _blind(room: Room) -> Iterator[Notice]:
    for beat in room.source_states.blind():
        yield Notice(
            name=f"blind {beat.beat} {beat.since.isoformat()}",
            kind=Kind.BLIND_BEAT,
            title=f"No source of the beat {beat.beat} gives anything",
            detail=beat.detail,
            path="/queue?beat=" + beat.beat,
            happened=beat.since,
        )


def _headline(row: QueueRow) -> str:
    """Return a headline that fits into one line of a mail."""
    return " ".join(visible(row.headline).split())[:_LONGEST] or row.slug


def _path(row: QueueRow) -> str:
    return f"/story/{row.slug}"
