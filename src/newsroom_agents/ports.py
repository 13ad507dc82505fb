"""What siblings need of each other, as Protocols with their frozen records.

`ingest`, `wire`, `publish`, `gateway`, `staff`, `evidence` and `archive` never import each other.
`archive` fits these by structure; tests and `lab` have in-memory ones; `newsroom.py` hands them in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsroom_agents.story.publication import ReleaseIndexEntry


@dataclass(frozen=True, slots=True)
class Beat:
    """A subject area the house covers (data/beats.toml).

    `terms` are folded indicator words by primary language code, `topic` an IPTC media-topic code.
    `weight` says how much the house cares, 0 to 1.
    """

    id: str
    title: str
    topic: str
    topic_name: str
    accent: str
    min_origins: int
    weight: float
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Signed:
    """A snapshot with its near-copy signature (32 bands × 4 values of a MinHash).

    `minhash` is the packed signature, `bands` its band keys as signed 64-bit numbers.
    """

    snapshot: str
    origin: str
    minhash: bytes
    bands: tuple[int, ...]
    words: int
    credit: str
    """Agency or wire the text itself credits, folded; empty when none."""


class Signatures(Protocol):
    """Near-copy signatures of the snapshots seen so far."""

    def add(self, signed: Signed) -> None:
        """Keep a signature; adding the same snapshot again changes nothing."""
        ...

    def with_bands(self, bands: Iterable[int]) -> Sequence[Signed]:
        """Return the signatures that share at least one band, in a stable order."""
        ...


@dataclass(frozen=True, slots=True)
class EventMember:
    """A snapshot inside an event, as grouping sees it.

    `terms` are its weighted features (`kind:value`, for instance `name:meridia` or `num:14`), kept
    so that later documents can be compared without reading the text again.
    """

    snapshot: str
    uri: str
    event: str
    origin: str
    language: str
    published: datetime
    terms: Mapping[str, float]
    why: str
    """In a few words, what put it there ("shares Meridia, Port Alba, 14 June")."""


class Events(Protocol):
    """Events of the moving window, for incremental grouping."""

    def add(self, member: EventMember) -> None:
        """Keep a member; adding the same snapshot again moves it to the given event."""
        ...

    def window(self, since: datetime) -> Sequence[EventMember]:
        """Return the members published since then, ordered by time, then uri."""
        ...


class Published(Protocol):
    """What is live, for lists, feeds, sitemap and "more from"."""

    def live(self) -> Sequence[ReleaseIndexEntry]:
        """Return all live publications, the newest first."""
        ...


class Blobs(Protocol):
    """Bytes by their hash (pictures, bundles)."""

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their sha256 in hex."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash.

        Raises:
            NotFoundError: Nothing with that hash is stored.
        """
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt: `author` is `system` or `user`."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Lens:
    """A named analytical lens: its source in the literature and the questions it asks."""

    name: str
    source: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffCard:
    """What readers may know of a persona: the public part of its file.

    `beats` and `languages` are empty and `lenses` too for a persona that signs nothing.
    """

    id: str
    name: str
    role: str
    title: str
    bio: str
    is_correspondent: bool
    beats: tuple[str, ...]
    languages: tuple[str, ...]
    voice: str
    method: str
    refuses: tuple[str, ...]
    lenses: tuple[Lens, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """How the publication presents itself (newsroom.toml, table `site`).

    `base_url` is an absolute address without a trailing slash; `support_url` and `join_url` may be
    empty, then their lines are plain text.
    """

    title: str
    tagline: str
    base_url: str
    language: str
    time_zone: str
    join_url: str
    support_url: str
    support_line: str
    contact: str
