"""The signed text, read back from the parts of a bundle: the public ones, unless told otherwise.

The page is drawn from this and from nothing else, so what is not in a part that the reader may see
cannot reach the reader's page, by whatever mistake in a template.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import BundlePart, PublicBundle
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, Section, Sentence
from newsroom_agents.story.package import ArtReference, Byline, Tags


@dataclass(frozen=True, slots=True)
class PublicText:
    """What the public may read of a package, or a reader of a higher level."""

    headline: str
    dek: str
    teaser: str
    blurb: str
    disclosure: str
    byline: Byline
    url_path: str
    tags: Tags
    located: tuple[str, ...]
    language: str
    beat: str
    label: str
    art: ArtReference | None
    sections: tuple[Section, ...]
    excerpts: Mapping[str, Excerpt]
    sources: tuple[Source, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences in reading order."""
        for section in self.sections:
            yield from section.sentences()


_BYLINE = TypeAdapter(tuple[Byline, str])
_TAGS = TypeAdapter(tuple[Tags, tuple[str, ...], str, str, str])
_EXCERPTS = TypeAdapter(tuple[Excerpt, ...])


def read_text(bundle: PublicBundle, reads: Access = Access.PUBLIC) -> PublicText:
    """Return the text of `bundle` that a reader of level `reads` may read.

    Raises:
        VerificationError: A part of that level is missing or does not read as what its name says.
    """
    parts = {part.part: part for part in bundle.parts}
    try:
        byline, url_path = _BYLINE.validate_json(_content(parts, "byline"))
        tags, located, language, beat, label = _TAGS.validate_json(_content(parts, "tags"))
        art = TypeAdapter(ArtReference | None).validate_json(_content(parts, "art"))
        sections, excerpts = _sections(bundle, reads)
        sources = tuple(_sources(bundle, reads))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise VerificationError(
            part="parts", reason=f"do not read as a package: {error}"
        ) from error
    return PublicText(
        headline=_content(parts, "headline"),
        dek=_content(parts, "dek"),
        teaser=_content(parts, "teaser"),
        blurb=_content(parts, "blurb"),
        disclosure=_content(parts, "disclosure"),
        byline=byline,
        url_path=url_path,
        tags=tags,
        located=located,
        language=language,
        beat=beat,
        label=label,
        art=art,
        sections=sections,
        excerpts=excerpts,
        sources=sources,
    )


def _content(parts: Mapping[str, BundlePart], name: str) -> str:
    part = parts.get(name)
    if part is None or part.content is None:
        raise VerificationError(part=name, reason="is missing from the bundle")
    return part.content


def _sections(
    bundle: PublicBundle, reads: Access
) -> tuple[tuple[Section, ...], Mapping[str, Excerpt]]:
    sections: list[Section] = []
    excerpts: dict[str, Excerpt] = {}
    for part in bundle.parts:
        if not part.part.startswith("section-") or not reads.opens(part.access):
            continue
        value = json.loads(part.content or "null")
        sections.append(Section.model_validate(value["section"]))
        held = _EXCERPTS.validate_python(value["excerpts"])
        excerpts.update((excerpt.id, excerpt) for excerpt in held)
    return tuple(sections), excerpts


def _sources(bundle: PublicBundle, reads: Access) -> Iterator[Source]:
    """Yield the sources; their addresses are for subscribers and stay blank for others."""
    addresses = {
        part.part.removeprefix("address-"): json.loads(part.content or "null")
        for part in bundle.parts
        if part.part.startswith("address-") and reads.opens(part.access)
    }
    for part in bundle.parts:
        if part.part.startswith("source-"):
            address = addresses.get(part.part.removeprefix("source-"), {"uri": "", "url": ""})
            yield Source.model_validate({**json.loads(part.content or "null"), **address})
