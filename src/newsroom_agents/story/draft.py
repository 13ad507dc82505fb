"""The draft: a headline, sections, and sentences that each name what they rest on."""

from collections.abc import Iterator
from enum import StrEnum

from newsroom_agents.story.check import Rung
from newsroom_agents.story.paper import Paper


class SentenceKind(StrEnum):
    """What a sentence is, which decides what it owes."""

    REPORTED = "reported"
    """Rests on sources."""
    QUOTE = "quote"
    """Verbatim words, with their speaker."""
    ANALYSIS = "analysis"
    """Our inference: cites what it rests on and is shown as analysis."""
    TRANSITION = "transition"
    """Asserts nothing."""


class Access(StrEnum):
    """Who may read a section; each level reads what those before it read."""

    PUBLIC = "public"
    SUBSCRIBER = "subscriber"
    MEMBER = "member"

    def opens(self, gate: "Access") -> bool:
        """Whether a reader of this level may read what is kept for `gate`."""
        levels = list(Access)
        return levels.index(gate) <= levels.index(self)


class Sentence(Paper):
    """One sentence and the excerpts it rests on.

    `id` is `s1`, `s2`, …: unique in the draft and kept from take to take. `rung` is computed by the
    house. `speaker` is set for a quote.
    """

    id: str
    text: str
    kind: SentenceKind
    cites: tuple[str, ...] = ()
    rung: Rung | None = None
    speaker: str = ""


class Paragraph(Paper):
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


class Section(Paper):
    """A part of the body with one access level; the opening section has no heading."""

    heading: str
    access: Access
    paragraphs: tuple[Paragraph, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Yield the section's sentences in reading order."""
        for paragraph in self.paragraphs:
            yield from paragraph.sentences


class RestsOn(Paper):
    """The sentences that each short text of the package rests on, by sentence id."""

    headline: tuple[str, ...] = ()
    dek: tuple[str, ...] = ()
    teaser: tuple[str, ...] = ()
    blurb: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()


class Draft(Paper):
    """A story as written.

    The first section is the opening: its first paragraph is the lede, its second the nut graf.
    """

    slug: str
    headline: str
    dek: str
    sections: tuple[Section, ...]
    rests_on: RestsOn
    correspondent: str
    """Persona id of the byline."""
    label: str = ""
    """How the draft says it was made, when it must (an extractive digest, for instance)."""

    @property
    def lede(self) -> Paragraph:
        """The first paragraph."""
        return self.sections[0].paragraphs[0]

    @property
    def nut_graf(self) -> Paragraph | None:
        """The paragraph that says why it matters, when there is one."""
        opening = self.sections[0].paragraphs
        return opening[1] if len(opening) > 1 else None

    def sentences(self) -> Iterator[Sentence]:
        """Yield all sentences in reading order."""
        for section in self.sections:
            yield from section.sentences()
