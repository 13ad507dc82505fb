"""The illustrator: an honest picture, labelled as what it is."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from newsroom_agents.agents._illustrator import (
    Figure,
    IllustratorBrief,
    IllustratorReply,
    Motif,
)
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.illustrator import CAPTION_START, by_hand
from newsroom_agents.agents.cover import (
    CARD_SIZE,
    CARD_TYPE,
    PICTURE_SIZE,
    PICTURE_TYPE,
    Cover,
    CoverText,
    draw_cover,
    hang_cover,
)
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.gateway.outcome import Drawn
from newsroom_agents.story.package import Art, Picture, SourceType
from newsroom_agents.story.paper import Role as RoleName

__all__ = [
    "LABEL",
    "ROLE",
    "Figure",
    "IllustratorBrief",
    "IllustratorReply",
    "Motif",
    "compose",
]

LABEL = CAPTION_START
_AS_IF_SEEN = re.compile(
    r"(?i)\b(?:photo\w*|snapshot|footage|pictured|(?:picture|image|scene) of the (?:event|scene)|"
    r"seen here|captured|screenshot)\b"
)
_ADDRESS = re.compile(r"(?i)https?://|www\.")


def compose(brief: IllustratorBrief, reply: IllustratorReply) -> Composed[Art]:
    """Return the picture with its words, and its bytes; or no picture, with the reason.

    Raises:
        ReplyRejectedError: The words speak of a photograph, the caption hides that a machine drew
            it, or they rest on sentences that the draft does not have.
    """
    problems = tuple(_problems(brief, reply))
    if problems:
        msg = f"illustrator: {'; '.join(problems)}"
        raise ReplyRejectedError(msg)
    if reply.motif is Motif.NONE:
        return Composed(paper=_art(reply, None, SourceType.ALGORITHMIC))
    cover = draw_cover(brief.draft.slug, reply.motif, brief.accent, _text(brief, reply))
    art = _art(reply, cover, SourceType.ALGORITHMIC)
    return Composed(paper=art, enclosures=(cover.picture, cover.card))


def wants_picture(brief: IllustratorBrief, reply: IllustratorReply) -> bool:
    """Whether a picture is worth asking for: the reply has a motif, and would be accepted."""
    return reply.motif is not Motif.NONE and not any(_problems(brief, reply))


def hang(brief: IllustratorBrief, reply: IllustratorReply, drawn: Drawn) -> Composed[Art]:
    """Return the picture that a model drew, with its words; or the one code draws, and why.

    Raises:
        ReplyRejectedError: As for `compose`.
    """
    composed = compose(brief, reply)
    if composed.paper.picture is None:
        return composed
    if not drawn.picture:
        why = {"why_none": drawn.why_none}
        return replace(composed, paper=composed.paper.model_copy(update=why))
    told = replace(_text(brief, reply), drawn_by=drawn.engine_model, source_type=SourceType.TRAINED)
    cover = hang_cover(drawn.picture, brief.accent, told)
    art = _art(reply, cover, SourceType.TRAINED)
    return Composed(paper=art, enclosures=(cover.picture, cover.card))


def _text(brief: IllustratorBrief, reply: IllustratorReply) -> CoverText:
    return CoverText(
        beat_title=brief.beat_title,
        publication=brief.publication,
        description=f"{LABEL}. {reply.alt.strip()}",
    )


def _problems(brief: IllustratorBrief, reply: IllustratorReply) -> Iterator[str]:
    if reply.motif is Motif.NONE:
        if not reply.none_because.strip():
            yield "no picture, and no reason why"
        return
    if not reply.alt.strip():
        yield "alt is empty"
    if not reply.caption.startswith(CAPTION_START):
        yield f"the caption must begin with {CAPTION_START!r}"
    for where, text in (("alt", reply.alt), ("caption", reply.caption)):
        if found := _AS_IF_SEEN.search(text):
            yield f"{where} says {found.group()!r}, as if the picture showed what happened"
        if _ADDRESS.search(text):
            yield f"{where} prints an address"
    ids = {sentence.id for sentence in brief.draft.sentences()}
    rests = (*reply.alt_rests_on, *reply.caption_rests_on)
    yield from (
        f"rests on {name!r}, which the draft does not have" for name in rests if name not in ids
    )


def _art(reply: IllustratorReply, cover: Cover | None, source_type: SourceType) -> Art:
    shown = cover is not None
    return Art(
        prompt=reply.prompt.strip(),
        picture=_picture(cover.picture, PICTURE_TYPE, PICTURE_SIZE) if cover else None,
        card=_picture(cover.card, CARD_TYPE, CARD_SIZE) if cover else None,
        alt=reply.alt.strip() if shown else "",
        caption=reply.caption.strip() if shown else "",
        label=LABEL if shown else "",
        source_type=source_type,
        why_none="" if shown else reply.none_because.strip(),
        alt_rests_on=reply.alt_rests_on if shown else (),
        caption_rests_on=reply.caption_rests_on if shown else (),
    )


def _picture(content: bytes, media_type: str, size: tuple[int, int]) -> Picture:
    return Picture(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        width=size[0],
        height=size[1],
    )


ROLE = Role(
    name=RoleName.ILLUSTRATOR,
    takes=IllustratorBrief,
    asks=IllustratorReply,
    gives=Art,
    compose=compose,
    by_hand=by_hand,
    wants_picture=wants_picture,
    hang=hang,
)
