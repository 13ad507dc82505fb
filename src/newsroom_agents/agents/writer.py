"""The writer: a draft whose every sentence says what it rests on, in the correspondent's voice."""

import re
from collections.abc import Container, Iterator, Sequence

from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents._writer import (
    Limits,
    WriterBrief,
    WriterReply,
    WrittenParagraph,
    WrittenSection,
    WrittenSentence,
)
from newsroom_agents.agents.by_hand.digest_retaking import write_or_retake
from newsroom_agents.agents.by_hand.writer import LABEL
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import (
    Access,
    Draft,
    Paragraph,
    RestsOn,
    Section,
    Sentence,
    SentenceKind,
)
from newsroom_agents.story.paper import Role as RoleName

__all__ = [
    "ROLE",
    "Limits",
    "WriterBrief",
    "WriterReply",
    "WrittenParagraph",
    "WrittenSection",
    "WrittenSentence",
    "compose",
]

_ADDRESS = re.compile(r"(?i)https?://|www\.|\]\(")


def compose(brief: WriterBrief, reply: WriterReply) -> Composed[Draft]:
    """Return the draft: sentence ids and rungs added, ordinals turned into ids.

    Raises:
        ReplyRejectedError: It cites what the dossier does not hold, rests a headline on no
            sentence, prints an address, or rewrites a sentence that had not failed.
    """
    problems = tuple(_problems(brief, reply))
    if problems:
        msg = f"writer: {'; '.join(problems)}"
        raise ReplyRejectedError(msg)
    ids = _ids(reply, brief.previous)
    names = iter(ids)
    sections = tuple(
        Section(
            heading=section.heading.strip(),
            access=section.access,
            paragraphs=tuple(
                Paragraph(
                    sentences=tuple(
                        _sentence(next(names), sentence, brief.dossier)
                        for sentence in paragraph.sentences
                    )
                )
                for paragraph in section.paragraphs
            ),
        )
        for section in reply.sections
    )
    draft = Draft(
        slug=brief.dossier.slug,
        headline=reply.headline.strip(),
        dek=reply.dek.strip(),
        sections=sections,
        rests_on=RestsOn(
            headline=tuple(ids[int(number) - 1] for number in reply.headline_rests_on),
            dek=tuple(ids[int(number) - 1] for number in reply.dek_rests_on),
        ),
        correspondent=brief.correspondent,
        label=LABEL if _is_by_rules(brief, reply) else "",
    )
    return Composed(paper=draft)


def _problems(brief: WriterBrief, reply: WriterReply) -> Iterator[str]:
    sentences = tuple(_written(reply))
    if not sentences or reply.sections[0].heading.strip():
        yield "the first section is the opening: it has sentences and no heading"
    elif reply.sections[0].access is not Access.PUBLIC:
        yield "the opening is public"
    if not reply.headline.strip() or not reply.dek.strip():
        yield "headline or dek is empty"
    held = brief.dossier.excerpt_by_id()
    for number, sentence in enumerate(sentences, start=1):
        yield from (f"sentence {number} {fault}" for fault in _faults(sentence, held))
    for text in (reply.headline, reply.dek):
        if _ADDRESS.search(text):
            yield f"an address stands in {text[:40]!r}"
    yield from _rests(reply.headline_rests_on, "headline_rests_on", len(sentences))
    yield from _rests(reply.dek_rests_on, "dek_rests_on", len(sentences))
    yield from _touched(brief, sentences)


def _faults(sentence: WrittenSentence, held: Container[str]) -> Iterator[str]:
    unknown = [cite for cite in sentence.cites if cite not in held]
    if unknown:
        yield f"cites {', '.join(unknown)}, which the dossier does not hold"
    if not sentence.text.strip():
        yield "is empty"
    if sentence.kind is SentenceKind.QUOTE and not sentence.speaker.strip():
        yield "is a quote without its speaker"
    if _ADDRESS.search(sentence.text):
        yield "prints an address; addresses come from the source table"


def _rests(ordinals: Sequence[str], field: str, count: int) -> Iterator[str]:
    if not ordinals:
        yield f"{field} is empty"
    for ordinal in ordinals:
        if not (ordinal.isdecimal() and 1 <= int(ordinal) <= count):
            yield f"{field} names {ordinal!r}; there are sentences 1 to {count}"


def _touched(brief: WriterBrief, sentences: Sequence[WrittenSentence]) -> Iterator[str]:
    """Yield sentences that a later take changed although nothing was wrong with them.

    Only what rests on a source is held fast: a count of reports may have to follow a change. An
    editor's wish for the whole story frees every sentence.
    """
    if brief.previous is None or not brief.notes or any(not note.where for note in brief.notes):
        return
    failing = {note.where for note in brief.notes}
    now = {(sentence.text, sentence.cites) for sentence in sentences}
    held = brief.dossier.excerpt_by_id()
    for old in brief.previous.sentences():
        rests = old.kind in (SentenceKind.REPORTED, SentenceKind.QUOTE)
        rests = rests and all(cite in held for cite in old.cites)
        if rests and old.id not in failing and (old.text, old.cites) not in now:
            yield f"{old.id} was to stay as it was"


def _written(reply: WriterReply) -> Iterator[WrittenSentence]:
    for section in reply.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences


def _ids(reply: WriterReply, previous: Draft | None) -> tuple[str, ...]:
    """Return an id for every sentence: its old one where it stands as it stood, else a new one."""
    old: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    highest = 0
    for sentence in previous.sentences() if previous else ():
        old.setdefault((sentence.text, sentence.cites), []).append(sentence.id)
        number = sentence.id.removeprefix("s")
        highest = max(highest, int(number) if number.isdecimal() else 0)
    found = []
    for written in _written(reply):
        known = old.get((written.text.strip(), written.cites))
        if known:
            found.append(known.pop(0))
        else:
            highest += 1
            found.append(f"s{highest}")
    return tuple(found)


def _sentence(name: str, written: WrittenSentence, dossier: Dossier) -> Sentence:
    return Sentence(
        id=name,
        text=written.text.strip(),
        kind=written.kind,
        cites=written.cites,
        rung=rung_of(written.cites, dossier, written.text),
        speaker=written.speaker.strip(),
    )


def _is_by_rules(brief: WriterBrief, reply: WriterReply) -> bool:
    """Whether the reply is, letter for letter, what rules alone make of this brief."""
    try:
        return reply == write_or_retake(brief)
    except StandardsError:
        return False


ROLE = Role(
    name=RoleName.WRITER,
    takes=WriterBrief,
    asks=WriterReply,
    gives=Draft,
    compose=compose,
    by_hand=write_or_retake,
)
