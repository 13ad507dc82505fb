"""The queue as the desk lists it: one page of it, chosen, sorted and counted by the database.

A house has two thousand stories waiting and a hundred thousand behind it, and twenty editors who
look at the list all day. So no list reads more rows than it shows, and none opens a paper.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, func
from sqlalchemy import select as sql_select
from sqlmodel import Session

from newsroom_agents.archive.packing import words_of_column
from newsroom_agents.archive.queue_rows import QueueRow, row_of
from newsroom_agents.archive.tables import JournalRow, QueuedRow, RulingRow, table_of
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.text.tokens import fold

OPEN = (
    QueueState.READY,
    QueueState.STOPPED,
    QueueState.HELD,
    QueueState.APPROVED,
    QueueState.SCHEDULED,
    QueueState.RETURNED,
)
"""The states of stories that somebody still has to do something about."""
PAGE = 50

_COLUMNS = table_of(QueuedRow).c
_URGENCY = case(
    {Risk.HIGH.value: 0, Risk.ELEVATED.value: 1, Risk.LOW.value: 2}, value=_COLUMNS.risk
)
_DECAYING = (_URGENCY, _COLUMNS.priority.desc(), _COLUMNS.expires, _COLUMNS.slug)
_LATEST = (_COLUMNS.queued_at.desc(), _COLUMNS.slug.desc())
_TOLD = (Stage.QUEUE.value, Stage.RULING.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stories a list shows; what is empty chooses nothing.

    `assigned` is the name of an editor. `words` must all stand in slug, headline, beat or persona,
    whatever their case or accents.
    """

    states: Collection[QueueState]
    risk: Risk | None = None
    beat: str = ""
    persona: str = ""
    language: str = ""
    assigned: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, with how many stories the whole list has."""

    rows: tuple[QueueRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the open stories are of, each with how many: what a list can be narrowed to."""

    states: Mapping[QueueState, int]
    risks: Mapping[Risk, int]
    beats: Mapping[str, int]
    personas: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class News:
    """What happened in the queue since a row of the journal: the last row's number, the stories."""

    number: int
    slugs: frozenset[str] = field(default_factory=frozenset)


class QueueList:
    """The queue's lists, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, wanted: Wanted, start: int = 0, size: int = PAGE) -> ListPage:
        """Return `size` rows from `start` on.

        What is open comes by risk, then priority, then by what expires first; what is done, the
        latest first.
        """
        chosen = and_(*_conditions(wanted))
        connection = self._session.connection()
        counted = sql_select(func.count()).select_from(table_of(QueuedRow)).where(chosen)
        total = connection.execute(counted).scalar_one()
        order = _DECAYING if set(wanted.states) <= set(OPEN) else _LATEST
        query = sql_select(table_of(QueuedRow)).where(chosen).order_by(*order)
        found = connection.execute(query.offset(start).limit(size)).mappings().all()
        approvals = self._approvers([row["slug"] for row in found])
        rows = tuple(row_of(row, approvals.get(row["slug"], ())) for row in found)
        return ListPage(rows, total)

    def kinds(self) -> Kinds:
        """Return what the open stories are of."""
        names = ("state", "risk", "beat", "persona", "languages")
        columns = [_COLUMNS[name] for name in names]
        is_open = _COLUMNS.state.in_([state.value for state in OPEN])
        query = sql_select(*columns, func.count()).where(is_open).group_by(*columns)
        counts: dict[str, Counter[str]] = {name: Counter() for name in names}
        for *values, number in self._session.connection().execute(query):
            for name, value in zip(names[:-1], values[:-1], strict=True):
                counts[name][value] += number
            counts["languages"].update(dict.fromkeys(words_of_column(values[-1]), number))
        return Kinds(
            states={QueueState(state): number for state, number in counts["state"].items()},
            risks={Risk(risk): number for risk, number in counts["risk"].items()},
            beats=dict(sorted(counts["beat"].items())),
            personas={name: n for name, n in sorted(counts["persona"].items()) if name},
            languages=dict(sorted(counts["languages"].items())),
        )

    def knows(self, slug: str) -> bool:
        """Whether there is such a story in the queue."""
        query = sql_select(_COLUMNS.slug).where(_COLUMNS.slug == slug)
        return self._session.connection().execute(query).first() is not None

    def news(self, since: int | None) -> News:
        """Return what happened to stories of the queue after row `since` of the journal.

        With None, nothing but where the journal stands now.
        """
        journal = table_of(JournalRow).c
        connection = self._session.connection()
        last = connection.execute(sql_select(func.max(journal.number))).scalar() or 0
        if since is None or last <= since:
            return News(last)
        query = sql_select(journal.slug).where(journal.number > since, journal.stage.in_(_TOLD))
        return News(last, frozenset(connection.execute(query.distinct()).scalars()))

    def _approvers(self, slugs: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the names behind standing approvals of these stories, in the order they came."""
        ruling = table_of(RulingRow).c
        query = sql_select(ruling.slug, ruling.editor).where(ruling.slug.in_(slugs), ruling.stands)
        names: dict[str, tuple[str, ...]] = {}
        for slug, editor in self._session.connection().execute(query.order_by(ruling.number)):
            if editor not in names.get(slug, ()):
                names[slug] = (*names.get(slug, ()), editor)
        return names


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield _COLUMNS.state.in_([state.value for state in wanted.states])
    if wanted.risk is not None:
        yield _COLUMNS.risk == wanted.risk.value
    for column, value in (
        (_COLUMNS.beat, wanted.beat),
        (_COLUMNS.persona, wanted.persona),
        (_COLUMNS.assigned, wanted.assigned),
    ):
        if value:
            yield column == value
    if wanted.language:
        yield _COLUMNS.languages.contains(f'"{wanted.language}"', autoescape=True)
    for word in fold(wanted.words).split():
        yield _COLUMNS.sought.contains(word, autoescape=True)
