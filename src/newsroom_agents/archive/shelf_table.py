"""Where published pieces stand: one row for every piece and shelf it ever stood on."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class ShelfRow(SQLModel, table=True):
    """A piece's place on a shelf of a target; `is_live` is False for a gap."""

    __tablename__ = "shelf"
    __table_args__ = (Index("shelf_order", "target", "kind", "key", "first_published", "slug"),)

    target: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    first_published: datetime
    is_live: bool
