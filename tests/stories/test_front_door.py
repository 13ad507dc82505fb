"""From the demo wire to a verified page, as an editor does it at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.shop import DEMO, Shop

_LEAST_READY = 6
_LEAST_SENTENCES = 5
_LEAST_ORIGINS = 3


@pytest.fixture(scope="module")
def drafts(reported: Shop) -> dict[str, Any]:
    """The ready drafts of the demo wire, by slug."""
    return {slug: reported.draft(slug) for slug in reported.ready()}


def test_the_demo_wire_gives_ready_stories_that_rest_on_three_origins_each(
    drafts: dict[str, Any],
) -> None:
    assert len(drafts) >= _LEAST_READY
    for slug, draft in drafts.items():
        sentences = [
            sentence
            for section in draft["package"]["sections"]
            for paragraph in section["paragraphs"]
            for sentence in paragraph["sentences"]
        ]
        evidenced = [one for one in sentences if one["cites"]]
        assert len(evidenced) >= _LEAST_SENTENCES, slug
        origins = {source["origin"] for source in draft["package"]["sources"]}
        assert len(origins) >= _LEAST_ORIGINS, slug
        assert not [one for one in draft["findings"] if one["is_hard"]], slug


def test_every_excerpt_is_exactly_what_its_snapshot_says(drafts: dict[str, Any]) -> None:
    bodies = {
        item["uri"]: item["body_text"]
        for file in sorted(DEMO.glob("*.jsonl"))
        for item in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if item.get("body_text")
    }
    for slug, draft in drafts.items():
        uri_of = {source["id"]: source["uri"] for source in draft["package"]["sources"]}
        assert draft["excerpts"], slug
        for excerpt in draft["excerpts"]:
            body = bodies[uri_of[excerpt["id"].partition(".")[0]]]
            assert body[excerpt["start"] : excerpt["end"]] == excerpt["text"]


def test_at_least_one_story_of_the_demo_is_not_of_high_risk(reported: Shop) -> None:
    assert reported.ready(risk=("low", "elevated"))


def test_an_event_that_the_house_cannot_read_is_passed_with_that_reason(reported: Shop) -> None:
    passes = [
        one for one in reported.do("leads", "list", "--json").lines() if one["state"] == "passed"
    ]
    unreadable = [one for one in passes if one["reason"] == "unreadable"]
    assert any(one["signals"]["outlets"] >= _LEAST_ORIGINS for one in unreadable)
    assert all("cannot read" in one["why"] for one in unreadable)


def test_a_second_run_over_the_same_wire_adds_nothing(shop: Shop) -> None:
    before = shop.queue()
    said = shop.do("run", "--wire", str(DEMO))
    assert said.code == 0
    assert "0 new, 0 changed" in said.out
    after = shop.queue()
    assert {slug: row["take"] for slug, row in after.items()} == {
        slug: row["take"] for slug, row in before.items()
    }
    assert shop.do("release").out.strip() == "nothing to release"


def test_a_stale_digest_is_refused_and_nothing_is_approved(shop: Shop) -> None:
    slug = shop.ready()[0]
    said = shop.do("queue", "approve", slug, "--covers", "0" * 64, "--editor", "Ada")
    assert said.code == 1
    assert "is not approved" in said.err
    assert shop.queue()[slug]["state"] == "ready"


def test_a_digest_prefix_shorter_than_twelve_digits_is_refused(shop: Shop) -> None:
    slug = shop.ready()[0]
    digest = shop.draft(slug)["digest"]
    said = shop.do("queue", "approve", slug, "--covers", digest[:11], "--editor", "Ada")
    assert said.code == 2
    assert "12 digits" in said.err


def test_somebody_who_is_not_registered_cannot_rule(shop: Shop) -> None:
    slug = shop.ready()[0]
    digest = shop.draft(slug)["digest"]
    said = shop.do("queue", "approve", slug, "--covers", digest, "--editor", "Nobody")
    assert said.code == 2
    assert "Nobody" in said.err


def test_a_story_of_high_risk_needs_two_different_editors(shop: Shop) -> None:
    slug = shop.ready(risk=("high",))[0]
    assert shop.approve(slug, "Ada", "Ada").code == 0
    assert shop.queue()[slug]["state"] == "ready"
    assert shop.queue()[slug]["approvals_missing"] == 1
    shop.approve(slug, "Bo")
    assert shop.queue()[slug]["state"] == "approved"


def test_an_approved_story_is_published_once_and_verifies(published: tuple[Shop, str]) -> None:
    shop, slug = published
    assert shop.queue()[slug]["state"] == "published"
    said = shop.do("verify", slug)
    assert said.code == 0, said.out
    assert said.out.rstrip().endswith("verified")
    page = shop.page(slug)
    assert shop.do("verify", str(page.parent / "bundle.json")).code == 0
    assert shop.do("release").out.strip() == "nothing to release"


def test_gated_words_stand_in_no_public_file(published: tuple[Shop, str]) -> None:
    shop, slug = published
    package = shop.draft(slug)["package"]
    gated = [
        sentence["text"]
        for section in package["sections"]
        if section["access"] != "public"
        for paragraph in section["paragraphs"]
        for sentence in paragraph["sentences"]
    ]
    assert gated, "the story has no gated section to hide"
    site = shop.var / "site"
    public = [
        path.read_text(encoding="utf-8")
        for path in site.rglob("*")
        if path.suffix in {".html", ".xml", ".json", ".txt"}
    ]
    assert public
    for text in gated:
        assert not any(text in page or json.dumps(text)[1:-1] in page for page in public), text


def test_a_changed_page_or_bundle_no_longer_verifies(
    published: tuple[Shop, str], tmp_path: Path
) -> None:
    source, slug = published
    shop = source.copy(tmp_path / "var")
    page = shop.page(slug)
    whole = page.read_text(encoding="utf-8")
    start = whole.index("<article")
    at = whole.index("</p>", start) - 3
    page.write_text(f"{whole[:at]}x{whole[at + 1 :]}", encoding="utf-8")
    said = shop.do("verify", slug)
    assert said.code == 1
    assert "FAIL" in said.out
    page.write_text(whole, encoding="utf-8")
    assert shop.do("verify", slug).code == 0
    bundle = page.parent / "bundle.json"
    text = bundle.read_text(encoding="utf-8")
    bundle.write_text(text.replace('"role"', '"rule"', 1), encoding="utf-8")
    assert shop.do("verify", str(bundle)).code == 1


def test_a_returned_story_comes_back_as_the_next_take(shop: Shop) -> None:
    slug = shop.ready()[0]
    outlet = shop.draft(slug)["package"]["sources"][0]["outlet_name"]
    said = shop.do(
        "queue",
        "return",
        slug,
        "--to",
        "writing",
        "--editor",
        "Ada",
        "--note",
        f"Leave out {outlet}.",
    )
    assert said.code == 0, said.err
    assert shop.queue()[slug]["state"] == "returned"
    assert shop.do("report", slug).code == 0
    row = shop.queue()[slug]
    assert (row["state"], row["take"]) == ("ready", 2)
    assert "take 1" in shop.do("queue", "diff", slug).out


def test_hold_spike_and_their_reasons_are_on_record(shop: Shop) -> None:
    slug = shop.ready()[0]
    assert shop.do("queue", "hold", slug, "--why", "waiting", "--editor", "Ada").code == 0
    digest = shop.draft(slug)["digest"]
    refused = shop.do("queue", "approve", slug, "--covers", digest, "--editor", "Ada")
    assert refused.code == 1
    assert shop.do("queue", "unhold", slug, "--editor", "Ada").code == 0
    assert shop.do("queue", "spike", slug, "--why", "stale", "--editor", "Bo").code == 0
    assert shop.queue()[slug]["state"] == "spiked"
    journal = shop.do("journal", slug).out
    assert "stale" in journal
    assert shop.do("journal", "verify").code == 0


def test_a_story_with_a_time_waits_for_it(shop: Shop) -> None:
    slug = shop.ready(risk=("low", "elevated"))[0]
    digest = shop.draft(slug)["digest"]
    said = shop.do(
        "queue",
        "approve",
        slug,
        "--covers",
        digest,
        "--editor",
        "Ada",
        "--at",
        "2199-01-01T00:00:00+00:00",
    )
    assert said.code == 0
    assert shop.queue()[slug]["state"] == "scheduled"
    assert shop.do("release").out.strip() == "nothing to release"


@pytest.mark.parametrize(
    "arguments",
    [
        ("queue", "hold", "SLUG", "--why", " ", "--editor", "Ada"),
        ("queue", "return", "SLUG", "--to", "writing", "--note", "", "--editor", "Ada"),
        ("queue", "return", "SLUG", "--to", "copy", "--note", "x", "--editor", "Ada"),
        ("queue", "embargo", "SLUG", "--until", "9999-12-31T23:59:59-12:00", "--editor", "Ada"),
        ("monitor", "--wire", str(DEMO), "--as-of", "0001-01-01T00:00:00+14:00"),
        ("run", "--limit", "-1"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_with_2_and_changes_nothing(
    reported: Shop, arguments: tuple[str, ...]
) -> None:
    slug = reported.ready()[0]
    said = reported.do(*(slug if one == "SLUG" else one for one in arguments))
    assert said.code == 2
    assert "Traceback" not in said.err
    assert reported.queue()[slug]["state"] == "ready"


def test_the_version_is_told(reported: Shop) -> None:
    said = reported.do("--version")
    assert said.code == 0
    assert said.out.strip()[0].isdigit()
