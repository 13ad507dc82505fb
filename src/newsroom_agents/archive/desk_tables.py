"""The tables of the desk's accounts: passwords, one-time links, sessions, tokens, attempts.

Passwords are kept as argon2 hashes, everything random as a plain hash: whoever reads the database
cannot sign in with what stands there. `editor` is the key of the editor's row, not the name.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel


class PasswordRow(SQLModel, table=True):
    """An editor's password, as its hash with the parameters it was made with."""

    __tablename__ = "desk_password"

    editor: str = Field(primary_key=True)
    hash: str
    at: datetime


class FirstLinkRow(SQLModel, table=True):
    """A one-time link with which an editor sets a password, by the hash of its token."""

    __tablename__ = "desk_link"

    hash: str = Field(primary_key=True)
    editor: str = Field(index=True)
    expires: datetime


class DeskSessionRow(SQLModel, table=True):
    """A signed-in browser, by the hash of its session id; `seen` is kept to some minutes."""

    __tablename__ = "desk_session"

    hash: str = Field(primary_key=True)
    editor: str = Field(index=True)
    browser: str
    started: datetime
    seen: datetime
    expires: datetime = Field(index=True)


class ApiTokenRow(SQLModel, table=True):
    """A key for programs, by its hash; `scopes` are words between spaces."""

    __tablename__ = "desk_token"

    hash: str = Field(primary_key=True)
    editor: str = Field(index=True)
    label: str
    scopes: str
    made: datetime
    expires: datetime = Field(index=True)
    used: datetime | None = None


class DeskAttemptRow(SQLModel, table=True):
    """An attempt to sign in, counted against an account or a network by its hash."""

    __tablename__ = "desk_attempt"

    number: int | None = Field(default=None, primary_key=True)
    who: str = Field(index=True)
    at: datetime = Field(index=True)
