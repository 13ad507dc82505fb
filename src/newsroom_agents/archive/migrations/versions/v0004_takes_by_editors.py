"""Who made a take by hand."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the editors who changed what lies in the queue; so far nobody could."""
    op.add_column("queue", sa.Column("made_by", sa.String(), nullable=False, server_default="[]"))
