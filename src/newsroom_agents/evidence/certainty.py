"""How certain a sentence is: computed from who says it, never claimed.

Independence is counted in origins: a wire text and its reprints are one. A second outlet that only
copies makes nothing more certain, nor does a second text of the same outlet, and an outlet nobody
has rated cannot confirm anything alone. Two origins confirm a claim only when each carries it: a
sentence that sets the fact of one beside the fact of another has two reports, and no confirmation.
"""

from collections.abc import Iterable, Mapping, Sequence

from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import (
    Disagreement,
    DisagreementKind,
    Dossier,
    Excerpt,
    Side,
    Source,
)
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.dates import agree, dates
from newsroom_agents.text.numbers import Quantity, equal, quantities
from newsroom_agents.text.tokens import fold, fold_word, is_stopword, stem, words

_LANGUAGE = "en"
_INDEPENDENT = 2
_CARRIED = 0.5
"""Part of a claim's words of matter that an origin must have to carry it."""


def rung_of(cites: Iterable[str], dossier: Dossier, text: str = "") -> Rung | None:
    """Return the rung of a claim that rests on `cites`; None when it rests on no source.

    Args:
        cites: Excerpt ids.
        dossier: The sources, their origins, and where they disagree.
        text: The claim. With it, a disagreement about a figure or a date touches the claim only
            when the claim gives one of the figures or dates; without it, whenever it cites a side.
            With it, only origins whose cited excerpts carry the claim can confirm it.
    """
    cited = tuple(cites)
    sources = [source for source in dossier.sources if source.id in _source_ids(cited)]
    if not sources:
        return None
    if any(is_touched(row, cited, text) for row in dossier.disagreements):
        return Rung.DISPUTED
    rung = _by_origins(sources)
    if rung is not Rung.CONFIRMED or not text:
        return rung
    carrying = _carrying(text, voices(sources), cited, dossier)
    return _by_origins(carrying) if carrying else Rung.REPORTED


def is_touched(row: Disagreement, cites: Iterable[str], text: str = "") -> bool:
    """Whether a claim states a side of this disagreement.

    Who said something makes what was said no less certain; see `divided_speakers`.
    """
    if row.kind is DisagreementKind.ATTRIBUTION:
        return False
    cited = set(cites)
    sides = [side for side in row.sides if cited & set(side.cites)]
    if not sides or len({origin for side in row.sides for origin in side.origins}) < _INDEPENDENT:
        return False
    if not text or row.kind is DisagreementKind.DENIAL:
        return True
    return any(_says(text, side) for side in row.sides)


def divided_speakers(cites: Iterable[str], dossier: Dossier, text: str) -> tuple[str, ...]:
    """Return the speakers between whom the sources are divided, when a claim names one alone."""
    cited, said = set(cites), set(_words(text))
    for row in dossier.disagreements:
        if row.kind is not DisagreementKind.ATTRIBUTION:
            continue
        named = [not said.isdisjoint(_words(side.says)) for side in row.sides]
        if any(cited & set(side.cites) for side in row.sides) and any(named) and not all(named):
            return tuple(side.says for side in row.sides)
    return ()


def _words(text: str) -> list[str]:
    return [fold_word(token.text).removesuffix("'s") for token in words(text)]


def _source_ids(cites: Iterable[str]) -> frozenset[str]:
    return frozenset(cite.partition(".")[0] for cite in cites)


def _by_origins(sources: Iterable[Source]) -> Rung:
    if all(_is_partial(source) for source in sources):
        return Rung.CLAIMED
    if len(voices(sources)) >= _INDEPENDENT and any(_is_sound(source) for source in sources):
        return Rung.CONFIRMED
    return Rung.REPORTED


def voices(sources: Iterable[Source]) -> list[list[Source]]:
    """Return the sources by voice: those of one origin or one outlet speak with one."""
    voices: list[list[Source]] = []
    for source in sources:
        same = [voice for voice in voices if any(_is_same(source, other) for other in voice)]
        apart = [voice for voice in voices if voice not in same]
        voices = [*apart, [source, *(other for voice in same for other in voice)]]
    return voices


def _is_same(one: Source, other: Source) -> bool:
    origins = (one.origin or one.snapshot, other.origin or other.snapshot)
    return origins[0] == origins[1] or fold(one.outlet) == fold(other.outlet)


def _carrying(
    text: str, voices: Iterable[Sequence[Source]], cites: Sequence[str], dossier: Dossier
) -> list[Source]:
    """Return the sources of the voices that carry the claim, in their cited excerpts."""
    outlets = frozenset(
        root for source in dossier.sources for root in _roots(source.outlet_name, _LANGUAGE)
    )
    wanted = _roots(text, _LANGUAGE) - outlets
    figures = _in_digits(quantities(text, _LANGUAGE))
    held = dossier.excerpt_by_id()
    return [
        source
        for voice in voices
        if _carries(wanted, figures, _cited_of(voice, cites, held))
        for source in voice
    ]


def _cited_of(
    voice: Iterable[Source], cites: Iterable[str], held: Mapping[str, Excerpt]
) -> list[Excerpt]:
    ids = {source.id for source in voice}
    return [held[cite] for cite in cites if cite in held and cite.partition(".")[0] in ids]


def _carries(
    wanted: frozenset[str], figures: Iterable[Quantity], excerpts: Sequence[Excerpt]
) -> bool:
    """Whether excerpts have the most of a claim's words, and every figure it gives."""
    said = [(one.text, one.language) for one in excerpts]
    said += [(one.translation, _LANGUAGE) for one in excerpts if one.translation]
    roots = {root for text, language in said for root in _roots(text, language)}
    if not wanted or len(wanted & roots) < _CARRIED * len(wanted):
        return False
    given = [figure for text, language in said for figure in quantities(text, language)]
    return all(any(equal(figure, theirs) for theirs in given) for figure in figures)


def _in_digits(figures: Iterable[Quantity]) -> list[Quantity]:
    """Return the figures in digits; the house's own "more than one report" is in words."""
    return [figure for figure in figures if any(sign.isdigit() for sign in figure.text)]


def _roots(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words that carry matter, less those in which we speak of sources."""
    plain = (fold_word(token.text).removesuffix("'s") for token in words(text))
    return frozenset(
        stem(word, language)
        for word in plain
        if not is_stopword(word, language)
        and any(sign.isalnum() for sign in word)
        and word not in evidence_words().house
    )


def _is_partial(source: Source) -> bool:
    """Whether the outlet speaks for a state."""
    return source.ownership is Ownership.STATE


def _is_sound(source: Source) -> bool:
    return source.tier is not Tier.UNRATED and not _is_partial(source)


def is_unrated_only(cites: Iterable[str], dossier: Dossier) -> bool:
    """Whether only outlets that nobody has rated carry the claim."""
    ids = _source_ids(cites)
    tiers = [source.tier for source in dossier.sources if source.id in ids]
    return bool(tiers) and all(tier is Tier.UNRATED for tier in tiers)


def _says(text: str, side: Side) -> bool:
    """Whether a claim gives the figure or the date of a side."""
    figures = quantities(side.says, _LANGUAGE)
    days = dates(side.says, _LANGUAGE, None)
    if not figures and not days:
        return True
    ours = quantities(text, _LANGUAGE)
    our_days = dates(text, _LANGUAGE, None)
    return any(equal(mine, theirs) for mine in ours for theirs in figures) or any(
        agree(mine, theirs) for mine in our_days for theirs in days
    )
