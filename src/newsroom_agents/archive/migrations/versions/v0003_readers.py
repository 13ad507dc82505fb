"""The readers: levels, payments, sign-in links, sessions."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables of the readers."""
    _make_levels()
    _make_payments()
    _make_sign_in()


def _make_levels() -> None:
    op.create_table(
        "reader",
        _text("address"),
        _text("level"),
        _time("until", nullable=True),
        _time("added"),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "reader_change",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("address"),
        _time("at"),
        _text("before"),
        _time("before_until", nullable=True),
        _text("after"),
        _time("after_until", nullable=True),
        _text("by"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_reader_change_address", "reader_change", ["address"])


def _make_payments() -> None:
    op.create_table(
        "reader_customer",
        _text("customer"),
        _text("address"),
        _time("at"),
        sa.PrimaryKeyConstraint("customer"),
    )
    op.create_index("ix_reader_customer_address", "reader_customer", ["address"])
    op.create_table(
        "reader_paid",
        _text("subscription"),
        _text("customer"),
        _text("level"),
        _time("until", nullable=True),
        _text("turn"),
        _time("at"),
        sa.PrimaryKeyConstraint("subscription"),
    )
    op.create_index("ix_reader_paid_customer", "reader_paid", ["customer"])
    op.create_table("reader_notice", _text("id"), _time("taken"), sa.PrimaryKeyConstraint("id"))


def _make_sign_in() -> None:
    op.create_table(
        "reader_link",
        _text("hash"),
        _text("address"),
        _text("back"),
        _time("expires"),
        _time("used", nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "reader_session",
        _text("hash"),
        _text("address"),
        _time("expires"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "reader_attempt",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("who"),
        _time("at"),
        sa.PrimaryKeyConstraint("number"),
    )
    for table, columns in (
        ("reader_link", ("address", "expires")),
        ("reader_session", ("address", "expires")),
        ("reader_attempt", ("who", "at")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)
