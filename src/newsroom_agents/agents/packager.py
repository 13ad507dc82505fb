"""The packager: everything round the text that the reader will see."""

import re
from collections.abc import Iterator, Sequence

from babel import Locale

from newsroom_agents.agents._packager import PackagerBrief, PackagerReply
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.packager import (
    MAX_PLACES,
    MAX_URL_WORDS,
    MAX_VARIANTS,
    by_hand,
    is_territory,
    url_words,
)
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.ground import check_package
from newsroom_agents.evidence.statements import VARIANT
from newsroom_agents.story.dossier import Source
from newsroom_agents.story.draft import Access, Draft, RestsOn
from newsroom_agents.story.package import Art, ArtReference, Package, Tags
from newsroom_agents.story.paper import DESK_CREDIT
from newsroom_agents.story.paper import Role as RoleName

__all__ = ["ROLE", "PackagerBrief", "PackagerReply", "compose", "disclosure_of"]

_ADDRESS = re.compile(r"(?i)https?://|www\.")
_BY_RULES = frozenset({"", "by hand"})
_WORDS = re.compile(r"[^\W_]+")
_SHORT_TEXTS = ("teaser", "blurb", VARIANT)
_GATED_RUN = 7
"""So many words in a row of a gated sentence give it away."""


def compose(brief: PackagerBrief, reply: PackagerReply) -> Composed[Package]:
    """Return the package: the reply's short texts and all that code already knows.

    Raises:
        ReplyRejectedError: A short text rests on no sentence, gives away what is gated, prints an
            address, or a place or topic is not the story's.
        StandardsError: Something that every publication must have is missing.
    """
    problems = tuple(_problems(brief, reply))
    if problems:
        msg = f"packager: {'; '.join(problems)}"
        raise ReplyRejectedError(msg)
    package = _package(brief, reply)
    missing = tuple(_missing(brief, package))
    if missing:
        msg = f"{package.slug!r} cannot be published: {'; '.join(missing)}"
        raise StandardsError(msg)
    return Composed(paper=package)


def disclosure_of(brief: PackagerBrief, sources: Sequence[Source]) -> str:
    """Return the plain line that tells readers how the piece was made, from the run's credits."""
    models = sorted(
        {
            credit.engine_model
            for credit in brief.credits
            if credit.role is not None and credit.engine_model not in _BY_RULES
        }
    )
    how = (
        f"with the language model {' and '.join(models)}"
        if len(models) == 1
        else f"with the language models {', '.join(models)}"
        if models
        else "by rules, without a language model"
    )
    origins = len({source.origin or source.snapshot for source in sources})
    if len(sources) == 1:
        reports = "one report"
    elif origins == len(sources):
        reports = f"{origins} independent reports"
    else:
        reports = f"{len(sources)} reports that count as {origins}"
    changed = "changed by hand and " if DESK_CREDIT in brief.credits else ""
    return (
        f"Made by the house’s AI personas {how}, from {reports}; checked against its "
        f"sources by code; {changed}approved by an editor before publication."
    )


def _package(brief: PackagerBrief, reply: PackagerReply) -> Package:
    draft = brief.draft
    cited = {cite for sentence in draft.sentences() for cite in sentence.cites}
    held = {cite.partition(".")[0] for cite in cited}
    sources = tuple(source for source in brief.dossier.sources if source.id in held)
    topics = tuple(topic for topic in brief.topics if topic.code in reply.topics)
    return Package(
        slug=draft.slug,
        take=brief.take,
        language=brief.language,
        beat=brief.beat,
        headline=draft.headline,
        headline_variants=reply.headline_variants,
        dek=draft.dek,
        url_path=_url_path(brief, reply.url_words),
        byline=brief.byline,
        located=tuple(str(Locale("en").territories[code]) for code in reply.places),
        sections=draft.sections,
        teaser=reply.teaser.strip(),
        blurb=reply.blurb.strip(),
        rests_on=_rests_on(brief, reply),
        art=_reference(brief.art),
        tags=Tags(places=reply.places, topics=topics),
        sources=sources,
        excerpts=tuple(one for one in brief.dossier.excerpts if one.id in cited),
        destinations=brief.destinations,
        disclosure=disclosure_of(brief, sources),
        label=draft.label,
        news_time=brief.news_time,
    )


def _url_path(brief: PackagerBrief, wished: str) -> str:
    """Return the address below the site: day, words, and the slug that makes it the only one."""
    slug = brief.draft.slug
    words = url_words(wished)
    if words and f"-{slug}-" not in f"-{words}-":
        words = f"{words}-{slug}"
    day = brief.address_day
    return f"{day.year:04}/{day.month:02}/{day.day:02}/{words or slug}"


def _rests_on(brief: PackagerBrief, reply: PackagerReply) -> RestsOn:
    return brief.draft.rests_on.model_copy(
        update={
            "teaser": reply.teaser_rests_on,
            "blurb": reply.blurb_rests_on,
            "caption": brief.art.caption_rests_on,
            "alt": brief.art.alt_rests_on,
        }
    )


def _reference(art: Art) -> ArtReference | None:
    if art.picture is None or art.card is None:
        return None
    return ArtReference(
        sha256=art.picture.sha256,
        card_sha256=art.card.sha256,
        alt=art.alt,
        caption=art.caption,
        label=art.label,
        source_type=art.source_type,
    )


def _problems(brief: PackagerBrief, reply: PackagerReply) -> Iterator[str]:
    ids = {sentence.id for sentence in brief.draft.sentences()}
    for part, names in (("teaser", reply.teaser_rests_on), ("blurb", reply.blurb_rests_on)):
        for name in names:
            if name not in ids:
                yield f"the {part} rests on {name!r}, which the draft does not have"
    for code in reply.places:
        if code not in brief.dossier.places or not is_territory(code):
            yield f"{code!r} is no place of this story"
    codes = {topic.code for topic in brief.topics}
    yield from (f"{code!r} is no topic of this story" for code in reply.topics if code not in codes)
    if len(reply.places) > MAX_PLACES or len(reply.headline_variants) > MAX_VARIANTS:
        yield f"at most {MAX_PLACES} places and {MAX_VARIANTS} variants of the headline"
    if len(reply.url_words) > 2 * MAX_URL_WORDS:
        yield f"url_words are longer than {2 * MAX_URL_WORDS} characters"
    yield from _faulty_texts(brief, reply)


def _faulty_texts(brief: PackagerBrief, reply: PackagerReply) -> Iterator[str]:
    gated = _gated_runs(brief.draft)
    for part, text in (
        ("teaser", reply.teaser),
        ("blurb", reply.blurb),
        *(("headline", variant) for variant in reply.headline_variants),
    ):
        if _ADDRESS.search(text):
            yield f"the {part} prints an address"
        if not gated.isdisjoint(_runs(text)):
            yield f"the {part} gives away a gated sentence"


def _gated_runs(draft: Draft) -> frozenset[tuple[str, ...]]:
    """Return the runs of words that stand in gated sentences and in no public one."""
    gated: set[tuple[str, ...]] = set()
    public: set[tuple[str, ...]] = set()
    for section in draft.sections:
        runs = public if section.access is Access.PUBLIC else gated
        for sentence in section.sentences():
            runs.update(_runs(sentence.text))
    return frozenset(gated - public)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORDS.findall(text.lower())
    return frozenset(
        tuple(words[at : at + _GATED_RUN]) for at in range(len(words) - _GATED_RUN + 1)
    )


def _missing(brief: PackagerBrief, package: Package) -> Iterator[str]:
    """Yield what every publication must have and this one lacks."""
    texts = {"headline": package.headline, "dek": package.dek, "blurb": package.blurb}
    yield from (f"it has no {name}" for name, text in texts.items() if not text.strip())
    access = {section.access for section in package.sections if any(section.sentences())}
    wanted = (
        (package.byline.name, "it has no byline"),
        (Access.PUBLIC in access, "no section is public"),
        (
            package.teaser or not access - {Access.PUBLIC},
            "a part is gated and no teaser says what stands behind",
        ),
        (package.sources, "it names no source"),
        (package.destinations, "it goes nowhere"),
    )
    yield from (reason for is_there, reason in wanted if not is_there)
    for part in (*texts, *(("teaser",) if package.teaser else ())):
        if not getattr(package.rests_on, part):
            yield f"its {part} rests on no sentence"
    yield from _missing_art(brief.art, package)


def _missing_art(art: Art, package: Package) -> Iterator[str]:
    if package.art is None:
        if not art.why_none.strip():
            yield "it has no picture, and no reason why"
    elif not (package.art.alt and package.art.label and package.art.caption):
        yield "its picture lacks alternative text, caption or label"


def _second_look(brief: PackagerBrief, package: Package) -> str:
    """Return what the evidence checks hold against the short texts; empty for nothing."""
    if not brief.texts:
        return ""
    findings = check_package(package, brief.dossier, brief.texts).findings
    return "; ".join(
        f"{finding.where}: {finding.reason}"
        for finding in findings
        if finding.blocks and finding.where.startswith(_SHORT_TEXTS)
    )


ROLE = Role(
    name=RoleName.PACKAGER,
    takes=PackagerBrief,
    asks=PackagerReply,
    gives=Package,
    compose=compose,
    by_hand=by_hand,
    second_look=_second_look,
)
