"""What an older version filed still loads, and comes out as it went in.

A folder per released version holds one JSON file per paper (`Paper.json`, or `Paper-case.json` for
a case of it); all of it is invented. A released version's files are never edited: who changes a
paper upgrades what older versions filed, and adds a folder.
"""

import json
import typing
from pathlib import Path

import pytest

from newsroom_agents.story import (
    analysis,
    check,
    decision,
    dossier,
    draft,
    edit,
    lead,
    package,
    paper,
    publication,
    queue,
    source,
    translation,
)
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import package_digest
from newsroom_agents.story.paper import Filed, Paper
from newsroom_agents.story.queue import QueuedDraft

HERE = Path(__file__).parent
SAMPLES = sorted(HERE.glob("*/*.json"))
MODULES = (
    *(analysis, check, decision, dossier, draft, edit, lead, package, paper, publication),
    *(queue, source, translation),
)
KINDS: dict[str, type[Paper]] = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Paper)
}
NEVER_STORED = {"Paper", "GrownPaper", "SourceItem", "Part"}
"""The roots of all papers, what a wire hands in, and a view of a package."""


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_released_paper_still_loads_and_comes_out_equal(path: Path) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    made = _kind(path).model_validate(stored)
    assert json.loads(made.model_dump_json()) == stored


def test_the_digests_of_an_older_version_are_still_right() -> None:
    for path in HERE.glob("*/QueuedDraft.json"):
        queued = QueuedDraft.model_validate_json(path.read_text(encoding="utf-8"))
        assert queued.package is not None
        assert package_digest(queued.package, queued.salts) == queued.digest


def test_every_paper_has_a_sample_or_stands_in_one() -> None:
    shown = {_kind(path) for path in SAMPLES}
    while True:
        more = {part for kind in shown for part in _parts(kind)} - shown
        if not more:
            break
        shown |= more
    assert set(KINDS) - {kind.__name__.partition("[")[0] for kind in shown} - NEVER_STORED == set()


def test_the_samples_are_marked_as_an_exercise() -> None:
    unmarked = {p.stem for p in SAMPLES if "EXERCISE" not in p.read_text(encoding="utf-8")}
    assert unmarked <= {"Editor"}


def _kind(path: Path) -> type[Paper]:
    name = path.stem.partition("-")[0]
    return Filed[Lead] if name == "Filed" else KINDS[name]


def _parts(kind: type[Paper]) -> set[type[Paper]]:
    """Return the papers that stand in the fields of a paper."""
    return {
        part
        for field in kind.model_fields.values()
        for part in _types(field.annotation)
        if issubclass(part, Paper)
    }


def _types(annotation: object) -> set[type]:
    inner = {found for one in typing.get_args(annotation) for found in _types(one)}
    return inner | ({annotation} if isinstance(annotation, type) else set())
