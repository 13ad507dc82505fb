"""The first tables."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from newsroom_agents.archive.dialects import dialect_of

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make all tables, the full-text index, and the guards of the journal."""
    _make_sources()
    _make_groups()
    _make_papers()
    _make_queue()
    _make_people()
    dialect = dialect_of(op.get_bind().dialect.name)
    for statement in (*dialect.search_tables, *dialect.journal_guards):
        op.execute(statement)


def _make_sources() -> None:
    op.create_table("text", _text("sha256"), _bytes("packed"), sa.PrimaryKeyConstraint("sha256"))
    op.create_table("raw", _text("sha256"), _bytes("packed"), sa.PrimaryKeyConstraint("sha256"))
    op.create_table(
        "snapshot",
        _text("id"),
        _text("uri"),
        _number("number"),
        _text("outlet"),
        _text("title"),
        _text("text_sha256"),
        _text("sha256"),
        _text("language"),
        _time("published"),
        _time("retrieved"),
        _text("url"),
        _text("status"),
        _time("embargoed_until", nullable=True),
        _text("ednote"),
        _text("origin"),
        _text("event"),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["raw.sha256"],
        ),
        sa.ForeignKeyConstraint(
            ["text_sha256"],
            ["text.sha256"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uri", "number", name="snapshot_uri_number"),
    )
    op.create_index("snapshot_event", "snapshot", ["event"], unique=False)


def _make_groups() -> None:
    op.create_table(
        "signature",
        _text("snapshot"),
        _text("origin"),
        _bytes("minhash"),
        _bytes("bands"),
        _number("words"),
        _text("credit"),
        sa.PrimaryKeyConstraint("snapshot"),
    )
    op.create_table(
        "band",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        _text("snapshot"),
        sa.ForeignKeyConstraint(
            ["snapshot"],
            ["signature.snapshot"],
        ),
        sa.PrimaryKeyConstraint("hash", "snapshot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_member",
        _text("snapshot"),
        _text("uri"),
        _text("event"),
        _text("origin"),
        _text("language"),
        _time("published"),
        _bytes("terms"),
        _text("why"),
        sa.PrimaryKeyConstraint("snapshot"),
    )
    op.create_index("event_member_published", "event_member", ["published"], unique=False)


def _make_papers() -> None:
    op.create_table(
        "paper",
        _text("id"),
        _text("slug"),
        _text("stage"),
        _number("take"),
        _time("filed_at"),
        _text("kind"),
        _text("sha256"),
        _bytes("packed"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug", "stage", "take", name="paper_slug_stage_take"),
    )
    op.create_table(
        "lead",
        _text("slug"),
        _text("event"),
        _text("state"),
        _text("title"),
        _text("beat"),
        sa.Column("score", sa.Float(), nullable=False),
        _time("opened_at"),
        _text("paper"),
        sa.ForeignKeyConstraint(
            ["paper"],
            ["paper.id"],
        ),
        sa.PrimaryKeyConstraint("slug"),
        sa.UniqueConstraint("event"),
    )
    op.create_table(
        "pass",
        _text("event"),
        _time("first_at"),
        _time("last_at"),
        _bytes("packed"),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "searchable",
        _number("number"),
        _text("kind"),
        _text("id"),
        _text("title"),
        _text("language"),
        _time("at"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("kind", "id", name="searchable_kind_id"),
    )


def _make_queue() -> None:
    op.create_table(
        "queue",
        _text("slug"),
        _number("take"),
        _text("state"),
        _text("digest"),
        _text("risk"),
        _text("headline"),
        _text("beat"),
        _number("origins"),
        _number("outlets"),
        _text("languages"),
        _number("hard"),
        _number("soft"),
        sa.Column("cost_microusd", sa.BigInteger(), nullable=False),
        _text("reasons"),
        _text("flags"),
        _time("queued_at"),
        _time("expires"),
        _time("scheduled_for", nullable=True),
        _time("embargoed_until", nullable=True),
        _number("priority"),
        _flag("is_releasing"),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "ruling",
        _text("slug"),
        _number("number"),
        _number("take"),
        _text("ruling"),
        _text("editor"),
        _text("covers"),
        _time("at", nullable=True),
        _flag("stands"),
        _text("paper"),
        sa.ForeignKeyConstraint(
            ["paper"],
            ["paper.id"],
        ),
        sa.PrimaryKeyConstraint("slug", "number"),
    )
    op.create_table(
        "journal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        _text("at"),
        _text("slug"),
        _text("stage"),
        sa.Column("take", sa.Integer(), nullable=True),
        _text("event"),
        _text("detail"),
        _text("previous"),
        _text("hash"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("journal_slug", "journal", ["slug", "number"], unique=False)


def _make_people() -> None:
    op.create_table(
        "editor",
        _text("key"),
        _text("name"),
        _text("role"),
        _flag("enabled"),
        _time("added"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "publication",
        _text("slug"),
        _text("target"),
        _number("revision"),
        _time("first_published"),
        _flag("is_current"),
        _flag("is_killed"),
        _bytes("packed"),
        sa.Column("entry", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("slug", "target", "revision"),
    )


def _text(name: str) -> sa.Column[str]:
    """Return a column of text that every database sorts the same: by code points."""
    kind = AutoString().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)
