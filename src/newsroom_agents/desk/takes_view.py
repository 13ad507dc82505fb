"""Takes of a story side by side: what each was, and what changed from one to another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.desk.evidence_view import short_texts
from newsroom_agents.desk.text_changes import text_name, told_reasons
from newsroom_agents.desk.word_diff import Piece, word_diff
from newsroom_agents.desk.wording import (
    RISK_WORDS,
    SHORT_TEXT_WORDS,
    VERDICT_WORDS,
    Clockface,
    Moment,
    findings_words,
    sources_words,
)
from newsroom_agents.publish.wording import ACCESS_WORDS, counted, money
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.text.language import direction
from newsroom_agents.text.visible import visible


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A finding of a take's report, in words."""

    where: str
    check: str
    weight: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakeView:
    """One take as it came to the queue."""

    take: int
    headline: str
    queued: Moment
    digest: str
    risk: str
    sources: str
    findings: str
    cost: str
    made_by: str
    reasons: tuple[str, ...]
    report: tuple[ReportLine, ...]
    verdicts: tuple[tuple[str, int], ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A text that differs between two takes; `is_unseen` when only hidden characters do."""

    name: str
    what: str
    pieces: tuple[Piece, ...]
    is_unseen: bool


@dataclass(frozen=True, slots=True)
class TwoTakes:
    """What changed from one take to another."""

    before: int
    after: int
    lang: str
    dir: str
    texts: tuple[ChangeView, ...]
    facts: tuple[ChangeView, ...]
    is_stopped: bool

    @property
    def is_same(self) -> bool:
        """Whether they are the same in everything that is shown here."""
        return not (self.texts or self.facts)


def take_view(draft: QueuedDraft, face: Clockface, *, is_here: bool) -> TakeView:
    """Return a take in words."""
    report = draft.report
    verdicts: dict[str, int] = {}
    for one in report.verdicts if report else ():
        words = VERDICT_WORDS[one.verdict]
        verdicts[words] = verdicts.get(words, 0) + 1
    order = [one.id for one in draft.package.sentences()] if draft.package else []
    return TakeView(
        take=draft.take,
        headline=visible(draft.headline),
        queued=face.ago(draft.queued_at),
        digest=draft.digest,
        risk=RISK_WORDS[draft.risk],
        sources=sources_words(draft.origins, draft.outlets, draft.languages),
        findings=findings_words(draft.hard, draft.soft),
        cost=money(draft.cost_microusd),
        made_by=", ".join(draft.made_by),
        reasons=told_reasons(draft.reasons, order),
        report=tuple(
            ReportLine(
                text_name(one.where, order),
                visible(one.check),
                "blocks" if one.blocks else "to look at",
                visible(one.reason),
            )
            for one in draft.findings
        ),
        verdicts=tuple(verdicts.items()),
        is_here=is_here,
    )


def two_takes(before: QueuedDraft, after: QueuedDraft) -> TwoTakes:
    """Return what changed from one take to another, text by text in the reading order of both."""
    old, new = before.package, after.package
    shown = new or old
    language = shown.language if shown else ""
    return TwoTakes(
        before=before.take,
        after=after.take,
        lang=language,
        dir=direction(language) if language else "auto",
        texts=tuple(_changes(_texts(old), _texts(new))),
        facts=tuple(_changes(_facts(old), _facts(new))),
        is_stopped=old is None or new is None,
    )


def _changes(
    old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> Iterator[ChangeView]:
    for key in _merged(tuple(old), tuple(new)):
        name, before = old.get(key, ("", ""))
        name, after = new.get(key, (name, ""))
        if before == after:
            continue
        what = "added" if key not in old else "removed" if key not in new else "changed"
        yield ChangeView(name, what, word_diff(before, after), visible(before) == visible(after))


def _merged(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of both in reading order: what is gone stands behind what it followed."""
    order = list(new)
    for at, key in enumerate(old):
        if key not in new:
            before = [each for each in old[:at] if each in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return tuple(order)


def _texts(package: Package | None) -> Mapping[str, tuple[str, str]]:
    """Return all texts that a reader sees, by a key that stays the same from take to take."""
    if package is None:
        return {}
    short = {name: (SHORT_TEXT_WORDS[name], text) for name, text in short_texts(package).items()}
    over = {name: short.pop(name) for name in ("headline", "dek") if name in short}
    body: dict[str, tuple[str, str]] = {}
    for number, section in enumerate(package.sections, start=1):
        if section.heading:
            body[f"heading {number}"] = (f"Heading of section {number}", section.heading)
        for sentence in section.sentences():
            body[sentence.id] = (f"Sentence {sentence.id}", sentence.text)
    disclosure = {"disclosure": ("Disclosure", package.disclosure)}
    return over | body | short | disclosure


def _facts(package: Package | None) -> Mapping[str, tuple[str, str]]:
    """Return what else a digest covers, in words."""
    if package is None:
        return {}
    sections = (f"{n}: {ACCESS_WORDS[s.access]}" for n, s in enumerate(package.sections, start=1))
    order = (sentence.id for sentence in package.sentences())
    cites = (f"{one.id}: {', '.join(one.cites) or 'none'}" for one in package.sentences())
    topics = ", ".join(topic.name for topic in package.tags.topics)
    outlets = (f"{one.id} {one.outlet_name}" for one in package.sources)
    art = package.art
    facts = {
        "byline": ("Byline", f"{package.byline.name}, {package.byline.title}"),
        "about": ("About", ", ".join(package.located)),
        "topics": ("Topics", topics),
        "sections": ("Who reads each section", "; ".join(sections)),
        "order": ("Order of sentences", " ".join(order)),
        "cites": ("Passages that each sentence cites", "; ".join(cites)),
        "sources": ("Sources", "; ".join(outlets)),
        "picture": ("Picture", art.sha256 if art else "none"),
        "picture label": ("Label of the picture", art.label if art else ""),
        "address": ("Address", package.url_path),
        "destinations": ("Destinations", ", ".join(package.destinations)),
    }
    return {key: (name, value) for key, (name, value) in facts.items() if value}


def count_words(change: TwoTakes) -> str:
    """Return how much changed: `three texts and one other thing differ`."""
    if change.is_same:
        return "The two takes are the same in every text, and in what surrounds them."
    texts, facts = len(change.texts), len(change.facts)
    named = [counted(texts, "text")] if texts else []
    named += [counted(facts, "other thing")] if facts else []
    return f"{' and '.join(named).capitalize()} {'differs' if texts + facts == 1 else 'differ'}."
