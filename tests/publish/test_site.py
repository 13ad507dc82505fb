"""Publishing, correcting and killing on the site: whole, once, and complete after any fault."""

import errno
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.errors import PublicationError
from newsroom_agents.publish.files import Writer, read_if_there, staged_name
from newsroom_agents.publish.listing import more_from
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.verify import verify_bundle, verify_published
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
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
from .exercise import CARD, GATED_WORDS, PATH, art, package, picture

CORRECTED = release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5))
OTHER_ART = picture(400, 225)


class Killed(BaseException):
    """The process dies here."""


class CountingWriter(Writer):
    """Counts every change of the disk and dies, or fails, at the `at`-th."""

    def __init__(self, at: int = -1, *, dies: bool = False) -> None:
        self.at, self.dies, self.steps = at, dies, 0

    def _step(self, path: Path) -> None:
        if path.parent.name == "words" and int(path.stem.strip(".")[:2], 16) % 16:
            return  # all shards of the search are written by one line; a few stand for all
        self.steps += 1
        if self.steps == self.at:
            if self.dies:
                raise Killed
            raise OSError(errno.ENOSPC, "No space left on device")

    def put(self, path: Path, content: bytes) -> None:
        if self.steps + 1 == self.at:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content[: len(content) // 2])
        self._step(path)
        super().put(path, content)

    def swap(self, staged: Path, path: Path) -> None:
        self._step(path)
        super().swap(staged, path)

    def drop(self, path: Path) -> None:
        self._step(path)
        super().drop(path)


def neighbour(name: str, hours: int, place: str = "PT") -> Release:
    """Another live piece of the same persona."""
    story = package(slug=name, url_path=f"2024/06/10/{name}", headline=f"EXERCISE: {name}")
    story = story.model_copy(update={"tags": story.tags.model_copy(update={"places": (place,)})})
    return release(story, at=RELEASED - timedelta(hours=hours))


def updated() -> Release:
    """A second take with new facts and another picture."""
    story = package(take=2, headline="Port Alba votes again", art=None)
    return release(with_other_art(story), 2, after=timedelta(hours=8))


def with_other_art(story: Package) -> Package:
    """The same with a picture that is quickly drawn."""
    reference = art().model_copy(update={"sha256": pressroom(Path()).blobs.put(OTHER_ART)})
    return story.model_copy(update={"art": reference})


def room_with(folder: Path, live: Live, writer: Writer | None = None) -> Pressroom:
    room = pressroom(folder, live, writer)
    room.blobs.put(OTHER_ART)
    return room


def prepare(folder: Path) -> Live:
    """Two other pieces are live, and so is revision 1 of the story."""
    live = Live()
    room = room_with(folder, live)
    for sent in (neighbour("older", 30), neighbour("oldest", 60), release()):
        publish(sent, room, live)
    return live


def send_first(room: Pressroom) -> None:
    sent = neighbour("newest", -3)
    story = with_other_art(sent.approved.package)
    publish(release(story, at=sent.publication.first_published), room)


def send_correction(room: Pressroom) -> None:
    publish(CORRECTED, room)


def send_update(room: Pressroom) -> None:
    publish(updated(), room)


def send_kill(room: Pressroom) -> None:
    kill(killed(release()), room)


CHANGES = (send_first, send_correction, send_update, send_kill)


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_a_fault_at_any_step_leaves_a_whole_article_and_the_next_run_completes_it(
    change: Callable[[Pressroom], None], dies: bool, tmp_path: Path
) -> None:
    prepare(tmp_path / "before")
    shutil.copytree(tmp_path / "before", tmp_path / "calm")
    live = prepare(tmp_path / "other")
    counter = CountingWriter()
    change(room_with(tmp_path / "calm", live, counter))
    old, new = files_under(tmp_path / "before/site"), files_under(tmp_path / "calm/site")
    assert counter.steps >= 10
    for at in range(1, counter.steps + 1):
        shutil.rmtree(tmp_path / "hurt", ignore_errors=True)
        shutil.copytree(tmp_path / "before", tmp_path / "hurt")
        writer = CountingWriter(at, dies=dies)
        with pytest.raises(Killed if dies else PublicationError):
            change(room_with(tmp_path / "hurt", live, writer))
        check_whole(tmp_path / "hurt" / "site", old, new)
        change(room_with(tmp_path / "hurt", live))
        assert files_under(tmp_path / "hurt" / "site") == new, f"after step {at}"


def check_whole(site: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Every public page is the old or the new one; every article that stands, verifies."""
    for name, content in files_under(site).items():
        if not name.endswith(".next"):
            assert content in (old.get(name), new.get(name)), name
    for page in site.glob("2024/*/*/*/index.html"):
        folder = str(page.parent.relative_to(site))
        pair = [site / folder / name for name in ("index.html", "bundle.json")]
        names = [f"{folder}/index.html", f"{folder}/bundle.json"]
        is_known = any(
            [p.read_bytes() for p in pair if p.exists()] == [tree.get(name) for name in names]
            for tree in (old, new)
        )
        if not is_known and b"<article" in page.read_bytes():
            check_waiting(pair[0], pair[1])


def check_waiting(page: Path, bundle: Path) -> None:
    """The page's own bundle waits for its promotion, fits the page, and does not count yet."""
    report = verify_bundle(bundle)
    assert report.failed[-1].detail == "a promotion is pending: run newsroom release"
    waiting = staged_name(bundle).read_bytes()
    assert verify_published(
        waiting, page.read_bytes(), lambda name: read_if_there(page.parent / name)
    ).ok


def test_publishing_again_writes_nothing(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    before = files_under(tmp_path)
    counter = CountingWriter()
    publish(release(), room_with(tmp_path, live, counter), live)
    assert counter.steps == 0
    assert files_under(tmp_path) == before


def test_it_does_not_matter_whether_the_release_is_recorded_before_or_after(tmp_path: Path) -> None:
    one, other = Live(), Live()
    publish(release(), pressroom(tmp_path / "after", one), one)
    other.record(release())
    publish(release(), pressroom(tmp_path / "before", other))
    assert files_under(tmp_path / "after") == files_under(tmp_path / "before")


def test_a_lower_revision_that_comes_late_changes_nothing(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    publish(CORRECTED, room_with(tmp_path, live), live)
    before = files_under(tmp_path)
    publish(release(), room_with(tmp_path, live))
    assert files_under(tmp_path) == before


def test_a_correction_stands_at_the_top_at_the_end_in_the_feed_and_in_the_bundle(
    tmp_path: Path,
) -> None:
    live = prepare(tmp_path)
    publish(CORRECTED, room_with(tmp_path, live), live)
    page = (tmp_path / "site" / PATH / "index.html").read_text()
    assert '<p class="note-top"><b>Correction, <time' in page
    assert page.count(CORRECTION.text) == 2  # in full at the end, and in the structured data
    assert "Updated <time" in page
    assert CORRECTION.text in (tmp_path / "site" / PATH / "bundle.json").read_text()
    feed = (tmp_path / "site/feed.xml").read_text()
    assert f"Correction, 14 June 2024: {CORRECTION.text}" in feed
    publish(neighbour("later", -9), room_with(tmp_path, live), live)
    assert CORRECTION.text in (tmp_path / "site/feed.xml").read_text()


def test_an_update_takes_the_old_picture_away(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    publish(updated(), room_with(tmp_path, live), live)
    names = {path.name.partition("-")[0] for path in (tmp_path / "site" / PATH).iterdir()}
    assert names == {"index.html", "bundle.json", "process", "art", "card", "social"}
    assert len(list((tmp_path / "site" / PATH).glob("social-*"))) == 1
    assert len(list((tmp_path / "site" / PATH).glob("art-*"))) == 1
    assert {path.name for path in (tmp_path / "bundles" / "port-alba-barrier").iterdir()} == {
        "1.json",
        "2.json",
    }


def test_a_kill_leaves_a_notice_and_nothing_else_anywhere(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    publish(CORRECTED, room_with(tmp_path, live), live)
    kill(killed(CORRECTED), room_with(tmp_path, live), live)
    folder = tmp_path / "site" / PATH
    notice = (folder / "index.html").read_text()
    assert "This piece was withdrawn" in notice
    assert "Its main source withdrew the report" in notice
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "index.html",
        "bundle.json",
    }
    for name, content in files_under(tmp_path / "site").items():
        assert b"tide barrier" not in content or "older" in name or "oldest" in name, name
        if not name.startswith(PATH):
            assert PATH.encode() not in content, name
            assert b"Port Alba votes" not in content.replace(b"EXERCISE: Port Alba votes", b"")


def test_a_killed_story_does_not_come_back_by_a_late_retry(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    kill(killed(release()), room_with(tmp_path, live), live)
    before = files_under(tmp_path / "site")
    publish(release(), room_with(tmp_path, live))
    assert files_under(tmp_path / "site") == before


def test_a_kill_may_be_repeated(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    kill(killed(release()), room_with(tmp_path, live), live)
    before = files_under(tmp_path)
    counter = CountingWriter()
    kill(killed(release()), room_with(tmp_path, live, counter), live)
    assert counter.steps == 0
    assert files_under(tmp_path) == before


@pytest.mark.parametrize(
    "words",
    [*GATED_WORDS, "salt of section-4", "internal remark", "Ada", "gated-address", "urn:exercise"],
)
def test_no_public_file_holds_what_is_gated_or_private(words: str, tmp_path: Path) -> None:
    live = prepare(tmp_path)
    publish(CORRECTED, room_with(tmp_path, live), live)
    for name, content in files_under(tmp_path / "site").items():
        assert words.encode() not in content, name


def test_every_sentence_behind_the_gate_is_absent_from_every_public_file(tmp_path: Path) -> None:
    prepare(tmp_path)
    gated = [
        sentence.text
        for section in package().sections
        if section.access is not Access.PUBLIC
        for sentence in section.sentences()
    ]
    assert len(gated) == 3
    everything = b"".join(files_under(tmp_path / "site").values()).decode("utf-8", "replace")
    assert not [text for text in gated if text in everything]


@pytest.mark.parametrize(
    "path", ["../out", "/etc/x", "a/../b", "about/x", "static/x", "alone", "a//b", "A/B", "a/.b"]
)
def test_a_path_that_leaves_its_place_is_refused_and_nothing_is_written(
    path: str, tmp_path: Path
) -> None:
    with pytest.raises(PublicationError, match="cannot be published at") as caught:
        publish(release(package(url_path=path)), pressroom(tmp_path))
    assert not caught.value.retryable
    assert not files_under(tmp_path)


def test_a_read_only_site_gives_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file where the folder should be")
    with pytest.raises(PublicationError, match="cannot write"):
        publish(release(), pressroom(tmp_path))


def test_pages_beside_a_piece_are_drawn_again_and_their_articles_stay(tmp_path: Path) -> None:
    live = Live()
    room = room_with(tmp_path, live)
    publish(neighbour("older", 30), room, live)
    page = tmp_path / "site/2024/06/10/older/index.html"
    alone = page.read_bytes()
    assert b"More from" not in alone
    publish(release(), room, live)
    beside = page.read_bytes()
    assert f"{PATH}/index.html".encode() in beside
    end = b"</article>"
    assert beside[: beside.index(end)] == alone[: alone.index(end)]
    assert verify_bundle(page.parent / "bundle.json").ok
    kill(killed(release()), room, live)
    assert page.read_bytes() == alone


def test_an_article_drawn_by_an_older_renderer_keeps_its_bytes(tmp_path: Path) -> None:
    live = Live()
    room = room_with(tmp_path, live)
    publish(neighbour("older", 30), room, live)
    page = tmp_path / "site/2024/06/10/older/index.html"
    page.write_bytes(page.read_bytes().replace(b'class="dek"', b'class="old"', 1))
    publish(release(), room, live)
    assert page.read_bytes().count(b'class="old"') == 1
    assert f"{PATH}/index.html".encode() in page.read_bytes()


def test_more_is_the_nearest_in_time_on_both_sides() -> None:
    live = Live()
    for hours in range(6):
        live.record(neighbour(f"n{hours}", hours, "PT" if hours % 2 else "LV"))
    [middle] = [entry for entry in live.entries.values() if entry.slug == "n2"]
    more = more_from(middle, live)
    assert [entry.slug for entry in more.of_persona] == ["n0", "n1", "n3", "n4"]
    assert [entry.slug for entry in more.of_place] == ["n0", "n4"]


def test_the_front_page_leads_with_the_newest_and_names_the_beats(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    politics = package(slug="vote", url_path="2024/06/15/vote", beat="politics", art=None)
    publish(release(politics, at=RELEASED + timedelta(days=1)), room_with(tmp_path, live), live)
    front = (tmp_path / "site/index.html").read_text()
    assert front.index("2024/06/15/vote/index.html") < front.index(f"{PATH}/index.html")
    assert 'class="lead accent-indigo no-picture"' in front
    assert f"{PATH}/art-" in front
    assert 'id="beat-' not in front
    for hours in range(70, 76):
        publish(neighbour(f"n{hours}", hours), room_with(tmp_path, live), live)
    assert 'id="beat-environment"' in (tmp_path / "site/index.html").read_text()


def test_an_empty_front_page_says_so(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(release(), room, live)
    kill(killed(release()), room, live)
    assert "Nothing is published yet" in (tmp_path / "site/index.html").read_text()


def test_a_persona_page_tells_lenses_method_and_refusals(tmp_path: Path) -> None:
    prepare(tmp_path)
    page = (tmp_path / "site/persona/mara-venn/index.html").read_text()
    for words in ("is not a person", "Veto players", "Motives that nobody stated", "Arabic"):
        assert words in page
    assert page.count('class="piece accent-') == 3


def test_a_persona_page_tells_corrections_and_the_languages_really_read(tmp_path: Path) -> None:
    live = prepare(tmp_path)
    path = tmp_path / "site/persona/mara-venn/index.html"
    told = "Portuguese (twelve reports), Arabic (three reports), German (three reports)"
    assert told in path.read_text()
    assert "in its latest three pieces." in path.read_text()
    assert "None so far." in path.read_text()
    publish(CORRECTED, room_with(tmp_path, live), live)
    assert CORRECTION.text in path.read_text()


def test_a_card_picture_lies_beside_the_page_for_social_previews(tmp_path: Path) -> None:
    prepare(tmp_path)
    [card] = (tmp_path / "site" / PATH).glob("card-*.webp")
    assert card.read_bytes() == CARD
    page = (tmp_path / "site" / PATH / "index.html").read_text()
    [social] = (tmp_path / "site" / PATH).glob("social-*.jpg")
    assert f'property="og:image" content="https://courier.example/{PATH}/{social.name}"' in page
    assert f"{PATH}/{card.name}" in page
