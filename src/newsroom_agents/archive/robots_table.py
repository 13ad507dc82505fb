"""The table of what hosts say of robots."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class RobotsFileRow(SQLModel, table=True):
    """What was learnt of one host's robots.txt."""

    __tablename__ = "robots_file"

    origin: str = Field(primary_key=True)
    fetched: datetime = Field(index=True)
    is_open: bool
    text: str
    reason: str
