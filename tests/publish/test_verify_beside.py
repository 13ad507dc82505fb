"""Verifying what stands behind the article and beside its page: nothing there is free."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.publish.bundle import PublicBundle, bundle_bytes, seal_of
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.verify import VerifyReport, verify_bundle
from newsroom_agents.story.publication import Release

from .builders import MASTHEAD, RELEASED, Live, kill, killed, pressroom, publish, release
from .exercise import PATH, package

UPDATE = b"<section>\n<h2>Update</h2>\n<p>EXERCISE. It was all false.</p>\n</section>\n"
NEIGHBOUR = "2024/06/10/older"


def older(**changes: object) -> Release:
    story = package(slug="older", url_path=NEIGHBOUR, headline="EXERCISE: the <older> piece")
    return release(story.model_copy(update=changes), at=RELEASED - timedelta(hours=30))


@pytest.fixture
def house(tmp_path: Path) -> tuple[Pressroom, Live]:
    """A site with two pieces of one persona and one place."""
    live = Live()
    room = pressroom(tmp_path, live)
    publish(older(), room, live)
    publish(release(), room, live)
    return room, live


@pytest.fixture
def site(house: tuple[Pressroom, Live]) -> Path:
    return house[0].site


def verified(folder: Path) -> VerifyReport:
    return verify_bundle(folder / "bundle.json")


def failed(folder: Path) -> dict[str, str]:
    return {check.name: check.detail for check in verified(folder).failed}


def detail(folder: Path, name: str) -> str:
    return next(check.detail for check in verified(folder).checks if check.name == name)


def spoil(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def test_pieces_that_name_each_other_verify(site: Path) -> None:
    assert not failed(site / PATH)
    assert not failed(site / NEIGHBOUR)
    assert "2 other pieces as their bundles name them" in detail(site / PATH, "surroundings")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</article>\n", b"</article>\n" + UPDATE),
        (b"</article>\n", b"</article>\n<p>EXERCISE. It was all false.</p>\n"),
        (b"</article>\n", b"</article>\nIt was all false.\n"),
        (b"</aside>", UPDATE + b"</aside>"),
        (b"</aside>", b"</aside>\n<p>Slipped in</p>"),
        (b"More from Mara Venn", b"All false, says Mara Venn"),
        (b"EXERCISE: the &lt;older&gt;", b"EXERCISE: it was all false, the &lt;older&gt;"),
        (b"paid for by its readers", b"paid for by the mayor"),
        (b"https://courier.example/support", b"https://elsewhere.example/support"),
        (b"approved by human editors", b"approved by nobody"),
        (b"desk@courier.example", b"mayor@courier.example"),
        (f"{NEIGHBOUR}/index.html".encode(), f"{PATH}/index.html".encode()),
        (f"{NEIGHBOUR}/index.html".encode(), b"2024/06/10/none/index.html"),
        (f"../../../../{NEIGHBOUR}/index.html".encode(), b"https://elsewhere.example/"),
    ],
)
def test_words_behind_the_article_that_no_bundle_gives_are_found(
    old: bytes, new: bytes, site: Path
) -> None:
    page = site / PATH / "index.html"
    before, mark, after = page.read_bytes().partition(b"</article>\n")
    assert old in mark + after
    page.write_bytes(before + (mark + after).replace(old, new))
    assert set(failed(site / PATH)) == {"surroundings"}


def test_a_withdrawn_neighbour_may_no_longer_be_named(house: tuple[Pressroom, Live]) -> None:
    room, live = house
    page = room.site / PATH / "index.html"
    before = page.read_bytes()
    kill(killed(older()), room, live)
    assert not failed(page.parent)
    page.write_bytes(before)
    assert failed(page.parent)["surroundings"] == (
        f"behind the article: {NEIGHBOUR} is named and was withdrawn"
    )


def test_a_piece_from_elsewhere_may_not_stand_under_more_from(
    house: tuple[Pressroom, Live],
) -> None:
    room, live = house
    tags = package().tags.model_copy(update={"places": ("LV",)})
    stranger = package(slug="far", url_path="2024/06/10/older2", tags=tags)
    publish(release(stranger, at=RELEASED - timedelta(hours=40)), room, live)
    page = room.site / PATH / "index.html"
    content = page.read_bytes()
    assert not failed(page.parent)
    start = content.index(b"<section>\n<h2>More from Port Alba")
    end = content.index(b"<section>\n<h2>More from Mara")
    persona = content[end : content.index(b"</aside>")]
    moved = persona.replace(b"More from Mara Venn", b"More from Port Alba, Portugal")
    page.write_bytes(content[:start] + moved + content[end:])
    assert "is named and not from there" in failed(page.parent)["surroundings"]


def test_a_new_name_of_a_beat_or_a_new_footer_leaves_older_pages_whole(
    house: tuple[Pressroom, Live], tmp_path: Path
) -> None:
    room, live = house
    from dataclasses import replace

    renamed = {name: replace(beat, title="Renamed") for name, beat in room.beats.items()}
    masthead = replace(MASTHEAD, support_line="EXERCISE. Another line.", time_zone="Asia/Tokyo")
    changed = replace(room, beats=renamed, masthead=masthead)
    newest = package(slug="newest", url_path="2024/06/15/newest")
    publish(release(newest, at=RELEASED + timedelta(hours=20)), changed, live)
    for path in (PATH, NEIGHBOUR, "2024/06/15/newest"):
        assert not failed(room.site / path), path
    assert b"Another line" in (room.site / "2024/06/15/newest/index.html").read_bytes()
    assert b"2024/06/15/newest" in (room.site / PATH / "index.html").read_bytes()


@pytest.mark.parametrize("name", ["evidence.js", "reader.css", "icon.svg"])
def test_a_changed_or_missing_file_that_every_page_loads_is_found(name: str, site: Path) -> None:
    path = site / "static" / name
    path.write_bytes(path.read_bytes() + b"\n/* more */")
    assert (
        f"static/{name} is not the one of this version: line "
        in (failed(site / PATH)["static files"])
    )
    path.unlink()
    assert failed(site / PATH) == {"static files": f"static/{name} is missing"}


def test_a_changed_or_missing_process_page_is_found(site: Path) -> None:
    page = site / PATH / "process" / "index.html"
    spoil(page, b"the passages carry it", b"nobody looked at it")
    assert "process/index.html, line " in failed(site / PATH)["process page"]
    page.unlink()
    assert failed(site / PATH) == {"process page": "process/index.html is missing"}


def test_a_folder_on_its_own_says_what_is_not_proven(site: Path, tmp_path: Path) -> None:
    alone = tmp_path / "a" / "b" / "c" / "d" / "alone"
    shutil.copytree(site / PATH, alone)
    report = verified(alone)
    assert report.ok, report.failed
    assert "the words of 2 links to other pieces are not proven" in detail(alone, "surroundings")
    assert "not compared" in detail(alone, "static files")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</article>\n", b"</article>\n" + UPDATE),
        (b"</aside>", UPDATE + b"</aside>"),
        (b'<li class="piece', b'<li style="x" class="piece'),
        (b'<li class="piece accent-', b'<li class="piece accent-x'),
        (b"</li>\n</ul>\n</section>\n</aside>", b"<p>False</p></li>\n</ul>\n</section>\n</aside>"),
        (b"paid for by its readers", b"paid for by the mayor"),
        (b"More from Mara Venn", b"All false, says Mara Venn"),
    ],
)
def test_a_folder_on_its_own_may_hold_only_the_form_that_we_draw(
    old: bytes, new: bytes, site: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "a" / "b" / "c" / "d" / "alone"
    shutil.copytree(site / PATH, alone)
    spoil(alone / "index.html", old, new)
    assert set(failed(alone)) == {"surroundings"}


def test_a_page_of_the_first_renderer_says_that_another_version_made_it(site: Path) -> None:
    folder = site / PATH
    old = PublicBundle.model_validate_json((folder / "bundle.json").read_bytes())
    plain = old.presentation.site.model_copy(update={"support_line": "", "support_url": ""})
    presentation = old.presentation.model_copy(update={"site": plain})
    first = old.model_copy(update={"renderer": "1", "presentation": presentation})
    first = first.model_copy(update={"seal": seal_of(first)})
    assert b"support_" not in bundle_bytes(first)
    (folder / "bundle.json").write_bytes(bundle_bytes(first))
    [check] = verified(folder).failed
    assert check.name == "page"
    assert check.detail.startswith("made by another version of the page")
    assert not failed(site / NEIGHBOUR)
