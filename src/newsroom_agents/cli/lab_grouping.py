"""`lab group` and `lab pairs`: copies and events over given texts, as a monitoring run finds them.

The parts are the house's own; only the archive is replaced by memory. Texts are taken in order of
time, in the portions a monitoring run takes, so that nothing is known here that is not known there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from newsroom_agents.cli.lab_cases import (
    Answer,
    Case,
    CaseError,
    failure,
    in_order,
    sound,
    text_of,
)
from newsroom_agents.ports import EventMember, Signed
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot, text_sha256
from newsroom_agents.text.language import detect
from newsroom_agents.wire.copies import trace
from newsroom_agents.wire.events import WINDOW, Rarity, group, member_of

_PORTION = 2000
_DETECTED_CHARACTERS = 2000
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, as grouping sees them, and the id of their case."""

    id: object
    one: EventMember
    other: EventMember


class MemorySignatures:
    """Near-copy signatures in memory; fits `ports.Signatures`."""

    def __init__(self) -> None:
        self._signed: dict[str, Signed] = {}
        self._bands: dict[int, list[str]] = defaultdict(list)

    def add(self, signed: Signed) -> None:
        """Keep a signature; adding the same snapshot again changes nothing."""
        if signed.snapshot not in self._signed:
            self._signed[signed.snapshot] = signed
            for band in signed.bands:
                self._bands[band].append(signed.snapshot)

    def with_bands(self, bands: Iterable[int]) -> Sequence[Signed]:
        """Return the signatures that share at least one band, in a stable order."""
        found = {snapshot for band in bands for snapshot in self._bands.get(band, ())}
        return [self._signed[snapshot] for snapshot in sorted(found)]


def grouped(cases: Iterable[Case]) -> Iterator[Answer]:
    """Yield origin and event of every case, in the order of the cases."""
    asked = list(cases)
    read = [_read(case, number) for number, case in enumerate(asked)]
    reports = sorted((one for one in read if isinstance(one, Snapshot)), key=_order)
    members, origins = _group(reports)
    for case, one in zip(asked, read, strict=True):
        if isinstance(one, Snapshot):
            yield {"id": case["id"], "origin": origins[one.id], "event": members[one.id].event}
        else:
            yield one


def judged(cases: Iterable[Case], jobs: int) -> Iterator[Answer]:
    """Yield of every pair whether its texts report the same event, and how surely.

    How rare a term is comes from the pairs up to then, as it comes from the window in a house.

    Args:
        cases: The pairs.
        jobs: How many processes read them.
    """
    rarity = Rarity()
    for read in in_order(described, cases, jobs):
        if not isinstance(read, Pair):
            yield read
            continue
        rarity.add(read.one)
        rarity.add(read.other)
        close = rarity.closeness(read.one, read.other)
        yield {"id": read.id, "same": close >= 1, "score": round(_sureness(close), 4)}


def described(case: Case) -> Pair | Answer:
    """Return the two texts of a case as grouping sees them, or what is wrong with the case."""
    try:
        one, other = (member_of(_side(sound(case), name)) for name in ("a", "b"))
    except ValueError as error:
        return failure(case, str(error))
    return Pair(case["id"], one, other)


def _group(reports: Sequence[Snapshot]) -> tuple[Mapping[str, EventMember], Mapping[str, str]]:
    """Return the member and the origin of every report, by its id."""
    signatures = MemorySignatures()
    members: dict[str, EventMember] = {}
    origins: dict[str, str] = {}
    for at in range(0, len(reports), _PORTION):
        portion = []
        for report in reports[at : at + _PORTION]:
            origins[report.id] = trace(report, signatures).label
            portion.append(report.model_copy(update={"origin": origins[report.id]}))
        since = portion[0].published - WINDOW
        known = [member for member in members.values() if member.published >= since]
        members |= {member.snapshot: member for member in group(portion, known)}
    return members, origins


def _read(case: Case, number: int) -> Snapshot | Answer:
    """Return the case as a snapshot, or what is wrong with it."""
    try:
        return _snapshot(sound(case), f"{number:09}")
    except ValueError as error:
        return failure(case, str(error))


def _side(case: Case, name: str) -> Snapshot:
    side = case.get(name)
    if not isinstance(side, dict):
        msg = f"{name}: expected an object with a text"
        raise CaseError(msg)
    return _snapshot(side, name)


def _snapshot(fields: Case, uri: str) -> Snapshot:
    title, text = text_of(fields, "title"), text_of(fields, "text")
    if not f"{title}{text}".strip():
        msg = "text: expected a text that is not empty"
        raise CaseError(msg)
    provider = text_of(fields, "provider") or uri
    digest = text_sha256(f"{uri}\x1f{title}\x1f{text}")
    published = _date(text_of(fields, "date"))
    return Snapshot(
        id=digest[:20],
        uri=uri,
        number=1,
        outlet=Outlet(id=provider, name=provider),
        title=title,
        text=text,
        language=detect(f"{title}\n{text[:_DETECTED_CHARACTERS]}", text_of(fields, "lang") or None),
        published=published,
        retrieved=published,
        url="",
        status=PubStatus.USABLE,
        embargoed_until=None,
        ednote="",
        sha256=digest,
        text_sha256=text_sha256(text),
    )


def _date(value: str) -> datetime:
    if not value:
        return _NO_DATE
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _order(report: Snapshot) -> tuple[datetime, str]:
    return (report.published, report.uri)


def _sureness(close: float) -> float:
    """Return 0..1 with a half where two reports begin to count as reports of one event.

    Closeness is squared, because twice as close is far more than twice as likely the same event.
    """
    return close**2 / (1 + close**2)
