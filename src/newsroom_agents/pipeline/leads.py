"""What an editor may do with leads: follow what was passed, pass what is open."""

from newsroom_agents.archive.leads import LeadState
from newsroom_agents.errors import MoveError, NotFoundError, StandardsError
from newsroom_agents.pipeline.monitoring import claim_lead, judge_one
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.story.lead import Lead, Pass, PassReason
from newsroom_agents.story.paper import HOUSE_CREDIT

_SETTLED = (LeadState.REPORTING, LeadState.QUEUED)


def open_lead(desk: Newsdesk, event: str, editor: str = "") -> Lead:
    """Follow an event that the monitor passed for its score or beat.

    `editor` is who asks for it; at the command line nobody is named.

    Raises:
        NotFoundError: There is no such event in the window.
        StandardsError: A rule of the house forbids it (too few origins, withdrawn, ours already).
    """
    with desk.archive.reading() as room:
        known = room.leads.by_event(event)
    if known is not None:
        msg = f"{event!r} is followed already, as {known.slug!r}"
        raise StandardsError(msg)
    judged = judge_one(desk, event)
    if judged.leads:
        lead = judged.leads[0]
        if claim_lead(desk, lead, HOUSE_CREDIT) and editor:
            with desk.archive.writing() as room:
                facts = {"event": event, "by": editor}
                room.journal.append(lead.slug, "lead asked", facts, desk.clock())
        return lead
    if judged.passes:
        msg = f"{event!r} cannot be followed: {judged.passes[0].why}"
        raise StandardsError(msg)
    raise NotFoundError(kind="event", name=event)


def pass_lead(desk: Newsdesk, slug: str, why: str, editor: str = "") -> None:
    """Stop following a lead that nobody reports yet.

    `editor` is who asks for it; at the command line nobody is named.

    Raises:
        NotFoundError: No such lead.
        MoveError: It is in work or in the queue already.
    """
    now = desk.clock()
    with desk.archive.writing() as room:
        lead = room.leads.get(slug)
        if lead.state in _SETTLED:
            raise MoveError(slug=slug, state=lead.state.value, move="pass it", allowed="open")
        paper = lead.filed.paper
        room.leads.settle(slug, LeadState.PASSED)
        room.leads.record_pass(
            Pass(
                event=paper.event,
                title=paper.title,
                reason=PassReason.JUDGED,
                why=why,
                signals=paper.signals,
                snapshots=paper.snapshots,
            ),
            now,
        )
        by = {"by": editor} if editor else {}
        room.journal.append(slug, "passed", {"why": why, **by}, now)
