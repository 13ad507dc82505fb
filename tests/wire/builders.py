"""Invented reports, and the ports of the wire kept in memory."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from newsroom_agents.ports import Beat, Signed
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot

START = datetime(2026, 3, 1, 6, tzinfo=UTC)


def report(  # noqa: PLR0913 - a builder names what a test varies
    uri: str,
    text: str,
    *,
    title: str = "",
    language: str = "en",
    hours: float = 0,
    outlet: str = "",
    origin: str = "",
    number: int = 1,
    status: PubStatus = PubStatus.USABLE,
) -> Snapshot:
    """Return a snapshot of an invented item; its outlet is its own unless one is named."""
    digest = hashlib.sha256(f"{uri}{number}{text}".encode()).hexdigest()
    name = outlet or f"outlet of {uri}"
    return Snapshot(
        id=digest[:20],
        uri=uri,
        number=number,
        outlet=Outlet(id=name, name=name),
        title=title,
        text=text,
        language=language,
        published=START + timedelta(hours=hours),
        retrieved=START + timedelta(hours=hours),
        url="",
        status=status,
        embargoed_until=None,
        ednote="",
        sha256=digest,
        text_sha256=digest,
        origin=origin,
    )


class MemorySignatures:
    """Signatures in memory; fits `ports.Signatures`."""

    def __init__(self) -> None:
        self._signed: dict[str, Signed] = {}
        self._bands: dict[int, set[str]] = defaultdict(set)

    def add(self, signed: Signed) -> None:
        """Keep a signature; adding the same snapshot again changes nothing."""
        if signed.snapshot in self._signed:
            return
        self._signed[signed.snapshot] = signed
        for band in signed.bands:
            self._bands[band].add(signed.snapshot)

    def with_bands(self, bands: Iterable[int]) -> Sequence[Signed]:
        """Return the signatures that share at least one band, in a stable order."""
        found = {snapshot for band in bands for snapshot in self._bands.get(band, ())}
        return [self._signed[snapshot] for snapshot in sorted(found)]


def beat(
    name: str, terms: dict[str, tuple[str, ...]], *, weight: float = 1.0, min_origins: int = 2
) -> Beat:
    """Return a beat with these words."""
    return Beat(
        id=name,
        title=name.title(),
        topic="11000000",
        topic_name=name,
        accent="indigo",
        min_origins=min_origins,
        weight=weight,
        terms=terms,
    )
