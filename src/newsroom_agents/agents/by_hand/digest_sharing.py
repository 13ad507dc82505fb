"""What the reports of a digest have in common: names, places, and the words of their titles.

What most reports name is what the story is about; a headline without any of it tells nothing. Only
reports in the digest's language are asked, and near-copies of one text count once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from newsroom_agents.agents._writer import WriterBrief
from newsroom_agents.agents.by_hand.digest_passages import (
    DIGEST_LANGUAGE,
    terms_of,
    without_dateline,
)
from newsroom_agents.story.dossier import Source
from newsroom_agents.text.language import primary
from newsroom_agents.text.names import NameKind, names
from newsroom_agents.text.tokens import fold

_MOST = 0.5
_AT_LEAST = 2
_PLACED = re.compile(
    r"(?i)\b(?:in|at|near|off|across|around|outside)\s(?:(?:the|island of|eastern|"
    r"western|northern|southern|central|nearby|island|city of|town of)\s){0,2}$"
)
_LEAST_PLACED = 0.25
_ADJECTIVE = re.compile(r"(?:ese|ish|ian|ean)$")
_TOLD = 0.4
_OWNER = re.compile(r"['’]s$")
_MOST_TITLED = 5


@dataclass(frozen=True, slots=True)
class Shared:
    """What most reports have in common.

    `names` and `places` are those that most origins give, the most shared first; a place is also a
    name. `titles` gives, for every stem of a title, the share of origins whose title has it.
    """

    names: tuple[str, ...]
    places: tuple[str, ...]
    titles: Mapping[str, float]

    def names_in(self, text: str) -> bool:
        """Whether the text holds a name that most reports share."""
        return any(named(name, text) for name in self.names)

    def is_told_by(self, text: str) -> bool:
        """Whether a text holds a shared name, or most of what the titles speak of."""
        return self.names_in(text) or self._titled(text) >= _TOLD

    def _titled(self, text: str) -> float:
        titled = sum(self.titles.get(term, 0.0) for term in terms_of(text))
        most = sum(sorted(self.titles.values(), reverse=True)[:_MOST_TITLED])
        return titled / most if most else 0.0

    def worth(self, text: str) -> float:
        """Return how well a text tells what the reports share, from 0 to about 1."""
        worth = 0.6 * self._titled(text)
        worth += 0.2 if any(named(place, text) for place in self.places) else 0.0
        return worth + (0.25 if self.names_in(text) else 0.0)


def shared_of(brief: WriterBrief) -> Shared:
    """Return what the reports of a dossier have in common."""
    sources = {
        source.id: source
        for source in brief.dossier.sources
        if source.is_readable and primary(source.language) == DIGEST_LANGUAGE
    }
    origins = {source.origin for source in sources.values()}
    carriers: dict[str, set[str]] = defaultdict(set)
    uses: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    for source, text in _texts(brief, sources):
        for name, is_place in _names_in(text):
            carriers[name].add(source.origin)
            uses[name] += 1
            placed[name] += is_place
    outlets = {fold(source.outlet_name) for source in brief.dossier.sources}
    needed = max(min(_AT_LEAST, len(origins)), _MOST * len(origins))
    common = sorted(
        (name for name, found in carriers.items() if len(found) >= needed),
        key=lambda name: (-len(carriers[name]), -uses[name], name),
    )
    common = [name for name in common if fold(name) not in outlets]
    titles = [source.title for source in sources.values()]
    acting = {actor.name for actor in brief.analysis.actors}
    places = sorted(
        (
            name
            for name in common
            if placed[name] >= _LEAST_PLACED * uses[name]
            and not _ADJECTIVE.search(name)
            and name not in acting
        ),
        key=lambda name: -sum(named(name, title) for title in titles),
    )
    return Shared(names=tuple(common), places=tuple(places), titles=_title_shares(sources.values()))


def named(name: str, text: str) -> bool:
    """Whether a text holds a name as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _texts(brief: WriterBrief, sources: Mapping[str, Source]) -> Iterator[tuple[Source, str]]:
    for excerpt in brief.dossier.excerpts:
        if excerpt.source in sources and primary(excerpt.language) == DIGEST_LANGUAGE:
            yield sources[excerpt.source], without_dateline(excerpt.text)
    for source in sources.values():
        yield source, source.title


def _names_in(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the names of a text, each with whether it stands there as a place does."""
    for name in names(text, DIGEST_LANGUAGE):
        written = _OWNER.sub("", name.text)
        stands = bool(_PLACED.search(text[: name.start]))
        yield written, stands and name.kind is not NameKind.ORGANISATION


def _title_shares(sources: Iterable[Source]) -> Mapping[str, float]:
    by_origin: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        by_origin[source.origin] |= terms_of(source.title)
    found = Counter(term for terms in by_origin.values() for term in terms)
    return {term: count / len(by_origin) for term, count in found.items()}
