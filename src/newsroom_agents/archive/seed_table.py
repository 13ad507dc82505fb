"""The table of seeded drafts: which stories of the queue carry a defect that was put there."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SeedRow(SQLModel, table=True):
    """A draft made wrong on purpose, and what became of it; `outcome` is empty until it is told.

    `cause` is the queued take after which it was slipped in.
    """

    __tablename__ = "seed"

    slug: str = Field(primary_key=True)
    cause: str = Field(unique=True)
    source: str = Field(index=True)
    kind: str
    place: str
    before: str
    after: str
    persona: str
    languages: str
    made: datetime
    outcome: str
    editor: str = Field(index=True)
    ruling: str
    opened: datetime | None = None
    told: datetime | None = None
