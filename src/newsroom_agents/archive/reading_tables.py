"""The tables of the desk's reading side: openings, who reads now, what editors keep at hand."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class OpeningRow(SQLModel, table=True):
    """The first time an editor opened a story's page at a digest; never changed."""

    __tablename__ = "opening"

    slug: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    take: int
    at: datetime


class PresenceRow(SQLModel, table=True):
    """When an editor was last seen at a story's page."""

    __tablename__ = "presence"
    __table_args__ = (Index("presence_seen", "seen"),)

    slug: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    seen: datetime


class SavedViewRow(SQLModel, table=True):
    """A view of the queue that an editor keeps under a name."""

    __tablename__ = "saved_view"

    editor: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str


class ReadsRow(SQLModel, table=True):
    """The languages an editor reads; without a row, those of the house."""

    __tablename__ = "editor_reads"

    editor: str = Field(primary_key=True)
    languages: str
