"""How a text fits its sources, in numbers: what the score adds up."""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from math import log

from newsroom_agents.evidence.align import coverage
from newsroom_agents.evidence.check import Statement
from newsroom_agents.evidence.material import Material, Passage, plain_words
from newsroom_agents.evidence.speakers import all_speakers
from newsroom_agents.evidence.speech import deny, speech_words
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding

Features = Mapping[str, float]

_SOFT = (
    "attribution",
    "dates",
    "frames",
    "memory",
    "modality",
    "names",
    "negation",
    "numbers",
    "quotes",
)
_SENTENCE = (
    "one_open", "near_open", "far_open", "pairs_open", "near_pairs_open", "changed", "broken",
    "loose_words", "new_words", "names", "figures", "words", "opens_low",
    "deny_open", "deny_lost", "doubt_lost", "certain", "rival", "names_apart", "said",
    "speaker_open", "speaker_mute",
    *(f"soft_{name}" for name in _SOFT),
)  # fmt: skip
_REACH = 4
_TEXT = ("sentences", "copied")

NAMES = (
    *(f"worst_{name}" for name in _SENTENCE),
    *(f"mean_{name}" for name in _SENTENCE),
    *_TEXT,
)
"""The features in their order; those of a sentence twice, at their worst and on the mean."""


def features_of(
    statements: Sequence[Statement], found: Iterable[Finding], material: Material
) -> tuple[float, ...]:
    """Return the features of a text, in the order of `NAMES`."""
    soft: dict[tuple[str, str], int] = {}
    for finding in found:
        if not finding.blocks:
            key = (finding.where, finding.check)
            soft[key] = soft.get(key, 0) + 1
    rows = [_sentence(statement, soft, material) for statement in statements]
    rows = [row for row in rows if row] or [dict.fromkeys(_SENTENCE, 0.0)]
    count = len(rows)
    worst = (max(row[name] for row in rows) for name in _SENTENCE)
    mean = (sum(row[name] for row in rows) / count for name in _SENTENCE)
    copied = sum(row["changed"] == 0 for row in rows) / count
    return (*worst, *mean, log(count), copied)


def _sentence(
    statement: Statement, soft: Mapping[tuple[str, str], int], material: Material
) -> dict[str, float]:
    mine = statement.passage
    if not mine.words:
        return {}
    best = tuple(side.passage for side in statement.sides)
    share = max((side.share for side in statement.sides), default=0.0)
    longest = max((side.longest for side in statement.sides), default=0)
    size = len(mine.words)
    loose = [root for root in mine.roots if root]
    held = [material.texts[id_].stems for id_ in statement.snapshots]
    far = frozenset(root for root in mine.stems if any(root in stems for stems in held))
    new = [root for root in dict.fromkeys(loose) if root not in far]
    values = {
        "one_open": 1 - coverage(mine.stems, best[:1], material) if mine.stems else 0.0,
        "near_open": 1 - coverage(mine.stems, statement.near, material),
        "far_open": _open(mine.stems, far, material),
        "pairs_open": _pairs_open(loose, statement.far, far),
        "near_pairs_open": _pairs_open(loose, statement.near, far),
        "changed": 1 - share,
        "broken": 1 - longest / size,
        "loose_words": min(size - share * size, 12) / 12,
        "new_words": min(len(new), 8) / 8,
        "names": min(len(statement.names), 5) / 5,
        "figures": min(len(mine.quantities) + len(mine.dates), 5) / 5,
        "words": log(size),
        "opens_low": float(bool(mine.words) and mine.roots[0] == ""),
    }
    values.update(_meaning(statement, best, material))
    for name in _SOFT:
        values[f"soft_{name}"] = float(min(soft.get((statement.where, name), 0), 3))
    return values


def _open(stems: frozenset[str], carried: frozenset[str], material: Material) -> float:
    """Return which part of the stems' weight is not carried."""
    total = material.weight_of(stems)
    return material.weight_of(stems - carried) / total if total else 0.0


def _meaning(statement: Statement, best: Sequence[Passage], material: Material) -> dict[str, float]:
    """Return what denial, doubt, names and speech tell."""
    mine, lists = statement.passage, evidence_words()
    told = speech_words(mine.language).speech
    near = [passage for passage in statement.near if passage.language == mine.language]
    said = frozenset(mine.words)
    there = frozenset(word for passage in near for word in passage.words)
    here = frozenset(word for passage in best[:1] for word in passage.words)
    ours, theirs = deny(said, mine.language), deny(there, mine.language)
    doubtful = lists.possibly | lists.supposedly
    return {
        "deny_open": float(ours and not theirs),
        "deny_lost": float(not ours and deny(here, mine.language)),
        "doubt_lost": float(bool(here & doubtful) and not said & doubtful),
        "certain": float(bool(said & lists.certainly) and not there & lists.certainly),
        "rival": _rival(statement, near, material),
        "names_apart": _names_apart(statement, near),
        "said": float(bool(said & told) and not there & told),
        **_speaking(statement, best, near, material),
    }


def _speaking(
    statement: Statement, best: Sequence[Passage], near: Sequence[Passage], material: Material
) -> dict[str, float]:
    """Return whether whom the sentence makes speak is absent, or silent, where it comes from."""
    named = [set(plain_words(name.text)) for name in all_speakers(statement, material)]
    if not named:
        return {"speaker_open": 0.0, "speaker_mute": 0.0}
    here = frozenset(word for passage in best[:1] for word in passage.words)
    beside = frozenset(
        word
        for passage in near
        for at, verb in enumerate(passage.words)
        if verb in speech_words(passage.language).attribution
        for word in passage.words[max(0, at - _REACH) : at + _REACH + 1]
    )
    return {
        "speaker_open": float(any(here.isdisjoint(words) for words in named)),
        "speaker_mute": float(any(beside.isdisjoint(words) for words in named)),
    }


def _rival(statement: Statement, near: Sequence[Passage], material: Material) -> float:
    """Return by how much another figure or name fits better among a figure's or name's words."""
    mine = statement.passage
    kinds = _kinds(statement, near, material)
    theirs = [
        (word, kinds[word], _around(passage, place))
        for passage in near
        for place, word in enumerate(passage.words)
        if kinds[word]
    ]
    worst = 0.0
    for at, word in enumerate(mine.words):
        around = _around(mine, at) if kinds[word] else frozenset()
        total = material.weight_of(around)
        if not total:
            continue
        own = other = 0.0
        for rival, kind, context in theirs:
            if kind != kinds[word] or around.isdisjoint(context):
                continue
            fit = material.weight_of(around & context) / total
            own, other = (max(own, fit), other) if rival == word else (own, max(other, fit))
        worst = max(worst, other - own)
    return worst


def _kinds(statement: Statement, near: Sequence[Passage], material: Material) -> Mapping[str, str]:
    """Return for every word whether it is a figure, a name, or neither."""
    said = {word for passage in (statement.passage, *near) for word in passage.words}
    proper = [material.texts[id_].proper for id_ in statement.snapshots]
    return {
        word: "figure"
        if word[0].isdigit()
        else "name"
        if any(word in held for held in proper)
        else ""
        for word in said
    }


def _around(passage: Passage, at: int) -> frozenset[str]:
    first = max(0, at - _REACH)
    return frozenset(
        passage.roots[place]
        for place in range(first, min(len(passage.roots), at + _REACH + 1))
        if place != at and passage.roots[place]
    )


def _names_apart(statement: Statement, near: Sequence[Passage]) -> float:
    """Return the share of neighbouring names that stand together in no passage."""
    last = [plain_words(name.text)[-1:] for name in statement.names]
    pairs = [(one[0], other[0]) for one, other in pairwise(last) if one and other and one != other]
    if not pairs:
        return 0.0
    apart = sum(
        not any(one in passage.words and other in passage.words for passage in near)
        for one, other in pairs
    )
    return apart / len(pairs)


def _pairs_open(roots: Sequence[str], passages: Iterable[Passage], far: Container[str]) -> float:
    """Return the share of neighbouring words of matter that stand together in no passage.

    Args:
        roots: The sentence's stems in order.
        passages: Where the pairs are looked for.
        far: All stems of the sources in question; what is not there needs no looking for.
    """
    pairs = set(pairwise(roots))
    if not pairs:
        return 0.0
    wanted = {pair for pair in pairs if pair[0] in far and pair[1] in far}
    absent = len(pairs) - len(wanted)
    for passage in passages:
        if not wanted:
            break
        stems = passage.stems
        if any(one in stems and other in stems for one, other in wanted):
            theirs = [root for root in passage.roots if root]
            wanted.difference_update(pairwise(theirs), zip(theirs, theirs[2:], strict=False))
    return (absent + len(wanted)) / len(pairs)
