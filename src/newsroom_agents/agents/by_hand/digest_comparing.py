"""What code can say by itself when it lays reports side by side.

Who carries which point, which figures only one report gives, when the reports came out, where they
contradict each other: all of it follows from the dossier. It is our inference, so the sentences are
analysis and cite what they compare.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from newsroom_agents.agents._writer import WriterBrief, WrittenSentence
from newsroom_agents.agents.by_hand.digest_headlines import clause_of, figures_in
from newsroom_agents.agents.by_hand.digest_passages import (
    DIGEST_LANGUAGE,
    Quotable,
    Ration,
    overlap,
    terms_of,
    without_dateline,
    word_count,
)
from newsroom_agents.agents.by_hand.digest_quoting import (
    attributed,
    listed,
    origins_of,
    outlets_of,
    quoted_words,
    written,
)
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Dossier, Side
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.source import Ownership
from newsroom_agents.text.names import names

POINT_OPENING = "More than one independent report says that "
_MOST_POINTS = 4
_SAME_POINT = 0.5
_MOST_CITES = 2
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SAYS_WORDS = 14
_COPIED_WORDS = 11
"""So many words of a source may stand outside quotation marks."""
_HAS_MARKS = re.compile(r"[\"“”‘«»]")


def disputed_sentences(dossier: Dossier, ration: Ration) -> Iterator[WrittenSentence]:
    """Yield a sentence for every disagreement: who says what, by name."""
    held = dossier.excerpt_by_id()
    for disagreement in dossier.disagreements:
        sides = tuple(_held(side, held) for side in disagreement.sides)
        sides = tuple(side for side in sides if side.cites)
        if len(sides) > 1:
            cites = tuple(dict.fromkeys(cite for side in sides for cite in side.cites))
            text = _differing(disagreement, sides, dossier, ration)
            yield written(text, SentenceKind.REPORTED, cites)


def disputed_figures(dossier: Dossier) -> frozenset[str]:
    """Return the figures, as written, that the reports contradict each other on."""
    return frozenset[str]().union(
        *(
            figures_in(side.says)
            for disagreement in dossier.disagreements
            if disagreement.kind is DisagreementKind.FIGURE
            for side in disagreement.sides
        )
    )


def denied_cites(dossier: Dossier) -> frozenset[str]:
    """Return the excerpts that say what somebody denies, or that deny it: not for a headline."""
    return frozenset(
        cite
        for disagreement in dossier.disagreements
        if disagreement.kind is DisagreementKind.DENIAL
        for side in disagreement.sides
        for cite in side.cites
    )


def point_sentences(brief: WriterBrief, public: frozenset[str]) -> Iterator[WrittenSentence]:
    """Yield the claims of the analysis that independent reports share, with who carries them.

    That only one report says a thing is never claimed: others may say it in other words. A claim is
    told in a clause of an excerpt, one that the public part does not cite where there is one; an
    outlet that speaks for a state makes nothing more certain.
    """
    held = brief.dossier.excerpt_by_id()
    small = small_words(brief.dossier)
    told: list[frozenset[str]] = []
    for claim in brief.analysis.claims:
        cites = apart(brief.dossier, [cite for cite in claim.cites if cite in held])
        fresh = sorted(cites, key=lambda cite: cite in public)
        clause = next((found for cite in fresh if (found := clause_in(held[cite].text, small))), "")
        terms = terms_of(clause)
        repeats = any(overlap(terms, other) > _SAME_POINT for other in told)
        outlets = outlets_of(brief.dossier, cites)
        is_shared = len(origins_of(brief.dossier, cites)) > 1 and len(outlets) > 1
        if not clause or not is_shared or repeats or len(told) == _MOST_POINTS:
            continue
        told.append(terms)
        text = f"{POINT_OPENING}{clause}: {listed(outlets)}."
        yield written(text, SentenceKind.ANALYSIS, cites)


def apart(dossier: Dossier, cites: Iterable[str]) -> tuple[str, ...]:
    """Return the excerpts whose outlet does not speak for a state."""
    sources = dossier.source_by_id()
    return tuple(
        cite for cite in cites if sources[cite.partition(".")[0]].ownership is not Ownership.STATE
    )


def outlets_apart(dossier: Dossier, cites: Iterable[str]) -> tuple[str, ...]:
    """Return the outlets behind these excerpts that do not speak for a state."""
    return outlets_of(dossier, apart(dossier, cites))


def kinship_sentences(dossier: Dossier) -> Iterator[WrittenSentence]:
    """Yield which outlets share one text, of those that the dossier holds passages of."""
    first: dict[str, str] = {}
    for excerpt in dossier.excerpts:
        first.setdefault(excerpt.source, excerpt.id)
    by_origin: dict[str, list[str]] = {}
    for source in dossier.sources:
        if source.id in first:
            by_origin.setdefault(source.origin, []).append(first[source.id])
    for cites in by_origin.values():
        outlets = outlets_of(dossier, cites)
        if len(outlets) > 1:
            yield written(f"{listed(outlets)} share one text.", SentenceKind.ANALYSIS, cites)


def coming_sentences(
    brief: WriterBrief, passages: Sequence[Quotable], quoted: frozenset[str], ration: Ration
) -> Iterator[WrittenSentence]:
    """Yield what may come: in a report's own words where the analyst took them from there."""
    by_id = {passage.id: passage for passage in passages}
    small = small_words(brief.dossier)
    for scenario in brief.analysis.scenarios:
        own = [cite for cite in scenario.cites if cite in brief.dossier.excerpt_by_id()]
        words = brief.dossier.excerpt_by_id()[own[0]].text if own else ""
        if own and scenario.text.strip().rstrip(".") not in words:
            yield written(scenario.text.strip(), SentenceKind.ANALYSIS, own)
            continue
        passage = by_id.get(own[0]) if own else None
        if passage and passage.id not in quoted and ration.allows(passage):
            ration.take(passage)
            yield attributed(passage, 0, follows_same=False)
        elif own and own[0] not in quoted and (clause := clause_in(words, small)):
            outlet = listed(outlets_of(brief.dossier, own[:1]))
            yield written(f"{outlet} reports that {clause}.", SentenceKind.REPORTED, tuple(own[:1]))


def day_of(iso: str) -> str:
    """Return a day, month or year as papers write it; empty when it is none of these."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", iso)
    if match is None:
        return ""
    year, month, day = match.groups()
    name = _MONTHS[int(month) - 1] if month and 1 <= int(month) <= len(_MONTHS) else ""
    return " ".join(part for part in (day and str(int(day)), name, year) if part)


def _differing(
    disagreement: Disagreement, sides: Sequence[Side], dossier: Dossier, ration: Ration
) -> str:
    outlets = [listed(outlets_of(dossier, side.cites)) for side in sides]
    about = disagreement.about.strip().rstrip(".")
    if disagreement.kind is DisagreementKind.DENIAL:
        return _denied(about, sides[-1], outlets, ration)
    is_short = disagreement.kind is not DisagreementKind.ATTRIBUTION and about
    if not is_short or any(len(side.says.split()) > _SAYS_WORDS for side in sides):
        on = f" on {about}" if about else ""
        return f"The reports contradict each other{on}: {' against '.join(outlets)}."
    accounts = [
        f"{who} reported {_words_of(side, ration)}"
        for who, side in zip(outlets, sides, strict=True)
    ]
    return f"The reports differ on {about}: {', '.join(accounts)}."


def _words_of(side: Side, ration: Ration) -> str:
    """Return a side's words in quotation marks; without, when the item's ration is used up."""
    says = side.says.strip().rstrip(".")
    item = side.cites[0].partition(".")[0]
    if _HAS_MARKS.search(says) or not ration.take_fragment(item, word_count(says)):
        return says[:1].lower() + says[1:]
    return quoted_words(says)


def _denied(about: str, side: Side, outlets: Sequence[str], ration: Ration) -> str:
    """Say who reports the denial, in its own words when the item's ration allows."""
    words = re.sub(r"^(?:and|but|that|which) ", "", about.rstrip(" …"))
    item = side.cites[0].partition(".")[0]
    may_quote = bool(words) and words in side.says and not _HAS_MARKS.search(words)
    if may_quote and ration.take_fragment(item, word_count(words)):
        return f"{outlets[-1]} reported a denial: “{words}”."
    if may_quote and words[0].isupper() and word_count(words) <= _COPIED_WORDS:
        return f"{outlets[-1]} reported that {words}."
    return f"According to {outlets[-1]}, what {outlets[0]} reported is denied."


def _held(side: Side, held: Container[str]) -> Side:
    """Return the side with the first few citations that can be followed."""
    cites = tuple(cite for cite in side.cites if cite in held)
    return side.model_copy(update={"cites": cites[:_MOST_CITES]})


def clause_in(text: str, small: frozenset[str]) -> str:
    """Return the clause a sentence opens with, ready to stand after "that"."""
    clause = clause_of(without_dateline(text))
    first = clause.partition(" ")[0]
    is_name = any(name.start == 0 for name in names(clause, DIGEST_LANGUAGE))
    is_word = first.lower() in small or not is_name
    is_acronym = first.isupper() and len(first) > 1
    return clause[:1].lower() + clause[1:] if is_word and not is_acronym else clause


def small_words(dossier: Dossier) -> frozenset[str]:
    """Return the words that some source writes small: a capital at the start means nothing then."""
    return frozenset(
        word.strip(".,;:")
        for excerpt in dossier.excerpts
        for word in excerpt.text.split()
        if word.islower()
    )
