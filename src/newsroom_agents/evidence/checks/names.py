"""Every name of a sentence stands in what the sentence cites, its parts together.

A name is judged word by word: each word must stand in the cited source, and the words of one name
must stand next to each other there, or a wrong first name would pass because somebody else has it.
Names of outlets are ours: they come from the source table.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from newsroom_agents.evidence.check import Check, Statement, hard, soft, with_evidence
from newsroom_agents.evidence.known_names import is_feast_of, is_language_of
from newsroom_agents.evidence.material import (
    Material,
    Passage,
    SourceText,
    is_same_language,
    plain_words,
)
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding
from newsroom_agents.text.names import Name, name_key
from newsroom_agents.text.names import territories as territories_of
from newsroom_agents.text.tokens import is_stopword, stem

_NAME = "names"
_TOGETHER = 4
"""Words of one name may have this many words between them ("Ana de la Vega")."""
_SHORTEST_KEY = 3


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    for name in statement.names:
        if statement.is_ours(name.start, name.end):
            continue
        parts = tuple(
            word
            for word in plain_words(name.text)
            if not is_stopword(word, material.language)
            and word not in evidence_words().placeholders
        )
        if _is_ours(plain_words(name.text), material.outlets) or _is_date(name, statement):
            continue
        if parts:
            yield from _judged(name, parts, statement, material)
        elif not statement.is_short_text:
            yield from _initials(name, statement, material)


def _initials(name: Name, statement: Statement, material: Material) -> Iterator[Finding]:
    """Judge a country in letters with dots ("U.S."), which is no word to look for."""
    codes = territories_of(name.text, material.language)
    cited = [material.texts[id_] for id_ in statement.scope if id_ in material.texts]
    if codes and cited and not any(text.places.issuperset(codes) for text in cited):
        everywhere = any(text.places.issuperset(codes) for text in material.texts.values())
        place = "stands in no cited source" if everywhere else "is from no source"
        finding = hard(statement, _NAME, f"“{name.text}” {place}", (name.start, name.end))
        yield with_evidence(finding, statement.near)


def _judged(
    name: Name, parts: Sequence[str], statement: Statement, material: Material
) -> Iterator[Finding]:
    span = (name.start, name.end)
    if statement.is_short_text:
        yield from _in_sentences(name, parts, statement)
        return
    cited = [material.texts[id_] for id_ in statement.scope if id_ in material.texts]
    missing = [word for word in parts if not any(_knows(word, text, material) for text in cited)]
    missing = _not_a_place(name, missing, cited, material)
    if missing and _is_translated(name, cited, statement, material):
        return
    if missing:
        everywhere = material.texts.values()
        known = all(any(_knows(word, text, material) for text in everywhere) for word in missing)
        place = "stands in no cited source" if known else "is from no source"
        said = _as_written(missing, name)
        finding = hard(statement, _NAME, f"“{said}” {place}", _span_of(said, name))
        yield with_evidence(finding, statement.near)
    elif len(parts) > 1 and not any(_stand_together(parts, text) for text in cited):
        reason = f"the sources have the parts of “{name.text}”, but not together"
        yield with_evidence(hard(statement, _NAME, reason, span), statement.near)
    elif _is_far(parts, cited, statement):
        reason = f"“{name.text}” stands in the cited source, but not in the cited passage"
        yield with_evidence(soft(statement, _NAME, reason, span), statement.near)


def _is_far(parts: Sequence[str], cited: Sequence[SourceText], statement: Statement) -> bool:
    """Whether the cited text has the name, word for word, and the cited passages do not."""
    literal = [word for word in parts if any(word in text.positions for text in cited)]
    return bool(literal) and not any(_has(word, statement.near) for word in literal)


def _in_sentences(name: Name, parts: Sequence[str], statement: Statement) -> Iterator[Finding]:
    """A headline may name only whom its sentences name."""
    missing = [word for word in parts if not _has(word, statement.near)]
    if missing and statement.near:
        said = _as_written(missing, name)
        reason = f"“{said}” stands in no sentence this text rests on"
        yield hard(statement, _NAME, reason, _span_of(said, name))


def _is_ours(words: Sequence[str], ours: Iterable[tuple[str, ...]]) -> bool:
    """Whether the words are, in order, a part of an outlet's name."""
    wanted = tuple(words)
    return any(wanted == held[at : at + len(wanted)] for held in ours for at in range(len(held)))


def _is_date(name: Name, statement: Statement) -> bool:
    return any(
        mention.start <= name.start and name.end <= mention.end
        for mention in statement.passage.dates
    )


def _knows(word: str, text: SourceText, material: Material) -> bool:
    """Whether a source has a word, inflected, written in another script or as an acronym."""
    if word in text.positions:
        return True
    if not is_same_language(text.language, material.language):
        key = name_key(word)
        return len(key) >= _SHORTEST_KEY and key in text.keys
    return stem(word, text.language) in text.stems or _is_acronym(word, text)


def _is_acronym(word: str, text: SourceText) -> bool:
    """Whether the source writes out what the draft abbreviates ("EU", "U.N.")."""
    letters = word.replace(".", "")
    if not 2 <= len(letters) <= 6 or not letters.isalpha():
        return False
    size = len(letters)
    at = text.initials.find(letters)
    while at >= 0:
        if all(len(word) > 1 for word in text.words[at : at + size]):
            return True
        at = text.initials.find(letters, at + 1)
    return False


def _not_a_place(
    name: Name, missing: list[str], cited: Sequence[SourceText], material: Material
) -> list[str]:
    """Return the missing words, unless they name a country that the source names otherwise."""
    codes = territories_of(name.text, material.language) if missing else ()
    if codes and any(text.places.issuperset(codes) for text in cited):
        return []
    return missing


def _is_translated(
    name: Name, cited: Sequence[SourceText], statement: Statement, material: Material
) -> bool:
    """Whether the name is a language or a feast that the sources have in their own words."""
    passages = statement.near
    return is_language_of(name.text, cited, material.language) or is_feast_of(
        name.text, cited, passages, material.language
    )


def _stand_together(parts: Sequence[str], text: SourceText) -> bool:
    """Whether each two neighbours of the name stand near each other somewhere in the source."""
    return all(
        _near_each_other(text.positions.get(one, ()), text.positions.get(other, ()))
        for one, other in pairwise(parts)
    )


def _near_each_other(ones: Sequence[int], others: Sequence[int]) -> bool:
    if not ones or not others:
        return True
    places = set(others)
    return any(
        at + step in places for at in ones for step in range(-_TOGETHER, _TOGETHER + 1) if step
    )


def _has(word: str, passages: Iterable[Passage]) -> bool:
    return any(word in passage.words for passage in passages)


def _as_written(missing: Sequence[str], name: Name) -> str:
    """Return the missing word as the name writes it; the whole name when several are missing."""
    if len(missing) > 1:
        return name.text
    plain = [word for word in name.text.split() if missing[0] in plain_words(word)]
    return plain[0] if plain else name.text


def _span_of(said: str, name: Name) -> tuple[int, int]:
    at = name.start + max(0, name.text.find(said))
    return at, at + len(said)


PLUGIN = Check(
    name=_NAME,
    asks="Does every name stand in a cited source, its parts together?",
    each=_each,
)
