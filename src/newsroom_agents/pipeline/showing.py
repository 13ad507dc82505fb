"""What of the material a prompt shows: each wording once, and of very much the most telling.

A model is paid by the word and reads worse the more it is given, so nothing is shown twice. A
sentence that several reports have in the same words stands once, with all its ids. The furniture
of pages is left out, and where a story has more text than a model needs, what tells least. Nothing
is left out because it disagrees: what another source contradicts always stays.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from newsroom_agents.agents._brief import Line, ListedSource, Shown
from newsroom_agents.agents._researcher import LeftOut
from newsroom_agents.agents.by_hand.disagreements import disagreements
from newsroom_agents.agents.by_hand.passages import Passage, content, read
from newsroom_agents.agents.by_hand.telling import is_furniture, is_telling
from newsroom_agents.evidence.certainty import voices
from newsroom_agents.story.dossier import Dossier, Excerpt, Source
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.quotes import normalise_marks, quotations

MOST_CHARACTERS = 40_000
"""So much of the reports is shown to the researcher: the better half of twenty long reports."""
MOST_EXCERPTS = 60
"""So many excerpts a writer is shown; more than these no article rests on."""

_LIKE = 2
"""So many excerpts that a sentence does not cite the fact-checker sees beside it."""
_LIKENESS = 0.25

_EARLY, _TELLING, _DETAIL, _SHARED = 1.0, 0.5, 0.25, 0.25
"""What makes a sentence worth its room; chosen by eye on a day's wire."""
_FADES = 0.1
_MOST_SHARED = 3


def listed(sources: Iterable[Source], shown: Iterable[Shown]) -> tuple[ListedSource, ...]:
    """Return the sources that the shown sentences come from, each with the voice it belongs to."""
    cited = {id_.partition(".")[0] for one in shown for id_ in one.ids}
    held = [source for source in sources if source.id in cited]
    order = {source.id: at for at, source in enumerate(held)}
    groups = sorted(voices(held), key=lambda voice: min(order[source.id] for source in voice))
    voice_of = {source.id: at for at, voice in enumerate(groups, start=1) for source in voice}
    return tuple(
        ListedSource(
            id=source.id,
            voice=voice_of[source.id],
            outlet=source.outlet_name,
            language=source.language,
            published=source.published,
            standing=_standing(source),
            title=source.title,
        )
        for source in held
    )


def _standing(source: Source) -> str:
    tier = "unrated" if source.tier is Tier.UNRATED else f"tier {source.tier.value}"
    return f"state-controlled, {tier}" if source.ownership is Ownership.STATE else tier


def merged(excerpts: Iterable[Excerpt]) -> tuple[Shown, ...]:
    """Return the excerpts in their order, each wording once with one id of every source."""
    groups: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        groups.setdefault(_wording(excerpt.text), []).append(excerpt)
    return tuple(_shown(group) for group in groups.values())


def _wording(text: str) -> str:
    """Return what two sentences share that differ in marks, spaces or capitals only."""
    return " ".join(normalise_marks(text).casefold().split()).rstrip(". ")


def _shown(same: Sequence[Excerpt]) -> Shown:
    """Return one wording with the first id of each source that has it."""
    first = same[0]
    by_source: dict[str, str] = {}
    for excerpt in same:
        by_source.setdefault(excerpt.source, excerpt.id)
    is_quoting = first.translation is not None and bool(quotations(first.text))
    return Shown(
        ids=tuple(by_source.values()),
        text=first.text if first.translation is None else first.translation,
        original=first.text if is_quoting else "",
    )


def to_research(
    sources: Sequence[Source],
    excerpts: Sequence[Excerpt],
    lines: Sequence[Line],
    most: int = MOST_CHARACTERS,
) -> tuple[tuple[Shown, ...], LeftOut]:
    """Return what the researcher is shown, in the order of the texts, and how much it is not.

    Args:
        sources: The story's sources.
        excerpts: All sentences of all sources.
        lines: The readable ones, as text.
        most: So many characters at most.
    """
    readable = {line.id: line for line in lines}
    told = [
        excerpt
        for excerpt in excerpts
        if excerpt.id in readable
        and not is_furniture(readable[excerpt.id].text, readable[excerpt.id].language)
    ]
    distinct = merged(told)
    room = most - sum(len(one.text) for one in distinct)
    chosen = distinct if room >= 0 else _most_telling(distinct, sources, lines, most)
    return chosen, LeftOut(
        repeats=len(told) - len(distinct),
        furniture=len(lines) - len(told),
        less_telling=len(distinct) - len(chosen),
        unreadable=len(excerpts) - len(lines),
    )


def _most_telling(
    distinct: Sequence[Shown], sources: Sequence[Source], lines: Sequence[Line], most: int
) -> tuple[Shown, ...]:
    """Return what finds room: what sources differ about, then by turns from every origin."""
    origins = {source.id: source.origin for source in sources}
    languages = {line.id: line.language for line in lines}
    kept = _contested(sources, lines)
    chosen = {one.ids for one in distinct if not kept.isdisjoint(one.ids)}
    room = most - sum(len(one.text) for one in distinct if one.ids in chosen)
    waiting: dict[str, list[Shown]] = {}
    for one in sorted(distinct, key=lambda one: -_worth(one, origins, languages[one.ids[0]])):
        if one.ids not in chosen:
            waiting.setdefault(origins[one.ids[0].partition(".")[0]], []).append(one)
    for one in _by_turns(waiting):
        if len(one.text) > room:
            break
        room -= len(one.text)
        chosen.add(one.ids)
    return tuple(one for one in distinct if one.ids in chosen)


def _contested(sources: Iterable[Source], lines: Sequence[Line]) -> frozenset[str]:
    """Return the ids of the sentences in which sources differ, as far as code can tell."""
    passages = read(lines, sources)
    return frozenset(
        cite
        for row in disagreements(passages.held, passages)
        for side in row.sides
        for cite in side.cites
    )


def _worth(one: Shown, origins: Mapping[str, str], language: str) -> float:
    """Return what a sentence is worth: it leads, stands alone, says how many, others have it."""
    earliest = min(int(id_.partition(".")[2]) for id_ in one.ids)
    shared = len({origins[id_.partition(".")[0]] for id_ in one.ids}) - 1
    has_detail = any(sign.isdigit() for sign in one.text) or bool(quotations(one.text))
    return (
        _EARLY / (1 + _FADES * earliest)
        + _TELLING * is_telling(one.text, language)
        + _DETAIL * has_detail
        + _SHARED * min(shared, _MOST_SHARED)
    )


def _by_turns(waiting: Mapping[str, list[Shown]]) -> Iterator[Shown]:
    """Yield the best of each origin, then the second best of each, and so on."""
    longest = max((len(row) for row in waiting.values()), default=0)
    for at in range(longest):
        for row in waiting.values():
            if at < len(row):
                yield row[at]


def to_analyse(dossier: Dossier) -> tuple[Shown, ...]:
    """Return the dossier's readable excerpts, the most telling first."""
    return merged(_readable(dossier))


def to_write(dossier: Dossier, cited: Collection[str]) -> tuple[Shown, ...]:
    """Return the excerpts that the analysis cites or sources differ about, then the best others."""
    wanted = frozenset(cited) | _differing(dossier)
    first = [one for one in _readable(dossier) if one.id in wanted]
    rest = [one for one in _readable(dossier) if one.id not in wanted]
    return merged((*first, *rest[: max(0, MOST_EXCERPTS - len(first))]))


def to_check(dossier: Dossier, draft: Draft) -> tuple[Shown, ...]:
    """Return what the draft and the disagreements cite, and what is most like each sentence."""
    wanted = {cite for sentence in draft.sentences() for cite in sentence.cites}
    wanted |= _differing(dossier) | set(_alike(dossier, draft))
    found = [one for one in _readable(dossier) if one.id in wanted]
    return merged(sorted(found, key=lambda one: _place(one.id)))


def _alike(dossier: Dossier, draft: Draft) -> Iterator[str]:
    """Yield for every sentence the excerpts most like it that it does not cite."""
    lines = [
        Line(id=one.id, text=one.translation or one.text, language=one.language, outlet="")
        for one in _readable(dossier)
    ]
    passages = read(lines, dossier.sources)
    for sentence in draft.sentences():
        terms = content(sentence.text, "en")
        scored: list[tuple[float, Passage]] = [
            (passages.overlap(terms, passage.terms), passage)
            for passage in passages.held
            if passage.id not in sentence.cites
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        yield from (passage.id for likeness, passage in scored[:_LIKE] if likeness >= _LIKENESS)


def _differing(dossier: Dossier) -> frozenset[str]:
    return frozenset(
        cite for row in dossier.disagreements for side in row.sides for cite in side.cites
    )


def _readable(dossier: Dossier) -> Iterator[Excerpt]:
    sources = dossier.source_by_id()
    return (one for one in dossier.excerpts if sources[one.source].is_readable)


def _place(id_: str) -> tuple[int, int]:
    """Return source and sentence number of an excerpt id, to sort by."""
    source, _, number = id_.partition(".")
    return int(source[1:]), int(number)
