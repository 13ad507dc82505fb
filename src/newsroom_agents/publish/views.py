"""What the templates of an article are given: texts ready to be laid out, nothing to compute."""

from dataclasses import dataclass

from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.presentation import PictureFile
from newsroom_agents.publish.public_text import PublicText


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with its language and direction."""

    text: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class When:
    """A time for readers and for machines."""

    words: str
    stamp: str


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of the body; `number` counts those with evidence, 0 for the others."""

    id: str
    text: str
    kind: str
    rung: str
    number: int
    opens_analysis: bool
    space: str


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph; `is_analysis` when every sentence of it is."""

    sentences: tuple[SentenceView, ...]
    is_analysis: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section; the opening one has no heading, and `readers` is empty on a public one."""

    heading: str
    paragraphs: tuple[ParagraphView, ...]
    readers: str


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """A passage of a source, in its own language first."""

    id: str
    original: Worded
    translation: str
    language: str
    outlet: str
    published: When


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What one sentence rests on."""

    sentence: str
    number: int
    text: str
    rung: str
    rung_name: str
    rung_words: str
    excerpts: tuple[ExcerptView, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as the box shows it; `address` is empty where only subscribers see it."""

    id: str
    outlet: str
    title: Worded
    language: str
    published: When
    standing: str
    used: str
    address: str


@dataclass(frozen=True, slots=True)
class OriginView:
    """Sources that carry one and the same text."""

    caption: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class GateView:
    """What stands behind the gate, and for whom."""

    teaser: str
    who: str
    length: str
    sections: tuple[tuple[str, str, str], ...]
    """Heading, length, readers."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A correction or an update."""

    name: str
    when: When
    text: str


@dataclass(frozen=True, slots=True)
class CreditView:
    """A stage's work in words."""

    work: str
    persona: str
    engine: str
    calls: str
    cost: str
    prompt: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """An approval in words."""

    who: str
    when: When
    covers: str


@dataclass(frozen=True, slots=True)
class Article:
    """Everything the article element and the process page lay out."""

    bundle: PublicBundle
    text: PublicText
    root: str
    dir: str
    is_long: bool
    place: str
    places: tuple[tuple[str, str], ...]
    """The same places with the codes of their pages; a code is empty where none is known."""
    reports: str
    topic: str
    published: When
    updated: When | None
    art: PictureFile | None
    caption: str
    social_alt: str
    notes: tuple[NoteView, ...]
    top_notes: tuple[NoteView, ...]
    sections: tuple[SectionView, ...]
    evidence: tuple[EvidenceView, ...]
    gate: GateView | None
    origins: tuple[OriginView, ...]
    more_origins: tuple[OriginView, ...]
    sources_line: str
    credits: tuple[CreditView, ...]
    approvals: tuple[ApprovalView, ...]
    effort: str
    level: str
    """What a signed-in reader reads it as, in words; empty on the public page."""

    @property
    def has_links(self) -> bool:
        """Whether the reader may follow the sources to their originals."""
        groups = (*self.origins, *self.more_origins)
        return any(source.address for group in groups for source in group.sources)
