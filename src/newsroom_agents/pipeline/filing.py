"""Papers filed and fetched for the stages.

Filing the same stage and take twice is harmless, and a paper that is there already is not made
again: so a step that was in flight when a process died is simply done once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from newsroom_agents.agents._role import Work
from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.clock import Clock
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.edit import EditedDraft
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import Art, Package
from newsroom_agents.story.paper import Credit, Paper, Stage, paper_id

PaperT = TypeVar("PaperT", bound=Paper)

CREDITED: tuple[tuple[Stage, type[Paper]], ...] = (
    (Stage.LEAD, Lead),
    (Stage.RESEARCH, Dossier),
    (Stage.ANALYSIS, Analysis),
    (Stage.WRITING, Draft),
    (Stage.CHECKING, FactCheckReport),
    (Stage.COPY, EditedDraft),
    (Stage.ART, Art),
    (Stage.PACKAGING, Package),
)
"""What each stage files, in the order of the rundown."""


@dataclass(frozen=True, slots=True)
class Filing:
    """The papers of the archive, as the stages use them."""

    archive: Archive
    clock: Clock

    def once(
        self,
        slug: str,
        stage: Stage,
        take: int,
        kind: type[PaperT],
        make: Callable[[], Work[PaperT]],
    ) -> str:
        """Return the id of the paper, making and filing it only when it is not there yet."""
        name = paper_id(slug, stage, take)
        with self.archive.reading() as room:
            if take in room.papers.takes(slug, stage):
                return name
        work = make()
        for enclosure in work.enclosures:
            self.archive.blobs.put(enclosure)
        self.file(slug, stage, take, work.paper, work.credit)
        return name

    def file(self, slug: str, stage: Stage, take: int, paper: PaperT, credit: Credit) -> None:
        """File a paper and say so in the journal, in one transaction."""
        now = self.clock()
        filed = filed_as(type(paper))(
            slug=slug, stage=stage, take=take, filed_at=now, credit=credit, paper=paper
        )
        detail = {"by": credit.persona, "engine": credit.engine}
        with self.archive.writing() as room:
            room.papers.file(filed)
            room.journal.append(slug, "filed", detail, now, stage=stage, take=take)

    def latest(self, slug: str, stage: Stage, kind: type[PaperT]) -> PaperT:
        """Return the newest paper of a stage.

        Raises:
            NotFoundError: The stage has filed nothing for this slug.
        """
        with self.archive.reading() as room:
            found = room.papers.latest(slug, stage, kind)
        if found is None:
            raise NotFoundError(kind=f"{stage.value} paper", name=slug)
        return found.paper

    def of(self, slug: str, stage: Stage, take: int, kind: type[PaperT]) -> PaperT:
        """Return the paper of this stage and take.

        Raises:
            NotFoundError: It was never filed.
        """
        with self.archive.reading() as room:
            return room.papers.get(paper_id(slug, stage, take), kind).paper

    def takes(self, slug: str, stage: Stage) -> tuple[int, ...]:
        """Return the takes a stage has filed, in order."""
        with self.archive.reading() as room:
            return room.papers.takes(slug, stage)

    def credits(self, slug: str, take: int) -> tuple[Credit, ...]:
        """Return who made what up to this take, in the order of the rundown."""
        found: list[Credit] = []
        with self.archive.reading() as room:
            for stage, kind in CREDITED:
                takes = [each for each in room.papers.takes(slug, stage) if each <= take]
                if takes:
                    filed = room.papers.get(paper_id(slug, stage, max(takes)), kind)
                    found.append(filed.credit)
        return tuple(found)
