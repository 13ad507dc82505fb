"""What the desk reads by: openings, presence, views, and what a list shows of a story."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from newsroom_agents.text.tokens import fold

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables, and tell the queue's rows what their drafts say."""
    _make_tables()
    for name, default in (
        ("persona", ""),
        ("risk_reasons", "[]"),
        ("sought", ""),
        ("assigned", ""),
    ):
        op.add_column("queue", _text(name, default))
    op.create_index("queue_state", "queue", ["state", "queued_at", "slug"])
    _tell_rows()


def _make_tables() -> None:
    op.create_table(
        "opening",
        _text("slug"),
        _text("editor"),
        _text("digest"),
        sa.Column("take", sa.Integer(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("slug", "editor", "digest"),
    )
    op.create_table(
        "presence",
        _text("slug"),
        _text("editor"),
        _time("seen"),
        sa.PrimaryKeyConstraint("slug", "editor"),
    )
    op.create_index("presence_seen", "presence", ["seen"])
    op.create_table(
        "saved_view",
        _text("editor"),
        _text("name"),
        _text("query"),
        sa.PrimaryKeyConstraint("editor", "name"),
    )
    op.create_table(
        "editor_reads",
        _text("editor"),
        _text("languages"),
        sa.PrimaryKeyConstraint("editor"),
    )


def _tell_rows() -> None:
    queue = sa.table(
        "queue",
        *(sa.column(name) for name in ("slug", "take", "headline", "beat")),
        *(sa.column(name) for name in ("persona", "risk_reasons", "sought")),
    )
    paper = sa.table("paper", sa.column("id"), sa.column("packed", sa.LargeBinary))
    rows = op.get_bind().execute(
        sa.select(queue.c.slug, queue.c.take, queue.c.headline, queue.c.beat)
    )
    for slug, take, headline, beat in rows.all():
        held = sa.select(paper.c.packed).where(paper.c.id == f"{slug}/queue/{take}")
        packed = op.get_bind().execute(held).scalar()
        told = _told(json.loads(zlib.decompress(packed))["paper"]) if packed else ("", "[]")
        words = fold(f"{slug} {headline} {beat} {told[0]}")
        values = {"persona": told[0], "risk_reasons": told[1], "sought": words}
        op.get_bind().execute(queue.update().where(queue.c.slug == slug).values(**values))


def _told(draft: Mapping[str, object]) -> tuple[str, str]:
    """Return the byline's persona and the risk reasons of a draft."""
    package = cast("dict[str, dict[str, str]] | None", draft["package"])
    written = [
        str(credit["persona"])
        for credit in cast("list[dict[str, object]]", draft["credits"])
        if credit["role"] == "writer"
    ]
    reasons = [each["reason"] for each in cast("list[dict[str, str]]", draft["risk_reasons"])]
    persona = package["byline"]["persona"] if package else (written or [""])[-1]
    return persona, json.dumps(reasons, ensure_ascii=False)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False, server_default=default)


def _time(name: str) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime(), nullable=False)
