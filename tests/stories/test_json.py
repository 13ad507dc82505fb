"""What an editor does at the command line can be read by a machine."""

from pathlib import Path

from tests.stories.shop import Shop


def test_every_ruling_says_the_story_as_it_stands_now(shop: Shop) -> None:
    slug = shop.ready(risk=("low", "elevated"))[0]
    by = ("--editor", "Ada", "--json")
    held = shop.do("queue", "hold", slug, "--why", "wait", *by).json()
    assert (held["slug"], held["state"], held["started"]) == (slug, "held", [])
    back = shop.do("queue", "unhold", slug, *by).json()
    assert back["state"] == "ready"
    ruled = shop.do("queue", "approve", slug, "--covers", back["digest"], "--release", *by)
    approved, *released = ruled.lines()
    assert (approved["state"], approved["approvals"]) == ("approved", ["Ada"])
    assert approved["started"] == [one["run"] for one in released]
    assert [one["ok"] for one in released] == [True]
    other = shop.ready()[0]
    assert shop.do("queue", "spike", other, "--why", "stale", *by).json()["state"] == "spiked"


def test_what_follows_publication_says_which_run_it_started(
    published: tuple[Shop, str], tmp_path: Path
) -> None:
    source, slug = published
    shop = source.copy(tmp_path / "var")
    note = tmp_path / "note.txt"
    note.write_text("The pier was another one (EXERCISE).", encoding="utf-8")
    [corrected] = shop.do("correct", slug, "--text", str(note), "--json").lines()
    assert (corrected["run"], corrected["ok"]) == (f"release:{slug}:2", True)
    [killed] = shop.do("kill", slug, "--why", "withdrawn (EXERCISE)", "--json").lines()
    assert (killed["run"], killed["ok"]) == (f"release:{slug}:3", True)
    rows = shop.do("report", "--json").lines()
    assert {row["slug"]: row["state"] for row in rows}[slug] == "killed"
