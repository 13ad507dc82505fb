"""The packager's job by hand: short texts that say no more than the sentences they rest on."""

import re
from collections.abc import Iterator, Sequence

from babel import Locale
from slugify import slugify

from newsroom_agents.agents._packager import PackagerBrief, PackagerReply
from newsroom_agents.agents.by_hand.digest_headlines import SUFFIXES
from newsroom_agents.agents.by_hand.digest_members import ANALYSIS_HEADING, contents_of
from newsroom_agents.agents.by_hand.digest_quoting import listed
from newsroom_agents.story.draft import Access, Draft, Section, Sentence
from newsroom_agents.text.names import territories

MAX_URL_WORDS = 60
MAX_VARIANTS = 3
MAX_PLACES = 4
_OPEN_TO = {Access.SUBSCRIBER: "subscribers", Access.MEMBER: "members"}
_COMPARISON = "how these reports compare"


def by_hand(brief: PackagerBrief) -> PackagerReply:
    """Return url words, teaser, blurb, variants of the headline, places and topics."""
    teaser, teaser_rests_on = teaser_for(brief.draft, brief.limits.teaser_chars)
    blurb, blurb_rests_on = _blurb(brief.draft, brief.limits.blurb_chars)
    return PackagerReply(
        url_words=brief.draft.slug,
        headline_variants=tuple(_variants(brief.draft.headline, brief.limits.headline_chars)),
        teaser=teaser,
        teaser_rests_on=teaser_rests_on,
        blurb=blurb,
        blurb_rests_on=blurb_rests_on,
        places=_places(brief),
        topics=tuple(topic.code for topic in brief.topics),
    )


def url_words(headline: str) -> str:
    """Return the words of the address: ASCII, joined by hyphens, cut between words."""
    phrase = re.sub(r"['’]", "", _without_suffix(headline))
    return str(slugify(phrase, max_length=MAX_URL_WORDS, word_boundary=True, save_order=True))


def teaser_for(draft: Draft, most: int) -> tuple[str, tuple[str, ...]]:
    """Return what stands behind the gate, without its words, and the sentences that stand there.

    Without a gated section there is nothing to promise, and the teaser is empty.
    """
    gated = [section for section in draft.sections if section.access is not Access.PUBLIC]
    if not gated:
        return "", ()
    lines = [f"For {_OPEN_TO[section.access]}: {_promise(section)}." for section in gated]
    while len(" ".join(lines)) > most and len(lines) > 1:
        lines.pop()
    ids = [sentence.id for section in gated[: len(lines)] for sentence in section.sentences()]
    return " ".join(lines), tuple(ids)


def _promise(section: Section) -> str:
    if section.heading == ANALYSIS_HEADING:
        return listed(contents_of(section)) or _COMPARISON
    return section.heading.rstrip(".") or "the rest of this story"


def _blurb(draft: Draft, most: int) -> tuple[str, tuple[str, ...]]:
    """Return the lede as far as it fits, or the dek."""
    taken: list[Sentence] = []
    for sentence in draft.lede.sentences:
        if len(" ".join([*(one.text for one in taken), sentence.text])) > most:
            break
        taken.append(sentence)
    if not taken:
        return draft.dek, draft.rests_on.dek
    return " ".join(one.text for one in taken), tuple(one.id for one in taken)


def _variants(headline: str, most: int) -> Iterator[str]:
    """Yield the headline's phrase with the other endings that it may have."""
    phrase = _without_suffix(headline)
    if phrase == headline:
        return
    others = (f"{phrase}{suffix}" for suffix in SUFFIXES)
    fitting = [other for other in others if other != headline and len(other) <= most]
    yield from fitting[:MAX_VARIANTS]


def _without_suffix(headline: str) -> str:
    for suffix in SUFFIXES:
        if headline.endswith(suffix):
            return headline.removesuffix(suffix)
    return headline


def _places(brief: PackagerBrief) -> tuple[str, ...]:
    """Return the places of the dossier that the public text names; its first one otherwise."""
    known = [code for code in brief.dossier.places if is_territory(code)]
    text = " ".join(_public_texts(brief.draft.sections))
    named = territories(text, brief.language)
    chosen = [code for code in known if code in named]
    return tuple((chosen or known[:1])[:MAX_PLACES])


def is_territory(code: str) -> bool:
    """Whether CLDR knows a country or area by this code."""
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories


def _public_texts(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        if section.access is Access.PUBLIC:
            yield from (sentence.text for sentence in section.sentences())
