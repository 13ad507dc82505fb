"""The illustrator's job by hand: choose a motif for the beat, and say plainly what is drawn.

The words describe the drawing, never the event: whoever cannot see it must not think that it shows
something.
"""

import hashlib
from collections.abc import Mapping
from itertools import islice

from newsroom_agents.agents._illustrator import IllustratorBrief, IllustratorReply, Motif
from newsroom_agents.story.check import Rung
from newsroom_agents.story.draft import Draft

CAPTION_START = "AI-generated illustration"
_MOTIFS: Mapping[str, tuple[Motif, ...]] = {
    "politics": (Motif.COLUMNS, Motif.GRID, Motif.ARCS),
    "conflict": (Motif.CONTOURS, Motif.ARCS),
    "disaster": (Motif.CONTOURS, Motif.ARCS),
    "crime": (Motif.GRID, Motif.ARCS),
    "economy": (Motif.COLUMNS, Motif.FIELDS),
    "transport": (Motif.NETWORK, Motif.WAVES),
    "labour": (Motif.FIELDS, Motif.COLUMNS),
    "technology": (Motif.NETWORK, Motif.GRID),
    "science": (Motif.NETWORK, Motif.ARCS),
    "environment": (Motif.WAVES, Motif.FIELDS, Motif.CONTOURS),
    "health": (Motif.ARCS, Motif.NETWORK),
    "education": (Motif.GRID, Motif.NETWORK),
    "weather": (Motif.WAVES, Motif.CONTOURS),
    "sport": (Motif.ARCS, Motif.FIELDS),
}
_ANY = tuple(motif for motif in Motif if motif is not Motif.NONE)
_SHAPES: Mapping[Motif, str] = {
    Motif.WAVES: "rows of waves under pale rings",
    Motif.CONTOURS: "closed lines around a point, like heights on a map",
    Motif.GRID: "square tiles with quarter circles and rings",
    Motif.ARCS: "rings that spread from a corner",
    Motif.COLUMNS: "upright bars of many heights that measure nothing",
    Motif.NETWORK: "points joined by thin lines",
    Motif.FIELDS: "slanted plots with fine furrows",
    Motif.NONE: "an even ground",
}


def by_hand(brief: IllustratorBrief) -> IllustratorReply:
    """Return the motif and the words that go with it."""
    motif = motif_for(brief.beat, brief.draft.slug)
    ground = settled_sentence(brief.draft)
    return IllustratorReply(
        motif=motif,
        prompt=f"motif {motif.value}, accent {brief.accent}, seed {brief.draft.slug}",
        alt=f"Abstract drawing in {brief.accent}: {_SHAPES[motif]}.",
        caption=(
            f"{CAPTION_START}: an abstract drawing made by code in the colour of the "
            "subject; it shows no real scene."
        ),
        alt_rests_on=ground,
        caption_rests_on=ground,
        none_because="",
    )


def settled_sentence(draft: Draft) -> tuple[str, ...]:
    """Return a sentence that nobody disputes: words about a drawing take no side."""
    settled = (
        sentence.id
        for sentence in draft.sentences()
        if sentence.rung not in (None, Rung.DISPUTED, Rung.CLAIMED)
    )
    return tuple(islice(settled, 1))


def motif_for(beat: str, slug: str) -> Motif:
    """Return a motif that suits the beat; the slug decides between several."""
    choice = _MOTIFS.get(beat, _ANY)
    digest = hashlib.sha256(slug.encode()).digest()
    return choice[digest[0] % len(choice)]
