"""Lists of places, topics, months and personas: paged, and rewritten only where they change."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsroom_agents.publish.paging import PAGE, Paging
from newsroom_agents.publish.redrawing import redraw
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.verify import verify_bundle
from newsroom_agents.story.publication import Release

from .builders import (
    CORRECTION,
    RELEASED,
    Live,
    files_under,
    kill,
    killed,
    pressroom,
    publish,
    release,
)
from .exercise import package

LATVIA = package().tags.model_copy(update={"places": ("LV",)})


def piece(number: int, **changes: object) -> Release:
    """A piece that came out `number` minutes after the first."""
    name = f"n{number:03}"
    story = package(slug=name, url_path=f"2024/06/10/{name}", headline=f"EXERCISE {name}", art=None)
    at = RELEASED - timedelta(days=4) + timedelta(minutes=number)
    return release(story.model_copy(update=changes), at=at)


def many(folder: Path, count: int) -> tuple[Pressroom, Live]:
    """A site whose lists hold so many pieces; articles lie for none of them."""
    live = Live()
    for number in range(count):
        live.record(piece(number))
    room = pressroom(folder, live)
    redraw(room)
    return room, live


@pytest.mark.parametrize(
    ("size", "last", "first_page"),
    [(0, 0, (0, 0)), (59, 0, (0, 59)), (60, 1, (30, 60)), (89, 1, (30, 89)), (90, 2, (60, 90))],
)
def test_the_first_page_holds_one_full_page_and_what_fills_none(
    size: int, last: int, first_page: tuple[int, int]
) -> None:
    paging = Paging(size)
    assert PAGE == 30
    assert (paging.last, paging.places(0)) == (last, first_page)
    shown = [paging.page_of(rank) for rank in range(size)]
    assert shown == sorted(shown, key=lambda number: number or last + 1)
    assert all(low <= rank < high for rank in range(size) for low, high in [page(paging, rank)])


def page(paging: Paging, rank: int) -> tuple[int, int]:
    """The places of the page that shows a place."""
    return paging.places(paging.page_of(rank))


def test_a_new_piece_changes_the_first_pages_and_no_older_one(tmp_path: Path) -> None:
    room, live = many(tmp_path, 95)
    before = files_under(tmp_path / "site")
    publish(piece(95), room, live)
    after = files_under(tmp_path / "site")
    changed = {name for name in before if before[name] != after[name]}
    assert not [name for name in changed if "/page/" in name]
    for name in ("places/pt", "topics/environment", "archive/2024/06", "persona/mara-venn"):
        assert f"{name}/index.html" in changed
        assert f"{name}/page/1/index.html" in after
    assert {"about/index.html", "404.html", "search/index.html"} & changed == set()


def test_a_page_that_fills_up_gets_its_number_and_the_one_before_leads_to_it(
    tmp_path: Path,
) -> None:
    room, live = many(tmp_path, 89)
    site = tmp_path / "site"
    assert not (site / "places/pt/page/2").exists()
    publish(piece(89), room, live)
    assert "EXERCISE n030" in (site / "places/pt/page/2/index.html").read_text()
    assert 'href="../../page/2/index.html"' in (site / "places/pt/page/1/index.html").read_text()
    assert 'href="page/2/index.html"' in (site / "places/pt/index.html").read_text()
    drawn = files_under(site)
    redraw(room)
    assert files_under(site) == drawn


def test_a_killed_piece_leaves_a_gap_and_shifts_no_page(tmp_path: Path) -> None:
    room, live = many(tmp_path, 95)
    publish(piece(5), room, live)
    before = files_under(tmp_path / "site")
    kill(killed(piece(5)), room, live)
    after = files_under(tmp_path / "site")
    changed = {name for name in before if before[name] != after.get(name)}
    pages = {name for name in changed if "/page/" in name}
    lists = ("places/pt", "topics/environment", "archive/2024/06", "persona/mara-venn")
    assert pages == {f"{name}/page/1/index.html" for name in lists}
    assert not [name for name, content in after.items() if b"EXERCISE n005" in content]


def test_a_piece_that_comes_late_moves_those_after_it(tmp_path: Path) -> None:
    room, live = many(tmp_path, 95)
    publish(piece(3, slug="late", url_path="2024/06/10/late", headline="EXERCISE late"), room, live)
    drawn = files_under(tmp_path / "site")
    redraw(room)
    assert files_under(tmp_path / "site") == drawn
    assert "EXERCISE late" in (tmp_path / "site/places/pt/page/1/index.html").read_text()


def test_a_place_without_pieces_says_so(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1, tags=LATVIA), room, live)
    assert "EXERCISE n001" in (tmp_path / "site/places/lv/index.html").read_text()
    kill(killed(piece(1)), room, live)
    assert "No piece is live here" in (tmp_path / "site/places/lv/index.html").read_text()
    assert "Latvia" not in (tmp_path / "site/places/index.html").read_text()


def test_an_update_about_another_place_moves_the_piece(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1), room, live)
    story = piece(1, tags=LATVIA, take=2).approved.package
    publish(release(story, 2, at=piece(1).publication.first_published), room, live)
    site = tmp_path / "site"
    assert "EXERCISE n001" not in (site / "places/pt/index.html").read_text()
    assert "EXERCISE n001" in (site / "places/lv/index.html").read_text()


def continuing(number: int, *slugs: str) -> Release:
    return piece(number).model_copy(update={"continues": slugs})


def test_a_follow_up_and_what_it_follows_name_each_other(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1), room, live)
    first = tmp_path / "site/2024/06/10/n001/index.html"
    alone = first.read_bytes()
    publish(continuing(2, "n001"), room, live)
    later = tmp_path / "site/2024/06/10/n002/index.html"
    assert "<h2>Earlier on this</h2>" in later.read_text()
    assert "<h2>Later on this</h2>" in first.read_text()
    end = b"</article>"
    assert first.read_bytes().partition(end)[0] == alone.partition(end)[0]
    assert verify_bundle(first.parent / "bundle.json").ok
    assert verify_bundle(later.parent / "bundle.json").ok
    kill(killed(continuing(2, "n001")), room, live)
    assert first.read_bytes() == alone


def test_a_withdrawn_piece_is_no_longer_named_as_earlier(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1), room, live)
    publish(continuing(2, "n001"), room, live)
    kill(killed(piece(1)), room, live)
    page = (tmp_path / "site/2024/06/10/n002/index.html").read_text()
    assert "Earlier on this" not in page
    assert verify_bundle(tmp_path / "site/2024/06/10/n002/bundle.json").ok


def test_a_stranger_under_earlier_does_not_verify(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1), room, live)
    publish(piece(2), room, live)
    page = tmp_path / "site/2024/06/10/n002/index.html"
    text = page.read_text()
    assert "More from Port Alba, Portugal" in text
    page.write_text(text.replace("More from Port Alba, Portugal", "Earlier on this"))
    [failed] = verify_bundle(page.parent / "bundle.json").failed
    assert failed.name == "surroundings"


def test_the_staff_page_names_all_and_the_persona_page_its_corrections(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(piece(1), room, live)
    for number in range(2, 70):
        live.record(piece(number))
    told = release(piece(1).approved.package, 2, (CORRECTION,), at=at(1))
    publish(told, room, live)
    assert "Mara Venn" in (tmp_path / "site/persona/index.html").read_text()
    assert CORRECTION.text in (tmp_path / "site/persona/mara-venn/index.html").read_text()


def at(number: int) -> datetime:
    """When a piece came out."""
    return piece(number).publication.first_published
