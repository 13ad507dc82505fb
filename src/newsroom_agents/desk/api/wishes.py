"""What a program may send: rulings, changes of a text, people; each typed, bounded, and strict."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from newsroom_agents.archive.api_tokens import Holder
from newsroom_agents.pipeline.rulings import LEAST_PREFIX, PRIORITIES, Ask
from newsroom_agents.story.decision import (
    EditorRole,
    Reply,
    RightOfReply,
    Ruling,
    SentenceNote,
    Via,
)
from newsroom_agents.story.draft import Access
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.revision import NewText, PlacedSection, Revision

_NO_NULL = r"^[^\x00]*$"
_MOST_NOTE, _MOST_NAME, _MOST = 4_000, 200, 500
_YEARS = range(2000, 2200)


def _reachable(moment: datetime) -> datetime:
    """Return a moment in UTC."""
    if moment.year not in _YEARS:
        msg = f"a year from {_YEARS[0]} to {_YEARS[-1]}"
        raise ValueError(msg)
    return moment.astimezone(UTC)


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=_MOST_NOTE, pattern=_NO_NULL)
]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=_MOST_NAME, pattern=_NO_NULL),
]
Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_MOST_NOTE, pattern=_NO_NULL),
]
Digest = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{LEAST_PREFIX},64}}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_reachable)]


class Sent(BaseModel):
    """What a program sends: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignatureSent(Sent):
    """A blocking finding, by its key, that the editor answers for, with the reason."""

    finding: Name
    why: Said


class NoteSent(Sent):
    """What a return asks for at one text: a sentence id, or the name of a short text."""

    where: Name
    text: Said


class ReplySent(Sent):
    """What became of the answer of those whom a story accuses; `why` when it was not sought."""

    reply: Reply
    why: Words = ""


class Wish(Sent):
    """What every ruling may bring; each one adds what it needs."""

    ruling: Ruling
    note: Words = ""

    def ask(self, slug: str, holder: Holder) -> Ask:
        """Return the wish as the rules take it, in the name of a token's editor."""
        ask = Ask(
            slug=slug,
            ruling=self.ruling,
            editor=holder.editor.name,
            via=Via.API,
            account=f"token {holder.token.label}",
            note=self.note,
        )
        return replace(ask, **self.more())

    def more(self) -> "More":
        """Return what this ruling adds."""
        return More()


class More(TypedDict, total=False):
    """The fields that only some rulings have."""

    covers: str
    at: datetime | None
    stage: Stage
    notes: tuple[SentenceNote, ...]
    signatures: Mapping[str, str]
    ticked: tuple[str, ...]
    reply: RightOfReply | None
    priority: int
    assignee: str


class Approve(Wish):
    """Approve the text with this digest; what it demands an answer to is answered here.

    `ticked` and `signatures` name findings by the keys that the story gives.
    """

    ruling: Literal[Ruling.APPROVE]
    covers: Digest
    at: Moment | None = None
    ticked: tuple[Name, ...] = Field(default=(), max_length=_MOST)
    signatures: tuple[SignatureSent, ...] = Field(default=(), max_length=_MOST)
    reply: ReplySent | None = None

    def more(self) -> More:
        """Return what is answered for."""
        told = self.reply
        return More(
            covers=self.covers,
            at=self.at,
            ticked=self.ticked,
            signatures={one.finding: one.why for one in self.signatures},
            reply=RightOfReply(reply=told.reply, why=told.why) if told else None,
        )


class Return(Wish):
    """Send the story back to a stage, with a reason or with notes at single texts."""

    ruling: Literal[Ruling.RETURN]
    stage: Stage
    notes: tuple[NoteSent, ...] = Field(default=(), max_length=_MOST)

    def more(self) -> More:
        """Return where it goes, and what is asked for there."""
        notes = tuple(SentenceNote(where=one.where, text=one.text) for one in self.notes)
        return More(stage=self.stage, notes=notes)


class Hold(Wish):
    """Put the story aside; the reason stands in `note`."""

    ruling: Literal[Ruling.HOLD]


class Unhold(Wish):
    """Take the story up again."""

    ruling: Literal[Ruling.UNHOLD]


class Spike(Wish):
    """Drop the story; the reason stands in `note`."""

    ruling: Literal[Ruling.SPIKE]


class Embargo(Wish):
    """Keep the story from readers until a moment."""

    ruling: Literal[Ruling.EMBARGO]
    at: Moment

    def more(self) -> More:
        """Return until when."""
        return More(at=self.at)


class Schedule(Wish):
    """Set the moment at which the story goes out once it is approved; null takes it away."""

    ruling: Literal[Ruling.SCHEDULE]
    at: Moment | None

    def more(self) -> More:
        """Return when."""
        return More(at=self.at)


class Priority(Wish):
    """Put the story forward or back within its risk."""

    ruling: Literal[Ruling.PRIORITY]
    priority: int = Field(ge=PRIORITIES[0], le=PRIORITIES[-1])

    def more(self) -> More:
        """Return how far."""
        return More(priority=self.priority)


class Assign(Wish):
    """Assign the story to an editor; to nobody when the name is empty."""

    ruling: Literal[Ruling.ASSIGN]
    assignee: Words = ""

    def more(self) -> More:
        """Return to whom."""
        return More(assignee=self.assignee)


class Undo(Wish):
    """Take this editor's last ruling back, as long as the release has not taken the story."""

    ruling: Literal[Ruling.UNDO]


AnyWish = Annotated[
    Approve | Return | Hold | Unhold | Spike | Embargo | Schedule | Priority | Assign | Undo,
    Field(discriminator="ruling"),
]
"""One ruling."""


class TextSent(Sent):
    """Other words for a text: a sentence id, or the name of a short text."""

    where: Name
    text: Annotated[Said, StringConstraints(max_length=2_000)]


class SectionSent(Sent):
    """A section in its new place; `was` is its number before (from 1), 0 for a new one.

    `paragraphs` is its whole new order, as ids of sentences; empty leaves it as it was.
    """

    was: int = Field(ge=0, le=_MOST)
    heading: Words = ""
    access: Access
    paragraphs: tuple[tuple[Name, ...], ...] = Field(default=(), max_length=_MOST)


class EditSent(Sent):
    """Changes to the text with this digest.

    `sections` is the whole new order; a section that it leaves out is gone. `places` and `topics`
    replace the tags; null leaves them. With `draws_anew` the art desk makes another picture.
    """

    covers: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    texts: tuple[TextSent, ...] = Field(default=(), max_length=_MOST)
    removed: tuple[Name, ...] = Field(default=(), max_length=_MOST)
    sections: tuple[SectionSent, ...] = Field(default=(), max_length=_MOST)
    places: tuple[Name, ...] | None = None
    topics: tuple[Name, ...] | None = None
    draws_anew: bool = False

    def revision(self) -> Revision:
        """Return the changes as the house takes them."""
        return Revision(
            texts=tuple(NewText(where=one.where, text=one.text) for one in self.texts),
            removed=self.removed,
            sections=tuple(
                PlacedSection(
                    was=one.was,
                    heading=one.heading,
                    access=one.access,
                    paragraphs=one.paragraphs,
                )
                for one in self.sections
            ),
            places=self.places,
            topics=self.topics,
            draws_anew=self.draws_anew,
        )


class PersonSent(Sent):
    """A person to register."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_NO_NULL)]
    role: EditorRole


class RoleSent(Sent):
    """A person's new role."""

    role: EditorRole
