"""What the public bundle holds, and what it keeps back."""

import hashlib
import json
from pathlib import Path

import pytest

from newsroom_agents.errors import PublicationError
from newsroom_agents.publish.bundle import FullBundle, PublicBundle, build, bundle_bytes, seal_of
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.package import digest_of_hashes
from newsroom_agents.story.queue import Risk

from .builders import Pictures, approve, pressroom, release
from .exercise import GATED_WORDS, package


def test_a_gated_part_stands_with_its_name_access_and_hash_only(tmp_path: Path) -> None:
    bundle = json.loads(bundle_bytes(build(release(), pressroom(tmp_path)).public))
    gated = [part for part in bundle["parts"] if part["access"] != "public"]
    assert {part["part"] for part in gated} >= {"section-4", "section-5", "address-S1"}
    assert all(set(part) == {"part", "access", "hash"} for part in gated)


def test_the_digest_follows_from_the_hashes_of_all_parts(tmp_path: Path) -> None:
    sent = release()
    public = build(sent, pressroom(tmp_path)).public
    hashes = {part.part: part.hash for part in public.parts}
    assert digest_of_hashes(hashes) == public.digest == sent.approved.digest


def test_an_open_part_hashes_with_the_salt_beside_it(tmp_path: Path) -> None:
    public = build(release(), pressroom(tmp_path)).public
    for part in public.parts:
        if part.content is not None:
            assert part.salt is not None
            hashed = hashlib.sha256((part.salt + part.content).encode()).hexdigest()
            assert hashed == part.hash


@pytest.mark.parametrize("words", [*GATED_WORDS, "gated-address", "salt of section-4"])
def test_nothing_gated_stands_in_the_public_bundle(words: str, tmp_path: Path) -> None:
    assert words not in bundle_bytes(build(release(), pressroom(tmp_path)).public).decode()


def test_only_public_sentences_have_a_public_verdict(tmp_path: Path) -> None:
    public = build(release(), pressroom(tmp_path)).public
    assert [verdict.sentence for verdict in public.verdicts] == [f"s{n}" for n in range(1, 10)]


def test_a_verdict_names_no_passage_that_only_a_gated_section_cites(tmp_path: Path) -> None:
    sent = release()
    first, *others = sent.report.verdicts
    wider = first.model_copy(update={"cites": (*first.cites, "S7.8")})
    report = sent.report.model_copy(update={"verdicts": (wider, *others)})
    public = build(sent.model_copy(update={"report": report}), pressroom(tmp_path)).public
    assert public.verdicts[0].cites == first.cites


def test_findings_are_counted_and_their_words_kept_back(tmp_path: Path) -> None:
    sent = release()
    findings = tuple(
        Finding(where=w, check="style", verdict=Verdict.SUPPORTED, is_hard=False, reason="drab")
        for w in ("s1", "headline", "s10")
    )
    sent = sent.model_copy(update={"report": sent.report.model_copy(update={"findings": findings})})
    public = build(sent, pressroom(tmp_path)).public
    assert public.remarks == 2
    assert "drab" not in bundle_bytes(public).decode()


def test_decisions_name_roles_and_no_editors(tmp_path: Path) -> None:
    story = package()
    sent = release(story).model_copy(
        update={"approved": approve(story, Risk.HIGH, ("Ada Sample", "Ben Sample"))}
    )
    content = bundle_bytes(build(sent, pressroom(tmp_path)).public).decode()
    assert [d["person"] for d in json.loads(content)["decisions"]] == [1, 2]
    for private in ("Ada", "Ben", "internal remark", "desk-account"):
        assert private not in content


def test_the_seal_covers_everything_else(tmp_path: Path) -> None:
    public = build(release(), pressroom(tmp_path)).public
    assert seal_of(public) == public.seal
    assert seal_of(public.model_copy(update={"remarks": 1})) != public.seal


def test_both_bundles_read_back_as_they_were_written(tmp_path: Path) -> None:
    bundle = build(release(), pressroom(tmp_path))
    assert PublicBundle.model_validate_json(bundle_bytes(bundle.public)) == bundle.public
    assert FullBundle.model_validate_json(bundle_bytes(bundle.full)) == bundle.full


def test_the_full_bundle_holds_the_gated_words_and_all_salts(tmp_path: Path) -> None:
    content = bundle_bytes(build(release(), pressroom(tmp_path)).full).decode()
    assert all(words in content for words in GATED_WORDS)
    assert "salt of section-4" in content


def test_a_picture_file_is_named_after_its_bytes_and_its_kind(tmp_path: Path) -> None:
    bundle = build(release(), pressroom(tmp_path))
    picture, content = bundle.pictures[0]
    assert picture.file == f"art-{hashlib.sha256(content).hexdigest()[:8]}.webp"
    assert (picture.media_type, picture.width, picture.height) == ("image/webp", 1600, 900)


def test_a_picture_that_is_not_stored_stops_the_release(tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match="is not stored"):
        build(release(), pressroom(tmp_path, blobs=Pictures()))


def test_a_picture_that_is_no_picture_stops_the_release(tmp_path: Path) -> None:
    shelf = Pictures()
    sha256 = shelf.put(b"<svg onload=alert(1)>")
    story = package()
    assert story.art is not None
    story = story.model_copy(update={"art": story.art.model_copy(update={"sha256": sha256})})
    with pytest.raises(PublicationError, match="no WebP, PNG or JPEG"):
        build(release(story), pressroom(tmp_path, blobs=shelf))


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    room = pressroom(tmp_path)
    first, second = build(release(), room), build(release(), room)
    assert bundle_bytes(first.public) == bundle_bytes(second.public)
    assert bundle_bytes(first.full) == bundle_bytes(second.full)
