"""What the outside world published, as the house stored it.

A source item is one thing an outlet published; each of its contents is a snapshot. A snapshot never
changes: a later content of the same item is another snapshot. Offsets count Unicode code points of
`Snapshot.text`.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from newsroom_agents.story.paper import Paper


class Ownership(StrEnum):
    """Who owns an outlet; `unrated` until somebody gave a basis."""

    STATE = "state"
    PUBLIC = "public"
    PRIVATE = "private"
    AGENCY = "agency"
    UNRATED = "unrated"


class Tier(StrEnum):
    """How far an outlet's word carries, from 1 (most) to 3; `unrated` without a basis."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    UNRATED = "unrated"


class PubStatus(StrEnum):
    """What the sender says may be done with an item (IPTC's words)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Outlet(Paper):
    """Who published; `id` is the provider name as the wire gives it."""

    id: str
    name: str
    country: str = ""
    ownership: Ownership = Ownership.UNRATED
    tier: Tier = Tier.UNRATED
    basis: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether somebody gave a basis for this outlet's tier."""
        return self.tier is not Tier.UNRATED


class SourceItem(Paper):
    """One thing an outlet published, as it came in, before the house looked at it.

    `raw` are the bytes as received; `text` is what offsets count in; `declared_language` is the
    sender's word, an empty string when there is none.
    """

    uri: str
    outlet: Outlet
    title: str
    text: str
    declared_language: str
    published: datetime
    url: str = ""
    version: str = ""
    status: PubStatus = PubStatus.USABLE
    embargoed_until: datetime | None = None
    ednote: str = ""
    raw: bytes
    place: str = ""
    """Where the item stood (file and line), for messages."""

    def content_key(self) -> str:
        """Return the hash by which two deliveries count as the same content."""
        parts = (
            self.title,
            self.text,
            self.declared_language,
            self.outlet.id,
            self.url,
            self.status.value,
            self.ednote,
            self.embargoed_until.isoformat() if self.embargoed_until else "",
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def snapshot_id(self) -> str:
        """Return the id this content has as a snapshot: 20 hex digits."""
        return hashlib.sha256(f"{self.uri}\x1f{self.content_key()}".encode()).hexdigest()[:20]


class Snapshot(Paper):
    """One stored content of a source item: the ground every citation stands on.

    `sha256` is over the raw bytes, `text_sha256` over the UTF-8 of `text`. `language` is what the
    house detected. `number` counts the item's snapshots from 1.
    """

    id: str
    uri: str
    number: int
    outlet: Outlet
    title: str
    text: str
    language: str
    published: datetime
    retrieved: datetime
    url: str
    status: PubStatus
    embargoed_until: datetime | None
    ednote: str
    sha256: str
    text_sha256: str
    origin: str = ""
    event: str = ""


def text_sha256(text: str) -> str:
    """Return the hash that names a text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
