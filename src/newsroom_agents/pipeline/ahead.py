"""What a later stage will need, read while an earlier one waits for its model.

The checks read every report of the dossier once and remember it. That takes most of a second for
twenty of them, and nothing of it depends on the draft: so it is done beside the analyst's and the
writer's work. A story whose reading was not begun (after a restart, say) reads when it checks.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from newsroom_agents.evidence.material import read_source
from newsroom_agents.pipeline.filing import Filing
from newsroom_agents.pipeline.material import Material
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.paper import Stage

_THREADS = 2


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="ahead")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Reads dossiers in threads of its own."""

    filing: Filing
    material: Material
    _threads: ThreadPoolExecutor = field(default_factory=_threads)
    _begun: dict[str, Future[None]] = field(default_factory=dict)

    def begin(self, slug: str) -> None:
        """Begin to read the reports of a story's newest dossier."""
        self._begun[slug] = self._threads.submit(self._read, slug)

    def end(self, slug: str) -> None:
        """Wait until they have been read, if that was begun."""
        begun = self._begun.pop(slug, None)
        if begun is not None:
            begun.result()

    def _read(self, slug: str) -> None:
        dossier = self.filing.latest(slug, Stage.RESEARCH, Dossier)
        texts = self.material.texts(dossier)
        for source in dossier.sources:
            if source.snapshot in texts:
                read_source(source, texts[source.snapshot])
