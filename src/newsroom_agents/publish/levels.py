"""The article as a signed-in reader sees it: the released page with the parts of its level open.

What is opened comes from the full bundle, part by part, and only where its hash is the one that
stands in the public bundle: a reader sees what the editors signed, or the public page. The rest of
the page is the released bytes.
"""

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import BundlePart, FullBundle, PublicBundle
from newsroom_agents.publish.page import article_element
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import parts_of

_OPENS = b"<article "
_ENDS = b"</article>"
LEVEL_WORDS = {
    Access.PUBLIC: "as a free reader",
    Access.SUBSCRIBER: "as a subscriber",
    Access.MEMBER: "as a member",
}


def opened(public: PublicBundle, full: FullBundle, reads: Access) -> PublicBundle:
    """Return the public bundle with the content of every part that `reads` opens.

    Raises:
        VerificationError: The full bundle is of another release, or a part of it is not the one
            whose hash is public.
    """
    if full.public_seal != public.seal:
        raise VerificationError(part="full bundle", reason="belongs to another release")
    approved = full.release.approved
    held = {part.name: part for part in parts_of(approved.package)}
    found: list[BundlePart] = []
    for part in public.parts:
        if part.access is Access.PUBLIC or not reads.opens(part.access):
            found.append(part)
            continue
        kept, salt = held.get(part.part), approved.salts.get(part.part)
        if kept is None or salt is None or kept.hashed(salt) != part.hash:
            raise VerificationError(part=part.part, reason="differs from its public hash")
        found.append(part.model_copy(update={"salt": salt, "content": kept.content}))
    return public.model_copy(update={"parts": tuple(found)})


def page_for(page: bytes, public: PublicBundle, full: FullBundle, reads: Access) -> bytes:
    """Return the released page with its article drawn for a reader of level `reads`.

    Raises:
        VerificationError: Page and bundles do not belong together.
    """
    before, opens, rest = page.partition(_OPENS)
    _, ends, after = rest.partition(_ENDS)
    if not (opens and ends):
        raise VerificationError(part="page", reason="holds no article element")
    element = article_element(opened(public, full, reads), reads, LEVEL_WORDS[reads])
    return before + element.encode() + after
