"""The writer's job by hand: an attributed digest of what independent reports say.

It selects across origins, says nothing twice, names every outlet, and adds only what code knows. It
reads in the order of a news story: what happened, whom it struck and who acts, where things stand,
the background, what is disputed, what is not known; the comparison of the reports is for members.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsroom_agents.agents._writer import (
    WriterBrief,
    WriterReply,
    WrittenParagraph,
    WrittenSection,
    WrittenSentence,
)
from newsroom_agents.agents.by_hand.digest_comparing import (
    denied_cites,
    disputed_figures,
    disputed_sentences,
)
from newsroom_agents.agents.by_hand.digest_figures import Counted, counted_in
from newsroom_agents.agents.by_hand.digest_headlines import dek_for, headline_for, phrases_of
from newsroom_agents.agents.by_hand.digest_members import ANALYSIS_HEADING, members_part
from newsroom_agents.agents.by_hand.digest_passages import (
    DIGEST_LANGUAGE,
    Quotable,
    Ration,
    novelty,
    overlap,
    quotables_of,
    ration_of,
    repeats,
)
from newsroom_agents.agents.by_hand.digest_quoting import attributed, listed, written
from newsroom_agents.agents.by_hand.digest_sharing import Shared, shared_of
from newsroom_agents.agents.by_hand.digest_themes import Theme, theme_of
from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access, SentenceKind
from newsroom_agents.text.dates import Precision, dates

LABEL = (
    "Digest made by rules, without a language model: the outlets’ own words, quoted and attributed."
)
DISPUTED_HEADING = "What is disputed"
UNKNOWN_HEADING = "What these reports do not say"
_MOST_PUBLIC = 11
_MOST_SAME_FIGURE = 2
_FEWEST = 3
_LEAST_SCORE = 0.12
_MOST_UNKNOWN = 3
_PARAGRAPH = 3
_HEADLINE_ROOM = 77
_RECENT = timedelta(days=4)
"""A day named further back is rather one to come, or of the background."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the public part will quote: the lede, and the rest."""

    lede: tuple[Quotable, ...]
    body: tuple[Quotable, ...]

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
    ration = ration_of(brief, chosen.public)
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
    denied = denied_cites(brief.dossier)
    calm = [one for one in public if one.id not in denied and not one.is_partial]
    headline = headline_for(
        calm or public,
        shared_of(brief),
        disputed_figures(brief.dossier),
        brief.limits.headline_chars,
    )
    by_weight = dict.fromkeys(passage.source.outlet_name for passage in public)
    sentences = [
        sentence
        for section in sections
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
    ]
    count = _number_of(sentences, counting_cites(public))
    phrase = [number for one in headline.rests_on for number in _number_of(sentences, (one.id,))]
    return WriterReply(
        headline=headline.text,
        dek=dek_for(list(by_weight), brief.limits.dek_chars),
        sections=tuple(sections),
        headline_rests_on=tuple(dict.fromkeys((*phrase, *count))),
        dek_rests_on=count or tuple(phrase),
    )


def select(brief: WriterBrief, passages: Sequence[Quotable]) -> Selection:
    """Choose what to quote, within the ration of every item, without saying anything twice."""
    ration = ration_of(brief)
    lede = _lede(passages, ration, shared_of(brief))
    body = _greedy(passages, lede, ration, _MOST_PUBLIC - len(lede))
    return Selection(lede=lede, body=body)


def counting_cites(public: Sequence[Quotable]) -> tuple[str, ...]:
    """Return one excerpt for every report that counts: none of a state's outlet beside others."""
    told = _apart(public)
    return tuple({passage.source.id: passage.id for passage in reversed(told)}.values())[::-1]


def _apart(passages: Sequence[Quotable]) -> Sequence[Quotable]:
    """Return the passages of outlets that speak for no state; all when there is no other."""
    return [passage for passage in passages if not passage.is_partial] or passages


def counting_sentence(public: Sequence[Quotable]) -> WrittenSentence:
    """Return the sentence that says whose reports these are, and whether they are independent."""
    told = _apart(public)
    origins = {passage.source.origin for passage in told}
    reports = {passage.source.id for passage in told}
    cites = counting_cites(public)
    names = listed([passage.source.outlet_name for passage in told])
    if len(origins) == 1 and len(told) < len(public):
        text = f"Only one report here is independent: {names}."
    elif len(origins) == 1:
        text = f"All of this rests on one report, by {names}."
    elif len(origins) == len(reports) and not told[0].is_partial:
        text = f"These reports are independent of each other: {names}."
    else:
        text = f"These reports are by {names}; some share a text."
    return written(text, SentenceKind.ANALYSIS, cites)


def _lede(passages: Sequence[Quotable], ration: Ration, shared: Shared) -> tuple[Quotable, ...]:
    """Choose the passage that tells the event best, and one of another origin that adds to it."""
    sound = _apart(passages)
    openers = [passage for passage in sound if passage.position <= 3] or list(sound)
    if not openers:
        return ()
    first = max(openers, key=lambda passage: _opens_well(passage, shared))
    ration.take(first)
    for passage in sound:
        alike = overlap(first.terms, passage.terms)
        is_other = passage.source.origin != first.source.origin
        if is_other and 0.1 < alike <= 0.4 and novelty(passage, (first,)) > 0.5:
            ration.take(passage)
            return first, passage
    return (first,)


def _opens_well(passage: Quotable, shared: Shared) -> float:
    """Return how well a passage opens the story: it introduces, and gives the headline a clause."""
    introduces = 0.0 if passage.text.startswith("The ") else 0.06
    phrases = (shared.worth(phrase) for phrase in phrases_of(passage.text, _HEADLINE_ROOM))
    return passage.score + introduces + 0.4 * max(phrases, default=-0.1)


def _greedy(
    passages: Sequence[Quotable],
    chosen: Sequence[Quotable],
    ration: Ration,
    most: int,
) -> tuple[Quotable, ...]:
    """Choose one after the other what adds most, and prefer voices not yet heard."""
    picked: list[Quotable] = []
    left = [passage for passage in passages if passage not in chosen]
    while left and len(picked) < most:
        heard = [*chosen, *picked]
        left = [
            passage
            for passage in left
            if ration.allows(passage)
            and not repeats(passage, heard)
            and not _wears_out(passage, heard)
        ]
        if not left:
            break
        best = max(left, key=lambda passage: _gain(passage, heard))
        if _gain(best, heard) < _LEAST_SCORE:
            break
        ration.take(best)
        picked.append(best)
        left.remove(best)
    return tuple(picked)


def _gain(passage: Quotable, heard: Sequence[Quotable]) -> float:
    from_same = sum(1 for other in heard if other.source.origin == passage.source.origin)
    gain = passage.score * (0.3 + 0.7 * novelty(passage, heard))
    return gain - 0.06 * from_same + (0.12 if not from_same else 0.0)


def _wears_out(passage: Quotable, heard: Sequence[Quotable]) -> bool:
    """Whether it gives a figure that readers have been given often enough."""
    given = Counter[Counted](one for other in heard for one in counted_in(other.text))
    return any(given[one] >= _MOST_SAME_FIGURE for one in counted_in(passage.text))


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


def _reading_order(passage: Quotable) -> tuple[date, datetime, int]:
    """Order by the day a passage tells of, else of its report; within it as they came out."""
    published = passage.source.published
    days = (
        mention.first
        for mention in dates(passage.text, DIGEST_LANGUAGE, published)
        if mention.precision is Precision.DAY and mention.first
    )
    day = next(days, published.date())
    is_near = timedelta() <= published.date() - day <= _RECENT
    return (day if is_near else published.date(), published, passage.position)


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
    """Yield the members' section, when the reports can be compared."""
    groups = members_part(brief, passages, chosen.public, ration)
    if not groups:
        return
    cites = [passage.id for passage in chosen.lede]
    open_ = tuple(
        written(_as_sentence(gap), SentenceKind.ANALYSIS, cites)
        for gap in _gaps(brief)[_MOST_UNKNOWN : 2 * _MOST_UNKNOWN]
    )
    paragraphs = tuple(paragraph for part in (*groups, open_) for paragraph in _cut(part))
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
