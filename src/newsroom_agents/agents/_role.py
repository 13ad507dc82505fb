"""A role is a job with its types; an agent is a role filled by a persona.

The engine is only asked for the role's reply: flat, ids as strings, what a model can fill.
`compose` verifies it and adds what only the house knows: offsets, hashes, ids, digests.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from newsroom_agents.agents._leaks import given_away
from newsroom_agents.errors import GatewayError, OverBudgetError, ReplyRejectedError
from newsroom_agents.gateway.engine import Assignment, Engine
from newsroom_agents.gateway.outcome import (
    Blocked,
    Drawn,
    Invalid,
    Ok,
    OverBudget,
    Refused,
    Unavailable,
)
from newsroom_agents.ports import Message
from newsroom_agents.staff.persona import Persona
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.paper import Credit, Paper, PaperT
from newsroom_agents.story.paper import Role as RoleName

BriefT = TypeVar("BriefT", bound=Paper)
ReplyT = TypeVar("ReplyT", bound=Paper)


@dataclass(frozen=True, slots=True)
class Composed(Generic[PaperT]):
    """A paper and the bytes that go with it (pictures, by their hash in the paper)."""

    paper: PaperT
    enclosures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Role(Generic[BriefT, ReplyT, PaperT]):
    """A job: what lies on its table, what it is asked for, what it files.

    `compose` raises ReplyRejectedError for a reply that does not fit the brief (an unknown excerpt,
    a missing sentence). `by_hand` does the same job without a language model. A role that may have
    its picture drawn by a model has `hang`, which is `compose` for what came of that; it says
    by `wants_picture` whether a reply is worth drawing. `second_look` says what the checks would
    hold against the paper (empty: nothing), so that a slip is mended before it stops the story.
    """

    name: RoleName
    takes: type[BriefT]
    asks: type[ReplyT]
    gives: type[PaperT]
    compose: Callable[[BriefT, ReplyT], Composed[PaperT]]
    by_hand: Callable[[BriefT], ReplyT]
    wants_picture: Callable[[BriefT, ReplyT], bool] | None = None
    hang: Callable[[BriefT, ReplyT, Drawn], Composed[PaperT]] | None = None
    second_look: Callable[[BriefT, PaperT], str] | None = None


@dataclass(frozen=True, slots=True)
class Work(Generic[PaperT]):
    """What an agent hands in: the paper, its enclosures, and the credit."""

    paper: PaperT
    enclosures: tuple[bytes, ...]
    credit: Credit


@dataclass(frozen=True, slots=True)
class Agent(Generic[BriefT, ReplyT, PaperT]):
    """A role filled by a persona, with its prompts and its engine."""

    role: Role[BriefT, ReplyT, PaperT]
    persona: Persona
    shelf: Shelf
    engine: Engine

    def work(self, brief: BriefT, subject: str, *, is_urgent: bool = False) -> Work[PaperT]:
        """Do the job on this brief and return the paper with its credit.

        A reply that does not fit the brief is turned back once, with the reason. What an editor
        waits for is urgent.

        Raises:
            ReplyRejectedError: The engine's reply was not the one asked for, twice.
            GatewayError: No reply could be had; `retryable` says whether later may help.
        """
        prompt = self.shelf.render(self.role.name, self.persona, brief)
        assignment = Assignment(
            role=self.role.name.value,
            persona=self.persona.id,
            subject=subject,
            messages=prompt.messages,
            prompt=prompt.digest,
            asks=self.role.asks,
            by_hand=lambda: self.role.by_hand(brief),
            draws=lambda reply: self._picture(brief, reply),
            is_urgent=is_urgent,
        )
        outcome = self.engine.fulfil(assignment)
        if not isinstance(outcome, Ok):
            raise _as_error(outcome, self.role.name)
        composed, outcome = self._accepted(assignment, brief, outcome)
        credit = Credit(
            role=self.role.name,
            persona=self.persona.id,
            prompt=prompt.digest,
            engine=self.engine.name,
            engine_model=outcome.engine_model,
            calls=outcome.calls,
            tokens_in=outcome.usage.tokens_in,
            tokens_out=outcome.usage.tokens_out,
            cost_microusd=outcome.usage.cost_microusd,
        )
        return Work(paper=composed.paper, enclosures=composed.enclosures, credit=credit)

    def _accepted(
        self, assignment: Assignment[ReplyT], brief: BriefT, done: Ok[ReplyT]
    ) -> tuple[Composed[PaperT], Ok[ReplyT]]:
        """Return the paper of the first reply that can be used, or else of the second.

        Raises:
            ReplyRejectedError: Neither fits the brief.
        """
        first: Composed[PaperT] | None = None
        try:
            first = self._composed(assignment, brief, done)
            wrong = self.role.second_look(brief, first.paper) if self.role.second_look else ""
        except ReplyRejectedError as error:
            wrong = str(error)
        if first is not None and not wrong:
            return first, done
        again = self._once_more(assignment, done, wrong)
        if again is None and first is not None:
            return first, done
        if again is None:
            raise ReplyRejectedError(wrong)
        return self._composed(assignment, brief, again), again

    def _once_more(
        self, assignment: Assignment[ReplyT], done: Ok[ReplyT], wrong: str
    ) -> Ok[ReplyT] | None:
        """Return the reply to the same assignment with what was wrong with the first, if any.

        One wrong excerpt id in forty is a slip, and would throw away a whole draft.
        """
        turned_back = (
            Message("assistant", done.reply.model_dump_json()),
            Message("user", f"Turned back: {wrong}. Reply again in full, with this mended."),
        )
        messages = (*assignment.messages, *turned_back)
        again = self.engine.fulfil(replace(assignment, messages=messages))
        if not isinstance(again, Ok):
            return None
        return replace(again, usage=done.usage + again.usage, calls=(*done.calls, *again.calls))

    def _picture(self, brief: BriefT, reply: ReplyT) -> str:
        """Return the words for the picture that a reply asks for; empty when it asks for none."""
        wants = self.role.wants_picture
        if wants is None or not wants(brief, reply):
            return ""
        return self.shelf.picture(self.role.name, brief, reply)

    def _composed(
        self, assignment: Assignment[ReplyT], brief: BriefT, done: Ok[ReplyT]
    ) -> Composed[PaperT]:
        leak = given_away(done.reply, assignment.messages)
        if leak:
            msg = f"{self.role.name.value}: the reply gives away {leak}"
            raise ReplyRejectedError(msg)
        if self.role.hang is not None and done.drawn is not None:
            return self.role.hang(brief, done.reply, done.drawn)
        return self.role.compose(brief, done.reply)


def hire(
    role: Role[BriefT, ReplyT, PaperT], persona: Persona, shelf: Shelf, engine: Engine
) -> Agent[BriefT, ReplyT, PaperT]:
    """Return the role filled by this persona.

    Raises:
        HouseError: The persona has another role, or the prompts do not fit the brief.
    """
    shelf.check_fits(role.name, role.takes, persona)
    return Agent(role=role, persona=persona, shelf=shelf, engine=engine)


def _as_error(
    outcome: Refused | Blocked | Invalid | OverBudget | Unavailable, role: RoleName
) -> GatewayError:
    """Return the error that says what came instead of a reply."""
    match outcome:
        case Invalid(errors=errors):
            return ReplyRejectedError(f"{role.value}: the reply does not fit: {'; '.join(errors)}")
        case Refused(reason=reason):
            return ReplyRejectedError(f"{role.value}: refused: {reason}")
        case Blocked(reason=reason):
            return ReplyRejectedError(f"{role.value}: held back by a filter: {reason}")
        case OverBudget(reason=reason):
            return OverBudgetError(f"{role.value}: out of budget: {reason}", retryable=True)
        case Unavailable(reason=reason, retryable=retryable):
            return GatewayError(f"{role.value}: no answer: {reason}", retryable=retryable)
