"""The package: everything that will be published, in parts that can be hashed one by one.

The digest is taken over the list of the parts' hashes, so that a public bundle can hold back a
gated part and still be checked. Each part is salted: nobody can guess a short gated text by hashing
candidates.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, RestsOn, Section, Sentence
from newsroom_agents.story.paper import Paper, canonical_json


class SourceType(StrEnum):
    """How a picture came about (IPTC digital source type)."""

    ALGORITHMIC = "algorithmicMedia"
    DATA_DRIVEN = "dataDrivenMedia"
    TRAINED = "trainedAlgorithmicMedia"
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
    CAPTURED = "digitalCapture"
    CREATED = "digitalCreation"

    @property
    def is_of_a_person(self) -> bool:
        """Whether a person made it: no page may call it made by a machine."""
        return self in {SourceType.CAPTURED, SourceType.CREATED}


class Picture(Paper):
    """The bytes of a picture, by hash, with their size in pixels."""

    sha256: str
    media_type: str
    width: int
    height: int


class Art(Paper):
    """The illustration, or the reason why there is none (`picture` is None then).

    With a picture, `why_none` says why no model's stands there and code drew this one.
    """

    prompt: str
    picture: Picture | None
    card: Picture | None
    """The same picture cut for social cards."""
    alt: str
    caption: str
    label: str
    source_type: SourceType
    why_none: str = ""
    alt_rests_on: tuple[str, ...] = ()
    caption_rests_on: tuple[str, ...] = ()


class ArtReference(Paper):
    """The picture as the package names it."""

    sha256: str
    card_sha256: str
    alt: str
    caption: str
    label: str
    source_type: SourceType


class Byline(Paper):
    """What the reader sees of the correspondent."""

    persona: str
    name: str
    title: str
    bio: str


class Topic(Paper):
    """A topic by its IPTC media-topic code and name."""

    code: str
    name: str


class Tags(Paper):
    """Places by CLDR territory code, topics by media topic."""

    places: tuple[str, ...]
    topics: tuple[Topic, ...]


class Package(Paper):
    """Everything that will be published.

    `located` names the places for the line "About: PLACE, from reports by …"; there is no dateline.
    `destinations` are names of publishing targets.
    """

    slug: str
    take: int
    language: str
    beat: str
    headline: str
    headline_variants: tuple[str, ...] = ()
    dek: str
    url_path: str
    byline: Byline
    located: tuple[str, ...]
    sections: tuple[Section, ...]
    teaser: str
    blurb: str
    rests_on: RestsOn
    art: ArtReference | None
    tags: Tags
    sources: tuple[Source, ...]
    excerpts: tuple[Excerpt, ...]
    """Those that a sentence of the package cites."""
    destinations: tuple[str, ...]
    disclosure: str
    label: str
    news_time: datetime

    def sentences(self) -> tuple[Sentence, ...]:
        """Return all sentences in reading order."""
        return tuple(sentence for section in self.sections for sentence in section.sentences())


class Part(Paper):
    """One part of a package, as bytes that can be hashed.

    `content` is plain text for the short texts and canonical JSON for structured parts.
    """

    name: str
    access: Access
    content: str

    def hashed(self, salt: str) -> str:
        """Return sha256 over salt and content, both as UTF-8, in hex."""
        return hashlib.sha256((salt + self.content).encode("utf-8")).hexdigest()


def parts_of(package: Package) -> tuple[Part, ...]:
    """Return everything the package publishes, part by part.

    A section carries its own access level; a source's address (its link) is for subscribers. The
    excerpts belong to the section that cites them first; those that only a gated section cites are
    gated with it. Together the parts hold every field that reaches a reader.
    """
    return (
        _text("headline", package.headline),
        _text("dek", package.dek),
        _text("teaser", package.teaser),
        _text("blurb", package.blurb),
        _text("disclosure", package.disclosure),
        _json("byline", [package.byline.model_dump(mode="json"), package.url_path]),
        _json(
            "tags",
            [
                package.tags.model_dump(mode="json"),
                list(package.located),
                package.language,
                package.beat,
                package.label,
            ],
        ),
        _json("destinations", list(package.destinations)),
        _json("art", package.art.model_dump(mode="json") if package.art else None),
        _json("rests_on", package.rests_on.model_dump(mode="json")),
        *(_section_part(package, number) for number in range(len(package.sections))),
        *(_source_part(source) for source in package.sources),
        *(_address_part(source) for source in package.sources),
    )


def package_digest(package: Package, salts: dict[str, str]) -> str:
    """Return the digest an editor signs.

    It is sha256 over the sorted lines `part TAB sha256(salt + content)`, each ended by a newline.

    Args:
        package: What will be published.
        salts: A salt for every part, by part name.

    Raises:
        KeyError: A part has no salt.
    """
    return digest_of_hashes(
        {part.name: part.hashed(salts[part.name]) for part in parts_of(package)}
    )


def digest_of_hashes(hashes: dict[str, str]) -> str:
    """Return the digest over parts of which only the hashes are known."""
    lines = sorted(f"{name}\t{value}\n" for name, value in hashes.items())
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _text(name: str, text: str) -> Part:
    return Part(name=name, access=Access.PUBLIC, content=text)


def _json(name: str, value: object, access: Access = Access.PUBLIC) -> Part:
    return Part(name=name, access=access, content=canonical_json(value).decode("utf-8"))


def _section_part(package: Package, number: int) -> Part:
    section = package.sections[number]
    cited = {cite for sentence in section.sentences() for cite in sentence.cites}
    earlier = {
        cite
        for before in package.sections
        if before is not section and _comes_first(package, before, section)
        for sentence in before.sentences()
        for cite in sentence.cites
    }
    excerpts = [
        excerpt.model_dump(mode="json")
        for excerpt in package.excerpts
        if excerpt.id in cited and excerpt.id not in earlier
    ]
    value = {"section": section.model_dump(mode="json"), "excerpts": excerpts}
    return _json(f"section-{number + 1}", value, section.access)


_OPENNESS = {Access.PUBLIC: 0, Access.SUBSCRIBER: 1, Access.MEMBER: 2}


def _comes_first(package: Package, one: Section, other: Section) -> bool:
    """Whether `one` owns an excerpt that both cite: the more open section, then the earlier."""
    order = package.sections
    return (_OPENNESS[one.access], order.index(one)) < (_OPENNESS[other.access], order.index(other))


def _source_part(source: Source) -> Part:
    public = source.model_dump(mode="json", exclude={"url", "uri"})
    return _json(f"source-{source.id}", public)


def _address_part(source: Source) -> Part:
    return _json(f"address-{source.id}", {"uri": source.uri, "url": source.url}, Access.SUBSCRIBER)
