"""Figures with what they count: which several origins give, and which only one gives."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.agents._writer import WrittenSentence
from newsroom_agents.agents.by_hand.digest_passages import (
    DIGEST_LANGUAGE,
    terms_of,
    without_dateline,
)
from newsroom_agents.agents.by_hand.digest_quoting import listed, written
from newsroom_agents.story.dossier import Dossier, Excerpt, Source
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.source import Ownership
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import is_stopword, stem

SHARED_WORDS = " give the same figure: "
ALONE_OPENING = "In the text compared here, only "
_FIGURE = re.compile(
    r"(?<![\w.,$€£:/-])(?P<figure>(?!(?:19|20)\d\d\b)\d[\d,]*(?:\.\d+)?)[ -]"
    r"(?:(?:million|billion|per cent of the) )?"
    r"(?P<of>[a-z]{2,}[^s\W]s|people|dead|injured|killed|wounded|missing|men|women|children|"
    r"kroner|crew)\b"
)
_BEFORE = re.compile(r"(?:\b(?:main |total |maximum )?[a-z]{4,} of )$")
_AFTER = re.compile(
    r" (?:of|per|below|above|beyond|on|in|at|for|from|under|every|a)(?: [\w’'-]+){1,4}|"
    r" (?:long|wide|deep|tall)\b"
)
_TAIL = re.compile(
    r"(?i)(?:\s(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|as|is|was|were|are|has|had|have|"
    r"that|its|their|his|her|said|into|near|than|per|after|before|when|while|which|who|\w+ing|"
    r"\w+day|within|the (?:morning|afternoon|evening|night)|\d+))+$"
)
_BREAK = re.compile(
    r"\s(?:and|but|or|when|while|after|before|as|which|who|that|by|to|is|are|was|were|has|have|had|"
    r"will|would|could|can|may|between)\b"
)
_MEASURES = frozenset(
    ("metres", "meters", "kilometres", "kilometers", "miles", "litres", "tonnes", "degrees", "feet")
)
"""What says nothing by itself: 14 metres of what?"""
_AT = re.compile(r" (?:in|on|at|from|under)\b")
"""What may differ between reports that give one figure."""
_NOT_COUNTED = frozenset(
    ("millions", "billions", "hours", "percents", "minutes", "seconds", "times", "places")
)
_MOST_SHARED = 3
_MOST_ALONE = 3
_INDEPENDENT = 2
_LONE_WORDS = 3
"""A figure that only one report gives needs more words than these to mean anything."""
Counted = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure as a report gives it."""

    phrase: str
    bare: str
    excerpt: Excerpt
    source: Source


def counted_in(text: str) -> frozenset[Counted]:
    """Return the figures of a text with the stem of what they count."""
    return frozenset((match["figure"], _stem(match)) for match in _figures(text))


def shared_sentences(dossier: Dossier) -> Iterator[WrittenSentence]:
    """Yield the figures that more than one independent origin gives, with who gives them."""
    differing = _differing(dossier)
    told = 0
    for (figure, _), given in _givers(dossier).items():
        by_origin = {one.source.origin: one for one in reversed(given)}
        apart = [one for one in by_origin.values() if one.source.ownership is not Ownership.STATE]
        if len(apart) < _INDEPENDENT or figure in differing or told == _MOST_SHARED:
            continue
        apart.sort(key=lambda one: given.index(one))
        who = listed([one.source.outlet_name for one in apart])
        if " and " not in who:
            continue
        phrase = _phrase_of_all(apart)
        if not phrase:
            continue
        told += 1
        cites = tuple(one.excerpt.id for one in apart)
        yield written(f"{who}{SHARED_WORDS}{phrase}.", SentenceKind.ANALYSIS, cites)


def alone_sentences(dossier: Dossier) -> Iterator[WrittenSentence]:
    """Yield the figures that stand in no excerpt of another origin, with who gives them."""
    told: dict[str, _Given] = {}
    for (figure, _), given in _givers(dossier).items():
        first = given[0]
        is_telling = len(first.phrase.split()) > _LONE_WORDS
        if is_telling and first.source.id not in told and _is_alone(figure, first, dossier):
            told[first.source.id] = first
    for one in list(told.values())[:_MOST_ALONE]:
        text = f"{ALONE_OPENING}{one.source.outlet_name} gives: {one.phrase}."
        yield written(text, SentenceKind.ANALYSIS, (one.excerpt.id,))


def _phrase_of_all(given: Sequence[_Given]) -> str:
    """Return the longest phrase whose every word of matter stands with all who give the figure."""
    terms = [terms_of(one.excerpt.text) for one in given]
    phrases = {
        phrase for one in given for phrase in (one.phrase, one.bare) if not _AT.search(phrase)
    }
    common = [
        phrase
        for phrase in phrases
        if all(terms_of(phrase) <= held for held in terms)
        and not (len(phrase.split()) < _LONE_WORDS and phrase.split()[-1] in _MEASURES)
    ]
    return max(common, key=lambda phrase: (len(phrase), phrase), default="")


def _differing(dossier: Dossier) -> frozenset[str]:
    """Return the figures that the reports contradict each other on."""
    return frozenset(
        found
        for row in dossier.disagreements
        for side in row.sides
        for found in re.findall(r"\d[\d,]*(?:\.\d+)?", side.says)
    )


def _givers(dossier: Dossier) -> Mapping[Counted, Sequence[_Given]]:
    """Return the figures of all readable excerpts with who gives them, in the dossier's order."""
    sources = dossier.source_by_id()
    found: dict[Counted, list[_Given]] = defaultdict(list)
    for excerpt in dossier.excerpts:
        source = sources.get(excerpt.source)
        if source is None or not source.is_readable:
            continue
        if primary(excerpt.language) != DIGEST_LANGUAGE or excerpt.translation is not None:
            continue
        text = without_dateline(excerpt.text)
        for match in _figures(text):
            given = _Given(_phrase(text, match), match.group(), excerpt, source)
            found[match["figure"], _stem(match)].append(given)
    return found


def _figures(text: str) -> Iterator[re.Match[str]]:
    for match in _FIGURE.finditer(text):
        before = text[: match.start()].split()
        is_label = bool(before) and before[-1][:1].isupper() and len(before) > 1
        counted = match["of"]
        is_idle = counted != "people" and is_stopword(counted, DIGEST_LANGUAGE)
        if not (is_label or is_idle or counted in _NOT_COUNTED):
            yield match


def _stem(match: re.Match[str]) -> str:
    return stem(match["of"], DIGEST_LANGUAGE)


def _phrase(text: str, match: re.Match[str]) -> str:
    """Return the figure with what it counts, and a little of what says where or of what."""
    before = _BEFORE.search(text, 0, match.start())
    after = _AFTER.match(text, match.end())
    tail = after.group() if after else ""
    cut = _BREAK.search(tail)
    tail = tail[: cut.start()] if cut else tail
    start = before.start() if before else match.start()
    return _TAIL.sub("", text[start : match.end()] + tail)


def _is_alone(figure: str, given: _Given, dossier: Dossier) -> bool:
    """Whether no excerpt of another origin has the figure, whatever it counts there."""
    sources = dossier.source_by_id()
    whole = re.compile(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)")
    return not any(
        whole.search(excerpt.text)
        for excerpt in dossier.excerpts
        if sources[excerpt.source].origin != given.source.origin
    )
