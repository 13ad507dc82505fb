"""The copy desk's job by hand: the stylebook, outside quotation marks and nowhere else.

A rule changes a word, never a fact: what stands in quotation marks stays as it was said, and a
relative day is rewritten only where the cited outlet's publication says which day it was.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from newsroom_agents.agents._copy_editor import (
    CopyEditorBrief,
    CopyEditorReply,
    ProposedChange,
    StyleRules,
    WordRule,
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
    changes = [
        change
        for sentence in brief.draft.sentences()
        for change in _changed(
            sentence.id, sentence.text, brief.rules, _published(sentence, brief.dossier)
        )
    ]
    limits = brief.rules.limits
    for where, text, most in (
        ("headline", brief.draft.headline, limits.headline_chars),
        ("dek", brief.draft.dek, limits.dek_chars),
    ):
        [*styled] = _changed(where, text, brief.rules, None)
        after = styled[0].after if styled else text
        shorter = shortened(after, most)
        if shorter != after:
            changes.append(ProposedChange(where=where, after=shorter, rule="length"))
        else:
            changes.extend(styled)
    return CopyEditorReply(changes=tuple(changes))


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


def _changed(
    where: str, text: str, rules: StyleRules, published: datetime | None
) -> Iterator[ProposedChange]:
    """Yield one change that applies everything the stylebook asks of this text."""
    after, applied = text, []
    for rule in (*rules.words, *rules.attribution_avoid, *rules.innocence):
        styled = _replaced(after, rule)
        if styled != after:
            after = styled
            applied.append(f"{rule.avoid}: {rule.why}")
    dated = _dated(after, rules.relative_days, published)
    if dated != after:
        after = dated
        applied.append("a day is told by its date")
    spaced = _outside(_outside(after, _SPACES, " "), _SPACE_BEFORE, "")
    if spaced != after:
        after = spaced
        applied.append("spaces")
    if applied:
        yield ProposedChange(where=where, after=after, rule="; ".join(applied))


def _replaced(text: str, rule: WordRule) -> str:
    pattern = re.compile(rf"(?<![\w-]){re.escape(rule.avoid)}(?![\w-])", re.IGNORECASE)
    return _outside(text, pattern, rule.use)


def _outside(text: str, pattern: re.Pattern[str], use: str) -> str:
    """Replace matches outside quotation marks; a capital at the start is kept."""
    held = quotations(text)

    def put(match: re.Match[str]) -> str:
        if any(quote.start - 1 <= match.start() < quote.end + 1 for quote in held):
            return match.group()
        return use[:1].upper() + use[1:] if use and match.group()[:1].isupper() else use

    return pattern.sub(put, text)


def _dated(text: str, relative_days: Sequence[str], published: datetime | None) -> str:
    """Rewrite today, yesterday and tomorrow by the day on which the cited outlet published."""
    if published is None:
        return text
    for word in relative_days:
        if word in _DAYS:
            day = published + timedelta(days=_DAYS[word])
            date = f"on {day.day} {_MONTHS[day.month - 1]} {day.year}"
            text = _outside(text, re.compile(rf"(?<![\w-]){word}(?![\w’'-])", re.IGNORECASE), date)
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
