"""Errors planted in the house's own finished drafts, as the house itself checks them.

The exercise wire goes through the house, and every sentence of the packages that come out of it is
turned wrong in every way it has room for. Each mutant keeps its citations and is put to the checks
of a package: what is found is what would have stopped it on the way, or been shown to the editor.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from newsroom_agents.evidence.ground import checks, judge
from newsroom_agents.evidence.material import Material, read_material
from newsroom_agents.evidence.mutate import mutants
from newsroom_agents.evidence.statements import statement_of_sentence
from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.material import Material as Holdings
from newsroom_agents.story.dossier import Dossier, Excerpt
from newsroom_agents.story.draft import Sentence, SentenceKind
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Stage

ROOT = Path(__file__).resolve().parents[1]
FALSE = "false alarms"
_TOLD = frozenset((SentenceKind.REPORTED, SentenceKind.QUOTE))
_BODY_ONLY = frozenset(("citing", "copying"))
"""Checks of a whole body; one sentence alone is none."""

Found = Mapping[str, tuple[int, int, int]]
"""Blocked, found in any way, and all, by kind."""


def measured_drafts(seed: int) -> Found:
    """Return what is found of every kind of error in the drafts, and of the drafts as they are."""
    blocked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for sentence, material in finished():
        stops, shows = _judged(sentence, material)
        _add(FALSE, (stops, shows), (blocked, found, count))
        if stops:
            continue
        text = " ".join(excerpt.text for excerpt in _cited(sentence, material))
        for mutant in mutants(sentence.text, text, material.language, seed):
            wrong = sentence.model_copy(update={"text": mutant.text})
            _add(mutant.kind, _judged(wrong, material), (blocked, found, count))
    return {kind: (blocked[kind], found[kind], count[kind]) for kind in count}


def finished() -> Iterator[tuple[Sentence, Material]]:
    """Yield the sentences that tell something in packages the house has made of its exercise."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        run = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT), "--var", str(var)]
        subprocess.run(
            [*run, "run", "--wire", str(ROOT / "data/demo")], check=True, stdout=subprocess.DEVNULL
        )
        with open_newsroom(ROOT, var, {}) as newsroom:
            holdings = Holdings(newsroom.desk.archive)
            with newsroom.desk.archive.reading() as room:
                stories = [
                    (package.paper, dossier.paper)
                    for slug in sorted(room.papers.slugs(Stage.PACKAGING))
                    if (package := room.papers.latest(slug, Stage.PACKAGING, Package))
                    and (dossier := room.papers.latest(slug, Stage.RESEARCH, Dossier))
                ]
            for package, dossier in stories:
                material = read_material(dossier, holdings.texts(dossier), package.language)
                told = (one for one in package.sentences() if one.kind in _TOLD)
                yield from ((sentence, material) for sentence in told)


def _judged(sentence: Sentence, material: Material) -> tuple[bool, bool]:
    """Return whether anything blocks a sentence, and whether anything is shown."""
    asked = {name: check for name, check in checks().items() if name not in _BODY_ONLY}
    statement = statement_of_sentence(sentence, material)
    findings = [
        one for one in judge((statement,), material, asked).findings if one.where == sentence.id
    ]
    return any(one.blocks for one in findings), bool(findings)


def _add(kind: str, said: tuple[bool, bool], sums: tuple[Counter[str], ...]) -> None:
    blocked, found, count = sums
    blocked[kind] += said[0]
    found[kind] += said[1]
    count[kind] += 1


def _cited(sentence: Sentence, material: Material) -> Iterator[Excerpt]:
    return (material.excerpts[cite] for cite in sentence.cites if cite in material.excerpts)
