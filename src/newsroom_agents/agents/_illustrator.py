"""The illustrator's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from enum import StrEnum

from newsroom_agents.story.draft import Draft
from newsroom_agents.story.paper import Paper


class Motif(StrEnum):
    """Abstract motifs the cover can carry."""

    WAVES = "waves"
    CONTOURS = "contours"
    GRID = "grid"
    ARCS = "arcs"
    COLUMNS = "columns"
    NETWORK = "network"
    FIELDS = "fields"
    NONE = "none"


class Figure(Paper):
    """A number of the draft that the picture may show: `value` as written, `of` what it counts."""

    value: str
    of: str
    sentence: str


class IllustratorBrief(Paper):
    """The draft to illustrate.

    `accent` is the beat's colour name, `places` the CLDR codes, `figures` numbers of supported
    sentences.
    """

    draft: Draft
    beat: str
    beat_title: str
    accent: str
    places: tuple[str, ...]
    figures: tuple[Figure, ...]
    publication: str
    """Name of the publication, set small on the cover."""


class IllustratorReply(Paper):
    """What to draw, and the words that go with it; `*_rests_on` are sentence ids."""

    motif: Motif
    prompt: str
    alt: str
    caption: str
    alt_rests_on: tuple[str, ...]
    caption_rests_on: tuple[str, ...]
    none_because: str
