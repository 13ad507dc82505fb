"""Seeded drafts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TEXTS = ("slug", "cause", "source", "kind", "place", "before", "after", "persona", "languages")


def upgrade() -> None:
    """Make the table; no draft was seeded so far."""
    op.create_table(
        "seed",
        *(_text(name) for name in _TEXTS),
        sa.Column("made", UTCDateTime(), nullable=False),
        *(_text(name) for name in ("outcome", "editor", "ruling")),
        sa.Column("opened", UTCDateTime(), nullable=True),
        sa.Column("told", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("slug"),
        sa.UniqueConstraint("cause"),
    )
    op.create_index("ix_seed_source", "seed", ["source"])
    op.create_index("ix_seed_editor", "seed", ["editor"])


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)
