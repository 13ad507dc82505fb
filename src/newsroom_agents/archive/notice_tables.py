"""The tables of notices: what editors want to be told, and what is told to whom."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class NoticeWishRow(SQLModel, table=True):
    """What an editor wants to be told, and where; `kinds` are words between spaces."""

    __tablename__ = "notice_wish"

    editor: str = Field(primary_key=True)
    kinds: str
    mail: str
    webhook: str
    key_number: int
    is_digest: bool
    at: datetime


class NoticeRow(SQLModel, table=True):
    """One thing told to one editor in one way: written once, sent from here."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_due", "state", "due"),)

    editor: str = Field(primary_key=True)
    way: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    kind: str
    title: str
    detail: str
    path: str
    happened: datetime
    state: str
    due: datetime
    batch: str
    attempts: int
    failure: str
    ended: datetime | None = Field(default=None, index=True)
