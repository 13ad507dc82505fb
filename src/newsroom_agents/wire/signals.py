"""What makes an event news, computed from its reports and never asked of a model.

Six parts from 0 to 1 make the score. An editor who wonders why an event was followed or passed
reads the parts; the weights below say what each is worth to this house.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.ports import Beat, EventMember
from newsroom_agents.story.lead import ScoreParts, Signals
from newsroom_agents.story.source import PubStatus, Snapshot
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import fold, fold_word, is_unspaced, words
from newsroom_agents.wire.events import nearest_told

# Independent origins weigh most: without a second one nothing can be confirmed. What readers of
# this house come for, and what is new to them, comes next.
WEIGHTS: Mapping[str, float] = {
    "origins": 0.30,
    "outlets": 0.10,
    "languages": 0.10,
    "freshness": 0.15,
    "beat_fit": 0.20,
    "novelty": 0.15,
}
"""Worth of each part; they add up to 1."""

_HALF_LIFE_HOURS = 24.0
_ORIGINS_SCALE = 2.0
_OUTLETS_SCALE = 3.0
_LANGUAGES_SCALE = 2.0
_TERMS_SCALE = 4.0
_TITLE_WORTH = 2
_WORDS_READ = 250
_CHARACTERS_READ = 2000


def signals(
    reports: Sequence[Snapshot],
    beats: Sequence[Beat],
    news_time: datetime,
    *,
    readable: Collection[str],
    novelty: float = 1.0,
) -> Signals:
    """Return an event as the monitor sees it.

    Args:
        reports: The event's snapshots; only the newest of each item counts, and of these only
            what the sender left usable.
        beats: The house's beats, at least one.
        news_time: The moment from which freshness is counted.
        readable: Languages the house works from, as primary codes.
        novelty: What `novelties` returned for the event.

    Raises:
        ValueError: There is no report, or no beat.
    """
    if not reports or not beats:
        msg = "signals need at least one report and one beat"
        raise ValueError(msg)
    usable = usable_reports(reports)
    newest = max(report.published for report in usable or reports)
    origins = independent_origins(usable)
    readable_reports = [report for report in usable if primary(report.language) in readable]
    languages = tuple(sorted({primary(report.language) for report in usable}))
    outlets = len({fold(report.outlet.id) for report in usable})
    beat, fit = _best_beat(usable, beats)
    parts = ScoreParts(
        origins=_saturating(origins - 1, _ORIGINS_SCALE),
        outlets=_saturating(outlets - 1, _OUTLETS_SCALE),
        languages=_saturating(len(languages) - 1, _LANGUAGES_SCALE),
        freshness=_freshness(newest, news_time),
        beat_fit=round(fit * beat.weight, 4),
        novelty=round(min(max(novelty, 0.0), 1.0), 4),
    )
    return Signals(
        origins=origins,
        outlets=outlets,
        languages=languages,
        readable_origins=independent_origins(readable_reports),
        beat=beat.id,
        newest=newest,
        parts=parts,
        score=score(parts),
    )


def score(parts: ScoreParts) -> float:
    """Return the weighted sum of the parts, 0 to 1."""
    values: Mapping[str, float] = parts.model_dump()
    return round(sum(weight * values[name] for name, weight in WEIGHTS.items()), 4)


def usable_reports(reports: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    """Return the newest snapshot of each item, less the withheld and canceled ones."""
    newest: dict[str, Snapshot] = {}
    for report in reports:
        known = newest.get(report.uri)
        if known is None or known.number < report.number:
            newest[report.uri] = report
    return tuple(report for report in newest.values() if report.status is PubStatus.USABLE)


def independent_origins(reports: Iterable[Snapshot]) -> int:
    """Count the voices: reports with the same text or from the same outlet are one voice.

    Two texts of one outlet do not confirm each other, and neither do two outlets with one text.
    """
    group_of: dict[str, str] = {}

    def root(name: str) -> str:
        while group_of.setdefault(name, name) != name:
            name = group_of[name]
        return name

    for report in reports:
        text = f"text {report.origin or report.id}"
        group_of[root(text)] = root(f"outlet {fold(report.outlet.id)}")
    return len({root(name) for name in tuple(group_of)})


def novelties(
    events: Mapping[str, Sequence[EventMember]], told: Sequence[EventMember]
) -> Mapping[str, float]:
    """Return for each event 1 when nothing like it was told before, falling to 0.

    Args:
        events: The events asked for, by id, each with its members in order of time.
        told: Reports behind stories that the house already has.
    """
    return {
        event: round(1 - min(nearness, 1.0), 4)
        for event, nearness in nearest_told(events, told).items()
    }


def beat_fit(report: Snapshot, beat: Beat) -> float:
    """Return how well a report fits a beat, 0 to 1, by the beat's words it uses.

    Each word counts once, twice when it stands in the title. A language for which the beat has no
    words gives 0.
    """
    return _fit(_searched(report), beat)


def _best_beat(reports: Sequence[Snapshot], beats: Sequence[Beat]) -> tuple[Beat, float]:
    """Return the beat the reports fit best on average, the earlier one of equals."""
    searched = [_searched(report) for report in reports]
    best, best_fit = beats[0], 0.0
    for beat in beats:
        told = [report for report in searched if report.language in beat.terms]
        fit = sum(_fit(report, beat) for report in told) / len(told) if told else 0.0
        if fit * beat.weight > best_fit * best.weight:
            best, best_fit = beat, fit
    return best, best_fit


@dataclass(frozen=True, slots=True)
class _Searched:
    """A report's title and first words, folded for finding words by their start."""

    language: str
    title: str
    body: str
    edge: str


def _searched(report: Snapshot) -> _Searched:
    return _Searched(
        language=primary(report.language),
        title=_searchable(report.title, report.language),
        body=_searchable(report.text[:_CHARACTERS_READ], report.language),
        edge="" if is_unspaced(report.language) else " ",
    )


def _fit(report: _Searched, beat: Beat) -> float:
    hits = 0
    for term in beat.terms.get(report.language, ()):
        wanted = report.edge + fold_word(term)
        hits += _TITLE_WORTH if wanted in report.title else int(wanted in report.body)
    return _saturating(hits, _TERMS_SCALE)


def _searchable(text: str, language: str) -> str:
    """Return folded text with one space before every word, for finding words by their start."""
    if is_unspaced(language):
        return fold(text)
    return " " + " ".join(fold_word(token.text) for token in words(text)[:_WORDS_READ])


def _freshness(newest: datetime, news_time: datetime) -> float:
    hours = max((news_time - newest).total_seconds() / 3600, 0.0)
    return round(float(0.5 ** (hours / _HALF_LIFE_HOURS)), 4)


def _saturating(count: float, scale: float) -> float:
    return round(1 - math.exp(-max(count, 0) / scale), 4)
