"""Two events that are one: the reports of the one become reports of the other, on record.

Grouping errs on the side of two events. An editor who sees that they are one says so; what came in
so far and what will come in is then told as one story.
"""

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.leads import LeadState, OpenedLead
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.clock import Clock
from newsroom_agents.errors import MoveError, NotFoundError, StandardsError
from newsroom_agents.pipeline.aftercare import reports_of
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import HOUSE_CREDIT, Stage
from newsroom_agents.story.source import PubStatus


def merge_event(desk: Newsdesk, event: str, slug: str, why: str, editor: str) -> int:
    """Tell an event within a lead; return how many reports came over.

    A lead that is still open gets them at once; one that is in work or published when it is
    reported anew. An open lead on the merged event is passed.

    Raises:
        NotFoundError: There is no such lead or event, or nobody knows the editor.
        MoveError: The lead was passed, or the other event is a story in work already.
        StandardsError: They are one event already, or no reason is given.
    """
    said = " ".join(why.split())
    with desk.archive.writing() as room:
        editor = room.editors.ruling(editor).name
        lead = room.leads.get(slug)
        into = lead.filed.paper.event
        if event == into or not said:
            msg = f"{slug!r}: expected another event than its own, and a reason"
            raise StandardsError(msg)
        if lead.state is LeadState.PASSED:
            raise MoveError(slug=slug, state=lead.state.value, move="merge", allowed="any other")
        _pass_other(room, event, slug, said, desk.clock)
        moved = room.events.move(event, into, f"merged by an editor: {said}")
        if not moved:
            raise NotFoundError(kind="event", name=event)
        for snapshot in moved:
            room.snapshots.assign(snapshot, event=into)
        if lead.state is LeadState.OPEN:
            _file_anew(room, lead, desk.clock)
        facts = {
            "event": event,
            "into": into,
            "why": said,
            "by": editor,
            "snapshots": " ".join(moved),
        }
        room.journal.append(slug, "events merged", facts, desk.clock(), stage=Stage.LEAD)
    return len(moved)


def _pass_other(room: Room, event: str, slug: str, why: str, clock: Clock) -> None:
    """Let the merged event's own lead go, if it has one that nobody works on."""
    other = room.leads.by_event(event)
    if other is None or other.state is LeadState.PASSED:
        return
    if other.state is not LeadState.OPEN:
        state = other.state.value
        raise MoveError(slug=other.slug, state=state, move="merge it into another", allowed="open")
    room.leads.settle(other.slug, LeadState.PASSED)
    facts = {"why": f"told within {slug}: {why}"}
    room.journal.append(other.slug, "passed", facts, clock())


def _file_anew(room: Room, lead: OpenedLead, clock: Clock) -> None:
    """File the lead with every usable report of its event, for the research to find."""
    found = reports_of(room, lead.filed.paper.event)
    usable = tuple(one.id for one in found if one.status is PubStatus.USABLE)
    renewed = lead.filed.paper.model_copy(update={"snapshots": usable})
    filed = filed_as(Lead)(
        slug=lead.slug,
        stage=Stage.LEAD,
        take=1 + max(room.papers.takes(lead.slug, Stage.LEAD)),
        filed_at=clock(),
        credit=HOUSE_CREDIT,
        paper=renewed,
    )
    room.papers.file(filed)
