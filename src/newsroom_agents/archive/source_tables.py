"""The tables of what the house knows about its web sources from asking them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SourceStateRow(SQLModel, table=True):
    """How the last polls of a source went, and when the next one is due."""

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    place: str
    address: str
    etag: str
    last_modified: str
    polled: datetime | None = None
    succeeded: datetime | None = None
    brought: datetime | None = None
    failed: datetime | None = None
    failure: str
    detail: str
    failures: int
    minutes: float
    due: datetime = Field(index=True)
    moved_to: str
    moved_times: int
    retired: datetime | None = None


class SourceDayRow(SQLModel, table=True):
    """What a source gave on one day (UTC)."""

    __tablename__ = "source_day"

    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True, index=True)
    polls: int
    failures: int
    new: int
    changed: int


class SourceEntryRow(SQLModel, table=True):
    """An entry of a source that was taken, by the hash of its content."""

    __tablename__ = "source_entry"

    source: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    uri: str
    taken: datetime = Field(index=True)


class BlindBeatRow(SQLModel, table=True):
    """A beat of which no source gives anything; the row goes when one does again."""

    __tablename__ = "blind_beat"

    beat: str = Field(primary_key=True)
    since: datetime
    detail: str
