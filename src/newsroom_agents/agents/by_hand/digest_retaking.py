"""The writer's later takes by hand: only what failed is replaced or dropped.

Everything else stays byte for byte, so that an editor who has read the last take need read only
what is new. A wish in an editor's own words is followed as far as rules can: leave out what is
named, make it shorter. What rules cannot do they do not pretend to do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from newsroom_agents.agents._writer import (
    WriterBrief,
    WriterReply,
    WrittenParagraph,
    WrittenSection,
    WrittenSentence,
)
from newsroom_agents.agents.by_hand.digest_members import ANALYSIS_HEADING
from newsroom_agents.agents.by_hand.digest_passages import (
    Quotable,
    Ration,
    quotables_of,
    ration_of,
    repeats,
    word_count,
)
from newsroom_agents.agents.by_hand.digest_quoting import attributed
from newsroom_agents.agents.by_hand.digest_themes import theme_of
from newsroom_agents.agents.by_hand.writer import (
    counting_sentence,
    with_headline,
    write,
)
from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access, Draft, Section, Sentence, SentenceKind
from newsroom_agents.text.quotes import quotations

_LEAVE_OUT = re.compile(
    r"(?i)\b(?:leave out|without|drop|remove|omit|delete|do not (?:use|quote|name))\b"
)
_NAMED = re.compile(r"[“\"‘']([^“”\"‘’]{2,60})[”\"’']")
_SHORTER = re.compile(r"(?i)\b(?:short(?:er|en)|cut it|trim|too long)\b")
_FEWEST_BODIES = 2
_PLAIN_HEADING = "What the reports say"
_QUOTING = frozenset({SentenceKind.REPORTED, SentenceKind.QUOTE})


def write_or_retake(brief: WriterBrief) -> WriterReply:
    """Return a first digest, or the last one with only the failing sentences changed.

    Raises:
        StandardsError: Nothing, or too little, can be quoted.
    """
    if brief.previous is None or not brief.notes:
        return write(brief)
    try:
        return _retake(brief, brief.previous)
    except StandardsError:
        return write(brief)


def _retake(brief: WriterBrief, previous: Draft) -> WriterReply:
    named = frozenset(note.where for note in brief.notes)
    failing = named | _unwanted(brief, previous) | _groundless(brief, previous)
    held = {passage.id: passage for passage in quotables_of(brief)}
    kept = [sentence for sentence in previous.sentences() if sentence.id not in failing]
    spare = _Spare(brief, held, kept, previous)
    weakest = _weakest(brief, previous)
    sections = tuple(
        section
        for number, old in enumerate(previous.sections, start=1)
        if old is not weakest
        if (
            section := _section(
                _PLAIN_HEADING if f"heading-{number}" in named else old.heading,
                old.access,
                _paragraphs(old, failing, spare),
            )
        )
    )
    if not sections:
        msg = f"{brief.dossier.slug!r}: nothing is left of the draft without what failed"
        raise StandardsError(msg)
    return _with_texts(brief, previous, sections, held)


class _Spare:
    """Passages not used so far, given out one for each sentence that failed."""

    def __init__(
        self,
        brief: WriterBrief,
        held: Mapping[str, Quotable],
        kept: Sequence[Sentence],
        previous: Draft,
    ) -> None:
        used = {cite for sentence in previous.sentences() for cite in sentence.cites}
        self._year = brief.dossier.news_time.year
        self._texts = {excerpt.id: excerpt.text for excerpt in brief.dossier.excerpts}
        self._ration: Ration = ration_of(brief)
        self._heard = [
            held[sentence.cites[0]]
            for sentence in kept
            if sentence.kind in _QUOTING and len(sentence.cites) == 1 and sentence.cites[0] in held
        ]
        for passage in self._heard:
            self._ration.take(passage)
        for item, count in _fragments(kept, self._texts):
            self._ration.take_fragment(item, count)
        unwanted = [words.lower() for words in unwanted_words(brief)]
        self._left = [
            passage
            for passage in held.values()
            if passage.id not in used and not _holds(passage, unwanted)
        ]

    def instead_of(self, sentence: Sentence) -> WrittenSentence | None:
        """Return another passage on the same theme, as a sentence; None when there is none."""
        if sentence.kind not in _QUOTING or len(sentence.cites) != 1:
            return None
        theme = theme_of(self._texts.get(sentence.cites[0], sentence.text), year=self._year)
        for passage in self._left:
            if theme_of(passage.text, year=self._year) is not theme:
                continue
            if self._ration.allows(passage) and not repeats(passage, self._heard):
                self._left.remove(passage)
                self._heard.append(passage)
                self._ration.take(passage)
                return attributed(passage, len(self._heard), follows_same=False)
        return None


def _fragments(kept: Sequence[Sentence], texts: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the words that kept comparisons quote, with the item they are from."""
    for sentence in kept:
        quotes = quotations(sentence.text) if len(sentence.cites) > 1 else ()
        for quote in quotes:
            for cite in sentence.cites:
                if quote.text in texts.get(cite, ""):
                    yield cite.partition(".")[0], word_count(quote.text)
                    break


def unwanted_words(brief: WriterBrief) -> tuple[str, ...]:
    """Return the outlets and words that an editor's notes ask to leave out."""
    found: list[str] = []
    for note in brief.notes:
        if note.where or not _LEAVE_OUT.search(note.text):
            continue
        found += _NAMED.findall(note.text)
        found += [
            source.outlet_name
            for source in brief.dossier.sources
            if source.outlet_name.lower() in note.text.lower()
        ]
    return tuple(dict.fromkeys(found))


def _unwanted(brief: WriterBrief, previous: Draft) -> frozenset[str]:
    words = [word.lower() for word in unwanted_words(brief)]
    return frozenset(
        sentence.id
        for sentence in previous.sentences()
        if sentence.kind is not SentenceKind.ANALYSIS or len(sentence.cites) == 1
        if any(word in sentence.text.lower() for word in words)
    )


def _holds(passage: Quotable, words: Sequence[str]) -> bool:
    text = f"{passage.source.outlet_name} {passage.text}".lower()
    return any(word in text for word in words)


def _groundless(brief: WriterBrief, previous: Draft) -> frozenset[str]:
    """Return the sentences that cite what a newer dossier no longer holds."""
    held = brief.dossier.excerpt_by_id()
    return frozenset(
        sentence.id
        for sentence in previous.sentences()
        if any(cite not in held for cite in sentence.cites)
    )


def _weakest(brief: WriterBrief, previous: Draft) -> Section | None:
    """Return the shortest public section behind the opening, when an editor asks for less."""
    wished = any(not note.where and _SHORTER.search(note.text) for note in brief.notes)
    bodies = [
        section
        for section in previous.sections[1:]
        if section.access is Access.PUBLIC and section.heading
    ]
    if not wished or len(bodies) < _FEWEST_BODIES:
        return None
    return min(bodies, key=lambda section: sum(1 for _ in section.sentences()))


def _paragraphs(
    section: Section, failing: frozenset[str], spare: _Spare
) -> Iterator[WrittenParagraph]:
    for paragraph in section.paragraphs:
        sentences = [
            fresh
            for one in paragraph.sentences
            if (fresh := spare.instead_of(one) if one.id in failing else as_written(one))
        ]
        if sentences:
            yield WrittenParagraph(sentences=tuple(sentences))


def as_written(sentence: Sentence) -> WrittenSentence:
    """Return a sentence of the last take as it stood."""
    return WrittenSentence(
        text=sentence.text, kind=sentence.kind, cites=sentence.cites, speaker=sentence.speaker
    )


def _section(
    heading: str, access: Access, paragraphs: Iterator[WrittenParagraph]
) -> WrittenSection | None:
    kept = tuple(paragraphs)
    return WrittenSection(heading=heading, access=access, paragraphs=kept) if kept else None


def _with_texts(
    brief: WriterBrief,
    previous: Draft,
    sections: tuple[WrittenSection, ...],
    held: Mapping[str, Quotable],
) -> WriterReply:
    """Keep headline and dek while what they rest on stands; make them anew otherwise."""
    public = _public(sections, held)
    if not public:
        msg = f"{brief.dossier.slug!r}: no quoted passage is left in the public part"
        raise StandardsError(msg)
    sections = _recounted(sections, previous, public)
    fresh = with_headline(brief, public, sections)
    numbers = _numbers(previous, sections)
    named = {note.where for note in brief.notes}
    update: dict[str, object] = {}
    for part in ("headline", "dek"):
        ids = getattr(previous.rests_on, part)
        if part not in named and ids and all(numbers.get(id_) for id_ in ids):
            update[part] = getattr(previous, part)
            update[f"{part}_rests_on"] = tuple(numbers[id_] for id_ in ids)
    return fresh.model_copy(update=update)


def _public(
    sections: Sequence[WrittenSection], held: Mapping[str, Quotable]
) -> tuple[Quotable, ...]:
    return tuple(
        held[sentence.cites[0]]
        for section in sections
        if section.access is Access.PUBLIC and section.heading != ANALYSIS_HEADING
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
        if sentence.kind in _QUOTING and len(sentence.cites) == 1 and sentence.cites[0] in held
    )


def _recounted(
    sections: tuple[WrittenSection, ...], previous: Draft, public: Sequence[Quotable]
) -> tuple[WrittenSection, ...]:
    """Count the reports anew when one came or went; the old count would be untrue."""
    counted = previous.nut_graf.sentences[0] if previous.nut_graf else None
    before = {cite.partition(".")[0] for cite in counted.cites} if counted else set()
    if counted is None or before == {passage.source.id for passage in public}:
        return sections
    opening = sections[0]
    paragraphs = tuple(
        WrittenParagraph(
            sentences=tuple(
                counting_sentence(public) if sentence == as_written(counted) else sentence
                for sentence in paragraph.sentences
            )
        )
        for paragraph in opening.paragraphs
    )
    return (opening.model_copy(update={"paragraphs": paragraphs}), *sections[1:])


def _numbers(previous: Draft, sections: Sequence[WrittenSection]) -> Mapping[str, str]:
    """Return the ordinals that sentences of the last take have now, by their ids."""
    now = [
        sentence
        for section in sections
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
    ]
    return {
        old.id: str(now.index(as_written(old)) + 1)
        for old in previous.sentences()
        if as_written(old) in now
    }
