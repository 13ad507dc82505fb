"""Verifying: what fits passes, and any changed character is found and named."""

import json
from pathlib import Path

import pytest

from newsroom_agents.publish.bundle import bundle_bytes
from newsroom_agents.publish.files import staged_name
from newsroom_agents.publish.verify import (
    UNPROVEN,
    verify_bundle,
    verify_full,
    verify_published,
    verify_site_page,
)

from .builders import CORRECTION, Live, approve, kill, killed, pressroom, publish, release
from .exercise import PATH, package, stored_texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the published rich story."""
    publish(release(), pressroom(tmp_path))
    return tmp_path / "site" / PATH


def failures(folder: Path) -> set[str]:
    return {check.name for check in verify_bundle(folder / "bundle.json").failed}


def spoil(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) >= 1
    path.write_bytes(content.replace(old, new, 1))


def test_a_published_piece_verifies_and_its_origin_stays_unproven(folder: Path) -> None:
    report = verify_site_page(folder / "index.html")
    assert report.ok, report.failed
    assert report.origin == UNPROVEN == "origin not proven"
    assert len({check.name for check in report.checks}) >= 12


def test_a_caller_that_found_an_anchor_may_say_so(folder: Path) -> None:
    report = verify_bundle(folder / "bundle.json", anchored="anchor of 14 June fits")
    assert report.origin == "anchor of 14 June fits"


def flips(content: bytes, start: int, end: int, step: int) -> list[bytes]:
    """The content with one byte changed, at every `step`-th place between two marks."""
    return [
        content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        for at in range(start, end, step)
    ]


@pytest.mark.parametrize(
    ("opening", "closing", "step"),
    [(b"<article", b"</article>", 211), (b"application/ld+json", b"</script>", 67)],
)
def test_a_changed_byte_of_the_page_fails_and_says_where(
    opening: bytes, closing: bytes, step: int, folder: Path
) -> None:
    bundle = (folder / "bundle.json").read_bytes()
    page = (folder / "index.html").read_bytes()
    start = page.index(opening)
    end = page.index(closing, start) + len(closing)
    for spoiled in flips(page, start, end, step):
        report = verify_published(bundle, spoiled, lambda name: (folder / name).read_bytes())
        assert not report.ok
        assert any("line " in c.detail or "expected once" in c.detail for c in report.failed)


def test_a_changed_byte_of_the_bundle_fails(folder: Path) -> None:
    bundle = (folder / "bundle.json").read_bytes()
    page = (folder / "index.html").read_bytes()
    for spoiled in flips(bundle, 0, len(bundle), 199):
        report = verify_published(spoiled, page, lambda name: (folder / name).read_bytes())
        assert not report.ok


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        (b"voted nine to four on", b"voted nine to five on", "article"),
        (b'data-rung="disputed"', b'data-rung="confirmed"', "article"),
        (b'dir="rtl"', b'dir="ltr"', "article"),
        (b"</article>", b"<p>More</p></article>", "article"),
        (b"</article>", b"</article><article></article>", "article"),
        (b'"isAccessibleForFree":false', b'"isAccessibleForFree":true', "structured data"),
        (
            b"</head>",
            b'<script type="application/ld+json">{}</script></head>',
            "structured data",
        ),
        (b"<main", b"<p>Slipped in</p><main", "opening"),
        (b"<title>", b"<title>Not ", "opening"),
        (b"</footer>", b"<script>alert(1)</script></footer>", "surroundings"),
        (b"</footer>", b'<p onclick="x()">x</p></footer>', "surroundings"),
        (b"</footer>", b'<p title=">" onclick="x()">x</p></footer>', "surroundings"),
        (b"</footer>", b'<a href="javascript:x()">x</a></footer>', "surroundings"),
        (b"</footer>", b'<iframe src="//evil.example"></iframe></footer>', "surroundings"),
        (b"</footer>", b"</footer><!-- <p>", "surroundings"),
        (b"</html>\n", b"</html>\nmore", "surroundings"),
        (b"</footer>", b"<style>.body{display:none}</style></footer>", "surroundings"),
    ],
)
def test_a_change_of_the_page_is_named(old: bytes, new: bytes, check: str, folder: Path) -> None:
    spoil(folder / "index.html", old, new)
    assert check in failures(folder)


def test_hostile_headlines_beside_a_piece_do_not_make_it_fail(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    words = "EXERCISE onerror=alert(1) style=x <b onclick='y'> href=\"javascript:z\""
    publish(release(), room, live)
    publish(release(package(slug="b", url_path="2024/06/14/b", headline=words)), room, live)
    page = tmp_path / "site" / PATH / "index.html"
    assert b"onerror=alert(1)" in page.read_bytes()
    assert verify_site_page(page).ok


def test_a_space_more_in_the_bundle_is_a_change(folder: Path) -> None:
    spoil(folder / "bundle.json", b'"digest": ', b'"digest":  ')
    assert "form" in failures(folder)


def resealed(folder: Path, change: object) -> None:
    """Change the bundle as a forger would: with a new seal and in canonical form."""
    from newsroom_agents.publish.bundle import PublicBundle, seal_of

    path = folder / "bundle.json"
    value = json.loads(path.read_bytes())
    change(value)  # type: ignore[operator]
    forged = PublicBundle.model_validate(value)
    path.write_bytes(bundle_bytes(forged.model_copy(update={"seal": seal_of(forged)})))


def test_a_forged_part_does_not_have_its_hash(folder: Path) -> None:
    def change(value: dict[str, list[dict[str, str]]]) -> None:
        part = next(p for p in value["parts"] if p["part"] == "headline")
        part["content"] = "Port Alba votes against"

    resealed(folder, change)
    report = verify_bundle(folder / "bundle.json")
    assert {"parts", "article"} <= {check.name for check in report.failed}
    assert any("headline" in check.detail for check in report.failed)


def test_a_forged_part_with_its_own_hash_breaks_the_digest(folder: Path) -> None:
    def change(value: dict[str, list[dict[str, str]]]) -> None:
        import hashlib

        part = next(p for p in value["parts"] if p["part"] == "headline")
        part["content"] = "Port Alba votes against"
        part["hash"] = hashlib.sha256((part["salt"] + part["content"]).encode()).hexdigest()

    resealed(folder, change)
    assert "digest" in failures(folder)


def test_a_missing_second_approval_is_seen(folder: Path) -> None:
    def change(value: dict[str, str]) -> None:
        value["risk"] = "high"

    resealed(folder, change)
    [check] = [c for c in verify_bundle(folder / "bundle.json").failed if c.name == "decisions"]
    assert check.detail == "1 of 2 approvals"


def test_a_gated_part_that_is_shown_fails(folder: Path) -> None:
    def change(value: dict[str, list[dict[str, str]]]) -> None:
        part = next(p for p in value["parts"] if p["part"] == "section-4")
        part |= {"salt": "s", "content": "{}"}

    resealed(folder, change)
    assert "parts" in failures(folder)


def test_another_picture_fails(folder: Path) -> None:
    [art] = folder.glob("art-*.webp")
    spoil(art, b"WEBP", b"WEBp")
    assert failures(folder) == {"picture"}
    art.unlink()
    assert failures(folder) == {"picture"}


def test_a_sentence_without_evidence_fails_even_when_it_is_approved(tmp_path: Path) -> None:
    story = package()
    opening, *others = story.sections
    paragraph = opening.paragraphs[0]
    bare = paragraph.sentences[1].model_copy(update={"cites": ()})
    paragraph = paragraph.model_copy(update={"sentences": (paragraph.sentences[0], bare)})
    opening = opening.model_copy(update={"paragraphs": (paragraph, *opening.paragraphs[1:])})
    story = story.model_copy(update={"sections": (opening, *others)})
    publish(release(story), pressroom(tmp_path))
    [check] = verify_bundle(tmp_path / "site" / PATH / "bundle.json").failed
    assert (check.name, check.detail) == ("evidence", "s2 cites nothing")


def test_a_passage_of_the_wrong_length_fails(tmp_path: Path) -> None:
    first, *others = package().excerpts
    longer = first.model_copy(update={"end": first.end + 1})
    story = package(excerpts=(longer, *others))
    publish(release(story), pressroom(tmp_path))
    assert failures(tmp_path / "site" / PATH) == {"excerpts"}


def test_a_bundle_of_another_renderer_is_not_compared(folder: Path) -> None:
    def change(value: dict[str, str]) -> None:
        value["renderer"] = "0"

    resealed(folder, change)
    [check] = verify_bundle(folder / "bundle.json").failed
    assert check.detail == (
        "made by another version of the page, not comparable: drawn by renderer 0, this is 3"
    )


def test_a_missing_page_and_a_missing_bundle_are_no_proof(folder: Path) -> None:
    (folder / "index.html").unlink()
    assert failures(folder) == {"page"}
    (folder / "bundle.json").unlink()
    assert failures(folder) == {"bundle"}


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"format": "x"}', b"null"])
def test_garbage_is_no_bundle_and_no_crash(content: bytes, folder: Path) -> None:
    (folder / "bundle.json").write_bytes(content)
    assert failures(folder) == {"format"}


def test_a_withdrawn_piece_does_not_verify(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(release(), room, live)
    kill(killed(release()), room, live)
    [check] = verify_bundle(tmp_path / "site" / PATH / "bundle.json").checks
    assert check.detail == "this piece was withdrawn on 2024-06-15"


def test_a_bundle_that_waits_for_its_promotion_never_stands_in_for_an_altered_one(
    folder: Path,
) -> None:
    bundle = folder / "bundle.json"
    staged_name(bundle).write_bytes(bundle.read_bytes())
    assert verify_bundle(bundle).ok
    spoil(bundle, b'"digest": ', b'"digest":  ')
    assert failures(folder) == {"form", "promotion"}
    bundle.unlink()
    [missing, pending] = verify_bundle(bundle).failed
    assert missing.name == "bundle"
    assert pending.detail == "a promotion is pending: run newsroom release"


def full_path(tmp_path: Path) -> Path:
    return tmp_path / "bundles" / "port-alba-barrier" / "1.json"


def test_the_full_bundle_verifies_against_the_stored_texts(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    page = tmp_path / "site" / PATH / "index.html"
    report = verify_full(full_path(tmp_path), stored_texts(), page)
    assert report.ok, report.failed


def test_a_stored_text_that_changed_fails_with_the_passage_named(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    texts = stored_texts()
    key = f"{7:020x}"
    texts[key] = texts[key].replace("38 Millionen", "39 Millionen")
    report = verify_full(full_path(tmp_path), texts)
    assert {check.name for check in report.failed} == {"stored excerpts", "stored texts"}
    assert "S7.8" in report.failed[0].detail
    del texts[key]
    assert "is not stored" in verify_full(full_path(tmp_path), texts).failed[0].detail


def test_a_full_bundle_whose_approval_does_not_fit_is_refused(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    spoil(full_path(tmp_path), b"heronlike", b"heronlikE")
    [check] = verify_full(full_path(tmp_path), stored_texts()).checks
    assert "is not approved" in check.detail


def test_a_page_of_another_revision_is_not_the_one_released(tmp_path: Path) -> None:
    room = pressroom(tmp_path)
    publish(release(), room)
    kept = full_path(tmp_path).read_bytes()
    publish(release(revision=2, corrections=(CORRECTION,)), room)
    full_path(tmp_path).write_bytes(kept)
    page = tmp_path / "site" / PATH / "index.html"
    report = verify_full(full_path(tmp_path), stored_texts(), page)
    assert [check.name for check in report.failed] == ["revision"]


def test_approving_another_text_gives_another_digest() -> None:
    assert approve(package()).digest != approve(package(dek="EXERCISE. Another dek.")).digest
