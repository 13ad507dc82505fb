"""An editor's ruling, and the work it starts, in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.clock import Clock
from newsroom_agents.errors import HouseError, NotApprovedError, StandardsError
from newsroom_agents.pipeline.answering import texts_of
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.rundown import RETURN_STAGES
from newsroom_agents.story.approval import finding_key
from newsroom_agents.story.decision import (
    Decision,
    RightOfReply,
    Ruling,
    SentenceNote,
    Signature,
    Via,
)
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState

_WITH_REASON = frozenset({Ruling.RETURN, Ruling.HOLD, Ruling.SPIKE})
LEAST_PREFIX = 12
"""Digits of a digest that are enough to name it (CONTRACT)."""
PRIORITIES = range(-9, 10)
"""How far a story can be put forward or back within its risk."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What an editor wants done with a story.

    `covers` is the digest the editor saw, whole or its first digits; `at` a planned time; `stage`
    where a return goes, with `notes` on single texts; `account` the system account at the command
    line. An approval brings what it answers for: `signatures` (the reason by the key of a blocking
    finding), `ticked` remarks by key, the right of reply.
    """

    slug: str
    ruling: Ruling
    editor: str
    via: Via
    account: str
    covers: str = ""
    note: str = ""
    at: datetime | None = None
    stage: Stage | None = None
    notes: tuple[SentenceNote, ...] = ()
    signatures: Mapping[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    reply: RightOfReply | None = None
    priority: int = 0
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The row after the ruling, and the keys of the work it started."""

    row: QueueRow
    started: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """Carries out rulings."""

    archive: Archive
    books: Books
    clock: Clock

    def rule(self, ask: Ask) -> Ruled:
        """Carry out one ruling, in a transaction of its own.

        Raises:
            NewsroomError: As `rule_in` says.
        """
        with self.archive.writing() as room:
            return self.rule_in(room, ask)

    def rule_in(self, room: Room, ask: Ask) -> Ruled:
        """Carry out one ruling in an open transaction.

        Raises:
            HouseError: The return names a stage no story goes back to, a reason is empty, the
                priority is out of range, or the digest is too short to name one.
            NotFoundError: No such story or editor.
            MoveError: The story's state does not allow it.
            NotApprovedError: The digest is not the one that lies in the queue.
            StandardsError: The approval leaves something open, or a note or a signature names
                what is not there.
        """
        problem = next(_problems(ask), "")
        if problem:
            raise HouseError(problem)
        now = self.clock()
        before = room.queue.row(ask.slug)
        row = room.queue.apply(self._decision(room, ask, before, now), now)
        return Ruled(row=row, started=self._start(room, ask, before, row, now))

    def _decision(self, room: Room, ask: Ask, row: QueueRow, now: datetime) -> Decision:
        editor = room.editors.get(ask.editor)
        return Decision(
            slug=ask.slug,
            take=row.take,
            number=0,
            ruling=ask.ruling,
            editor=editor.name,
            role=editor.role,
            covers=_covered(ask, row),
            note=ask.note,
            via=ask.via,
            account=ask.account,
            decided=now,
            stage=ask.stage,
            at=ask.at,
            signed=_signed(room, ask),
            ticked=ask.ticked,
            reply=ask.reply,
            notes=_noted(room, ask),
            priority=ask.priority,
            assignee=ask.assignee,
        )

    def _start(
        self, room: Room, ask: Ask, before: QueueRow, row: QueueRow, now: datetime
    ) -> tuple[str, ...]:
        is_returned = row.state is QueueState.RETURNED
        if ask.ruling is Ruling.RETURN and ask.stage is not None and is_returned:
            return (self.books.report(room, row.slug, ask.stage),)
        is_due = row.not_before is None or row.not_before <= now
        newly = before.state is not QueueState.APPROVED
        if row.state is QueueState.APPROVED and newly and is_due:
            return (self.books.release(room, row.slug, row.take),)
        return ()


def _problems(ask: Ask) -> Iterator[str]:
    """Yield what is wrong with a wish whatever story it is about."""
    if ask.ruling is Ruling.RETURN and ask.stage not in RETURN_STAGES:
        stages = ", ".join(stage.value for stage in RETURN_STAGES)
        yield f"a story returns to one of {stages}, not to {ask.stage and ask.stage.value!r}"
    if ask.ruling in _WITH_REASON and not (ask.note.strip() or ask.notes):
        yield f"{ask.ruling.value}: the reason is empty; say why"
    if ask.priority not in PRIORITIES:
        yield f"priority: expected {PRIORITIES[0]} to {PRIORITIES[-1]}, found {ask.priority}"


def _signed(room: Room, ask: Ask) -> tuple[Signature, ...]:
    """Return the blocking findings that the editor answers for, each with its reason.

    Raises:
        StandardsError: No such finding blocks the story.
    """
    if not ask.signatures:
        return ()
    findings = room.queue.draft(ask.slug).findings
    blocking = {finding_key(finding): finding for finding in findings if finding.blocks}
    strange = [key for key in ask.signatures if key not in blocking]
    if strange:
        msg = f"{ask.slug!r}: no finding {strange[0]!r} blocks it"
        raise StandardsError(msg)
    return tuple(
        Signature(
            finding=key,
            where=blocking[key].where,
            check=blocking[key].check,
            said=blocking[key].reason,
            why=" ".join(why.split()),
        )
        for key, why in ask.signatures.items()
    )


def _noted(room: Room, ask: Ask) -> tuple[SentenceNote, ...]:
    """Return the notes of a return, each at a text that the take before it has.

    Raises:
        StandardsError: The take has no such text.
    """
    if not ask.notes:
        return ()
    there = texts_of(room, ask.slug, room.queue.row(ask.slug).take)
    for note in ask.notes:
        if note.where not in there:
            msg = f"{ask.slug!r}: there is no text {note.where!r} to note anything at"
            raise StandardsError(msg)
    return ask.notes


def _covered(ask: Ask, row: QueueRow) -> str:
    """Return the full digest that the ruling covers.

    Raises:
        NotApprovedError: The given digits do not name the digest in the queue.
    """
    if ask.ruling is not Ruling.APPROVE:
        return ""
    given = ask.covers.strip().lower()
    if len(given) < LEAST_PREFIX:
        msg = f"--covers: at least {LEAST_PREFIX} digits of the digest, found {len(given)}"
        raise HouseError(msg)
    if row.digest.startswith(given):
        return row.digest
    raise NotApprovedError(slug=ask.slug, approved=given or None, offered=row.digest)


def json_of(row: QueueRow, now: datetime) -> Mapping[str, object]:
    """Return one line of `queue list --json` (CONTRACT)."""
    return {
        "slug": row.slug,
        "take": row.take,
        "state": row.state.value,
        "risk": row.risk.value,
        "headline": row.headline,
        "beat": row.beat,
        "origins": row.origins,
        "outlets": row.outlets,
        "languages": list(row.languages),
        "hard": row.hard,
        "soft": row.soft,
        "age_s": max(0, int((now - row.queued_at).total_seconds())),
        "expires": row.expires.isoformat(),
        "cost_usd": row.cost_microusd / 1_000_000,
        "reasons": list(row.reasons),
        "digest": row.digest,
        "approvals": list(row.approvals),
        "approvals_missing": row.approvals_missing,
        "priority": row.priority,
        "assigned": row.assigned,
        "scheduled_for": row.scheduled_for.isoformat() if row.scheduled_for else None,
        "embargoed_until": row.embargoed_until.isoformat() if row.embargoed_until else None,
    }
