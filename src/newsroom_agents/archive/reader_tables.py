"""The tables of the readers: their levels, payments, sign-in links and sessions.

Tokens are kept as hashes only: whoever reads the database cannot sign in with what stands there.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ReaderRow(SQLModel, table=True):
    """A reader with the level that an operator granted."""

    __tablename__ = "reader"

    address: str = Field(primary_key=True)
    level: str
    until: datetime | None = None
    added: datetime


class LevelChangeRow(SQLModel, table=True):
    """A change of what a reader may read; rows are only ever added."""

    __tablename__ = "reader_change"

    number: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    at: datetime
    before: str
    before_until: datetime | None = None
    after: str
    after_until: datetime | None = None
    by: str


class CustomerRow(SQLModel, table=True):
    """The reader behind a customer of the payment provider, and when the provider said so."""

    __tablename__ = "reader_customer"

    customer: str = Field(primary_key=True)
    address: str = Field(index=True)
    at: datetime


class PaidRow(SQLModel, table=True):
    """The newest state of a subscription; `turn` and `at` say which notice told it."""

    __tablename__ = "reader_paid"

    subscription: str = Field(primary_key=True)
    customer: str = Field(index=True)
    level: str
    until: datetime | None = None
    turn: str
    at: datetime


class NoticeRow(SQLModel, table=True):
    """A payment notice that was taken; it is never taken again."""

    __tablename__ = "reader_notice"

    id: str = Field(primary_key=True)
    taken: datetime


class LinkRow(SQLModel, table=True):
    """A sign-in link that was sent, by the hash of its token."""

    __tablename__ = "reader_link"

    hash: str = Field(primary_key=True)
    address: str = Field(index=True)
    back: str
    expires: datetime = Field(index=True)
    used: datetime | None = None


class SessionRow(SQLModel, table=True):
    """A signed-in browser, by the hash of its session id."""

    __tablename__ = "reader_session"

    hash: str = Field(primary_key=True)
    address: str = Field(index=True)
    expires: datetime = Field(index=True)


class AttemptRow(SQLModel, table=True):
    """An attempt to sign in, counted against an address or a client."""

    __tablename__ = "reader_attempt"

    number: int | None = Field(default=None, primary_key=True)
    who: str = Field(index=True)
    at: datetime = Field(index=True)
