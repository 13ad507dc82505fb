"""The stages in order, the queues they run on, and the version of both.

`VERSION` pins the durable engine's idea of the flows: change it only together with a drain, because
work that waits under another version is not picked up.
"""

from newsroom_agents.story.paper import Role, Stage

VERSION = "rundown-1"

STAGES = (
    (Stage.LEAD, Role.MONITOR),
    (Stage.TRANSLATION, Role.TRANSLATOR),
    (Stage.RESEARCH, Role.RESEARCHER),
    (Stage.ANALYSIS, Role.ANALYST),
    (Stage.WRITING, Role.WRITER),
    (Stage.CHECKING, Role.FACT_CHECKER),
    (Stage.COPY, Role.COPY_EDITOR),
    (Stage.ART, Role.ILLUSTRATOR),
    (Stage.PACKAGING, Role.PACKAGER),
)
"""Every stage that a role fills, in the order a story passes them."""

RETURN_STAGES = (Stage.RESEARCH, Stage.ANALYSIS, Stage.WRITING)
"""Where an editor may send a story back to; later stages follow from the writing."""

REPORTING = "reporting"
TRANSLATION = "translation"
ART = "art"
RELEASE = "release"
QUEUES = (REPORTING, TRANSLATION, ART, RELEASE)
"""Flows and their queues have the same names; a child never runs on its parent's queue."""
