"""What programs were answered, and notices to editors."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables; so far no program asked and nobody wants to be told."""
    op.create_table(
        "api_answer",
        *(_text(name) for name in ("editor", "key", "asked", "answer")),
        _time("at"),
        sa.PrimaryKeyConstraint("editor", "key"),
    )
    op.create_index("ix_api_answer_at", "api_answer", ["at"])
    op.create_table(
        "notice_wish",
        *(_text(name) for name in ("editor", "kinds", "mail", "webhook")),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("is_digest", sa.Boolean(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("editor"),
    )
    op.create_table(
        "notice",
        *(_text(name) for name in ("editor", "way", "name", "kind", "title", "detail", "path")),
        _time("happened"),
        _text("state"),
        _time("due"),
        _text("batch"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("failure"),
        sa.Column("ended", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("editor", "way", "name"),
    )
    op.create_index("ix_notice_state_due", "notice", ["state", "due"])
    op.create_index("ix_notice_ended", "notice", ["ended"])


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=False)
