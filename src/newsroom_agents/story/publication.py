"""What happens after release: publications, corrections, kills."""

from datetime import datetime
from enum import StrEnum

from pydantic import SerializerFunctionWrapHandler, model_serializer

from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.decision import Approved
from newsroom_agents.story.paper import Credit, Paper


class CorrectionKind(StrEnum):
    """A correction says what was wrong; an update adds new facts."""

    CORRECTION = "correction"
    UPDATE = "update"


class Correction(Paper):
    """A dated note that readers see."""

    number: int
    kind: CorrectionKind
    at: datetime
    text: str


class Kill(Paper):
    """A withdrawal after publication, with its notice."""

    at: datetime
    why: str


class Publication(Paper):
    """One story on one target.

    `revision` counts what was sent there from 1; sending a revision twice is harmless.
    """

    slug: str
    take: int
    target: str
    revision: int
    url_path: str
    digest: str
    headline: str
    first_published: datetime
    updated: datetime
    corrections: tuple[Correction, ...] = ()
    kill: Kill | None = None


class Release(Paper):
    """All that a target needs to publish one revision of a story, and nothing else.

    A target takes this and no other type: `approved` cannot be built without decisions that cover
    the package.
    """

    approved: Approved
    publication: Publication
    report: FactCheckReport
    credits: tuple[Credit, ...]
    continues: tuple[str, ...] = ()
    """Slugs of earlier live pieces that this story continues, the nearest first."""

    @model_serializer(mode="wrap")
    def _as_released(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave out what the first version did not have, so that its seals still fit."""
        return {
            name: value for name, value in handler(self).items() if value or name != "continues"
        }


_NEWER = frozenset({"teaser", "languages", "corrections", "continues"})


class ReleaseIndexEntry(Paper):
    """One live publication as lists, feeds and the sitemap need it."""

    slug: str
    url_path: str
    headline: str
    dek: str
    blurb: str
    beat: str
    byline: str
    persona: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    language: str
    art: str
    art_alt: str
    first_published: datetime
    updated: datetime
    revision: int
    is_gated: bool
    teaser: str = ""
    languages: tuple[str, ...] = ()
    """Languages of the sources that were read, one for each source."""
    corrections: tuple[Correction, ...] = ()
    continues: tuple[str, ...] = ()
    """Slugs of earlier pieces that it continues."""

    @model_serializer(mode="wrap")
    def _as_released(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave out what entries of the first version did not have."""
        return {name: value for name, value in handler(self).items() if value or name not in _NEWER}


class AftercareNote(Paper):
    """One act of aftercare: a correction or a kill, and who asked for it (never published)."""

    correction: Correction | None
    kill: Kill | None
    by: str
