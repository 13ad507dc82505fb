"""Drafts and packages as statements: every text that a reader will see, with what it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsroom_agents.evidence.align import aligned
from newsroom_agents.evidence.check import Statement
from newsroom_agents.evidence.material import Material, Passage, plain_words, read_text
from newsroom_agents.story.dossier import Excerpt
from newsroom_agents.story.draft import Draft, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import Package
from newsroom_agents.text.names import names
from newsroom_agents.text.quotes import quotations

DESCRIPTIONS = frozenset(("caption", "alt"))
"""Texts that may describe the picture alone and then rest on nothing."""

HEADING = "heading-"
"""Place of the n-th section heading, which rests on the sentences under it."""

VARIANT = "headline-variant-"
"""Place of a finding in the n-th variant of the headline, which rests on the same sentences."""


def statements_of_draft(draft: Draft, material: Material) -> tuple[Statement, ...]:
    """Return the statements of a draft: its sentences, then headline, dek and headings."""
    sentences = tuple(draft.sentences())
    texts = (("headline", draft.headline), ("dek", draft.dek))
    return (
        *(statement_of_sentence(sentence, material) for sentence in sentences),
        *_short_texts(texts, draft.rests_on, sentences, material),
        *_headings(draft.sections, material),
    )


def statements_of_package(package: Package, material: Material) -> tuple[Statement, ...]:
    """Return the statements of a package: its sentences, then all of its short texts."""
    sentences = package.sentences()
    art = package.art
    label = plain_words(art.label) if art else ()
    texts = (
        ("headline", package.headline),
        *(
            (f"{VARIANT}{number}", variant)
            for number, variant in enumerate(package.headline_variants, start=1)
        ),
        ("dek", package.dek),
        ("teaser", package.teaser),
        ("blurb", package.blurb),
        ("caption", art.caption if art else ""),
        ("alt", art.alt if art else ""),
    )
    return (
        *(statement_of_sentence(sentence, material) for sentence in sentences),
        *_short_texts(texts, package.rests_on, sentences, material, label),
        *_headings(package.sections, material),
    )


def statement_of_sentence(sentence: Sentence, material: Material) -> Statement:
    """Return one sentence with the passages it cites."""
    excerpts = tuple(
        material.excerpts[cite] for cite in sentence.cites if cite in material.excerpts
    )
    passage = read_text(sentence.text, material.language, material.dossier.news_time)
    snapshots = tuple(dict.fromkeys(excerpt.snapshot for excerpt in excerpts))
    cited = tuple(_cited(excerpts, material))
    near = aligned(passage.stems, cited, material)
    fitting = dict.fromkeys(passage.snapshot for passage in near)
    return Statement(
        where=sentence.id,
        text=sentence.text,
        kind=sentence.kind,
        cites=sentence.cites,
        excerpts=excerpts,
        passage=passage,
        names=names(sentence.text, material.language),
        quotations=quotations(sentence.text),
        near=(*near, *_translations(excerpts, material)),
        far=tuple(
            passage
            for snapshot in fitting or snapshots
            if snapshot in material.texts
            for passage in material.texts[snapshot].passages
        ),
        snapshots=snapshots,
        ours=_ours(passage.words, material.outlets),
        rung=sentence.rung,
        speaker=sentence.speaker,
    )


def _short_texts(
    texts: Iterable[tuple[str, str]],
    rests_on: RestsOn,
    sentences: Sequence[Sentence],
    material: Material,
    label: tuple[str, ...] = (),
) -> Iterator[Statement]:
    """Yield the short texts; a description that names no sentence may use them all."""
    held = {sentence.id: sentence for sentence in sentences}
    for where, text in texts:
        if text.strip():
            field = "headline" if where.startswith(VARIANT) else where
            ids: tuple[str, ...] = getattr(rests_on, field)
            ground = [held[id_] for id_ in ids if id_ in held]
            is_free = where in DESCRIPTIONS and not ids
            if is_free:
                ids, ground = tuple(held), list(sentences)
            statement = _short_text(where, text, ids, ground, material)
            if is_free:
                statement = replace(statement, cites=())
            labelled = _ours(statement.passage.words, (label,) if label else ())
            yield replace(statement, ours=statement.ours | labelled)


def _headings(sections: Iterable[Section], material: Material) -> Iterator[Statement]:
    """Yield section headings: each rests on the sentences under it."""
    for number, section in enumerate(sections, start=1):
        if section.heading.strip():
            ground = tuple(section.sentences())
            ids = tuple(sentence.id for sentence in ground)
            yield _short_text(f"{HEADING}{number}", section.heading, ids, ground, material)


def _short_text(
    where: str, text: str, ids: tuple[str, ...], ground: Sequence[Sentence], material: Material
) -> Statement:
    published = material.dossier.news_time
    passage = read_text(text, material.language, published)
    cites = tuple(dict.fromkeys(cite for sentence in ground for cite in sentence.cites))
    excerpts = tuple(material.excerpts[cite] for cite in cites if cite in material.excerpts)
    return Statement(
        where=where,
        text=text,
        kind=SentenceKind.REPORTED,
        cites=cites,
        excerpts=excerpts,
        passage=passage,
        names=names(text, material.language),
        quotations=quotations(text),
        near=tuple(read_text(held.text, material.language, published) for held in ground),
        far=(),
        snapshots=tuple(dict.fromkeys(excerpt.snapshot for excerpt in excerpts)),
        ours=_ours(passage.words, material.outlets),
        rests_on=ids,
    )


def _ours(words: Sequence[str], names: Iterable[tuple[str, ...]]) -> frozenset[int]:
    """Return which words, by number, belong to one of the names."""
    held = set(words)
    present = [name for name in names if name and name[0] in held]
    return frozenset(
        at + step
        for name in present
        for at in range(len(words) - len(name) + 1)
        if words[at] == name[0] and tuple(words[at : at + len(name)]) == name
        for step in range(len(name))
    )


def _cited(excerpts: Sequence[Excerpt], material: Material) -> Iterator[Passage]:
    """Yield the passages that the excerpts touch, each once."""
    seen: set[tuple[str, int]] = set()
    for excerpt in excerpts:
        text = material.texts.get(excerpt.snapshot)
        for passage in text.passages if text else ():
            touches = passage.start < excerpt.end and excerpt.start < passage.end
            if touches and (passage.snapshot, passage.start) not in seen:
                seen.add((passage.snapshot, passage.start))
                yield passage


def _translations(excerpts: Sequence[Excerpt], material: Material) -> Iterator[Passage]:
    """Yield translated excerpts: the bridge to a source in another language."""
    for excerpt in excerpts:
        if excerpt.translation:
            text = material.texts.get(excerpt.snapshot)
            published = text.published if text else None
            yield read_text(excerpt.translation, material.language, published)
