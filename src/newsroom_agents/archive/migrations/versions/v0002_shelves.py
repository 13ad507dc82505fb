"""The shelves of published pieces."""

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table of shelves and put every live piece on its own."""
    shelf = op.create_table(
        "shelf",
        _text("target"),
        _text("kind"),
        _text("key"),
        _text("slug"),
        sa.Column("first_published", UTCDateTime(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("target", "kind", "key", "slug"),
    )
    order = ["target", "kind", "key", "first_published", "slug"]
    op.create_index("shelf_order", "shelf", order, unique=False)
    for row in op.get_bind().execute(_live()).all():
        op.bulk_insert(shelf, list(_rows(row)))


def _live() -> sa.Select[str, str, datetime, bytes]:
    publication = sa.table(
        "publication",
        sa.column("slug", sa.String),
        sa.column("target", sa.String),
        sa.column("first_published", UTCDateTime()),
        sa.column("entry", sa.LargeBinary),
        sa.column("is_current", sa.Boolean),
        sa.column("is_killed", sa.Boolean),
    )
    columns = publication.c
    return sa.select(columns.slug, columns.target, columns.first_published, columns.entry).where(
        columns.is_current, columns.is_killed.is_(False), columns.entry.is_not(None)
    )


def _rows(row: sa.Row[str, str, datetime, bytes]) -> Iterator[dict[str, object]]:
    slug, target, first_published, packed = row
    entry = json.loads(zlib.decompress(packed))
    keys = {
        ("all", ""),
        ("month", first_published.astimezone(UTC).strftime("%Y-%m")),
        ("beat", entry["beat"]),
        ("persona", entry["persona"]),
        *(("place", code) for code in entry["places"]),
        *(("topic", name) for name in entry["topics"]),
    }
    for kind, key in sorted(keys):
        yield {
            "target": target,
            "kind": kind,
            "key": key,
            "slug": slug,
            "first_published": first_published,
            "is_live": True,
        }


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)
