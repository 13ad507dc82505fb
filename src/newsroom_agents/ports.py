"""What siblings need of each other, as Protocols with their frozen records.

`ingest`, `wire`, `publish`, `gateway`, `staff`, `evidence` and `archive` never import each other.
`archive` fits these by structure; tests and `lab` have in-memory ones; `newsroom.py` hands them in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfCount, ShelfKind, Slot


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
    """What is live, by shelves, for lists, feeds, sitemap and "more from".

    Places on a shelf are counted from 0, the oldest piece first (by first publication, then slug).
    """

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        """Return how lists show a live story; None when it is not live."""
        ...

    def size(self, shelf: Shelf) -> int:
        """Return how many places a shelf has, gaps counted."""
        ...

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        """Return how many places of a shelf lie before a piece first published then."""
        ...

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        """Return the places of a shelf from `start` up to but without `stop`."""
        ...

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        """Return the shelves of a kind that have live pieces, ordered by key."""
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
    """One message of a prompt: `author` is `system`, `user`, or `assistant` for its own reply."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A request to a model's server, as the call log knows it.

    `key` is the hash of what makes two requests the same: endpoint, model, canonical body (with
    schema and parameters), prompt digest and repeat index. Who asked for what (`role`, `persona`,
    `subject`) is not part of it, nor that somebody waits for it (`is_urgent`, which is not kept).
    """

    key: str
    endpoint: str
    path: str
    engine_model: str
    prompt: str
    repeat: int
    role: str
    persona: str
    subject: str
    body: Mapping[str, object]
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class CallReply:
    """What came of sending a request once.

    `status` is 0 when nothing whole came back. `answered_by` is the model the server named,
    `provider_call` the server's own name for the call. `is_estimated` marks a cost that the server
    did not account for.
    """

    at: datetime
    seconds: float
    attempt: int
    status: int
    headers: Mapping[str, str]
    body: bytes
    outcome: str
    reason: str = ""
    answered_by: str = ""
    provider_call: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    cost_microusd: int = 0
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A row of the call log; `original` names the row that answered it, when one did."""

    id: str
    request: CallRequest
    reply: CallReply
    original: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an attempt really cost, in millionths of a US dollar, and the reservation it closes."""

    reservation: str
    amount: int


class CallLog(Protocol):
    """Every request that was sent and what came back; nothing in it is ever changed."""

    def answer(self, key: str) -> LoggedCall | None:
        """Return the newest whole reply to this request, or None when there is none."""
        ...

    def add(
        self,
        request: CallRequest,
        reply: CallReply,
        original: str = "",
        settles: Settlement | None = None,
    ) -> str:
        """Write a row, durably, and return its id; a reservation is closed in the same moment."""
        ...

    def answered(self, role: str, most: int) -> Sequence[LoggedCall]:
        """Return the newest calls of a role that have a whole reply."""
        ...


@dataclass(frozen=True, slots=True)
class Cap:
    """A scope that money is counted in, and the most it may take; None counts without a limit."""

    scope: str
    most_microusd: int | None


class Ledger(Protocol):
    """Money that is spoken for before it is spent, in millionths of a US dollar."""

    def reserve(self, amount: int, caps: Sequence[Cap], now: datetime, until: datetime) -> str:
        """Speak for an amount in all scopes at once and return the reservation's name.

        What is not settled by `until` counts as spent in full.

        Raises:
            OverBudgetError: It does not fit into one of the scopes; nothing is reserved.
        """
        ...

    def settle(self, reservation: str, amount: int) -> None:
        """Put what was really spent in the place of a reservation; 0 gives it back."""
        ...


@dataclass(frozen=True, slots=True)
class ProbeFinding:
    """One thing that was asked of a server, and whether it did it."""

    name: str
    is_good: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What a model of a server was found to be able to do.

    `mode` is the strongest way of asking for a shape that gave one, empty when none did.
    """

    endpoint: str
    engine_model: str
    fingerprint: str
    mode: str
    findings: tuple[ProbeFinding, ...]
    at: datetime


class Probes(Protocol):
    """Probes that were made."""

    def save(self, probe: Probe) -> None:
        """Keep what was found."""
        ...

    def saved(self, endpoint: str, engine_model: str) -> Probe | None:
        """Return what was found last; None when nobody has looked."""
        ...


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
    empty, then their lines are plain text. A `join_url` that begins with `/` is a page of the site
    itself, which only `newsroom reader` serves.
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

    def join_address(self, back: str = "") -> str:
        """Return where readers join or sign in; empty when they cannot.

        Args:
            back: The page of the site to lead back to, from its root (`/2024/…/`).
        """
        if not self.join_url.startswith("/") or self.join_url.startswith("//"):
            return self.join_url
        return f"{self.base_url}{self.join_url}" + (f"?next={back}" if back else "")


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What was learnt of a host's robots.txt.

    `origin` is scheme, host and port; `text` the lines that concern us, at most 500 KiB. Without an
    answer to go by, `is_open` says whether the host may be fetched from; `reason` why not.
    """

    origin: str
    fetched: datetime
    is_open: bool
    text: str = ""
    reason: str = ""


class RobotsShelf(Protocol):
    """The robots.txt files seen so far, one for each origin; used by many threads at once."""

    def get(self, origin: str) -> RobotsFile | None:
        """Return what was last learnt of an origin."""
        ...

    def put(self, file: RobotsFile) -> None:
        """Keep what was learnt, in place of what was known."""
        ...
