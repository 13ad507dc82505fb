"""The desk's accounts: passwords, one-time links, sessions, tokens, attempts."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_INDEXED = {
    "desk_link": ("editor",),
    "desk_session": ("editor", "expires"),
    "desk_token": ("editor", "expires"),
    "desk_attempt": ("who", "at"),
}


def upgrade() -> None:
    """Make the tables of the accounts; so far nobody has a password."""
    _make_accounts()
    _make_ways_in()
    for table, columns in _INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _make_accounts() -> None:
    op.create_table(
        "desk_password",
        _text("editor"),
        _text("hash"),
        _time("at"),
        sa.PrimaryKeyConstraint("editor"),
    )
    op.create_table(
        "desk_link",
        _text("hash"),
        _text("editor"),
        _time("expires"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "desk_attempt",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("who"),
        _time("at"),
        sa.PrimaryKeyConstraint("number"),
    )


def _make_ways_in() -> None:
    op.create_table(
        "desk_session",
        _text("hash"),
        _text("editor"),
        _text("browser"),
        _time("started"),
        _time("seen"),
        _time("expires"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "desk_token",
        _text("hash"),
        _text("editor"),
        _text("label"),
        _text("scopes"),
        _time("made"),
        _time("expires"),
        _time("used", nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)
