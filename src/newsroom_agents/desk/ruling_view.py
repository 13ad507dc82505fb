"""The ruling bar: what stands between an editor and approval, in words, and what else they can do.

Everything here is said by the rules that the archive keeps; a page that shows too much changes
nothing, because each ruling is asked again when it is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.moves import MOVES
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.text_changes import text_name
from newsroom_agents.desk.wording import STAGE_WORDS, STATE_WORDS
from newsroom_agents.pipeline.answering import Answered, Fate, answered, texts_in, texts_of
from newsroom_agents.pipeline.rundown import RETURN_STAGES
from newsroom_agents.publish.wording import counted
from newsroom_agents.story.approval import (
    CHANGED_SOURCE,
    accuses,
    finding_key,
    flag_key,
    is_signable,
)
from newsroom_agents.story.check import Finding
from newsroom_agents.story.decision import Editor, Ruling
from newsroom_agents.story.queue import QueuedDraft, QueueState
from newsroom_agents.text.visible import visible

FATE_WORDS = {
    Fate.CHANGED: "changed",
    Fate.UNCHANGED: "left as it was",
    Fate.REMOVED: "taken out",
}
_EXCERPT = 90
_RULED = {QueueState.HELD: "the hold", QueueState.SPIKED: "the spike"}


class Given(dict[str, object]):
    """What a form was filled in with; a field that nobody filled in is empty."""

    def __missing__(self, name: str) -> str:
        """Return nothing for what was not given."""
        return ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing an approval answers for: its key, where it stands, and what is said of it."""

    key: str
    where: str
    name: str
    href: str
    reason: str
    is_signable: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing between the editor and approval, and where it is done; `where` names a text."""

    words: str
    href: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A text that a note can be set at."""

    where: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """What the last take did about a note."""

    where: str
    name: str
    href: str
    asked: str
    did: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """The last return and what the take after it made of each note."""

    by: str
    note: str
    take: int
    answers: tuple[NoteAnswer, ...]


@dataclass(frozen=True, slots=True)
class RulingView:
    """What the ruling bar shows; `can` names the rulings that the story's state allows."""

    row: QueueRow
    at: str
    state: str
    may_rule: bool
    can: frozenset[str]
    gaps: tuple[Gap, ...]
    blocking: tuple[Remark, ...]
    to_tick: tuple[Remark, ...]
    accuses: bool
    has_approved: bool
    undoes: str
    stages: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    colleagues: tuple[str, ...]
    answered: AnsweredView | None
    given: Given = field(default_factory=Given)
    """What was filled in when a ruling was refused."""

    @property
    def summary(self) -> str:
        """What stands between the editor and approval, in one line."""
        if not self.gaps:
            return ""
        return ", ".join(gap.words for gap in self.gaps)

    @property
    def gap_count(self) -> str:
        """How many things stand between the editor and approval, in words."""
        return counted(len(self.gaps), "thing")

    @property
    def can_sign(self) -> bool:
        """Whether everything that blocks may be answered for instead of mended."""
        return all(remark.is_signable for remark in self.blocking)


def ruling_of(room: Room, row: QueueRow, draft: QueuedDraft, editor: Editor) -> RulingView:
    """Return what this editor can do with a story, and what stands in the way of approval."""
    at, package = f"/story/{row.slug}", draft.package
    order = [one.id for one in package.sentences()] if package else []
    blocking = tuple(_remark(at, one, order) for one in draft.findings if one.blocks)
    to_tick = (
        *(_remark(at, one, order) for one in draft.findings if not one.blocks),
        *(_flagged(at, flag) for flag in row.flags if flag.startswith(CHANGED_SOURCE)),
    )
    can = _can(row, draft)
    has_approved = editor.name in row.approvals
    gaps: tuple[Gap, ...] = ()
    if Ruling.APPROVE.value in can and not has_approved:
        gaps = tuple(_gaps(row, draft, blocking, to_tick))
    texts = texts_in(package) if package else texts_of(room, row.slug, row.take)
    return RulingView(
        row=row,
        at=at,
        state=STATE_WORDS[row.state],
        may_rule=editor.may_rule,
        can=can,
        gaps=gaps,
        blocking=blocking,
        to_tick=to_tick,
        accuses=accuses(draft),
        has_approved=has_approved,
        undoes=_undoes(row, editor),
        stages=tuple((stage.value, STAGE_WORDS[stage]) for stage in RETURN_STAGES),
        places=tuple(
            Place(where, text_name(where, order), visible(text)[:_EXCERPT])
            for where, text in texts.items()
        ),
        colleagues=tuple(one.name for one in room.editors.all() if one.may_rule),
        answered=_answered(answered(room, row.slug, row.take), at, order),
    )


def _can(row: QueueRow, draft: QueuedDraft) -> frozenset[str]:
    """Return the rulings that the state allows; those of no use are left out."""
    if row.is_releasing:
        return frozenset()
    found = {ruling.value for state, ruling in MOVES if state is row.state}
    has_lost_source = any(flag.startswith(CHANGED_SOURCE) for flag in row.flags)
    is_stopped = row.state is QueueState.STOPPED
    if draft.package is None or (is_stopped and (has_lost_source or not row.hard)):
        found.discard(Ruling.APPROVE.value)
    return frozenset(found)


def _gaps(
    row: QueueRow, draft: QueuedDraft, blocking: tuple[Remark, ...], to_tick: tuple[Remark, ...]
) -> Iterator[Gap]:
    if blocking:
        sentences = len({one.name for one in blocking})
        first = blocking[0]
        yield Gap(counted(sentences, "blocking text"), first.href, first.where)
    if to_tick:
        yield Gap(f"{counted(len(to_tick), 'remark')} to tick", "#to-tick")
    if accuses(draft):
        yield Gap("the right of reply", "#reply")
    others = row.approvals_missing - 1
    if others > 0:
        yield Gap("a second editor", "#approve")
    elif row.made_by and row.approvals_missing:
        yield Gap("an editor who made no take of it", "#approve")


def _undoes(row: QueueRow, editor: Editor) -> str:
    """Return what this editor could take back, in words; empty for nothing."""
    if row.is_releasing:
        return ""
    if row.state in _RULED:
        return _RULED[row.state]
    is_open = (row.state, Ruling.UNDO) in MOVES
    return "your approval" if is_open and editor.name in row.approvals else ""


def _remark(at: str, finding: Finding, order: Sequence[str]) -> Remark:
    where = finding.where
    return Remark(
        key=finding_key(finding),
        where=where,
        name=text_name(where, order),
        href=f"{at}?s={where}#evidence",
        reason=visible(finding.reason),
        is_signable=is_signable(finding),
    )


def _flagged(at: str, flag: str) -> Remark:
    return Remark(flag_key(flag), "", "Sources", f"{at}#standing", visible(flag))


def _answered(found: Answered | None, at: str, order: Sequence[str]) -> AnsweredView | None:
    if found is None:
        return None
    answers = tuple(
        NoteAnswer(
            where=one.where,
            name=text_name(one.where or one.note.where, order),
            href=f"{at}?s={one.where}#evidence" if one.where else "",
            asked=visible(one.note.text),
            did=FATE_WORDS[one.fate],
            before=visible(one.before),
            after=visible(one.after),
        )
        for one in found.answers
    )
    return AnsweredView(found.returned.editor, visible(found.returned.note), found.take, answers)
