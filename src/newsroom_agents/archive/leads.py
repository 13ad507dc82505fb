"""Leads: which event is claimed under which slug, and which events were passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import pack, unpack
from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.tables import ClaimRow, PassedRow
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.lead import Lead, Pass
from newsroom_agents.story.paper import Filed


class LeadState(StrEnum):
    """How far a lead has come."""

    OPEN = "open"
    REPORTING = "reporting"
    QUEUED = "queued"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class OpenedLead:
    """A lead as it was filed, and its state."""

    filed: Filed[Lead]
    state: LeadState

    @property
    def slug(self) -> str:
        """The story's slug."""
        return self.filed.slug


@dataclass(frozen=True, slots=True)
class RecordedPass:
    """A pass as said last, and when it was said first and last."""

    paper: Pass
    first: datetime
    last: datetime


class Leads:
    """The leads and passes, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect, papers: Papers) -> None:
        self._session, self._dialect, self._papers = session, dialect, papers

    def claim(self, filed: Filed[Lead]) -> bool:
        """Claim the lead's event under its slug and file the lead.

        Returns whether this call got it: False when event or slug is taken, by whomever, and then
        nothing is filed.
        """
        lead = filed.paper
        if self.slug_is_taken(filed.slug) or self.by_event(lead.event) is not None:
            return False
        row = {
            "slug": filed.slug,
            "event": lead.event,
            "state": LeadState.OPEN.value,
            "title": lead.title,
            "beat": lead.beat,
            "score": lead.signals.score,
            "opened_at": filed.filed_at,
            "paper": self._papers.file(filed),
        }
        return self._dialect.insert_new(self._session, ClaimRow, [row]) == 1

    def open_slugs(self) -> tuple[str, ...]:
        """Return the slugs still to be reported (open or being reported), best score first.

        A run that was killed leaves its leads in `reporting`; they are to be taken up again.
        """
        return self.slugs(LeadState.OPEN, LeadState.REPORTING)

    def slugs(self, *states: LeadState) -> tuple[str, ...]:
        """Return the slugs in these states (in any state without), best score first."""
        query = select(ClaimRow.slug).order_by(col(ClaimRow.score).desc(), col(ClaimRow.slug))
        if states:
            query = query.where(col(ClaimRow.state).in_([state.value for state in states]))
        return tuple(self._session.exec(query))

    def get(self, slug: str) -> OpenedLead:
        """Return a lead.

        Raises:
            NotFoundError: No lead has this slug.
        """
        row = self._session.get(ClaimRow, slug)
        if row is None:
            raise NotFoundError(kind="lead", name=slug)
        return self._opened(row)

    def by_event(self, event: str) -> OpenedLead | None:
        """Return the lead that claimed an event, if any did."""
        row = self._session.exec(select(ClaimRow).where(ClaimRow.event == event)).first()
        return self._opened(row) if row else None

    def slug_is_taken(self, slug: str) -> bool:
        """Tell whether a slug was given; slugs are given once for ever."""
        return self._session.get(ClaimRow, slug) is not None

    def settle(self, slug: str, state: LeadState) -> None:
        """Set how far a lead has come.

        Raises:
            NotFoundError: No lead has this slug.
        """
        row = self._session.get(ClaimRow, slug)
        if row is None:
            raise NotFoundError(kind="lead", name=slug)
        row.state = state.value
        self._session.add(row)
        self._session.flush()

    def record_pass(self, paper: Pass, at: datetime) -> None:
        """Record that an event was passed; an earlier record keeps its first time."""
        row = self._session.get(PassedRow, paper.event)
        packed = pack(paper.canonical())
        if row is None:
            row = PassedRow(event=paper.event, first_at=at, last_at=at, packed=packed)
        row.last_at, row.packed = at, packed
        self._session.add(row)
        self._session.flush()

    def passes(self, start: int = 0, most: int | None = None) -> tuple[RecordedPass, ...]:
        """Return the recorded passes, the last said first: all, or so many from `start` on."""
        query = select(PassedRow).order_by(col(PassedRow.last_at).desc(), col(PassedRow.event))
        rows = self._session.exec(query.offset(start).limit(most))
        return tuple(_recorded(row) for row in rows)

    def passed(self, event: str) -> RecordedPass | None:
        """Return the recorded pass of an event, if it was passed."""
        row = self._session.get(PassedRow, event)
        return _recorded(row) if row else None

    def counts(self) -> Mapping[LeadState, int]:
        """Return how many leads are in each state; passed events count as passed."""
        query = select(ClaimRow.state, func.count()).group_by(col(ClaimRow.state))
        found = {LeadState(state): number for state, number in self._session.exec(query)}
        passes = self._session.exec(select(func.count()).select_from(PassedRow)).one()
        return {state: found.get(state, 0) for state in LeadState} | {LeadState.PASSED: passes}

    def _opened(self, row: ClaimRow) -> OpenedLead:
        return OpenedLead(self._papers.get(row.paper, Lead), LeadState(row.state))


def _recorded(row: PassedRow) -> RecordedPass:
    paper = Pass.model_validate_json(unpack(row.packed, f"pass of event {row.event}"))
    return RecordedPass(paper, row.first_at, row.last_at)
