"""40: a correction or a kill that cannot go out is ahead of new pieces until it is out."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsroom_agents.cli.release import release_now
from newsroom_agents.cli.terminal import Code
from newsroom_agents.newsroom import Newsroom
from newsroom_agents.pipeline.rulings import Ask
from newsroom_agents.story.decision import Ruling, Via
from tests.stories.shop import Shop

from .inside import inside, public_copies

NOTE = "An earlier version accused the wrong company (EXERCISE)."


@contextmanager
def with_the_site_down(shop: Shop) -> Iterator[None]:
    """Take the site's place for the time of the block."""
    site, aside = shop.var / "site", shop.var / "aside"
    shutil.move(site, aside)
    site.write_text("", encoding="utf-8")
    yield
    site.unlink()
    shutil.move(aside, site)


def approve(newsroom: Newsroom, slug: str) -> None:
    """Approve a story in two names; this books its release."""
    with newsroom.desk.archive.reading() as room:
        row = room.queue.row(slug)
    for editor in ("Ada", "Bo")[: row.approvals_missing]:
        newsroom.rulings.rule(
            Ask(slug, Ruling.APPROVE, editor, via=Via.CLI, account="test", covers=row.digest)
        )


def went_out(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return what went out, in order: the journal's words and the stories."""
    with newsroom.desk.archive.reading() as room:
        rows = [row for one in room.queue.rows() for row in room.journal.rows(one.slug)]
    out = [row for row in rows if row.event in {"public", "withdrawn"}]
    return [(row.event, row.slug) for row in sorted(out, key=lambda row: row.number)]


def listed(site: Path, name: str) -> list[bool]:
    """Return whether feeds, sitemaps and the front page name an article."""
    sitemaps = "".join(path.read_text(encoding="utf-8") for path in site.rglob("sitemap*.xml"))
    feed = (site / "feed.xml").read_text(encoding="utf-8")
    return [name in text for text in (sitemaps, feed, (site / "index.html").read_text("utf-8"))]


@pytest.mark.parametrize("kind", ["kill", "correct"])
def test_case_40_a_note_that_could_not_go_out_goes_ahead_of_a_new_piece_once_it_can(
    published_on: tuple[Shop, str, str], tmp_path: Path, kind: str
) -> None:
    source, out, _ = published_on
    shop = source.copy(tmp_path / "var")
    new = shop.ready()[0]
    [page] = public_copies(shop)
    with inside(shop) as newsroom:
        newsroom.aftercare.correct(out, NOTE, "Ada", "test") if kind == "correct" else (
            newsroom.aftercare.kill(out, NOTE, "Ada", "test")
        )
        with with_the_site_down(shop):
            assert release_now(newsroom, None, as_json=True) is Code.PART
        assert NOTE not in page.read_text(encoding="utf-8")
        approve(newsroom, new)
        before = len(went_out(newsroom))
        assert release_now(newsroom, None, as_json=True) is Code.DONE
        word = "withdrawn" if kind == "kill" else "public"
        assert went_out(newsroom)[before] == (word, out)
        assert ("public", new) in went_out(newsroom)[before:]
        with newsroom.desk.archive.reading() as room:
            history = [row.event for row in room.journal.rows(out)]
            assert room.journal.verify().is_sound
            assert len(room.publications.history(out)) == 4
    assert f"{'kill' if kind == 'kill' else 'correction'} asked" in history
    assert NOTE in page.read_text(encoding="utf-8")
    assert listed(shop.var / "site", page.parent.name) == [kind == "correct"] * 3
    assert (shop.var / "bundles" / out / "1.json").is_file()
    assert shop.do("verify", out).code == 0
