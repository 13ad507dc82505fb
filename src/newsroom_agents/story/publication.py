"""What happens after release: publications, corrections, kills."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.decision import Approved
from newsroom_agents.story.paper import Credit, GrownPaper, Paper


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


class Release(GrownPaper):
    """All that a target needs to publish one revision of a story, and nothing else.

    A target takes this and no other type: `approved` cannot be built without decisions that cover
    the package.
    """

    NEWER: ClassVar = frozenset({"continues"})

    approved: Approved
    publication: Publication
    report: FactCheckReport
    credits: tuple[Credit, ...]
    continues: tuple[str, ...] = ()
    """Slugs of earlier live pieces that this story continues, the nearest first."""


class ReleaseIndexEntry(GrownPaper):
    """One live publication as lists, feeds and the sitemap need it."""

    NEWER: ClassVar = frozenset({"teaser", "languages", "corrections", "continues"})

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


class AftercareNote(Paper):
    """One act of aftercare: a correction or a kill, and who asked for it (never published)."""

    correction: Correction | None
    kill: Kill | None
    by: str
