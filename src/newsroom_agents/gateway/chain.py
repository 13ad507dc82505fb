"""Models in a row: who does not answer is followed by the next.

A refusal is an answer: going round it with another model is an editorial decision, so it is made by
name in the settings. The credit names who really answered.
"""

from collections.abc import Sequence
from dataclasses import replace

from newsroom_agents.gateway.engine import Assignment, Engine
from newsroom_agents.gateway.outcome import (
    Blocked,
    Invalid,
    Ok,
    Outcome,
    OverBudget,
    Refused,
    ReplyT,
    Unavailable,
    Usage,
)


class Chain:
    """Asks its models one after the other until one does the work.

    Args:
        models: In the order in which they are asked; at least one.
        refusals_fall_back: Personas whose refused work goes on to the next model.
    """

    def __init__(self, models: Sequence[Engine], refusals_fall_back: Sequence[str]) -> None:
        self._models = models
        self._refusals_fall_back = frozenset(refusals_fall_back)

    @property
    def name(self) -> str:
        """The first model's engine."""
        return self._models[0].name

    def expect(self) -> None:
        """Have the first model get ready; the others are seldom asked."""
        self._models[0].expect()

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return the first good outcome, or the last; usage is that of all who were asked."""
        before = Usage()
        outcome: Outcome[ReplyT] = Unavailable("no model is named", retryable=False)
        for model in self._models:
            outcome = model.fulfil(assignment)
            if isinstance(outcome, OverBudget):
                return outcome
            outcome = replace(outcome, usage=outcome.usage + before)
            if not self._falls_back(assignment, outcome):
                return outcome
            before = outcome.usage
        return outcome

    def _falls_back(self, assignment: Assignment[ReplyT], outcome: Outcome[ReplyT]) -> bool:
        match outcome:
            case Unavailable() | Invalid():
                return True
            case Refused():
                return assignment.persona in self._refusals_fall_back
            case Ok() | Blocked() | OverBudget():
                return False
