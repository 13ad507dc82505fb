"""A picture that an editor brings: bounded, drawn anew, and labelled as what it is.

Nothing of the file that was sent is published: the pixels are copied, cut to the house's sizes and
written as new files, whose metadata say only how the picture came about and whose it is.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image, ImageOps

from newsroom_agents.agents.cover import CARD_SIZE, CARD_TYPE, PICTURE_SIZE, PICTURE_TYPE
from newsroom_agents.archive.blobs import Blobs
from newsroom_agents.errors import StandardsError
from newsroom_agents.gateway.pictures import redrawn
from newsroom_agents.story.package import Picture, SourceType
from newsroom_agents.story.revision import NewPicture

MOST_BYTES = 12_000_000
"""The largest file that an editor may bring."""
MOST_CREDIT = 120
LABELS = {SourceType.CAPTURED: "Photograph", SourceType.CREATED: "Illustration by a person"}
"""What an editor may bring, and what readers are told it is."""
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it was sent, with what its editor says of it."""

    content: bytes
    source_type: SourceType
    credit: str


def taken_in(brought: Brought, blobs: Blobs) -> NewPicture:
    """Keep a picture in the house's form and return how a revision names it.

    Raises:
        StandardsError: It is none, too large, of no kind that a person brings, or nobody's.
        StorageError: It cannot be kept.
    """
    credit = " ".join(brought.credit.split())
    problem = _problem(brought, credit)
    if problem:
        raise StandardsError(problem)
    drawn = redrawn(brought.content, "")
    if not drawn.picture:
        msg = f"the picture was not taken: {drawn.why_none}"
        raise StandardsError(msg)
    with Image.open(BytesIO(drawn.picture), formats=("PNG",)) as plain:
        xmp = _xmp(brought.source_type, credit).encode("utf-8")
        whole = _fitted(plain, PICTURE_SIZE, "WEBP", xmp)
        card = _fitted(plain, CARD_SIZE, "JPEG", xmp)
    return NewPicture(
        picture=_kept(blobs, whole, PICTURE_TYPE, PICTURE_SIZE),
        card=_kept(blobs, card, CARD_TYPE, CARD_SIZE),
        source_type=brought.source_type,
        label=f"{LABELS[brought.source_type]}: {credit}",
    )


def _problem(brought: Brought, credit: str) -> str:
    if len(brought.content) > MOST_BYTES:
        return f"the picture has {len(brought.content)} bytes, at most {MOST_BYTES} may be"
    if brought.source_type not in LABELS:
        return f"a person brings no picture of the kind {brought.source_type.value}"
    if not 0 < len(credit) <= MOST_CREDIT:
        return f"the picture needs its maker's name, 1 to {MOST_CREDIT} characters"
    return ""


def _fitted(plain: Image.Image, size: tuple[int, int], kind: str, xmp: bytes) -> bytes:
    out = BytesIO()
    cut = ImageOps.fit(plain.convert("RGB"), size, Image.Resampling.LANCZOS)
    cut.save(out, kind, quality=86, xmp=xmp)
    return out.getvalue()


def _kept(blobs: Blobs, content: bytes, media_type: str, size: tuple[int, int]) -> Picture:
    blobs.put(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Picture(sha256=sha256, media_type=media_type, width=size[0], height=size[1])


def _xmp(source_type: SourceType, credit: str) -> str:
    """Return the packet that says in the file how the picture came about, and whose it is."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<Iptc4xmpExt:DigitalSourceType>{_SOURCE_TYPES}{source_type.value}"
        "</Iptc4xmpExt:DigitalSourceType>"
        f"<photoshop:Credit>{escape(credit)}</photoshop:Credit>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
