"""The archive's tables, and nothing else.

Rows stay inside `archive/`: the stores hand out papers and frozen records. Whatever a list must
show without reading papers has a column of its own; whatever is only read whole is packed. A change
here needs a migration; a test compares the two.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field, SQLModel


class TextRow(SQLModel, table=True):
    """A text that snapshots share, packed, by its hash."""

    __tablename__ = "text"

    sha256: str = Field(primary_key=True)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RawRow(SQLModel, table=True):
    """Bytes as received, packed, by their hash."""

    __tablename__ = "raw"

    sha256: str = Field(primary_key=True)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SnapshotRow(SQLModel, table=True):
    """One content of a source item; never changed but for `origin` and `event`."""

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("uri", "number", name="snapshot_uri_number"),
        Index("snapshot_event", "event"),
    )

    id: str = Field(primary_key=True)
    uri: str
    number: int
    outlet: str
    title: str
    text_sha256: str = Field(foreign_key="text.sha256")
    sha256: str = Field(foreign_key="raw.sha256")
    language: str
    published: datetime
    retrieved: datetime
    url: str
    status: str
    embargoed_until: datetime | None = None
    ednote: str
    origin: str
    event: str


class SignatureRow(SQLModel, table=True):
    """A near-copy signature."""

    __tablename__ = "signature"

    snapshot: str = Field(primary_key=True)
    origin: str
    minhash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    bands: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    words: int
    credit: str


class BandRow(SQLModel, table=True):
    """One band of a signature; the table is its own index."""

    __tablename__ = "band"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    snapshot: str = Field(primary_key=True, foreign_key="signature.snapshot")


class EventMemberRow(SQLModel, table=True):
    """A snapshot as grouping sees it."""

    __tablename__ = "event_member"
    __table_args__ = (Index("event_member_published", "published"),)

    snapshot: str = Field(primary_key=True)
    uri: str
    event: str
    origin: str
    language: str
    published: datetime
    terms: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    why: str


class PaperRow(SQLModel, table=True):
    """A filed paper: its canonical bytes, packed."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("slug", "stage", "take", name="paper_slug_stage_take"),)

    id: str = Field(primary_key=True)
    slug: str
    stage: str
    take: int
    filed_at: datetime
    kind: str
    sha256: str
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ClaimRow(SQLModel, table=True):
    """An event that is claimed under a slug."""

    __tablename__ = "lead"

    slug: str = Field(primary_key=True)
    event: str = Field(unique=True)
    state: str
    title: str
    beat: str
    score: float
    opened_at: datetime
    paper: str = Field(foreign_key="paper.id")


class PassedRow(SQLModel, table=True):
    """An event that was not followed, and when that was said first and last."""

    __tablename__ = "pass"

    event: str = Field(primary_key=True)
    first_at: datetime
    last_at: datetime
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class QueuedRow(SQLModel, table=True):
    """A story between the last draft and the reader; lists read this row only."""

    __tablename__ = "queue"
    __table_args__ = (Index("queue_state", "state", "queued_at", "slug"),)

    slug: str = Field(primary_key=True)
    take: int
    state: str
    digest: str
    risk: str
    headline: str
    beat: str
    origins: int
    outlets: int
    languages: str
    hard: int
    soft: int
    cost_microusd: int = Field(sa_column=Column(BigInteger, nullable=False))
    reasons: str
    flags: str
    queued_at: datetime
    expires: datetime
    scheduled_for: datetime | None = None
    embargoed_until: datetime | None = None
    priority: int
    is_releasing: bool
    made_by: str = "[]"
    persona: str = ""
    risk_reasons: str = "[]"
    sought: str = ""
    """The words a search looks in, folded."""
    assigned: str = ""


class RulingRow(SQLModel, table=True):
    """A ruling by number; `stands` while an approval counts."""

    __tablename__ = "ruling"

    slug: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    take: int
    ruling: str
    editor: str
    covers: str
    at: datetime | None = None
    stands: bool
    paper: str = Field(foreign_key="paper.id")


class JournalRow(SQLModel, table=True):
    """A link of the journal's chain. `at` is text, because the hash is taken over it."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_slug", "slug", "number"),)

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: str
    slug: str
    stage: str
    take: int | None = None
    event: str
    detail: str
    previous: str
    hash: str


class SearchableRow(SQLModel, table=True):
    """What full-text search knows of a document beside its words."""

    __tablename__ = "searchable"
    __table_args__ = (UniqueConstraint("kind", "id", name="searchable_kind_id"),)

    number: int | None = Field(default=None, primary_key=True)
    kind: str
    id: str
    title: str
    language: str
    at: datetime


class EditorRow(SQLModel, table=True):
    """A registered person; `key` is the folded name, so that Ida and ida are one."""

    __tablename__ = "editor"

    key: str = Field(primary_key=True)
    name: str
    role: str
    enabled: bool
    added: datetime


class PublicationRow(SQLModel, table=True):
    """One revision of a story on a target; `entry` is None when it stands in no list."""

    __tablename__ = "publication"

    slug: str = Field(primary_key=True)
    target: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    first_published: datetime
    is_current: bool
    is_killed: bool
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    entry: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))


def table_of(row: type[SQLModel]) -> Table:
    """Return the plain table behind a row class."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
