"""What an editor changes by hand in a queued draft, and the draft and picture that come of it.

A revision names texts by where they are, as findings do. It says nothing of evidence: the checks
run over what comes of it like over any other take.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import StringConstraints

from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access, Draft, Paragraph, Section, Sentence
from newsroom_agents.story.package import Art, Picture, SourceType
from newsroom_agents.story.paper import Paper

SHORT_TEXTS = ("headline", "dek", "teaser", "blurb", "caption", "alt")
"""The texts of a package beside its sentences, by the names that findings use."""
_MOST_CHARACTERS = 2_000

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_MOST_CHARACTERS)]


class NewText(Paper):
    """Other words for a text; `where` is a sentence id or one of `SHORT_TEXTS`."""

    where: str
    text: Annotated[Words, StringConstraints(min_length=1)]


class PlacedSection(Paper):
    """A section in its new place: which one it was (from 1), its heading and access now.

    `was` is 0 for a new one. `paragraphs` is its whole new order, as ids of sentences, also of ones
    that stood elsewhere; empty leaves what still stands in it as it was.
    """

    was: int
    heading: Words
    access: Access
    paragraphs: tuple[tuple[str, ...], ...] = ()


class NewPicture(Paper):
    """A picture in place of the one before; `label` tells readers what it is and whose."""

    picture: Picture
    card: Picture
    source_type: SourceType
    label: Annotated[Words, StringConstraints(min_length=1)]


class Revision(Paper):
    """One editor's changes to one take.

    `sections` is the whole new order; empty leaves order, headings and access as they are. A
    section that it leaves out is gone. `places` and `topics` replace the tags; None leaves them.
    """

    texts: tuple[NewText, ...] = ()
    removed: tuple[str, ...] = ()
    """Ids of sentences that go."""
    sections: tuple[PlacedSection, ...] = ()
    places: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    picture: NewPicture | None = None
    draws_anew: bool = False
    """The art desk makes another picture for the changed text."""

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        changes = (self.texts, self.removed, self.sections, self.picture, self.draws_anew)
        return not any(changes) and self.places is None and self.topics is None

    def text_of(self, where: str, before: str) -> str:
        """Return the words at a place after this revision."""
        return self._texts.get(where, before)

    def draft(self, draft: Draft) -> Draft:
        """Return the draft as this revision leaves it.

        Raises:
            StandardsError: It names a text that is not there, or leaves no sentence.
        """
        problems = tuple(self._problems(draft))
        if problems:
            msg = f"{draft.slug!r} cannot be changed so: {'; '.join(problems)}"
            raise StandardsError(msg)
        gone = set(self.removed)
        sections = tuple(self._section(draft, placed) for placed in self._order(draft))
        left = tuple(section for section in sections if section.paragraphs)
        kept = {sentence.id for section in left for sentence in section.sentences()}
        if not kept:
            msg = f"{draft.slug!r} cannot be changed so: no sentence is left"
            raise StandardsError(msg)
        rests_on = {
            name: tuple(one for one in getattr(draft.rests_on, name) if one in kept - gone)
            for name in SHORT_TEXTS
        }
        return draft.model_copy(
            update={
                "headline": self.text_of("headline", draft.headline),
                "dek": self.text_of("dek", draft.dek),
                "sections": left,
                "rests_on": draft.rests_on.model_copy(update=rests_on),
            }
        )

    def art(self, art: Art) -> Art:
        """Return the picture with the words that go with it now.

        Raises:
            StandardsError: Another picture stands there, and nobody said what it shows.
        """
        words = {
            "caption": self.text_of("caption", art.caption),
            "alt": self.text_of("alt", art.alt),
        }
        if self.picture is None:
            return art.model_copy(update=words)
        is_told = words["caption"] != art.caption and words["alt"] != art.alt
        if not (is_told or art.source_type.is_of_a_person):
            msg = "a picture that is brought needs its own caption and alternative text"
            raise StandardsError(msg)
        brought = {name: getattr(self.picture, name) for name in NewPicture.model_fields}
        return art.model_copy(update={**words, **brought, "prompt": "", "why_none": ""})

    @property
    def _texts(self) -> Mapping[str, str]:
        return {text.where: text.text for text in self.texts}

    def _order(self, draft: Draft) -> tuple[PlacedSection, ...]:
        return self.sections or tuple(
            PlacedSection(was=number, heading=section.heading, access=section.access)
            for number, section in enumerate(draft.sections, start=1)
        )

    def _section(self, draft: Draft, placed: PlacedSection) -> Section:
        by_id = {sentence.id: sentence for sentence in draft.sentences()}
        order = placed.paragraphs or self._left_in(draft, placed.was)
        paragraphs = (tuple(self._sentence(by_id[name]) for name in names) for names in order)
        return Section(
            heading=placed.heading,
            access=placed.access,
            paragraphs=tuple(Paragraph(sentences=left) for left in paragraphs if left),
        )

    def _left_in(self, draft: Draft, was: int) -> tuple[tuple[str, ...], ...]:
        """Return what still stands in a section whose order was not told."""
        if not was:
            return ()
        moved = {name for one in self.sections for names in one.paragraphs for name in names}
        gone = moved | set(self.removed)
        return tuple(
            tuple(one.id for one in paragraph.sentences if one.id not in gone)
            for paragraph in draft.sections[was - 1].paragraphs
        )

    def _sentence(self, sentence: Sentence) -> Sentence:
        return sentence.model_copy(update={"text": self.text_of(sentence.id, sentence.text)})

    def _problems(self, draft: Draft) -> Iterator[str]:
        ids = {sentence.id for sentence in draft.sentences()}
        for where, times in Counter(text.where for text in self.texts).items():
            if where not in ids and where not in SHORT_TEXTS:
                yield f"there is no text {where!r}"
            if times > 1:
                yield f"{where!r} is changed twice"
        yield from (f"there is no sentence {name!r}" for name in self.removed if name not in ids)
        yield from self._misplaced(draft, ids)
        numbers = [one.was for one in self.sections if one.was or not one.paragraphs]
        for number, times in Counter(numbers).items():
            if not 1 <= number <= len(draft.sections):
                yield f"there is no section {number}, expected 1 to {len(draft.sections)}"
            if times > 1:
                yield f"section {number} is placed twice"

    def _misplaced(self, draft: Draft, ids: Collection[str]) -> Iterator[str]:
        """Yield what a new order of sentences doubles, makes up or loses."""
        placed = Counter(
            name for one in self.sections for names in one.paragraphs for name in names
        )
        for name, times in placed.items():
            if name not in ids:
                yield f"there is no sentence {name!r} to place"
            elif name in self.removed:
                yield f"{name!r} is removed and placed"
            if times > 1:
                yield f"{name!r} is placed twice"
        accounted = {*placed, *self.removed}
        told = {one.was for one in self.sections if one.was and one.paragraphs}
        for number, section in enumerate(draft.sections, start=1):
            lost = [one.id for one in section.sentences() if one.id not in accounted]
            if number in told and lost:
                yield f"{', '.join(lost)} of section {number} stands nowhere; place or remove it"
