"""What hosts say of robots."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; so far no host was asked."""
    op.create_table(
        "robots_file",
        _text("origin"),
        sa.Column("fetched", UTCDateTime(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        _text("text"),
        _text("reason"),
        sa.PrimaryKeyConstraint("origin"),
    )
    op.create_index("ix_robots_file_fetched", "robots_file", ["fetched"])


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)
