"""Monitoring by rules: an event is followed when enough independent origins can be read.

What counts is material, not noise: five outlets with one wire text are one origin, and ten one-line
items make no story. Every pass says in one line why, because an editor may see it otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from newsroom_agents.agents._monitor import (
    BeatNote,
    Candidate,
    CandidateItem,
    MonitorBrief,
    MonitorReply,
    Pick,
)
from newsroom_agents.story.lead import PassReason
from newsroom_agents.text.language import display_name

ENOUGH_WORDS = 40
"""Words a report needs to count as material: about two sentences of a wire text."""

_LEAST_ORIGINS = 2
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MOST_LANGUAGES = 3
_FRESH_HOURS = 1

Objection = tuple[PassReason, str]


def by_hand(brief: MonitorBrief) -> MonitorReply:
    """Follow every candidate that no rule of the house speaks against."""
    return MonitorReply(picks=tuple(_pick(candidate, brief) for candidate in brief.candidates))


def objection(candidate: Candidate, brief: MonitorBrief) -> Objection | None:
    """Return the rule that forbids to follow an event, with one line that says so; None if none."""
    if candidate.is_canceled:
        return PassReason.CANCELED, f"{_all_reports(candidate.items)} withdrawn by the sender"
    if candidate.ours:
        return PassReason.NOT_NEW, f"our own story {candidate.ours!r} is about this event"
    beat = _beat(candidate, brief)
    if beat is None:
        return PassReason.OFF_BEAT, "no beat of the house covers it"
    return _too_thin(candidate.items, max(_LEAST_ORIGINS, beat.min_origins)) or _too_low(
        candidate, brief
    )


def material_origins(items: Iterable[CandidateItem]) -> frozenset[str]:
    """Return the origins that give the house something to read."""
    return frozenset(
        item.origin for item in items if item.is_readable and item.words >= ENOUGH_WORDS
    )


def _pick(candidate: Candidate, brief: MonitorBrief) -> Pick:
    against = objection(candidate, brief)
    if against:
        reason, why = against
        return Pick(event=candidate.event, follow=False, reason=reason, why=why)
    return Pick(
        event=candidate.event,
        follow=True,
        reason=PassReason.JUDGED,
        why=_why_now(candidate, brief),
    )


def _beat(candidate: Candidate, brief: MonitorBrief) -> BeatNote | None:
    return next((note for note in brief.beats if note.id == candidate.signals.beat), None)


def _too_thin(items: Sequence[CandidateItem], needed: int) -> Objection | None:
    """Return why these reports are not enough for a story, the most telling reason first."""
    readable = [item for item in items if item.is_readable]
    if not readable:
        return PassReason.UNREADABLE, _nothing_readable(items)
    origins = {item.origin for item in items}
    if len(origins) < needed:
        return PassReason.FEW_ORIGINS, _few_origins(items, len(origins), needed)
    readable_origins = {item.origin for item in readable}
    if len(readable_origins) < needed:
        foreign = [item for item in items if not item.is_readable]
        return PassReason.UNREADABLE, (
            f"{_count(len(origins), 'origin')}, only {_word(len(readable_origins))} readable: "
            f"the rest in {_languages(foreign)}, which the house cannot read"
        )
    material = material_origins(items)
    if len(material) < needed:
        return PassReason.FEW_ORIGINS, (
            f"{_count(len(readable_origins), 'readable origin')}, but "
            f"{_word(len(material)) if material else 'none'} with more than a line or two of text"
        )
    return None


def _too_low(candidate: Candidate, brief: MonitorBrief) -> Objection | None:
    score = candidate.signals.score
    if score >= brief.threshold:
        return None
    return PassReason.LOW_SCORE, (
        f"score {score:.2f}, under {brief.threshold:.2f}: {_weakest(candidate)}"
    )


def _weakest(candidate: Candidate) -> str:
    """Name the two parts of the score that are lowest."""
    parts = candidate.signals.parts.model_dump()
    lowest = sorted(parts, key=lambda name: (parts[name], name))[:2]
    return " and ".join(f"{name.replace('_', ' ')} {parts[name]:.2f}" for name in lowest)


def _why_now(candidate: Candidate, brief: MonitorBrief) -> str:
    """Say who carries it and how fresh it is, from the counts alone."""
    items = candidate.items
    origins = len({item.origin for item in items})
    outlets = len({item.outlet for item in items})
    languages = len({item.language for item in items})
    across = f" in {_count(languages, 'language')}" if languages > 1 else ""
    hours = int((brief.news_time - candidate.signals.newest).total_seconds() // 3600)
    age = f"{_count(hours, 'hour')} old" if hours >= _FRESH_HOURS else "less than an hour old"
    said = f"{_count(origins, 'independent origin')} at {_count(outlets, 'outlet')}{across}"
    return f"{said[0].upper()}{said[1:]}; the newest report is {age}."


def _few_origins(items: Sequence[CandidateItem], origins: int, needed: int) -> str:
    outlets = len({item.outlet for item in items})
    asked = f"the beat asks for {_word(needed)}"
    if len(items) == 1:
        return f"one report by one outlet; {asked}"
    if origins == 1 and outlets > 1:
        return f"{_count(outlets, 'outlet')}, one wire text: one origin; {asked}"
    if outlets == 1:
        return f"{_count(len(items), 'report')} by one outlet: one origin; {asked}"
    return f"{_count(outlets, 'outlet')}, {_count(origins, 'origin')}; {asked}"


def _nothing_readable(items: Sequence[CandidateItem]) -> str:
    everything = "all in" if len({item.language for item in items}) == 1 else "in"
    start = "one report, in" if len(items) == 1 else f"{_count(len(items), 'report')}, {everything}"
    return f"{start} {_languages(items)}, which the house cannot read"


def _all_reports(items: Sequence[CandidateItem]) -> str:
    return "the only report was" if len(items) == 1 else f"all {_word(len(items))} reports were"


def _languages(items: Iterable[CandidateItem]) -> str:
    """Name the languages, most frequent first."""
    counted = Counter(item.language for item in items)
    ordered = sorted(counted, key=lambda code: (-counted[code], code))
    named = [display_name(code) for code in ordered[:_MOST_LANGUAGES]]
    more = len(ordered) - len(named)
    if more:
        named.append(f"{_count(more, 'other language')}")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _count(number: int, noun: str) -> str:
    return f"{_word(number)} {noun}{'' if number == 1 else 's'}"


def _word(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
