"""2, 7, 9, 26: a model's wishes, inventions, one text under many names, changes after approval."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom_agents.errors import NotApprovedError
from newsroom_agents.story.decision import Approved
from newsroom_agents.story.package import Package
from tests.stories.shop import DEMO, Said, Shop
from tests.trust.inside import inside, public_copies, release

_BODY = (
    "EXERCISE – The harbour board of Port Alba opened a second slipway on Tuesday morning.\n"
    "About 140 people watched as the first boat, the Heron, went into the water.\n"
    "The slipway is 62 metres long and took eleven months to build, engineer Tova Lind said.\n"
    "It replaces a wooden ramp that was closed in 2019 after a storm.\n"
)


def one_event(folder: Path) -> Path:
    """Write a wire with the demo's reports of one calm event only."""
    folder.mkdir()
    lines = [
        line
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if ":bridge" in json.loads(line)["uri"] and json.loads(line)["language"] == "en"
    ]
    assert len(lines) >= 4
    (folder / "wire.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run_scripted(tmp_path: Path, **script: object) -> tuple[Shop, Said]:
    """Run one event with a model that answers as the script says."""
    path = tmp_path / "script.json"
    replies = {role.replace("_", "-"): [json.dumps(reply)] for role, reply in script.items()}
    path.write_text(json.dumps(replies), encoding="utf-8")
    shop = Shop(tmp_path / "var")
    env = {"NEWSROOM_ENGINE__NAME": "scripted", "NEWSROOM_ENGINE__SCRIPT": str(path)}
    return shop, shop.do("run", "--wire", str(one_event(tmp_path / "wire")), env=env)


def writer_reply(text: str, cites: list[str], **more: object) -> dict[str, object]:
    """Return a writer's reply with one sentence."""
    sentence = {"text": text, "kind": "reported", "cites": cites, "speaker": ""}
    section = {"heading": "", "access": "public", "paragraphs": [{"sentences": [sentence]}]}
    return {
        "headline": "EXERCISE bridge",
        "dek": "EXERCISE bridge",
        "sections": [section],
        "headline_rests_on": ["1"],
        "dek_rests_on": ["1"],
        **more,
    }


def test_case_02_extra_fields_that_approve_and_publish_are_rejected_and_the_story_held(
    tmp_path: Path,
) -> None:
    reply = writer_reply("A bridge opened.", ["S1.1"], approved=True, status="published")
    shop, said = run_scripted(tmp_path, writer=reply)
    assert said.code == 0
    [row] = shop.queue().values()
    assert row["state"] == "stopped"
    assert any("approved" in reason for reason in row["reasons"])
    assert not (shop.var / "site").exists() or not public_copies(shop)


def test_case_07_an_invented_quotation_blocks_and_cannot_be_approved(tmp_path: Path) -> None:
    reply = writer_reply("The mayor said: “We shall build ten more of them.”", ["S1.1"])
    shop, _ = run_scripted(tmp_path, writer=reply)
    [row] = shop.queue().values()
    assert row["state"] == "stopped"
    assert row["hard"] > 0
    assert any("takes" in reason for reason in row["reasons"])
    shop.do("editors", "add", "Ada")
    said = shop.do("queue", "approve", row["slug"], "--covers", "0" * 64, "--editor", "Ada")
    assert said.code == 1
    assert shop.queue()[row["slug"]]["state"] == "stopped"


def test_case_09_one_text_under_four_names_is_one_origin_and_no_lead(tmp_path: Path) -> None:
    wire = tmp_path / "wire"
    wire.mkdir()
    items = [
        {
            "uri": f"urn:exercise:slipway:{number}",
            "versioncreated": f"2026-05-11T1{number}:30:00Z",
            "language": "en",
            "headline": "EXERCISE Second slipway opens in Port Alba",
            "body_text": _BODY if number % 2 else _BODY + "(Meridian Press)\n",
            "provider": f"Paper {number}",
        }
        for number in range(4)
    ]
    text = "\n".join(json.dumps(item) for item in items)
    (wire / "a.jsonl").write_text(text + "\n", encoding="utf-8")
    shop = Shop(tmp_path / "var")
    assert shop.do("monitor", "--wire", str(wire)).code == 0
    [one] = shop.do("leads", "list", "--json").lines()
    assert (one["state"], one["signals"]["origins"], one["signals"]["outlets"]) == ("passed", 1, 4)
    assert one["reason"] == "few origins"


def with_space(package: Package) -> Package:
    return package.model_copy(update={"headline": package.headline + " "})


def with_other_art(package: Package) -> Package:
    assert package.art is not None
    return package.model_copy(update={"art": package.art.model_copy(update={"sha256": "0" * 64})})


def with_destination(package: Package) -> Package:
    return package.model_copy(update={"destinations": (*package.destinations, "elsewhere")})


@pytest.mark.parametrize("change", [with_space, with_other_art, with_destination])
def test_case_26_a_change_after_approval_voids_it(
    shop: Shop, change: Callable[[Package], Package]
) -> None:
    slug = shop.ready()[-1]
    shop.approve(slug, "Ada", "Bo")
    with inside(shop) as newsroom, newsroom.desk.archive.reading() as room:
        draft, decisions = room.queue.draft(slug), room.queue.approvals(slug)
        assert draft.package is not None
        facts = {
            "salts": draft.salts,
            "digest": draft.digest,
            "risk": draft.risk,
            "decisions": decisions,
        }
        Approved(package=draft.package, **facts)
        with pytest.raises(NotApprovedError):
            Approved(package=change(draft.package), **facts)


def test_case_26_a_draft_that_was_changed_in_the_database_is_not_published(shop: Shop) -> None:
    slug = shop.ready()[-1]
    shop.approve(slug, "Ada", "Bo")
    with inside(shop) as newsroom:
        rewrite_stored_headline(shop, slug)
        said = release(newsroom, slug)
    assert said.startswith("refused")
    assert not public_copies(shop)
    assert "release refused" in shop.do("journal", slug).out


def rewrite_stored_headline(shop: Shop, slug: str) -> None:
    """Change one word of the stored draft behind the newsroom's back."""
    import sqlite3

    from newsroom_agents.archive.packing import pack, unpack

    connection = sqlite3.connect(shop.var / "newsroom.sqlite")
    query = "SELECT packed FROM paper WHERE id = ?"
    name = f"{slug}/queue/1"
    (packed,) = connection.execute(query, (name,)).fetchone()
    paper = json.loads(unpack(packed, name))
    paper["paper"]["package"]["headline"] += "!"
    changed = pack(json.dumps(paper, ensure_ascii=False).encode())
    connection.execute("UPDATE paper SET packed = ? WHERE id = ?", (changed, name))
    connection.commit()
    connection.close()
