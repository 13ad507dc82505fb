"""Checking what stands in the place of a withdrawn piece against the record of its withdrawal."""

from collections.abc import Iterator
from pathlib import Path

from newsroom_agents.errors import PublicationError
from newsroom_agents.ports import Masthead
from newsroom_agents.publish.bundle import Withdrawn, bundle_bytes, seal_of, withdrawn
from newsroom_agents.publish.difference import difference
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.listing import read_public
from newsroom_agents.publish.page import House, notice_page
from newsroom_agents.publish.verify import Check
from newsroom_agents.publish.verify_beside import static_check
from newsroom_agents.story.publication import Publication

_PAGE, _BUNDLE = "index.html", "bundle.json"


def notice_checks(publication: Publication, site: Path, masthead: Masthead) -> Iterator[Check]:
    """Yield what was found where `publication` was: its notice, the record beside it, no more.

    The notice is drawn anew with the masthead as it is now.
    """
    folder = site / publication.url_path
    wanted = withdrawn(publication)
    house = House(masthead, {}, {}, site)
    yield _same("notice", notice_page(publication, house).encode(), folder / _PAGE)
    yield _same("withdrawal", bundle_bytes(wanted), folder / _BUNDLE)
    yield _seal(_read(folder / _BUNDLE))
    yield _nothing_else(folder)
    root = "../" * (publication.url_path.count("/") + 1)
    yield Check(*static_check(lambda name: _read(folder / name), root))


def _same(name: str, wanted: bytes, path: Path) -> Check:
    found = _read(path)
    if found is None:
        return Check(name, False, f"{path.name} is missing")
    if found != wanted:
        return Check(name, False, f"{path.name}, {difference(wanted, found)}")
    return Check(name, True, f"{path.name}: {len(wanted):,} bytes, the same as drawn anew")


def _seal(content: bytes | None) -> Check:
    found = read_public(content) if content is not None else None
    if not isinstance(found, Withdrawn):
        return Check("seal", False, f"{_BUNDLE} does not say that the piece was withdrawn")
    seal = seal_of(found)
    if seal != found.seal:
        return Check("seal", False, f"computed {seal[:12]}, written {found.seal[:12]}")
    return Check("seal", True, "the seal covers everything else")


def _nothing_else(folder: Path) -> Check:
    """Nothing of the article may be left beside its notice."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(str(path.relative_to(folder)) for path in files)
    left = [name for name in names if name not in {_PAGE, _BUNDLE}]
    words = f"still there: {', '.join(left)}" if left else "nothing of the piece is left beside it"
    return Check("nothing left", not left, words)


def _read(path: Path) -> bytes | None:
    try:
        return read_if_there(path)
    except PublicationError:
        return None
