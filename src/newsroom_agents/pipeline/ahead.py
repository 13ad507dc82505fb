"""What a later stage will need, read while an earlier one waits for its model.

The checks read every report of the dossier once and remember it. That takes a second for twenty of
them, and nothing of it depends on the draft: so the checks are rehearsed beside the analyst's and
the writer's work, on one sentence of the dossier. A story whose rehearsal was not begun (after a
restart, say) reads when it checks.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.pipeline.filing import Filing
from newsroom_agents.pipeline.material import Material
from newsroom_agents.story.dossier import Dossier, Excerpt
from newsroom_agents.story.draft import (
    Access,
    Draft,
    Paragraph,
    RestsOn,
    Section,
    Sentence,
    SentenceKind,
)
from newsroom_agents.story.paper import Stage

_THREADS = 2


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="ahead")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Rehearses checks in threads of its own."""

    filing: Filing
    material: Material
    _threads: ThreadPoolExecutor = field(default_factory=_threads)
    _begun: dict[str, Future[None]] = field(default_factory=dict)

    def begin(self, slug: str) -> None:
        """Begin to rehearse the checks on a story's newest dossier."""
        self._begun[slug] = self._threads.submit(self._rehearse, slug)

    def end(self, slug: str) -> None:
        """Wait until that is done, if it was begun."""
        begun = self._begun.pop(slug, None)
        if begun is not None:
            begun.result()

    def _rehearse(self, slug: str) -> None:
        dossier = self.filing.latest(slug, Stage.RESEARCH, Dossier)
        if dossier.excerpts:
            rehearsed = _rehearsed(slug, dossier.excerpts[0])
            check_draft(rehearsed, dossier, self.material.texts(dossier))


def _rehearsed(slug: str, excerpt: Excerpt) -> Draft:
    """Return a draft of one sentence, for the checks to be tried on; nobody sees it."""
    sentence = Sentence(
        id="rehearsed", text=excerpt.text, kind=SentenceKind.REPORTED, cites=(excerpt.id,)
    )
    opening = Section(
        heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=(sentence,)),)
    )
    return Draft(
        slug=slug,
        headline=excerpt.text,
        dek="",
        sections=(opening,),
        rests_on=RestsOn(headline=(sentence.id,)),
        correspondent="",
    )
