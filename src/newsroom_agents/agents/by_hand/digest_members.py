"""The members' section by hand: the reports laid side by side, or nothing.

It is worth a gate only when it compares: claims that several origins carry, figures they share or
that one alone gives, a timeline, what may come. Leftover quotations do not make a comparison.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from newsroom_agents.agents._writer import WriterBrief, WrittenSentence
from newsroom_agents.agents.by_hand.digest_comparing import (
    POINT_OPENING,
    clause_in,
    coming_sentences,
    day_of,
    kinship_sentences,
    outlets_apart,
    point_sentences,
    small_words,
)
from newsroom_agents.agents.by_hand.digest_figures import (
    ALONE_OPENING,
    SHARED_WORDS,
    alone_sentences,
    shared_sentences,
)
from newsroom_agents.agents.by_hand.digest_passages import (
    DIGEST_LANGUAGE,
    Quotable,
    Ration,
    overlap,
    terms_of,
)
from newsroom_agents.agents.by_hand.digest_quoting import written
from newsroom_agents.story.draft import Section, Sentence, SentenceKind
from newsroom_agents.text.names import names

ANALYSIS_HEADING = "Analysis: how the reports compare"
_FEWEST_COMPARED = 2
_FEWEST_DATED = 3
_MOST_DATED = 6
_MOST_COMING = 2
_SAME_MOMENT = 0.6
_DATED_OPENING = re.compile(r"^For (?:\d{1,2} )?(?:\w+ )?\d{4}, ")
_VAGUE = re.compile(r"\b(?:one|ones|it|they)\b|\b(?:disagreed|agreed|refused)$")
_LASTS = re.compile(r"(?i)\bsince\b")
_KINSHIP = re.compile(r" share one text\.$")


def members_part(
    brief: WriterBrief, passages: Sequence[Quotable], public: Iterable[Quotable], ration: Ration
) -> tuple[tuple[WrittenSentence, ...], ...]:
    """Return the groups of sentences behind the gate; none when too little is compared."""
    quoted = frozenset(passage.id for passage in public)
    points = tuple(point_sentences(brief, quoted))
    shared = tuple(shared_sentences(brief.dossier))
    alone = tuple(alone_sentences(brief.dossier))
    dated = tuple(dated_sentences(brief))
    ahead = tuple(islice(coming_sentences(brief, passages, quoted, ration), _MOST_COMING))
    compared = len(points) + len(shared) + bool(alone) + bool(dated) + bool(ahead)
    if compared < _FEWEST_COMPARED:
        return ()
    kinship = tuple(kinship_sentences(brief.dossier))
    groups = (points, (*shared, *alone, *kinship), dated, ahead)
    return tuple(group for group in groups if group)


def dated_sentences(brief: WriterBrief) -> Iterator[WrittenSentence]:
    """Yield the timeline, each moment in a clause of a report; nothing when it is too short."""
    held = brief.dossier.excerpt_by_id()
    small = small_words(brief.dossier)
    found: list[WrittenSentence] = []
    told: list[frozenset[str]] = []
    for entry in brief.analysis.timeline:
        cite = next((cite for cite in entry.cites if cite in held), "")
        outlets = outlets_apart(brief.dossier, (cite,)) if cite else ()
        clause = _moment(held[cite].text, small) if outlets else ""
        day = day_of(entry.day)
        terms = terms_of(clause)
        repeats = any(overlap(terms, other) > _SAME_MOMENT for other in told)
        if not (day and clause) or repeats or len(found) == _MOST_DATED:
            continue
        told.append(terms)
        text = f"For {day}, {outlets[0]} reports that {clause}."
        found.append(written(text, SentenceKind.REPORTED, (cite,)))
    if len(found) >= _FEWEST_DATED:
        yield from found


def _moment(text: str, small: frozenset[str]) -> str:
    """Return what happened, in a clause that names something; empty when it lasts or is vague."""
    clause = re.sub(r" (?:shortly|just|soon|only)$", "", clause_in(text, small))
    is_named = any(name.start for name in names(f"That {clause}", DIGEST_LANGUAGE))
    return clause if is_named and not (_VAGUE.search(clause) or _LASTS.search(text)) else ""


def contents_of(section: Section) -> tuple[str, ...]:
    """Return what a members' section made by rules holds, in words for a teaser."""
    kinds = (_content(sentence) for sentence in section.sentences())
    return tuple(kind for kind in dict.fromkeys(kinds) if kind)


def _content(sentence: Sentence) -> str:
    text = sentence.text
    if text.startswith(POINT_OPENING):
        return "what more than one independent report says"
    if SHARED_WORDS in text:
        return "figures that independent reports share"
    if text.startswith(ALONE_OPENING):
        return "figures that only one report gives"
    if _KINSHIP.search(text):
        return "which outlets share one text"
    if _DATED_OPENING.match(text):
        return "a timeline"
    return "what may come" if sentence.kind is not SentenceKind.ANALYSIS else ""
