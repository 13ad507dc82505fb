"""What editors are changing at the desk and have not saved."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; so far nothing is unsaved."""
    op.create_table(
        "edit_draft",
        _text("slug"),
        _text("editor"),
        _text("digest"),
        _text("fields"),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "editor"),
    )


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)
