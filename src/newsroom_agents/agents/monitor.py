"""The monitor: which events are news for this house, and which are passed, and why.

The engine judges; the house's rules stand above its judgement. An event that was withdrawn, that is
ours already, or that too few origins carry is passed whatever the reply says.
"""

from newsroom_agents.agents._brief import told_once
from newsroom_agents.agents._monitor import (
    BeatNote,
    Candidate,
    CandidateItem,
    MonitorBrief,
    MonitorReply,
    Pick,
)
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.monitor import by_hand, objection
from newsroom_agents.agents.by_hand.slugs import slug_for
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.lead import Lead, NewsList, Pass
from newsroom_agents.story.paper import Role as RoleName

__all__ = [
    "ROLE",
    "BeatNote",
    "Candidate",
    "CandidateItem",
    "MonitorBrief",
    "MonitorReply",
    "Pick",
    "compose",
]


def compose(brief: MonitorBrief, reply: MonitorReply) -> Composed[NewsList]:
    """Return leads and passes, one for every candidate, in the order of the brief.

    Raises:
        ReplyRejectedError: An event is unknown, judged twice or not at all, or a judgement gives no
            reason in words.
    """
    picks = _by_event(brief, reply)
    taken = set(brief.taken)
    leads: list[Lead] = []
    passes: list[Pass] = []
    for candidate in brief.candidates:
        pick = picks[candidate.event]
        against = objection(candidate, brief)
        if against or not pick.follow:
            reason, why = against or (pick.reason, pick.why)
            passes.append(
                Pass(
                    event=candidate.event,
                    title=candidate.title,
                    reason=reason,
                    why=why,
                    signals=candidate.signals,
                    snapshots=_oldest_first(candidate),
                )
            )
            continue
        slug = slug_for(candidate, taken)
        taken.add(slug)
        leads.append(_lead(candidate, brief, slug, pick.why))
    return Composed(NewsList(leads=tuple(leads), passes=tuple(passes)))


def _by_event(brief: MonitorBrief, reply: MonitorReply) -> dict[str, Pick]:
    """Return the judgements by event, exactly one for each candidate."""
    told_once(
        "monitor",
        asked=(candidate.event for candidate in brief.candidates),
        told=(pick.event for pick in reply.picks),
    )
    silent = [pick.event for pick in reply.picks if not pick.why.strip()]
    if silent:
        msg = f"monitor: no reason in words for {', '.join(silent)}"
        raise ReplyRejectedError(msg)
    return {pick.event: pick for pick in reply.picks}


def _lead(candidate: Candidate, brief: MonitorBrief, slug: str, why: str) -> Lead:
    beat = next(note for note in brief.beats if note.id == candidate.signals.beat)
    return Lead(
        slug=slug,
        event=candidate.event,
        title=candidate.title,
        why_now=" ".join(why.split()),
        beat=beat.id,
        correspondent=beat.correspondent,
        signals=candidate.signals,
        snapshots=_oldest_first(candidate),
        news_time=brief.news_time,
    )


def _oldest_first(candidate: Candidate) -> tuple[str, ...]:
    ordered = sorted(candidate.items, key=lambda item: (item.published, item.snapshot))
    return tuple(dict.fromkeys(item.snapshot for item in ordered))


ROLE = Role(
    name=RoleName.MONITOR,
    takes=MonitorBrief,
    asks=MonitorReply,
    gives=NewsList,
    compose=compose,
    by_hand=by_hand,
)
