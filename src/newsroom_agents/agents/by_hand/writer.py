"""The writer's job by hand: an attributed digest of what independent reports say.

It selects across origins, says nothing twice, names every outlet, and adds only what code knows. It
reads in the order of a news story: what happened, whom it struck and who acts, where things stand,
the background, what is disputed, what is not known; the comparison of the reports is for members.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from newsroom_agents.agents._writer import (
    WriterBrief,
    WriterReply,
    WrittenParagraph,
    WrittenSection,
    WrittenSentence,
)
from newsroom_agents.agents.by_hand.digest_comparing import (
    coming_sentences,
    dated_sentences,
    denied_cites,
    disputed_figures,
    disputed_sentences,
    figure_sentences,
    kinship_sentences,
    order_sentence,
    point_sentences,
)
from newsroom_agents.agents.by_hand.digest_headlines import dek_for, headline_for, phrases_of
from newsroom_agents.agents.by_hand.digest_passages import (
    Quotable,
    Ration,
    novelty,
    overlap,
    quotables_of,
    ration_of,
    repeats,
)
from newsroom_agents.agents.by_hand.digest_quoting import attributed, listed, written
from newsroom_agents.agents.by_hand.digest_themes import Theme, theme_of
from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access, SentenceKind

LABEL = (
    "Digest made by rules, without a language model: the outlets’ own words, quoted and attributed."
)
ANALYSIS_HEADING = "Analysis: how the reports compare"
DISPUTED_HEADING = "What is disputed"
UNKNOWN_HEADING = "What these reports do not say"
_MOST_PUBLIC = 13
_MOST_GATED = 3
_FEWEST = 3
_LEAST_SCORE = 0.12
_MOST_UNKNOWN = 3
_MOST_DATED = 3
_PARAGRAPH = 3
_HEADLINE_ROOM = 77


@dataclass(frozen=True, slots=True)
class Selection:
    """What will be quoted: the lede, the rest of the public part, the gated part."""

    lede: tuple[Quotable, ...]
    body: tuple[Quotable, ...]
    gated: tuple[Quotable, ...]

    @property
    def public(self) -> tuple[Quotable, ...]:
        """All passages that the public part quotes."""
        return (*self.lede, *self.body)


def write(brief: WriterBrief) -> WriterReply:
    """Return the digest.

    Raises:
        StandardsError: The dossier holds too few passages that could be quoted.
    """
    passages = quotables_of(brief)
    chosen = select(brief, passages)
    if len(chosen.public) < _FEWEST:
        msg = (
            f"{brief.dossier.slug!r}: {len(chosen.public)} passages can be quoted, a digest needs "
            f"at least {_FEWEST}"
        )
        raise StandardsError(msg)
    ration = ration_of(brief, (*chosen.public, *chosen.gated))
    sections = (
        _opening(chosen),
        *_theme_sections(chosen, brief.dossier.news_time.year),
        *_closing_sections(brief, chosen, ration),
        *_analysis_section(brief, passages, chosen, ration),
    )
    return with_headline(brief, chosen.public, sections)


def with_headline(
    brief: WriterBrief, public: Sequence[Quotable], sections: Sequence[WrittenSection]
) -> WriterReply:
    """Return the reply with headline and dek made from what the public sections quote."""
    origins = len({passage.source.origin for passage in public})
    denied = denied_cites(brief.dossier)
    calm = [passage for passage in public if passage.id not in denied]
    headline, passage = headline_for(
        calm or public, origins, disputed_figures(brief.dossier), brief.limits.headline_chars
    )
    by_weight = dict.fromkeys(passage.source.outlet_name for passage in public)
    sentences = [
        sentence
        for section in sections
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
    ]
    count = _number_of(sentences, counting_cites(public))
    phrase = _number_of(sentences, (passage.id,)) if passage else ()
    return WriterReply(
        headline=headline,
        dek=dek_for(list(by_weight), brief.limits.dek_chars),
        sections=tuple(sections),
        headline_rests_on=tuple(dict.fromkeys((*phrase, *count))),
        dek_rests_on=count or phrase,
    )


def select(brief: WriterBrief, passages: Sequence[Quotable]) -> Selection:
    """Choose what to quote, within the ration of every item, without saying anything twice."""
    ration = ration_of(brief)
    lede = _lede(passages, ration)
    body = _greedy(passages, lede, ration, _MOST_PUBLIC - len(lede))
    if len(lede) + len(body) > 2 * _MOST_GATED:
        ration, body = _without_last(brief, lede, body)
    gated = _greedy(passages, (*lede, *body), ration, _MOST_GATED, least=_LEAST_SCORE / 2)
    return Selection(lede=lede, body=body, gated=gated)


def counting_cites(public: Sequence[Quotable]) -> tuple[str, ...]:
    """Return one excerpt for every report that is quoted in public."""
    return tuple({passage.source.id: passage.id for passage in reversed(public)}.values())[::-1]


def counting_sentence(public: Sequence[Quotable]) -> WrittenSentence:
    """Return the sentence that says whose reports these are, and whether they are independent."""
    origins = {passage.source.origin for passage in public}
    reports = {passage.source.id for passage in public}
    cites = counting_cites(public)
    names = listed([passage.source.outlet_name for passage in public])
    if len(origins) == 1:
        text = f"All of this rests on one report, by {names}."
    elif len(origins) == len(reports):
        text = f"These reports are independent of each other: {names}."
    else:
        text = f"These reports are by {names}; some share a text."
    return written(text, SentenceKind.ANALYSIS, cites)


def _lede(passages: Sequence[Quotable], ration: Ration) -> tuple[Quotable, ...]:
    """Choose the passage that tells the event best, and one of another origin that adds to it."""
    openers = [passage for passage in passages if passage.position <= 3] or list(passages)
    if not openers:
        return ()
    first = max(openers, key=_opens_well)
    ration.take(first)
    for passage in passages:
        shared = overlap(first.terms, passage.terms)
        is_other = passage.source.origin != first.source.origin
        if is_other and 0.1 < shared <= 0.4 and novelty(passage, (first,)) > 0.5:
            ration.take(passage)
            return first, passage
    return (first,)


def _opens_well(passage: Quotable) -> float:
    """Return how well a passage opens the story: it introduces, and gives the headline a clause."""
    text = passage.text
    introduces = 0.0 if text.startswith("The ") else 0.06
    return passage.score + introduces + (0.1 if any(phrases_of(text, _HEADLINE_ROOM)) else 0.0)


def _greedy(
    passages: Sequence[Quotable],
    chosen: Sequence[Quotable],
    ration: Ration,
    most: int,
    least: float = _LEAST_SCORE,
) -> tuple[Quotable, ...]:
    """Choose one after the other what adds most, and prefer voices not yet heard."""
    picked: list[Quotable] = []
    left = [passage for passage in passages if passage not in chosen]
    while left and len(picked) < most:
        heard = [*chosen, *picked]
        left = [
            passage for passage in left if ration.allows(passage) and not repeats(passage, heard)
        ]
        if not left:
            break
        best = max(left, key=lambda passage: _gain(passage, heard))
        if _gain(best, heard) < least:
            break
        ration.take(best)
        picked.append(best)
        left.remove(best)
    return tuple(picked)


def _gain(passage: Quotable, heard: Sequence[Quotable]) -> float:
    from_same = sum(1 for other in heard if other.source.origin == passage.source.origin)
    gain = passage.score * (0.3 + 0.7 * novelty(passage, heard))
    return gain - 0.06 * from_same + (0.12 if not from_same else 0.0)


def _without_last(
    brief: WriterBrief, lede: Sequence[Quotable], body: Sequence[Quotable]
) -> tuple[Ration, tuple[Quotable, ...]]:
    """Give up the weakest passages in favour of the gated part, if their origins stay heard."""
    kept = list(body)
    spared = 0
    for passage in reversed(body):
        others = [other.source.origin for other in (*lede, *kept) if other is not passage]
        if passage.source.origin in others and spared < _MOST_GATED - 1 and len(kept) > 4:
            kept.remove(passage)
            spared += 1
    return ration_of(brief, (*lede, *kept)), tuple(kept)


def _opening(chosen: Selection) -> WrittenSection:
    return WrittenSection(
        heading="",
        access=Access.PUBLIC,
        paragraphs=(
            WrittenParagraph(sentences=tuple(_told(chosen.lede, 0))),
            WrittenParagraph(sentences=(counting_sentence(chosen.public),)),
        ),
    )


def _theme_sections(chosen: Selection, year: int) -> Iterable[WrittenSection]:
    by_theme: dict[Theme, list[Quotable]] = {}
    for passage in chosen.body:
        by_theme.setdefault(theme_of(passage.text, year=year), []).append(passage)
    lonely = [theme for theme, found in by_theme.items() if len(found) == 1 and theme not in _ALONE]
    if len(lonely) > 1 or Theme.EVENT in by_theme:
        for theme in lonely:
            if theme is not Theme.EVENT:
                by_theme.setdefault(Theme.EVENT, []).extend(by_theme.pop(theme))
    turn = len(chosen.lede)
    for theme in Theme:
        found = sorted(by_theme.get(theme, ()), key=_reading_order)
        if found:
            yield _section(theme.value, Access.PUBLIC, tuple(_told(found, turn)))
            turn += len(found)


_ALONE = frozenset({Theme.STANDING, Theme.BACKGROUND})
"""Themes that keep their section even with one passage: readers look for them."""


def _reading_order(passage: Quotable) -> tuple[int, float]:
    """What outlets tell early comes early, then by weight."""
    return (min(passage.position, 12) // 4, -passage.score)


def _told(passages: Sequence[Quotable], turn: int) -> Iterable[WrittenSentence]:
    """Yield the passages as sentences, with their outlets."""
    before = ""
    for number, passage in enumerate(passages):
        source = passage.source.id
        yield attributed(passage, turn + number, follows_same=source == before)
        before = source


def _closing_sections(
    brief: WriterBrief, chosen: Selection, ration: Ration
) -> Iterable[WrittenSection]:
    disputed = tuple(disputed_sentences(brief.dossier, ration))
    if disputed:
        yield _section(DISPUTED_HEADING, Access.PUBLIC, disputed)
    cites = [passage.id for passage in chosen.lede]
    unknown = tuple(
        written(_as_sentence(question), SentenceKind.ANALYSIS, cites)
        for question in _gaps(brief)[:_MOST_UNKNOWN]
    )
    if unknown:
        yield _section(UNKNOWN_HEADING, Access.PUBLIC, unknown)


def _analysis_section(
    brief: WriterBrief, passages: Sequence[Quotable], chosen: Selection, ration: Ration
) -> Iterable[WrittenSection]:
    """Yield the members' section: the comparison, the order of events, what may come."""
    public = frozenset(passage.id for passage in chosen.public)
    order = order_sentence(chosen.public)
    cites = [passage.id for passage in chosen.lede]
    compared = (
        *point_sentences(brief, public),
        *figure_sentences([p for p in passages if p.id not in public], brief.dossier, ration),
        *kinship_sentences(brief.dossier),
        *((order,) if order else ()),
    )
    told = tuple(_told(chosen.gated, 0))
    quoted = public | {passage.id for passage in chosen.gated}
    dated = tuple(islice(dated_sentences(brief, passages, quoted, ration), _MOST_DATED))
    quoted |= {cite for one in dated for cite in one.cites}
    ahead = tuple(coming_sentences(brief, passages, quoted, ration))
    open_ = tuple(
        written(_as_sentence(gap), SentenceKind.ANALYSIS, cites)
        for gap in _gaps(brief)[_MOST_UNKNOWN : 2 * _MOST_UNKNOWN]
    )
    paragraphs = tuple(
        paragraph for part in (compared, told, dated, ahead, open_) for paragraph in _cut(part)
    )
    if paragraphs:
        yield WrittenSection(heading=ANALYSIS_HEADING, access=Access.MEMBER, paragraphs=paragraphs)


def _gaps(brief: WriterBrief) -> Sequence[str]:
    """Return what no report says, each gap once."""
    gaps = (*brief.dossier.questions, *brief.analysis.unknown)
    return list(
        {gap.strip().lower().rstrip(".?"): gap.strip() for gap in gaps if gap.strip()}.values()
    )


def _as_sentence(text: str) -> str:
    text = text.strip()
    text = text if text.endswith((".", "?", "!", "”")) else f"{text}."
    return text[:1].upper() + text[1:]


def _section(heading: str, access: Access, sentences: Sequence[WrittenSentence]) -> WrittenSection:
    return WrittenSection(heading=heading, access=access, paragraphs=tuple(_cut(sentences)))


def _cut(sentences: Sequence[WrittenSentence]) -> Iterable[WrittenParagraph]:
    for start in range(0, len(sentences), _PARAGRAPH):
        yield WrittenParagraph(sentences=tuple(sentences[start : start + _PARAGRAPH]))


def _number_of(sentences: Sequence[WrittenSentence], cites: Sequence[str]) -> tuple[str, ...]:
    """Return the ordinal of the first sentence that cites exactly these, as text."""
    for number, sentence in enumerate(sentences, start=1):
        if sentence.cites == tuple(cites):
            return (str(number),)
    return ()
