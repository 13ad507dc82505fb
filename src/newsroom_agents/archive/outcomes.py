"""What became of stories and how editors ruled: figures over the queue, read from rows alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.reading_tables import OpeningRow
from newsroom_agents.archive.seed_table import SeedRow
from newsroom_agents.archive.tables import PaperRow, QueuedRow, RulingRow, table_of
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState

_CLEARED = (QueueState.APPROVED, QueueState.SCHEDULED, QueueState.PUBLISHED)
_FINAL = (Ruling.APPROVE, Ruling.RETURN, Ruling.SPIKE)
_NOBODY = words_to_column(())
_QUEUE, _RULINGS = table_of(QueuedRow).c, table_of(RulingRow).c
_SEEDS = table_of(SeedRow).c
_OPENINGS, _PAPERS = table_of(OpeningRow).c, table_of(PaperRow).c


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one persona's stories: how many were ruled which way.

    A story counts by where it stands, `returned` once for every time it was sent back.
    """

    unchanged: int = 0
    edited: int = 0
    returned: int = 0
    spiked: int = 0
    killed: int = 0

    @property
    def number(self) -> int:
        """How many rulings stand behind the rates."""
        return self.unchanged + self.edited + self.returned + self.spiked + self.killed


@dataclass(frozen=True, slots=True)
class TimedRuling:
    """A final ruling, and when its editor had first opened the text; None when never."""

    editor: str
    persona: str
    languages: tuple[str, ...]
    ruling: Ruling
    at: datetime
    opened: datetime | None


class Outcomes:
    """Figures on rulings, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_persona(self) -> Mapping[str, Outcome]:
        """Return what became of the stories under each byline."""
        found: dict[str, dict[str, int]] = {}

        def add(persona: str, name: str, number: int) -> None:
            counts = found.setdefault(persona, {})
            counts[name] = counts.get(name, 0) + number

        by_hand = _QUEUE.made_by != _NOBODY
        states = select(_QUEUE.persona, _QUEUE.state, by_hand, func.count())
        real = states.where(_QUEUE.slug.not_in(select(_SEEDS.slug)))
        grouped = real.group_by(_QUEUE.persona, _QUEUE.state, by_hand)
        for persona, state, is_edited, number in self._session.connection().execute(grouped):
            name = _name(QueueState(state), is_edited=bool(is_edited))
            if name:
                add(persona, name, number)
        returned = (
            select(_QUEUE.persona, func.count())
            .join_from(table_of(RulingRow), table_of(QueuedRow), _QUEUE.slug == _RULINGS.slug)
            .where(_RULINGS.ruling == Ruling.RETURN.value)
            .group_by(_QUEUE.persona)
        )
        for persona, number in self._session.connection().execute(returned):
            add(persona, "returned", number)
        return {persona: Outcome(**counts) for persona, counts in found.items()}

    def rulings(self, most: int) -> tuple[TimedRuling, ...]:
        """Return the latest final rulings, the newest first, with when each text was opened."""
        opened = (
            select(func.min(_OPENINGS.at))
            .where(_OPENINGS.slug == _RULINGS.slug)
            .where(_OPENINGS.editor == _RULINGS.editor)
            .where(_OPENINGS.take == _RULINGS.take)
            .correlate(table_of(RulingRow))
            .scalar_subquery()
        )
        query = (
            select(
                *(_RULINGS.editor, _QUEUE.persona, _QUEUE.languages, _RULINGS.ruling),
                *(_PAPERS.filed_at, opened),
            )
            .join_from(table_of(RulingRow), table_of(QueuedRow), _QUEUE.slug == _RULINGS.slug)
            .join(table_of(PaperRow), _PAPERS.id == _RULINGS.paper)
            .where(_RULINGS.ruling.in_([each.value for each in _FINAL]))
            .order_by(_PAPERS.filed_at.desc(), _RULINGS.slug, _RULINGS.number)
            .limit(most)
        )
        return tuple(
            TimedRuling(editor, persona, words_of_column(languages), Ruling(ruling), at, first)
            for editor, persona, languages, ruling, at, first in self._session.connection().execute(
                query
            )
        )


def _name(state: QueueState, *, is_edited: bool) -> str:
    """Return what a story in this state counts as; empty while it waits."""
    if state in _CLEARED:
        return "edited" if is_edited else "unchanged"
    return {QueueState.SPIKED: "spiked", QueueState.KILLED: "killed"}.get(state, "")
