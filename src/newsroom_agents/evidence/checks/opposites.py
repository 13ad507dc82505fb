"""A sentence does not say the opposite of its passage in one word.

"Rose" for "fell" or "sister" for "wife" changes no number and no name, and turns the report round.
The words are in a data file by language; "un-" and its like are known without it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.material import Material, Passage, is_same_language
from newsroom_agents.evidence.speech import denies
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import stem

_NAME = "opposites"
_AROUND = 5
_SHARED = 2
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Opposites:
    """For every stem those that exclude it, and the prefixes that turn a word round."""

    excluded: Mapping[str, frozenset[str]]
    prefixes: tuple[str, ...]


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    language = primary(material.language)
    table = _opposites(language)
    mine = statement.passage
    near = [one for one in statement.near if is_same_language(one.language, language)]
    if statement.is_short_text or not table.excluded:
        return
    held = frozenset(chain.from_iterable(passage.stems for passage in near))
    for at in statement.unquoted():
        root = mine.roots[at]
        if not root or root in held:
            continue
        rivals = _rivals(root, table) & held
        found = _contradicting(at, rivals, mine, near) if rivals else None
        if found:
            passage, place = found
            token, theirs = mine.tokens[at], passage.tokens[place].text
            reason = f"“{token.text}” is the opposite of the passage's “{theirs}”"
            finding = hard(statement, _NAME, reason, (token.start, token.end))
            finding = finding.model_copy(update={"verdict": Verdict.CONTRADICTED})
            yield with_evidence(finding, [passage])


def _rivals(root: str, table: _Opposites) -> frozenset[str]:
    rivals = set(table.excluded.get(root, ()))
    for prefix in table.prefixes:
        rivals.add(prefix + root)
        bare = root.removeprefix(prefix)
        if bare != root and len(bare) >= _SHORTEST:
            rivals.add(bare)
    return frozenset(rivals)


def _contradicting(
    at: int, rivals: frozenset[str], mine: Passage, near: list[Passage]
) -> tuple[Passage, int] | None:
    """Return where a rival stands among the same words; nothing when one side denies it."""
    ours = _around(mine, at)
    if any(denies(mine.words[place], mine.language) for place in _reach(mine, at)):
        return None
    for passage in near:
        for place, root in enumerate(passage.roots):
            if root not in rivals or len(ours & _around(passage, place)) < _SHARED:
                continue
            if not any(
                denies(passage.words[spot], passage.language) for spot in _reach(passage, place)
            ):
                return passage, place
    return None


def _reach(passage: Passage, at: int) -> range:
    return range(max(0, at - _AROUND), min(len(passage.words), at + _AROUND + 1))


def _around(passage: Passage, at: int) -> frozenset[str]:
    """Return the stems of matter around a word, without its own."""
    return frozenset(passage.roots[place] for place in _reach(passage, at) if place != at) - {""}


@cache
def _opposites(language: str) -> _Opposites:
    path = files("newsroom_agents.evidence") / "data" / "opposites.toml"
    data: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    own = data.get(language, {})
    excluded: dict[str, set[str]] = {}
    sides = [
        tuple(_stems(side, language) for side in line.split("|"))
        for line in own.get("opposites", ())
    ]
    sides += [
        tuple(_stems(word, language) for word in line.split())
        for line in own.get("alternatives", ())
    ]
    for line in sides:
        for side in line:
            others = set(chain.from_iterable(line)) - side
            for root in side:
                excluded.setdefault(root, set()).update(others)
    frozen = {root: frozenset(others) for root, others in excluded.items()}
    return _Opposites(frozen, tuple(own.get("prefixes", ())))


def _stems(words: str, language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in words.split())


PLUGIN = Check(
    name=_NAME, asks="Does the sentence say the opposite of its passage in one word?", each=_each
)
