"""What the house knows about its web sources from asking them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables of the sources' states."""
    op.create_table(
        "source_state",
        *(_text(name) for name in ("source", "place", "address", "etag", "last_modified")),
        *(_time(name, nullable=True) for name in ("polled", "succeeded", "brought", "failed")),
        _text("failure"),
        _text("detail"),
        _number("failures"),
        sa.Column("minutes", sa.Float(), nullable=False),
        _time("due"),
        _text("moved_to"),
        _number("moved_times"),
        _time("retired", nullable=True),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "source_day",
        _text("source"),
        _text("day"),
        *(_number(name) for name in ("polls", "failures", "new", "changed")),
        sa.PrimaryKeyConstraint("source", "day"),
    )
    op.create_table(
        "source_entry",
        _text("source"),
        _text("digest"),
        _text("uri"),
        _time("taken"),
        sa.PrimaryKeyConstraint("source", "digest"),
    )
    op.create_table(
        "blind_beat",
        _text("beat"),
        _time("since"),
        _text("detail"),
        sa.PrimaryKeyConstraint("beat"),
    )
    for table, column in (
        ("source_state", "due"),
        ("source_day", "day"),
        ("source_entry", "taken"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)
