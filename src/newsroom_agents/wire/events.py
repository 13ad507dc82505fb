"""Reports of one event, within and across languages, without a model.

Reports are taken in order of time. Each is compared with the events that share its rarer terms; it
joins the one whose members it is closest to on average, or begins a new one. When a report shows
that two events were one, they are put together under the older one's id. How rare a term is comes
from all reports of the window, known and fresh: it does not depend on where an earlier run
stopped, so a run that was killed and started again gives the same events.

The cost of a report is bounded whatever the window holds: only the latest reports of a term, a
few candidates and a few members of each are looked at.
"""

import hashlib
import heapq
import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from newsroom_agents.ports import EventMember
from newsroom_agents.story.source import Snapshot
from newsroom_agents.wire.features import OWN_KINDS, Features, features, kind_of

WINDOW = timedelta(days=4)
"""How long before a report the window of known reports should begin."""

# Measured on two days of real wire and cross-checked on two other collections; the result hardly
# changes between 0.20 and 0.24. Reports of two languages share fewer terms, so the bar is lower.
_SAME_LANGUAGE = 0.22
_CROSS_LANGUAGE = 0.14

# Two events become one only on more evidence the more both have grown: a wrong union spoils two
# stories, a missed one only makes two.
_UNION_STEP = 0.05

_KIND_WEIGHT = {
    "word": 1.0,
    "pair": 0.7,
    "name": 0.8,
    "given": 0.3,
    "place": 0.6,
    "num": 0.8,
    "year": 0.3,
}
# Added to the number of reports of a language, so that its first ones can tell rare from common.
_PRIOR_REPORTS = 20

# Across languages one shared term is too little, unless it is a long and thus rare family name;
# given names ("Vladimir") do not count at all.
_SHARED_AT_LEAST = 2
_WEAK_KINDS = frozenset({"given"})
_LONG_NAME = len("name:") + 5

_LATEST_POSTINGS = 64
_CANDIDATES = 8
_UNIONS = 3
_MEMBERS_COMPARED = 16
_LATEST = 4
_SHOWN = 5
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class _Vector:
    """A report as two unit vectors: all its terms, and those that cross languages."""

    language: str
    full: Mapping[str, float]
    crossing: Mapping[str, float]


def group(fresh: Iterable[Snapshot], known: Sequence[EventMember]) -> tuple[EventMember, ...]:
    """Put fresh snapshots into events and return what is to be kept.

    Args:
        fresh: Snapshots not yet grouped, in any order, each with its origin.
        known: Members of the window (`Events.window`), which should reach back `WINDOW` before the
            newest fresh snapshot.

    Returns:
        A member for each fresh snapshot, and each known member that moved to another event, in
        order of time, then uri.
    """
    seen = {member.snapshot for member in known}
    described: dict[str, Features] = {}
    newcomers: list[EventMember] = []
    for snapshot in fresh:
        if snapshot.id not in seen:
            seen.add(snapshot.id)
            described[snapshot.id] = features(snapshot.title, snapshot.text, snapshot.language)
            newcomers.append(_newcomer(snapshot, described[snapshot.id]))
    board = _Board(Rarity([*known, *newcomers]), newcomers)
    for member in sorted(known, key=_order):
        board.place(member)
    for newcomer in sorted(newcomers, key=_order):
        board.join(newcomer, described[newcomer.snapshot].shown)
    kept = {member.snapshot: member for member in known}
    return tuple(member for member in board.members() if kept.get(member.snapshot) != member)


def nearest_told(
    events: Mapping[str, Sequence[EventMember]], told: Sequence[EventMember]
) -> Mapping[str, float]:
    """Return for each event how close it is to the closest other event of `told`.

    Args:
        events: The events asked for, by id, each with its members in order of time.
        told: Reports behind stories that the house already has; may hold the events' own.
    """
    asked = [member for members in events.values() for member in members]
    everyone = {member.snapshot: member for member in [*told, *asked]}
    board = _Board(Rarity(list(everyone.values())), asked)
    for member in sorted(told, key=_order):
        board.place(member)
    return {
        event: max((board.nearness(member, event) for member in members[-_LATEST:]), default=0.0)
        for event, members in events.items()
    }


def member_of(snapshot: Snapshot) -> EventMember:
    """Return a snapshot as grouping sees it, alone in an event of its own."""
    return _newcomer(snapshot, features(snapshot.title, snapshot.text, snapshot.language))


class Rarity:
    """How much a term says, from how few of the reports seen so far carry it."""

    def __init__(self, members: Iterable[EventMember] = ()) -> None:
        self._reports: Counter[str] = Counter()
        self._carrying: Counter[str] = Counter()
        self._worth: dict[str, float] = {}
        for member in members:
            self.add(member)

    def add(self, member: EventMember) -> None:
        """Count one more report."""
        self._worth.clear()
        self._reports.update((member.language, ""))
        self._carrying.update(_keys(member))

    def closeness(self, one: EventMember, other: EventMember) -> float:
        """Return how close two reports are: 1 is where they count as reports of one event."""
        return _close(self.vector(one), self.vector(other))

    def vector(self, member: EventMember) -> _Vector:
        """Return a report as unit vectors under this rarity."""
        weighted = {
            key: weight * self._worth_of(key, member.language)
            for key, weight in zip(_keys(member), member.terms.values(), strict=True)
        }
        crossing = {term: value for term, value in weighted.items() if _SEPARATOR not in term}
        return _Vector(member.language, _unit(weighted), _unit(crossing))

    def _worth_of(self, key: str, language: str) -> float:
        """Return what a term counts for, above 0: by its kind, and the more the rarer it is."""
        worth = self._worth.get(key)
        if worth is None:
            _, is_own, term = key.rpartition(_SEPARATOR)
            reports = self._reports[language if is_own else ""] + _PRIOR_REPORTS
            rarity = math.log(reports / (self._carrying[key] + 0.5))
            worth = self._worth[key] = _KIND_WEIGHT[kind_of(term)] * rarity
        return worth


class _Report:
    """A report on the board; its vector is made when it is first compared with another."""

    __slots__ = ("_rarity", "_vector", "member")

    def __init__(self, member: EventMember, rarity: Rarity) -> None:
        self.member, self._rarity = member, rarity
        self._vector: _Vector | None = None

    @property
    def vector(self) -> _Vector:
        """The report as unit vectors."""
        if self._vector is None:
            self._vector = self._rarity.vector(self.member)
        return self._vector


class _Board:
    """The events of the window while reports are put up one after the other.

    Args:
        rarity: How much terms say.
        asked: Reports that will be compared with those on the board.
    """

    def __init__(self, rarity: Rarity, asked: Iterable[EventMember]) -> None:
        self._rarity = rarity
        self._asked = frozenset(key for member in asked for key in _keys(member))
        self._events: dict[str, list[_Report]] = {}
        self._event_of: dict[str, str] = {}
        self._unweighed: dict[str, deque[_Report]] = defaultdict(
            lambda: deque(maxlen=_LATEST_POSTINGS)
        )
        self._weighed: dict[str, deque[tuple[_Report, float]]] = {}

    def members(self) -> Iterator[EventMember]:
        """Yield all members in order of time, then uri."""
        everyone = [report.member for reports in self._events.values() for report in reports]
        yield from sorted(everyone, key=_order)

    def place(self, member: EventMember) -> None:
        """Put a known report up under its event, without asking whether it belongs there."""
        report = self._put(member)
        for key in _keys(member):
            if key in self._asked:
                self._unweighed[key].append(report)

    def join(self, newcomer: EventMember, shown: Mapping[str, str]) -> None:
        """Put a fresh report where it belongs, then unite events that it shows to be one."""
        vector = self._rarity.vector(newcomer)
        for label, why in _labels(newcomer).items():
            if label in self._event_of:
                self._add(replace(newcomer, event=self._event_of[label], why=why), vector)
                return
        nearest = self._nearest(vector)
        if not nearest or nearest[0][0] < 1:
            self._add(newcomer, vector)
            return
        event = nearest[0][1]
        why = _why(vector, self._vectors(event), shown)
        self._add(replace(newcomer, event=event, why=why), vector)
        self._unite(event, [other for _, other in nearest[1 : 1 + _UNIONS]])

    def _put(self, member: EventMember) -> _Report:
        report = _Report(member, self._rarity)
        self._events.setdefault(member.event, []).append(report)
        for label in _labels(member):
            self._event_of[label] = member.event
        return report

    def _add(self, member: EventMember, vector: _Vector) -> None:
        """Put a fresh report up, where later ones find it."""
        report = self._put(member)
        for term, weight in vector.full.items():
            self._with(term).append((report, weight))

    def _with(self, term: str) -> deque[tuple[_Report, float]]:
        """Return the latest reports with a term, each with its weight there."""
        if term not in self._weighed:
            known = self._unweighed.pop(term, ())
            weighed = ((report, report.vector.full[term]) for report in known)
            self._weighed[term] = deque(weighed, maxlen=_LATEST_POSTINGS)
        return self._weighed[term]

    def _vectors(self, event: str) -> list[_Vector]:
        """Return the first and latest reports of an event, as vectors."""
        return [report.vector for report in _few(self._events[event])]

    def nearness(self, member: EventMember, own: str) -> float:
        """Return how close a report is to the closest event other than its own."""
        found = self._nearest(self._rarity.vector(member))
        return next((closest for closest, event in found if event != own), 0.0)

    def _nearest(self, vector: _Vector) -> list[tuple[float, str]]:
        """Return the likeliest events with the report's mean closeness, the closest first."""
        found: dict[_Report, float] = defaultdict(float)
        for term, weight in vector.full.items():
            for report, other_weight in self._with(term):
                found[report] += weight * other_weight
        best: dict[str, float] = {}
        for report, product in found.items():
            event = report.member.event
            best[event] = max(best.get(event, 0.0), product)
        likely = heapq.nsmallest(_CANDIDATES, best, key=lambda event: (-best[event], event))
        scored = [(_mean([vector], self._vectors(event)), event) for event in likely]
        return sorted(scored, key=lambda entry: (-entry[0], entry[1]))

    def _unite(self, event: str, others: Sequence[str]) -> None:
        """Put events together that are one by now, under the older one's id."""
        for other in others:
            smaller = min(len(self._events[event]), len(self._events[other]))
            closeness = _mean(self._vectors(event), self._vectors(other))
            if closeness < 1 + _UNION_STEP * (smaller - 1):
                continue
            older, younger = sorted(
                (event, other),
                key=lambda name: min(_order(report.member) for report in self._events[name]),
            )
            moved = self._events.pop(younger)
            for report in moved:
                report.member = replace(report.member, event=older)
                self._event_of.update(dict.fromkeys(_labels(report.member), older))
            self._events[older] += moved
            event = older


def _newcomer(snapshot: Snapshot, found: Features) -> EventMember:
    return EventMember(
        snapshot=snapshot.id,
        uri=snapshot.uri,
        event=f"event-{hashlib.sha256(snapshot.id.encode()).hexdigest()[:12]}",
        origin=snapshot.origin,
        language=snapshot.language,
        published=snapshot.published,
        terms=found.terms,
        why="first report",
    )


def _order(member: EventMember) -> tuple[datetime, str, str]:
    return (member.published, member.uri, member.snapshot)


def _labels(member: EventMember) -> Mapping[str, str]:
    """Return what ties a report to its event without comparing, and why."""
    labels = {
        f"snapshot:{member.snapshot}": "seen before",
        f"uri:{member.uri}": "a new version of the same item",
    }
    if member.origin:
        labels[f"origin:{member.origin}"] = "a copy of the same text"
    return labels


def _mean(some: Sequence[_Vector], others: Sequence[_Vector]) -> float:
    """Return the mean closeness of two sets of reports."""
    pairs = [_close(one, other) for one in some for other in others]
    return sum(pairs) / len(pairs)


def _few(reports: Sequence[_Report]) -> Sequence[_Report]:
    """Return the first and latest of some reports."""
    if len(reports) <= _MEMBERS_COMPARED:
        return reports
    half = _MEMBERS_COMPARED // 2
    return [*reports[:half], *reports[-half:]]


def _close(one: _Vector, other: _Vector) -> float:
    shared = _in_both(one, other)
    if one.language == other.language:
        return sum(shared.values()) / _SAME_LANGUAGE
    telling = [term for term in shared if kind_of(term) not in _WEAK_KINDS]
    rare = any(term.startswith("name:") and len(term) >= _LONG_NAME for term in telling)
    if len(telling) < _SHARED_AT_LEAST and not rare:
        return 0.0
    return sum(shared.values()) / _CROSS_LANGUAGE


def _in_both(one: _Vector, other: _Vector) -> dict[str, float]:
    """Return the terms two reports share, with the product of their weights."""
    if one.language == other.language:
        return _shared(one.full, other.full)
    return _shared(one.crossing, other.crossing)


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    if len(one) > len(other):
        one, other = other, one
    return {term: weight * other[term] for term, weight in one.items() if term in other}


def _why(vector: _Vector, others: Sequence[_Vector], shown: Mapping[str, str]) -> str:
    """Say in a few words what a report shares with an event, the weightiest first."""
    found: Counter[str] = Counter()
    for other in others:
        found.update(_in_both(vector, other))
    ranked = sorted(found, key=lambda term: (-found[term], term))
    surfaces = dict.fromkeys(
        shown.get(term.partition(_SEPARATOR)[2] or term, "") for term in ranked
    )
    return "shares " + ", ".join([surface for surface in surfaces if surface][:_SHOWN])


def _keys(member: EventMember) -> tuple[str, ...]:
    return tuple([_key(term, member.language) for term in member.terms])


@lru_cache(maxsize=200_000)
def _key(term: str, language: str) -> str:
    """Return the name of a term in the vectors: with its language where it does not cross."""
    return f"{language}{_SEPARATOR}{term}" if kind_of(term) in OWN_KINDS else term


def _unit(weighted: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
    return {term: value / length for term, value in weighted.items()}
