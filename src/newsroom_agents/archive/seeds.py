"""Seeded drafts: made wrong on purpose, to measure how many an editor finds.

The mark is a row of its own, written with the draft in one transaction and never taken away: while
it stands no approval of the story can be filed, no release can take it and no publication of it can
be recorded.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.seed_table import SeedRow
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.errors import MoveError, StandardsError
from newsroom_agents.story.decision import Decision, Ruling
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import QueueState

TELLING = frozenset({Ruling.APPROVE, Ruling.RETURN, Ruling.SPIKE})
"""The rulings after which a seeded draft is told to be one."""
_DONE_WITH = tuple(
    state.value for state in (QueueState.EXPIRED, QueueState.PUBLISHED, QueueState.SPIKED)
)


class SeedOutcome(StrEnum):
    """What an editor did about the defect."""

    FOUND = "found"
    """The text was put right, or the story stopped with a note at that very text."""
    STOPPED = "stopped"
    """The story was sent back or spiked for whatever reason; the text was not named."""
    MISSED = "missed"
    """It was approved as it stood."""


@dataclass(frozen=True, slots=True)
class Defect:
    """What was put wrong: a kind of error, where it is, how the text read before and after."""

    kind: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A seeded draft; what became of it is None until an editor ruled on it.

    `cause` names the queued take after which it was slipped in, `source` the story it was made of.
    """

    slug: str
    cause: str
    source: str
    defect: Defect
    persona: str
    languages: tuple[str, ...]
    made: datetime
    outcome: SeedOutcome | None = None
    editor: str = ""
    ruling: Ruling | None = None
    opened: datetime | None = None
    told: datetime | None = None


class Seeds:
    """The seeded drafts, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plant(self, seed: Seed) -> None:
        """Mark a story as seeded, in the transaction in which it enters the queue."""
        defect = seed.defect
        row = SeedRow(
            slug=seed.slug,
            cause=seed.cause,
            source=seed.source,
            kind=defect.kind,
            place=defect.place,
            before=defect.before,
            after=defect.after,
            persona=seed.persona,
            languages=words_to_column(seed.languages),
            made=seed.made,
            outcome="",
            editor="",
            ruling="",
        )
        self._session.add(row)
        self._session.flush()

    def find(self, slug: str) -> Seed | None:
        """Return the seed behind a story; None when the story is a real one."""
        row = self._session.get(SeedRow, slug)
        return _seed_of(row) if row else None

    def is_caused(self, cause: str) -> bool:
        """Whether a draft was slipped in after this queued take."""
        query = select(SeedRow.slug).where(SeedRow.cause == cause)
        return self._session.exec(query).first() is not None

    def tell(
        self, seed: Seed, decision: Decision, package: Package | None, opened: datetime | None
    ) -> Seed:
        """Record how an editor ruled on a seeded draft, and what that says.

        Args:
            seed: The seed.
            decision: The ruling, which is filed nowhere else.
            package: The text that was ruled on.
            opened: When this editor had first opened the draft.
        """
        row = self._session.get_one(SeedRow, seed.slug)
        row.outcome = outcome_of(seed.defect, decision, package).value
        row.editor, row.ruling = decision.editor, decision.ruling.value
        row.told, row.opened = decision.decided, opened
        self._session.add(row)
        self._session.flush()
        return _seed_of(row)

    def told(self, most: int) -> tuple[Seed, ...]:
        """Return the seeds that were ruled on, the latest first."""
        query = select(SeedRow).where(col(SeedRow.told).is_not(None))
        rows = self._session.exec(query.order_by(col(SeedRow.told).desc()).limit(most))
        return tuple(_seed_of(row) for row in rows)

    def sources(self, most: int) -> tuple[str, ...]:
        """Return stories that a seed can be made of: done with, real, and not used before."""
        query = select(QueuedRow.slug).where(
            col(QueuedRow.state).in_(_DONE_WITH),
            QueuedRow.digest != "",
            col(QueuedRow.slug).not_in(select(SeedRow.slug)),
            col(QueuedRow.slug).not_in(select(SeedRow.source)),
        )
        order = (col(QueuedRow.queued_at).desc(), col(QueuedRow.slug))
        return tuple(self._session.exec(query.order_by(*order).limit(most)))


def outcome_of(defect: Defect, decision: Decision, package: Package | None) -> SeedOutcome:
    """Return what a ruling says about a defect.

    Args:
        defect: What was put wrong.
        decision: The ruling.
        package: The text that was ruled on, which the editor may have changed.
    """
    stands = package is not None and any(one.text == defect.after for one in package.sentences())
    named = any(note.where == defect.place for note in decision.notes)
    if not stands or (named and decision.ruling is not Ruling.APPROVE):
        return SeedOutcome.FOUND
    return SeedOutcome.MISSED if decision.ruling is Ruling.APPROVE else SeedOutcome.STOPPED


def refuse_told(seed: Seed | None) -> None:
    """Refuse a ruling on a seeded draft that was told to be one.

    Raises:
        MoveError: It was told.
    """
    if seed is not None and seed.told is not None:
        raise MoveError(slug=seed.slug, state="told as a seed", move="rule on it", allowed="none")


def refuse_seeded(session: Session, slug: str, wish: str) -> None:
    """Refuse what would bring a seeded draft nearer to readers.

    Raises:
        StandardsError: The story is a seeded draft.
    """
    if session.get(SeedRow, slug) is not None:
        msg = f"{slug!r} was made wrong on purpose: a seeded draft, nothing may {wish} it"
        raise StandardsError(msg)


def _seed_of(row: SeedRow) -> Seed:
    return Seed(
        slug=row.slug,
        cause=row.cause,
        source=row.source,
        defect=Defect(row.kind, row.place, row.before, row.after),
        persona=row.persona,
        languages=words_of_column(row.languages),
        made=row.made,
        outcome=SeedOutcome(row.outcome) if row.outcome else None,
        editor=row.editor,
        ruling=Ruling(row.ruling) if row.ruling else None,
        opened=row.opened,
        told=row.told,
    )
