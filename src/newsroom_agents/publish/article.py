"""The article as a page shows it: every text ready, with its language and direction.

The templates only lay out what stands here. It is computed from the public bundle alone, so the
same bundle gives the same article for ever; `levels` lays more into a bundle for a reader who may
read more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.presentation import GatedSection
from newsroom_agents.publish.public_text import PublicText, read_text
from newsroom_agents.publish.views import (
    ApprovalView,
    Article,
    CreditView,
    EvidenceView,
    ExcerptView,
    GateView,
    NoteView,
    OriginView,
    ParagraphView,
    SectionView,
    SentenceView,
    SourceView,
    When,
    Worded,
)
from newsroom_agents.publish.wording import (
    ACCESS_WORDS,
    ANALYSIS_WORDS,
    EDITOR_WORDS,
    PLAIN_WORDS,
    ROLE_WORDS,
    RUNG_WORDS,
    counted,
    day,
    engine_words,
    is_long,
    is_modelled,
    listed,
    moment,
    money,
    reading_time,
    shortened,
    stamp,
    standing,
)
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, Paragraph, Sentence, SentenceKind
from newsroom_agents.story.paper import DESK_CREDIT, Credit
from newsroom_agents.story.publication import CorrectionKind
from newsroom_agents.text.language import direction

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})
"""Languages that put no space between sentences."""

_OPEN_SOURCES = 6


def lay_out(bundle: PublicBundle, reads: Access = Access.PUBLIC, level: str = "") -> Article:
    """Return the article of `bundle`, ready for the templates.

    Args:
        bundle: What the article is drawn from.
        reads: What the reader may read; the bundle must hold the parts of that level.
        level: What a signed-in reader reads it as, in words; empty for the public page.

    Raises:
        VerificationError: A part of that level is missing or unreadable.
    """
    text = read_text(bundle, reads)
    zone = bundle.presentation.site.time_zone
    publication = bundle.publication
    evidence = tuple(_evidence(bundle, text))
    numbers = {row.sentence: row.number for row in evidence}
    groups = tuple(_origins(bundle, text))
    is_changed = publication.updated > publication.first_published
    notes = tuple(_notes(bundle, zone))
    return Article(
        bundle=bundle,
        text=text,
        root="../" * (text.url_path.count("/") + 1),
        dir=direction(text.language),
        is_long=is_long(text.headline),
        place=listed(text.located),
        places=_places(text),
        reports=_reports(text),
        topic=bundle.presentation.beat.title,
        published=_when(publication.first_published, zone),
        updated=_when(publication.updated, zone) if is_changed else None,
        art=bundle.presentation.art,
        caption=_caption(text),
        social_alt=_social_alt(text, bundle),
        notes=notes,
        top_notes=_top_notes(notes),
        sections=tuple(_sections(text, numbers)),
        evidence=evidence,
        gate=_gate(text, [g for g in bundle.presentation.gated if not reads.opens(g.access)]),
        origins=groups[:_OPEN_SOURCES],
        more_origins=groups[_OPEN_SOURCES:],
        sources_line=_sources_line(text),
        credits=tuple(_credits(bundle)),
        approvals=tuple(_approvals(bundle, zone)),
        effort=_effort(bundle),
        level=level,
    )


def _when(at: datetime, zone: str) -> When:
    return When(moment(at, zone), stamp(at))


def _worded(text: str, language: str) -> Worded:
    return Worded(text, language, direction(language))


def _reports(text: PublicText) -> str:
    """Name the outlets whose passages the public text cites, or else all of them."""
    cited = {excerpt.source for excerpt in text.excerpts.values()}
    names = dict.fromkeys(s.outlet_name for s in text.sources if s.id in cited)
    if not names:
        names = dict.fromkeys(source.outlet_name for source in text.sources)
    return shortened(tuple(names), 3, "outlets")


def _places(text: PublicText) -> tuple[tuple[str, str], ...]:
    """Return the places in words with their codes, where each has one."""
    codes = text.tags.places
    if len(codes) != len(text.located):
        return tuple((name, "") for name in text.located)
    return tuple(zip(text.located, codes, strict=True))


def _social_alt(text: PublicText, bundle: PublicBundle) -> str:
    """Describe the picture for sharing: it shows the headline, and the illustration if any."""
    told = f"The headline: {text.headline}"
    if bundle.presentation.social is None or text.art is None:
        return told if text.art is None else text.art.alt
    made = text.art.source_type
    label = text.art.label if made.is_of_a_person else "AI-generated illustration"
    return f"{told}. {label}: {text.art.alt}"


def _caption(text: PublicText) -> str:
    """Return the caption with its label in front, once."""
    if text.art is None:
        return ""
    if text.art.source_type.is_of_a_person:
        return f"{text.art.caption.strip()} {text.art.label.strip()}".strip()
    label = text.art.label.strip() or "AI-generated illustration"
    if not label.lower().startswith("ai-generated illustration"):
        label = f"AI-generated illustration ({label})"
    caption = text.art.caption.strip()
    if caption.lower().startswith("ai-generated illustration"):
        return caption
    return f"{label.rstrip('.')}. {caption}".strip()


def _notes(bundle: PublicBundle, zone: str) -> Iterator[NoteView]:
    for correction in sorted(bundle.publication.corrections, key=lambda c: c.number):
        name = "Correction" if correction.kind is CorrectionKind.CORRECTION else "Update"
        yield NoteView(name, When(day(correction.at, zone), stamp(correction.at)), correction.text)


def _top_notes(notes: Sequence[NoteView]) -> tuple[NoteView, ...]:
    """Return the notes that stand above the text: all corrections, and the latest update."""
    updates = [note for note in notes if note.name != "Correction"]
    return tuple(note for note in notes if note.name == "Correction" or note is updates[-1])


def _sections(text: PublicText, numbers: Mapping[str, int]) -> Iterator[SectionView]:
    space = "" if text.language.partition("-")[0] in UNSPACED else " "
    for section in text.sections:
        paragraphs = tuple(_paragraph(p, numbers, space) for p in section.paragraphs)
        is_open = section.access is Access.PUBLIC
        readers = "" if is_open else ACCESS_WORDS[section.access]
        yield SectionView(section.heading, paragraphs, readers)


def _paragraph(paragraph: Paragraph, numbers: Mapping[str, int], space: str) -> ParagraphView:
    views = []
    before: SentenceKind | None = None
    for sentence in paragraph.sentences:
        is_analysis = sentence.kind is SentenceKind.ANALYSIS
        views.append(
            SentenceView(
                id=sentence.id,
                text=sentence.text,
                kind=sentence.kind.value,
                rung=_rung(sentence),
                number=numbers.get(sentence.id, 0),
                opens_analysis=is_analysis and before is not SentenceKind.ANALYSIS,
                space=space if before is not None else "",
            )
        )
        before = sentence.kind
    return ParagraphView(tuple(views), all(view.kind == "analysis" for view in views))


def _rung(sentence: Sentence) -> str:
    if sentence.kind is SentenceKind.ANALYSIS:
        return "analysis"
    return sentence.rung.value if sentence.rung else "none"


def _evidence(bundle: PublicBundle, text: PublicText) -> Iterator[EvidenceView]:
    """Yield a numbered row for every sentence that cites a passage."""
    sources = {source.id: source for source in text.sources}
    number = 0
    for sentence in text.sentences():
        passages = [text.excerpts[cite] for cite in sentence.cites if cite in text.excerpts]
        if not passages:
            continue
        number += 1
        name, words = _rung_words(sentence)
        yield EvidenceView(
            sentence=sentence.id,
            number=number,
            text=sentence.text,
            rung=_rung(sentence),
            rung_name=name,
            rung_words=words,
            excerpts=tuple(_excerpt(bundle, p, sources.get(p.source)) for p in passages),
        )


def _rung_words(sentence: Sentence) -> tuple[str, str]:
    if sentence.kind is SentenceKind.ANALYSIS:
        return ANALYSIS_WORDS
    return RUNG_WORDS[sentence.rung] if sentence.rung else PLAIN_WORDS


def _excerpt(bundle: PublicBundle, excerpt: Excerpt, source: Source | None) -> ExcerptView:
    zone = bundle.presentation.site.time_zone
    return ExcerptView(
        id=excerpt.id,
        original=_worded(excerpt.text, excerpt.language),
        translation=excerpt.translation or "",
        language=_language(bundle, excerpt.language),
        outlet=source.outlet_name if source else "Unknown outlet",
        published=_when(source.published, zone) if source else When("", ""),
    )


def _gate(text: PublicText, gated: Sequence[GatedSection]) -> GateView | None:
    if not gated:
        return None
    most = Access.MEMBER if any(g.access is Access.MEMBER for g in gated) else Access.SUBSCRIBER
    return GateView(
        teaser=text.teaser,
        who=ACCESS_WORDS[most],
        length=reading_time(sum(section.words for section in gated)),
        sections=tuple(
            (
                section.heading or "More of this piece",
                f"{counted(section.paragraphs, 'paragraph')}, {section.words} words",
                ACCESS_WORDS[section.access],
            )
            for section in gated
        ),
    )


def _origins(bundle: PublicBundle, text: PublicText) -> Iterator[OriginView]:
    """Yield the sources by origin: those that the text cites most come first."""
    used = {source.id: 0 for source in text.sources}
    for sentence in text.sentences():
        for id_ in {cite.partition(".")[0] for cite in sentence.cites}:
            used[id_] = used.get(id_, 0) + 1
    weight: dict[str, int] = {}
    for source in text.sources:
        weight[source.origin] = weight.get(source.origin, 0) + used[source.id]
    ordered = sorted(text.sources, key=lambda s: (-weight[s.origin], s.origin, -used[s.id], s.id))
    for _, members in groupby(ordered, key=lambda source: source.origin):
        group = tuple(members)
        caption = ""
        if len(group) > 1:
            outlets = len({source.outlet for source in group})
            caption = f"{counted(outlets, 'outlet')}, one text: counted once"
            caption = caption[0].upper() + caption[1:]
        yield OriginView(caption, tuple(_source(bundle, s, used[s.id]) for s in group))


def _source(bundle: PublicBundle, source: Source, used: int) -> SourceView:
    words = f"cited in {counted(used, 'sentence')}" if used else "read, not cited here"
    if not source.is_readable:
        words = "in a language we do not read: names, figures and dates only"
    return SourceView(
        id=source.id,
        outlet=source.outlet_name,
        title=_worded(source.title, source.language),
        language=_language(bundle, source.language),
        published=_when(source.published, bundle.presentation.site.time_zone),
        standing=standing(source.tier, source.ownership),
        used=words,
        address=source.url,
    )


def _language(bundle: PublicBundle, code: str) -> str:
    return bundle.presentation.languages.get(code, code)


def _sources_line(text: PublicText) -> str:
    outlets = len({source.outlet for source in text.sources})
    origins = len({source.origin for source in text.sources})
    languages = len({source.language for source in text.sources})
    line = (
        f"{counted(outlets, 'outlet')} in {counted(languages, 'language')},"
        f" {counted(origins, 'independent origin')}"
    )
    return line[0].upper() + line[1:]


def _work_of(credit: Credit) -> str:
    if credit.role is not None:
        return ROLE_WORDS[credit.role]
    return "Changes at the desk" if credit == DESK_CREDIT else "House code"


def _credits(bundle: PublicBundle) -> Iterator[CreditView]:
    names = {person.id: person.name for person in bundle.presentation.staff}
    for credit in bundle.credits:
        yield CreditView(
            work=_work_of(credit),
            persona=names.get(credit.persona, credit.persona),
            engine=engine_words(credit),
            calls=counted(len(credit.calls), "call"),
            cost=money(credit.cost_microusd),
            prompt=credit.prompt,
        )


def _effort(bundle: PublicBundle) -> str:
    """Say how often a language model was asked, and what that cost."""
    asked = [credit for credit in bundle.credits if is_modelled(credit)]
    if not asked:
        return "No language model was called, and nothing was paid."
    calls = counted(sum(len(credit.calls) for credit in asked), "call")
    cost = money(sum(credit.cost_microusd for credit in asked))
    return f"It took {calls} to language models and cost {cost}."


def _approvals(bundle: PublicBundle, zone: str) -> Iterator[ApprovalView]:
    people = {decision.person for decision in bundle.decisions}
    for decision in bundle.decisions:
        who = EDITOR_WORDS[decision.role]
        if len(people) > 1:
            who = f"{who} (person {decision.person} of {len(people)})"
        yield ApprovalView(who, _when(decision.decided, zone), decision.covers)
