"""What a list of the queue shows, read without opening a paper."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select
from sqlalchemy import select as sql_select
from sqlmodel import Session

from newsroom_agents.archive.packing import words_of_column
from newsroom_agents.archive.tables import QueuedRow, table_of
from newsroom_agents.story.decision import approvals_missing
from newsroom_agents.story.queue import QueueState, Risk

_COLUMNS = table_of(QueuedRow).c
_URGENCY = {Risk.HIGH: 0, Risk.ELEVATED: 1, Risk.LOW: 2}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A story of the queue.

    `reasons` are the draft's, then what was flagged since (`flags`). `approvals` are the names of
    those whose approval of `digest` stands. `is_releasing` says that the release has taken it.
    """

    slug: str
    take: int
    state: QueueState
    digest: str
    risk: Risk
    headline: str
    beat: str
    origins: int
    outlets: int
    languages: tuple[str, ...]
    hard: int
    soft: int
    cost_microusd: int
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    queued_at: datetime
    expires: datetime
    scheduled_for: datetime | None
    embargoed_until: datetime | None
    priority: int
    is_releasing: bool
    approvals: tuple[str, ...]
    made_by: tuple[str, ...]
    """The editors who changed this text by hand, in this take or one before it."""
    persona: str
    """The byline's persona; of a stopped story the writer's, or nobody's."""
    risk_reasons: tuple[str, ...]
    assigned: str
    """The editor it is assigned to, if any."""

    @property
    def not_before(self) -> datetime | None:
        """The moment before which it may not be published, if there is one."""
        return not_before(self.scheduled_for, self.embargoed_until)

    @property
    def approvals_missing(self) -> int:
        """How many more editors must approve."""
        return approvals_missing(self.risk, self.approvals, self.made_by)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows a list shows; None shows all."""

    states: Collection[QueueState] | None = None
    risk: Risk | None = None
    beat: str | None = None


def not_before(*times: datetime | None) -> datetime | None:
    """Return the latest of the given times, if any is given."""
    given = [time for time in times if time is not None]
    return max(given) if given else None


def read_rows(
    session: Session, choice: Choice, approvals: Mapping[str, tuple[str, ...]]
) -> tuple[QueueRow, ...]:
    """Return the chosen rows: high risk first, then by priority, then the oldest first."""
    found = session.connection().execute(_chosen(choice)).mappings()
    rows = (row_of(row, approvals.get(row["slug"], ())) for row in found)
    return tuple(
        sorted(rows, key=lambda row: (_URGENCY[row.risk], -row.priority, row.queued_at, row.slug))
    )


def read_row(session: Session, slug: str, approvals: tuple[str, ...]) -> QueueRow | None:
    """Return one row, if the queue knows the slug."""
    query = sql_select(table_of(QueuedRow)).where(_COLUMNS.slug == slug)
    found = session.connection().execute(query).mappings().first()
    return row_of(found, approvals) if found else None


def _chosen(choice: Choice) -> Select[tuple[object, ...]]:
    query = sql_select(table_of(QueuedRow))
    if choice.states is not None:
        query = query.where(_COLUMNS.state.in_([state.value for state in choice.states]))
    if choice.risk is not None:
        query = query.where(_COLUMNS.risk == choice.risk.value)
    if choice.beat is not None:
        query = query.where(_COLUMNS.beat == choice.beat)
    return query


def row_of(row: RowMapping, approvals: tuple[str, ...]) -> QueueRow:
    """Return a row of the table as a list shows it."""
    fields = {name: row[name] for name in _PLAIN}
    flags = words_of_column(row["flags"])
    return QueueRow(
        **fields,
        state=QueueState(row["state"]),
        risk=Risk(row["risk"]),
        languages=words_of_column(row["languages"]),
        reasons=words_of_column(row["reasons"]) + flags,
        flags=flags,
        made_by=words_of_column(row["made_by"]),
        risk_reasons=words_of_column(row["risk_reasons"]),
        approvals=approvals,
    )


_WORDED = {"state", "risk", "languages", "reasons", "flags", "made_by", "risk_reasons"}
_UNSHOWN = {"sought"}
_PLAIN = tuple(name for name in QueuedRow.model_fields if name not in _WORDED | _UNSHOWN)
