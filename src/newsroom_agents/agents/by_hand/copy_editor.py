"""The copy desk's job by hand: the stylebook, outside quotation marks and nowhere else.

A rule changes a word, never a fact: what stands in quotation marks stays as it was said, and a
relative day is rewritten only where the cited outlet's publication says which day it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from newsroom_agents.agents._copy_editor import (
    CopyEditorBrief,
    CopyEditorReply,
    ProposedChange,
    StyleRules,
)
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Sentence
from newsroom_agents.text.quotes import quotations

_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_SPACE_BEFORE = re.compile(r" +(?=[,.;:!?](?:\s|$))")
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def by_hand(brief: CopyEditorBrief) -> CopyEditorReply:
    """Return the changes that the stylebook asks for."""
    desk = _Desk(brief.rules, tuple({source.outlet_name for source in brief.dossier.sources}))
    changes = [
        change
        for sentence in brief.draft.sentences()
        for change in _changed(
            sentence.id, sentence.text, desk, _published(sentence, brief.dossier)
        )
    ]
    limits = brief.rules.limits
    for where, text, most in (
        ("headline", brief.draft.headline, limits.headline_chars),
        ("dek", brief.draft.dek, limits.dek_chars),
    ):
        [*styled] = _changed(where, text, desk, None)
        after = styled[0].after if styled else text
        shorter = shortened(after, most)
        if shorter != after:
            changes.append(ProposedChange(where=where, after=shorter, rule="length"))
        else:
            changes.extend(styled)
    return CopyEditorReply(changes=tuple(changes))


def has_relative_day(sentence: Sentence, rules: StyleRules) -> bool:
    """Tell whether a sentence tells a day by a relative word, outside quotation marks."""
    held = [(quote.start, quote.end) for quote in quotations(sentence.text)]
    return any(
        not any(start <= found.start() < end for start, end in held)
        for word in rules.relative_days
        for found in _whole(word).finditer(sentence.text)
    )


def shortened(text: str, most: int) -> str:
    """Return the text cut at its last clause that fits; unchanged when no clause does."""
    if len(text) <= most:
        return text
    stops = [stop.start() for stop in re.finditer(r"[:;,–—](?=\s)", text) if stop.start() <= most]
    cut = [stop for stop in stops if _is_outside(text, stop)]
    if not cut:
        return text
    end = "." if text.endswith(".") else ""
    return f"{text[: cut[-1]].rstrip()}{end}" if cut[-1] + len(end) <= most else text


@dataclass(frozen=True, slots=True)
class _Desk:
    """The stylebook, and the outlets' names, which no rule may change ("Meridia Today")."""

    rules: StyleRules
    outlets: tuple[str, ...]

    def replaced(self, text: str, pattern: re.Pattern[str], use: str) -> str:
        """Replace matches outside quotations and outlets' names; a capital at the start is kept."""
        if pattern.search(text) is None:
            return text
        held = [(quote.start - 1, quote.end + 1) for quote in quotations(text)]
        for outlet in self.outlets:
            held += [found.span() for found in re.finditer(re.escape(outlet), text)]

        def put(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in held):
                return match.group()
            return use[:1].upper() + use[1:] if use and match.group()[:1].isupper() else use

        return pattern.sub(put, text)


def _changed(
    where: str, text: str, desk: _Desk, published: datetime | None
) -> Iterator[ProposedChange]:
    """Yield one change that applies everything the stylebook asks of this text."""
    after, applied = text, []
    rules = desk.rules
    for rule in (*rules.words, *rules.attribution_avoid, *rules.innocence):
        styled = desk.replaced(after, _whole(rule.avoid), rule.use)
        if styled != after:
            after = styled
            applied.append(f"{rule.avoid}: {rule.why}")
    dated = _dated(after, desk, published)
    if dated != after:
        after = dated
        applied.append("a day is told by its date")
    spaced = desk.replaced(desk.replaced(after, _SPACES, " "), _SPACE_BEFORE, "")
    if spaced != after:
        after = spaced
        applied.append("spaces")
    if applied:
        yield ProposedChange(where=where, after=after, rule="; ".join(applied))


@cache
def _whole(words: str) -> re.Pattern[str]:
    """Return a pattern for these words, whatever their case, not inside longer ones."""
    return re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w’'-])", re.IGNORECASE)


def _dated(text: str, desk: _Desk, published: datetime | None) -> str:
    """Rewrite today, yesterday and tomorrow by the day on which the cited outlet published."""
    if published is None:
        return text
    for word in desk.rules.relative_days:
        if word in _DAYS:
            day = published + timedelta(days=_DAYS[word])
            date = f"on {day.day} {_MONTHS[day.month - 1]} {day.year}"
            text = desk.replaced(text, _whole(word), date)
    return text


def _published(sentence: Sentence, dossier: Dossier) -> datetime | None:
    """Return when the cited outlets published, if all of them did on one day."""
    sources = dossier.source_by_id()
    times = [
        sources[cite.partition(".")[0]].published
        for cite in sentence.cites
        if cite.partition(".")[0] in sources
    ]
    return times[0] if len({moment.date() for moment in times}) == 1 else None


def _is_outside(text: str, place: int) -> bool:
    return not any(quote.start <= place < quote.end for quote in quotations(text))
