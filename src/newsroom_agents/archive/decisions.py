"""Decisions by number, and which approvals count at the moment."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.seeds import refuse_seeded
from newsroom_agents.archive.tables import RulingRow
from newsroom_agents.story.decision import Decision, Ruling
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Stage


class Decisions:
    """The decisions on all stories, in one open transaction."""

    def __init__(self, session: Session, papers: Papers) -> None:
        self._session, self._papers = session, papers

    def file(self, decision: Decision, at: datetime) -> Decision:
        """File a decision as `slug/ruling/n` and return it with its number.

        Raises:
            StandardsError: It approves a seeded draft.
        """
        if decision.ruling is Ruling.APPROVE:
            refuse_seeded(self._session, decision.slug, "approve")
        numbered = decision.model_copy(update={"number": self.next_number(decision.slug)})
        filed = Filed[Decision](
            slug=numbered.slug,
            stage=Stage.RULING,
            take=numbered.number,
            filed_at=at,
            credit=HOUSE_CREDIT,
            paper=numbered,
        )
        row = RulingRow(
            slug=numbered.slug,
            number=numbered.number,
            take=numbered.take,
            ruling=numbered.ruling.value,
            editor=numbered.editor,
            covers=numbered.covers,
            at=numbered.at,
            stands=numbered.ruling is Ruling.APPROVE,
            paper=self._papers.file(filed),
        )
        self._session.add(row)
        self._session.flush()
        return numbered

    def next_number(self, slug: str) -> int:
        """Return the number the next ruling on a story gets, from 1."""
        query = select(func.max(RulingRow.number)).where(RulingRow.slug == slug)
        return (self._session.exec(query).one() or 0) + 1

    def all(self, slug: str) -> tuple[Decision, ...]:
        """Return all decisions on a story in order, also those that no longer count."""
        return self._read(select(RulingRow.paper).where(RulingRow.slug == slug))

    def standing(self, slug: str) -> tuple[Decision, ...]:
        """Return the approvals that count at the moment, in order."""
        query = select(RulingRow.paper).where(RulingRow.slug == slug, col(RulingRow.stands))
        return self._read(query)

    def approvers(self, slug: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """Return the names behind standing approvals by slug, in the order they came."""
        query = select(RulingRow.slug, RulingRow.editor).where(col(RulingRow.stands))
        if slug is not None:
            query = query.where(RulingRow.slug == slug)
        names: dict[str, tuple[str, ...]] = {}
        for about, editor in self._session.exec(query.order_by(col(RulingRow.number))):
            if editor not in names.get(about, ()):
                names[about] = (*names.get(about, ()), editor)
        return names

    def void(self, slug: str, editor: str | None = None) -> int:
        """Let approvals of a story count no more (one editor's, or all); return how many did."""
        standing = update(RulingRow).where(col(RulingRow.slug) == slug, col(RulingRow.stands))
        if editor is not None:
            standing = standing.where(col(RulingRow.editor) == editor)
        return self._session.exec(standing.values(stands=False)).rowcount

    def undo(self, slug: str, number: int) -> None:
        """Let one ruling count no more; on record it stays."""
        one = update(RulingRow).where(col(RulingRow.slug) == slug, col(RulingRow.number) == number)
        self._session.exec(one.values(stands=False))

    def _read(self, query: SelectOfScalar[str]) -> tuple[Decision, ...]:
        papers = self._session.exec(query.order_by(col(RulingRow.number))).all()
        return tuple(self._papers.get(paper, Decision).paper for paper in papers)
