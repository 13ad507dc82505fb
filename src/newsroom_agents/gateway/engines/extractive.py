"""The embedded default: no key, no network, no model.

It asks the role to do the job by hand. That is honest work, not a fake model: sentences are
selected and quoted, never made up.
"""

from newsroom_agents.errors import StandardsError
from newsroom_agents.gateway.engine import Assignment, Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.outcome import Ok, Outcome, Refused, ReplyT


class Extractive:
    """Fulfils every assignment by hand."""

    name = "extractive"

    def expect(self) -> None:
        """Work by hand needs nothing."""

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return the hand-made reply; `Refused` when the role says it cannot be done."""
        try:
            return Ok(reply=assignment.by_hand(), engine_model="by hand")
        except StandardsError as error:
            return Refused(reason=str(error))


def _open(settings: EngineSettings, means: Means) -> Engine:
    del settings, means
    return Extractive()


PLUGIN = EngineKind(name="extractive", opens=_open)
