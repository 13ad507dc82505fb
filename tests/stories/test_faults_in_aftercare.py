"""What goes wrong on the way to readers is tried again until it is out, and nobody else may ask."""

import json
import shutil
from pathlib import Path

import pytest

from tests.stories.shop import Shop


@pytest.fixture
def out(published: tuple[Shop, str], tmp_path: Path) -> tuple[Shop, str]:
    """A copy of the house with one published story."""
    shop, slug = published
    return shop.copy(tmp_path / "var"), slug


def with_blocked_site(shop: Shop, *command: str) -> str:
    """Run a command while the site's place is taken by a file; put the site back."""
    site, aside = shop.var / "site", shop.var / "aside"
    shutil.move(site, aside)
    site.write_text("", encoding="utf-8")
    said = shop.do(*command)
    assert said.code == 3
    site.unlink()
    shutil.move(aside, site)
    return said.err


def test_a_kill_that_could_not_be_carried_out_is_carried_out_by_the_next_release(
    out: tuple[Shop, str],
) -> None:
    shop, slug = out
    page = shop.page(slug)
    err = with_blocked_site(shop, "kill", slug, "--why", "withdrawn (EXERCISE)")
    assert "DBOS" not in err
    assert shop.do("release").code == 0
    assert "withdrawn" in page.read_text(encoding="utf-8")
    assert shop.queue()[slug]["state"] == "killed"


def test_a_correction_that_could_not_be_carried_out_is_carried_out_by_the_next_release(
    out: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = out
    note = tmp_path / "note.txt"
    note.write_text("The pier was another one.", encoding="utf-8")
    with_blocked_site(shop, "correct", slug, "--text", str(note))
    assert shop.do("release").code == 0
    assert "The pier was another one." in shop.page(slug).read_text(encoding="utf-8")


def test_only_a_registered_and_enabled_editor_may_be_named(
    out: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = out
    note = tmp_path / "note.txt"
    note.write_text("The pier was another one.", encoding="utf-8")
    shop.do("editors", "disable", "Bo")
    for name in ("Mallory", "Bo"):
        assert shop.do("correct", slug, "--text", str(note), "--editor", name).code != 0
        assert shop.do("kill", slug, "--why", "x", "--editor", name).code != 0
    assert "another one" not in shop.page(slug).read_text(encoding="utf-8")


def test_a_spiked_story_is_not_reported_again_and_does_not_spoil_later_runs(shop: Shop) -> None:
    slug = shop.ready()[0]
    assert shop.do("queue", "spike", slug, "--why", "stale", "--editor", "Ada").code == 0
    assert shop.do("report", slug, "--from", "writing").code == 1
    assert shop.do("report").code == 0
    assert shop.queue()[slug]["state"] == "spiked"


@pytest.mark.parametrize("status", ["usable", "canceled"])
def test_a_source_that_changes_or_goes_is_told_to_those_who_rest_on_it(
    published: tuple[Shop, str], tmp_path: Path, status: str
) -> None:
    source, slug = published
    shop = source.copy(tmp_path / "var")
    waiting = shop.ready()[0]
    wire = tmp_path / "wire"
    wire.mkdir()
    lines = []
    for name in (slug, waiting):
        cited = shop.draft(name)["package"]["sources"][0]
        lines.append(
            {
                "uri": cited["uri"],
                "versioncreated": "2026-05-13T12:00:00Z",
                "language": "en",
                "headline": cited["title"],
                "body_text": "EXERCISE – This report was written anew.",
                "provider": cited["outlet_name"],
                "pubstatus": status,
            }
        )
    text = "\n".join(json.dumps(line) for line in lines)
    (wire / "later.jsonl").write_text(text + "\n", encoding="utf-8")
    said = shop.do("monitor", "--wire", str(wire))
    assert said.code == 0
    rows = shop.queue()
    assert rows[slug]["state"] == "published"
    assert any("proposed correction" in one for one in rows[slug]["reasons"])
    assert rows[waiting]["state"] == ("stopped" if status == "canceled" else "ready")
    assert any("source changed" in one for one in rows[waiting]["reasons"])


def test_a_command_that_waits_takes_over_when_the_worker_ends(shop: Shop) -> None:
    import fcntl
    import threading
    import time

    slug = shop.ready(risk=("low", "elevated"))[0]
    digest = shop.draft(slug)["digest"]
    with (shop.var / "worker.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        codes: list[int] = []

        def approve() -> None:
            said = shop.do(
                "queue", "approve", slug, "--covers", digest, "--editor", "Ada", "--release"
            )
            codes.append(said.code)

        thread = threading.Thread(target=approve)
        thread.start()
        until = time.monotonic() + 60
        while shop.queue()[slug]["state"] != "approved":
            assert time.monotonic() < until
        time.sleep(2.5)  # once more than it waits before it asks for the lock again
        assert not codes
        fcntl.flock(lock, fcntl.LOCK_UN)
        thread.join(timeout=60)
    assert codes == [0]
    assert shop.queue()[slug]["state"] == "published"
