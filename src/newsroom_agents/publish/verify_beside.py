"""Comparing what stands behind an article and beside its page with what we would write there.

The article's own bundle draws the footer and the process page. The pieces under "more from" are
drawn from the bundles that stand at their addresses; where no site stands around the folder, only
their form can be checked, and the result says so. Results are triples, as in `verify_page`.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import combinations

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import PublicBundle, Withdrawn
from newsroom_agents.publish.difference import difference
from newsroom_agents.publish.listing import NEIGHBOURS, read_public
from newsroom_agents.publish.page import (
    MoreTeasers,
    Teaser,
    article_tail,
    bundle_teaser,
    process_page,
    static_files,
)
from newsroom_agents.publish.presentation import PALETTE
from newsroom_agents.publish.public_text import read_text
from newsroom_agents.publish.views import When, Worded

FileBeside = Callable[[str], bytes | None]
Result = tuple[str, bool, str]

_LISTS = len(fields(MoreTeasers))
_SECTION = b"<section>\n"
_LINK = re.compile(rb'<h3><a href="([^"<>]*)"')
_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)+")
_PIECE = re.compile(
    r'<li class="piece accent-(?P<accent>[a-z]+)">\n'
    r'<p class="kicker"><span class="topic">(?P<beat>[^<>]*)</span>'
    r'(?P<gated> <span class="about">partly for members</span>)?</p>\n'
    r'<h3><a href="(?P<href>[^"<>]*)" lang="(?P<lang>[^"<>]*)" dir="(?P<dir>ltr|rtl)">'
    r"(?P<headline>[^<>]*)</a></h3>\n"
    r'<p class="piece-facts"><time datetime="(?P<stamp>[^"<>]*)">(?P<words>[^<>]*)</time></p>\n'
    r"</li>\n"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A list of other pieces: how each is shown, and its text where its bundle stands."""

    teasers: tuple[Teaser, ...] = ()
    bundles: tuple[PublicBundle, ...] = ()


@dataclass(frozen=True, slots=True)
class _Around:
    """The files around one page, by the addresses that the page itself uses."""

    bundle: PublicBundle
    file_beside: FileBeside

    @property
    def root(self) -> str:
        """The way from the page to the top of the site."""
        return "../" * (self.bundle.publication.url_path.count("/") + 1)

    def has_site(self) -> bool:
        """Whether a site stands around the folder; a folder that was copied out has none."""
        names = (*(f"static/{name}" for name in static_files()), "index.html")
        return any(self.file_beside(f"{self.root}{name}") is not None for name in names)


def beside_checks(bundle: PublicBundle, page: bytes, file_beside: FileBeside) -> Iterator[Result]:
    """Yield what was found behind the article, on its process page, and of the static files.

    Raises:
        VerificationError: The bundle cannot be drawn.
    """
    around = _Around(bundle, file_beside)
    has_site = around.has_site()
    yield _surroundings(around, page, has_site)
    yield _same_file("process page", process_page(bundle).encode(), "process/index.html", around)
    if has_site:
        yield static_check(file_beside, around.root)
    else:
        words = "not compared: no site stands around this folder, and nothing of it is proven"
        yield "static files", True, words


def static_check(file_beside: FileBeside, root: str) -> Result:
    """Compare the stylesheet, the script and the icon with those of this package."""
    name = "static files"
    for file, wanted in static_files().items():
        found = file_beside(f"{root}static/{file}")
        if found is None:
            return name, False, f"static/{file} is missing"
        if found != wanted:
            where = difference(wanted, found)
            return name, False, f"static/{file} is not the one of this version: {where}"
    return name, True, f"{len(static_files())} files are those of this version"


def _same_file(name: str, wanted: bytes, path: str, around: _Around) -> Result:
    found = around.file_beside(path)
    if found is None:
        return name, False, f"{path} is missing"
    if found != wanted:
        return name, False, f"{path}, {difference(wanted, found)}"
    return name, True, f"{len(wanted):,} bytes, the same as drawn from the bundle"


def _surroundings(around: _Around, page: bytes, has_site: bool) -> Result:
    """Compare everything behind the article with what the bundles around it draw."""
    name = "surroundings"
    close = b"</article>"
    start = page.rfind(close) + len(close)
    found = page[start:] if start >= len(close) else b""
    lines_before = page.count(b"\n", 0, start)
    try:
        chunks = found.split(_SECTION)[1 : 1 + _LISTS]
        named = [_named(around, chunk, has_site=has_site) for chunk in chunks]
        ways = list(_arranged(named))
        drawn = [_drawn(around, *way) for way in ways]
        if found not in drawn:
            return name, False, difference(_nearest(drawn, found), found, lines_before)
        _refuse_strangers(around, *ways[drawn.index(found)])
    except VerificationError as error:
        return name, False, f"behind the article: {error.reason}"
    count = sum(len(one.teasers) for one in named)
    if has_site or not count:
        words = f"footer as the bundle draws it, {count} other pieces as their bundles name them"
        return name, True, words
    words = f"form and footer as drawn; the words of {count} links to other pieces are not proven"
    return name, True, f"{words}: no site stands around this folder"


def _drawn(around: _Around, *lists: _Named) -> bytes:
    more = MoreTeasers(*(one.teasers for one in lists))
    return article_tail(around.bundle, more).encode()


def _nearest(drawn: list[bytes], found: bytes) -> bytes:
    """Return the drawing that agrees with `found` for longest."""
    return max(drawn, key=lambda wanted: _agreed(wanted, found))


def _agreed(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _arranged(named: list[_Named]) -> Iterator[tuple[_Named, ...]]:
    """Yield the ways in which the lists found can stand, in their order, among all there can be."""
    for places in combinations(range(_LISTS), len(named)):
        found = dict(zip(places, named, strict=True))
        yield tuple(found.get(place, _Named()) for place in range(_LISTS))


def _named(around: _Around, chunk: bytes, *, has_site: bool) -> _Named:
    """Return the pieces that one list names, from their bundles where there are any."""
    links = [link.decode("utf-8", "replace") for link in _LINK.findall(chunk)]
    paths = [_path_of(around, link) for link in links]
    if len(paths) > 2 * NEIGHBOURS or len(set(paths)) < len(paths):
        raise VerificationError(part="more", reason="a list names more pieces than ours do")
    if not has_site:
        return _Named(tuple(_as_written(around, chunk)))
    bundles = [_standing(around, path) for path in paths]
    zone = around.bundle.presentation.site.time_zone
    return _Named(
        tuple(bundle_teaser(bundle, zone) for bundle in bundles),
        tuple(bundles),
    )


def _refuse_strangers(
    around: _Around, earlier: _Named, later: _Named, of_place: _Named, of_persona: _Named
) -> None:
    """Refuse a piece that does not belong where it is named."""
    here = around.bundle
    text = read_text(here)
    places = set(text.tags.places)
    strangers = [
        *(one for one in earlier.bundles if one.slug not in here.presentation.earlier),
        *(one for one in later.bundles if here.slug not in one.presentation.earlier),
        *(one for one in of_place.bundles if not places & set(read_text(one).tags.places)),
        *(one for one in of_persona.bundles if _persona(one) != text.byline.persona),
    ]
    for one in strangers:
        path = one.publication.url_path
        raise VerificationError(part="more", reason=f"{path} is named and not from there")


def _persona(bundle: PublicBundle) -> str:
    return read_text(bundle).byline.persona


def _path_of(around: _Around, link: str) -> str:
    path = link.removeprefix(around.root).removesuffix("/index.html")
    is_ours = link == f"{around.root}{path}/index.html" and _PATH.fullmatch(path)
    if not is_ours or path == around.bundle.publication.url_path:
        raise VerificationError(part="more", reason=f"{link!r} leads to no other piece")
    return path


def _standing(around: _Around, path: str) -> PublicBundle:
    """Return the bundle of a piece that the page names."""
    content = around.file_beside(f"{around.root}{path}/bundle.json")
    found = read_public(content) if content is not None else None
    if isinstance(found, Withdrawn):
        raise VerificationError(part="more", reason=f"{path} is named and was withdrawn")
    if found is None or found.publication.url_path != path:
        raise VerificationError(part="more", reason=f"{path} is named and has no bundle")
    return found


def _as_written(around: _Around, chunk: bytes) -> Iterator[Teaser]:
    """Yield the pieces as the page itself words them; drawn again they must be the same bytes."""
    for match in _PIECE.finditer(chunk.decode("utf-8", "replace")):
        part = {name: html.unescape(value or "") for name, value in match.groupdict().items()}
        if part["accent"] not in PALETTE:
            raise VerificationError(part="more", reason=f"no accent {part['accent']!r}")
        worded = Worded(part["headline"], part["lang"], part["dir"])
        yield Teaser(
            href=part["href"].removeprefix(around.root),
            headline=worded,
            dek=Worded("", part["lang"], part["dir"]),
            beat=part["beat"],
            beat_id="",
            accent=part["accent"],
            byline="",
            when=When(part["words"], part["stamp"]),
            updated=None,
            picture="",
            picture_alt="",
            is_gated=bool(part["gated"]),
            is_long=False,
        )
