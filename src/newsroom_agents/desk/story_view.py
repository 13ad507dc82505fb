"""A story's page: the draft as it will look, with a mark on every text of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from newsroom_agents.desk.evidence_view import (
    findings_at,
    headings,
    place_name,
    short_texts,
)
from newsroom_agents.desk.marks import LEGEND, Mark, Piece, mark_of, pieces_of
from newsroom_agents.desk.text_changes import text_name
from newsroom_agents.desk.wording import KIND_WORDS, SHORT_TEXT_WORDS
from newsroom_agents.evidence.statements import HEADING
from newsroom_agents.publish.wording import ACCESS_WORDS, RUNG_WORDS, counted, shortened
from newsroom_agents.story.check import SentenceVerdict
from newsroom_agents.story.draft import Access, Section, Sentence
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.story.source import Snapshot
from newsroom_agents.text.language import direction
from newsroom_agents.text.tokens import is_unspaced
from newsroom_agents.text.visible import visible

BESIDE = ("teaser", "blurb", "caption", "alt")
"""The texts that stand beside the body, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text of the draft: what it says, its mark, and where its evidence is."""

    where: str
    name: str
    pieces: tuple[Piece, ...]
    mark: Mark
    mark_words: str
    kind: str
    rung: str
    href: str
    is_chosen: bool
    is_outside: bool = False
    """Whether it is no text: `pieces` then says what was found there."""


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section of the draft: who reads it, and its paragraphs."""

    number: int
    heading: TextLine | None
    readers: str
    paragraphs: tuple[tuple[TextLine, ...], ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """The illustration, where the desk serves it, and its label."""

    src: str
    alt: str
    label: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A reason for the risk class, with the texts that raised it."""

    reason: str
    places: tuple[tuple[str, str], ...]
    """Where each evidence is, and what the text is called."""


@dataclass(frozen=True, slots=True)
class ChangedSource:
    """A source whose item has other content now."""

    outlet: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class MarkCount:
    """How many texts carry a mark, and what it means."""

    mark: Mark
    words: str
    means: str
    number: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft with its marks; `attention` names the texts to look at, in reading order."""

    lang: str
    dir: str
    space: str
    headline: TextLine
    dek: TextLine | None
    byline: str
    byline_title: str
    about: str
    reports: str
    disclosure: str
    label: str
    sections: tuple[SectionLines, ...]
    beside: tuple[TextLine, ...]
    picture: PictureView | None
    legend: tuple[MarkCount, ...]
    elsewhere: tuple[TextLine, ...]
    """Where something was found in no single text: in the body as a whole, or in a source."""
    attention: tuple[str, ...]
    order: tuple[str, ...]


def draft_view(draft: QueuedDraft, chosen: str) -> DraftView | None:
    """Return a draft with its marks; None when it stopped before there was a package.

    Args:
        draft: What lies in the queue.
        chosen: The text whose evidence stands beside it.
    """
    if draft.package is None:
        return None
    return _Marked(draft, draft.package, chosen).view()


def first_text(draft: QueuedDraft) -> str:
    """Return the text whose evidence is shown when nobody chose one: the first to look at."""
    view = draft_view(draft, "")
    if view is None:
        return ""
    return next(iter((*view.attention, *(w for w in view.order if w not in SHORT_TEXT_WORDS))), "")


def text_address(slug: str, where: str) -> str:
    """Return where a text stands on its story's page, with its evidence beside it."""
    return f"/story/{quote(slug, safe='')}?s={quote(where, safe='')}#evidence"


def risk_lines(draft: QueuedDraft) -> tuple[RiskLine, ...]:
    """Return why a story has its risk class."""
    names = _names(draft)
    return tuple(
        RiskLine(
            visible(one.reason).rstrip(". "),
            tuple((text_address(draft.slug, w), names[w]) for w in one.where if w in names),
        )
        for one in draft.risk_reasons
    )


def changed_sources(draft: QueuedDraft, newer: Mapping[str, Snapshot]) -> tuple[ChangedSource, ...]:
    """Return which sources of a draft changed after they were read."""
    package = draft.package
    return tuple(
        ChangedSource(
            outlet=visible(source.outlet_name),
            then=f"/snapshot/{source.snapshot}",
            now=f"/snapshot/{newer[source.snapshot].id}",
        )
        for source in (package.sources if package else ())
        if source.snapshot in newer
    )


def _names(draft: QueuedDraft) -> Mapping[str, str]:
    """Return what an editor calls each text of a draft."""
    sentences = draft.package.sentences() if draft.package else ()
    numbered = {one.id: f"sentence {n}" for n, one in enumerate(sentences, start=1)}
    short = {name: words.lower() for name, words in SHORT_TEXT_WORDS.items()}
    over = headings(draft.package) if draft.package else ()
    return numbered | short | {name: text_name(name).lower() for name in over}


@dataclass(frozen=True)
class _Marked:
    """A package, its draft, and the text that was chosen."""

    draft: QueuedDraft
    package: Package
    chosen: str

    def view(self) -> DraftView:
        package = self.package
        sections = tuple(self._sections())
        short = {name: self._short(name, text) for name, text in short_texts(package).items()}
        headline = short.get("headline") or self._short("headline", package.headline)
        dek = short.get("dek")
        beside = tuple(short[name] for name in BESIDE if name in short)
        body = [line for one in sections for line in _lines_of(one)]
        texts = [headline, *([dek] if dek else []), *body, *beside]
        elsewhere = tuple(self._elsewhere({line.where for line in texts}))
        lines = [*elsewhere, *texts]
        return DraftView(
            lang=package.language,
            dir=direction(package.language),
            space="" if is_unspaced(package.language) else " ",
            headline=headline,
            dek=dek,
            byline=visible(package.byline.name),
            byline_title=visible(package.byline.title),
            about=visible(", ".join(package.located)),
            reports=self._reports(),
            disclosure=visible(package.disclosure),
            label=visible(package.label),
            sections=sections,
            beside=beside,
            picture=self._picture(),
            legend=tuple(_legend(lines)),
            attention=tuple(line.where for line in lines if line.mark.needs_attention),
            elsewhere=elsewhere,
            order=tuple(line.where for line in texts),
        )

    def _sections(self) -> Iterator[SectionLines]:
        verdicts = {v.sentence: v for v in self.draft.report.verdicts} if self.draft.report else {}
        for number, section in enumerate(self.package.sections, start=1):
            yield SectionLines(
                number=number,
                heading=self._heading(number),
                readers=_readers(section),
                paragraphs=tuple(
                    tuple(self._sentence(one, verdicts.get(one.id)) for one in paragraph.sentences)
                    for paragraph in section.paragraphs
                ),
            )

    def _sentence(self, sentence: Sentence, verdict: SentenceVerdict | None) -> TextLine:
        findings = findings_at(self.draft.findings, sentence.id)
        mark = mark_of(sentence.kind, findings, verdict)
        return TextLine(
            where=sentence.id,
            name="",
            pieces=pieces_of(sentence.text, findings),
            mark=mark,
            mark_words=LEGEND[mark][0],
            kind=KIND_WORDS[sentence.kind].lower(),
            rung=RUNG_WORDS[sentence.rung][0].lower() if sentence.rung else "",
            href=text_address(self.draft.slug, sentence.id),
            is_chosen=sentence.id == self.chosen,
        )

    def _heading(self, number: int) -> TextLine | None:
        place = f"{HEADING}{number}"
        text = headings(self.package).get(place)
        return self._short(place, text) if text else None

    def _short(self, name: str, text: str) -> TextLine:
        findings = findings_at(self.draft.findings, name)
        mark = mark_of(None, findings, None)
        return TextLine(
            where=name,
            name=text_name(name),
            pieces=pieces_of(text, findings),
            mark=mark,
            mark_words=LEGEND[mark][0],
            kind="",
            rung="",
            href=text_address(self.draft.slug, name),
            is_chosen=name == self.chosen,
        )

    def _elsewhere(self, texts: Collection[str]) -> Iterator[TextLine]:
        """Yield the places of findings that are no text, each with what was found there."""
        sources = {one.id: one for one in self.package.sources}
        for where in dict.fromkeys(one.where for one in self.draft.findings):
            if where not in texts:
                found = findings_at(self.draft.findings, where)
                reasons = "; ".join(dict.fromkeys(one.reason for one in found))
                pieces = (Piece(visible(reasons), "", is_hard=False),)
                line = self._short(where, reasons)
                name = place_name(where, sources)
                yield replace(line, name=name, pieces=pieces, is_outside=True)

    def _picture(self) -> PictureView | None:
        art = self.package.art
        if art is None:
            return None
        src = f"/story/{quote(self.draft.slug, safe='')}/picture/{art.sha256}"
        return PictureView(src, visible(art.alt), visible(art.label))

    def _reports(self) -> str:
        cited = {cite.partition(".")[0] for one in self.package.sentences() for cite in one.cites}
        outlets = dict.fromkeys(s.outlet_name for s in self.package.sources if s.id in cited)
        return visible(shortened(tuple(outlets), 3, "outlets"))


def _lines_of(section: SectionLines) -> Iterator[TextLine]:
    """Yield the texts of a section in reading order."""
    if section.heading is not None:
        yield section.heading
    for paragraph in section.paragraphs:
        yield from paragraph


def _readers(section: Section) -> str:
    return "" if section.access is Access.PUBLIC else f"for {ACCESS_WORDS[section.access]}"


def _legend(lines: Sequence[TextLine]) -> Iterator[MarkCount]:
    for mark, (words, means) in LEGEND.items():
        yield MarkCount(mark, words, means, sum(1 for line in lines if line.mark is mark))


def reading_words(names: Collection[str]) -> str:
    """Return who else is at a page: `Bo and Cy are reading it`; empty when nobody is."""
    if not names:
        return ""
    return (
        f"{shortened(tuple(names), 3, 'editors')} {'is' if len(names) == 1 else 'are'} reading it"
    )


def attention_words(view: DraftView) -> str:
    """Return how much of a draft is to be looked at, in words."""
    if not view.attention:
        return "Nothing needs your attention; read it all the same."
    needs = "needs" if len(view.attention) == 1 else "need"
    return f"{counted(len(view.attention), 'place').capitalize()} {needs} your attention."
