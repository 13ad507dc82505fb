"""The dossier: every passage a story may rest on, and where the sources disagree."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from newsroom_agents.story.paper import Paper
from newsroom_agents.story.source import Ownership, Tier


class Source(Paper):
    """One snapshot as a source of this story.

    `id` is `S1`, `S2`, …: given once per slug, never reused. `origin` is shared by near-copies of
    one text. `is_readable` says whether the house reads its language; when it does not, the source
    corroborates by names, numbers and dates only.
    """

    id: str
    uri: str
    outlet: str
    outlet_name: str
    tier: Tier
    ownership: Ownership
    title: str
    url: str
    language: str
    published: datetime
    retrieved: datetime
    snapshot: str
    sha256: str
    text_sha256: str
    origin: str
    is_readable: bool = True


class Excerpt(Paper):
    """An exact passage of a snapshot: `snapshot.text[start:end] == text`.

    `id` names source and sentence: `S3.14` is the fourteenth sentence of the third source.
    """

    id: str
    snapshot: str
    start: int
    end: int
    text: str
    language: str
    translation: str | None = None

    @property
    def source(self) -> str:
        """The id of the source this excerpt belongs to."""
        return self.id.partition(".")[0]


class DisagreementKind(StrEnum):
    """What the sources differ about."""

    FIGURE = "figure"
    DATE = "date"
    DENIAL = "denial"
    ATTRIBUTION = "attribution"


class Side(Paper):
    """One side of a disagreement: what it says, and the excerpts that say so."""

    says: str
    cites: tuple[str, ...]
    origins: tuple[str, ...]


class Disagreement(Paper):
    """A row of the disagreement table."""

    id: str
    kind: DisagreementKind
    about: str
    sides: tuple[Side, ...]


class Background(Paper):
    """An earlier piece of ours that this story continues."""

    slug: str
    headline: str
    url_path: str
    published: datetime


class Dossier(Paper):
    """What the researcher lays on the table.

    `excerpts` are ranked, the most telling first; `origin_count` counts independent origins among
    readable sources.
    """

    slug: str
    event: str
    beat: str
    news_time: datetime
    sources: tuple[Source, ...]
    excerpts: tuple[Excerpt, ...]
    disagreements: tuple[Disagreement, ...]
    background: tuple[Background, ...]
    questions: tuple[str, ...]
    origin_count: int
    places: tuple[str, ...]
    """CLDR territory codes the sources speak of, most often named first."""

    def excerpt_by_id(self) -> Mapping[str, Excerpt]:
        """Return the excerpts by their ids."""
        return {excerpt.id: excerpt for excerpt in self.excerpts}

    def source_by_id(self) -> Mapping[str, Source]:
        """Return the sources by their ids."""
        return {source.id: source for source in self.sources}
