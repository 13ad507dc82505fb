"""One text in ten papers is one origin; ten texts about one event are ten."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.wire.copies import are_copies, credit, likeness, sign, trace
from tests.wire.builders import MemorySignatures, report

AGENCY = (
    "PORT ALBA (Meridian Press) - The harbour council of Port Alba voted late on Tuesday to close "
    "the old swing bridge for eleven months while its bearings are replaced. Engineers had found "
    "cracks in four of the nine steel rings that carry the moving span. Ferries will take foot "
    "passengers across the channel every twenty minutes from six in the morning. Lorries must use "
    "the northern road, which adds thirty-one kilometres to the journey between the docks and the "
    "motorway. The council expects the work to cost 48 million crowns, a fifth of which the state "
    "will pay. Harbour master Ines Calder told the meeting that waiting another winter would have "
    "been reckless. Two members voted against the closure, saying shops would not survive it."
)
OWN_WORK = (
    "Shopkeepers on the east quay were stacking unsold flowers on Wednesday morning when word came "
    "that the swing bridge had shut. Since the vote by Port Alba's council nobody can drive over "
    "the channel, and buses turn around in front of the fish market. Ines Calder, who runs the "
    "harbour, said the cracked rings left her no choice. The repair is to last eleven months. "
    "Opponents in the council spoke of a death sentence for small traders."
)
JAPANESE = (
    "港湾評議会は火曜日の夜、ベアリング交換のため古い旋回橋を十一か月間閉鎖することを決めた。技術者は"
    "可動部を支える九つの鋼製リングのうち四つに亀裂を見つけていた。歩行者は二十分ごとに渡し船を利用できる。"
    "トラックは北側の道路を使わなければならず、港と高速道路の間は三十一キロ遠くなる。"
)


def test_an_edited_reprint_shares_the_origin_and_says_why() -> None:
    seen = MemorySignatures()
    first = trace(report("a", AGENCY), seen)
    edited = AGENCY.replace("late on Tuesday", "on Tuesday night").replace("reckless", "careless")
    copy = trace(report("b", edited + " Our reporter adds nothing."), seen)
    assert first.why == "first to carry this text"
    assert copy.label == first.label
    assert f"% like snapshot {first.signed.snapshot}" in copy.why
    assert "both credit meridian press" in copy.why


def test_a_shortened_reprint_shares_the_origin() -> None:
    seen = MemorySignatures()
    first = trace(report("a", AGENCY), seen)
    assert trace(report("b", " ".join(AGENCY.split()[:70])), seen).label == first.label


def test_a_report_of_ones_own_is_an_origin_of_its_own() -> None:
    seen = MemorySignatures()
    first = trace(report("a", AGENCY), seen)
    second = trace(report("b", OWN_WORK), seen)
    assert second.label != first.label
    assert likeness(first.signed, second.signed) < 0.1


def test_a_japanese_reprint_is_found_by_characters() -> None:
    seen = MemorySignatures()
    first = trace(report("a", JAPANESE, language="ja"), seen)
    copy = trace(report("b", JAPANESE.replace("火曜日の夜", "火曜夜"), language="ja"), seen)
    assert copy.label == first.label


def test_short_notes_are_copies_only_when_nearly_equal() -> None:
    note = (
        "A fire broke out at the fish market in Port Alba on Sunday, police said. Nobody was hurt."
    )
    other = (
        "A fire broke out at the ferry station in Port Alba on Sunday, police said. Two were hurt."
    )
    assert are_copies(sign(report("a", note)), sign(report("b", note)))
    assert not are_copies(sign(report("a", note)), sign(report("b", other)))


def test_asking_again_gives_the_same_answer_and_changes_nothing() -> None:
    seen = MemorySignatures()
    trace(report("a", AGENCY), seen)
    second = report("b", AGENCY + " More.")
    once = trace(second, seen)
    again = trace(second, seen)
    assert (again.label, again.why) == (once.label, "seen before")
    assert again.signed == once.signed


def test_an_update_stays_with_the_origin_of_its_item() -> None:
    seen = MemorySignatures()
    first = trace(report("a", AGENCY), seen)
    update = trace(report("a", OWN_WORK, number=2), seen, earlier=first.label)
    assert (update.label, update.why) == (first.label, "a new version of the same item")


def test_a_text_without_words_is_nobodys_copy() -> None:
    seen = MemorySignatures()
    assert trace(report("a", ""), seen).label != trace(report("b", " … "), seen).label


def test_a_thousand_other_texts_do_not_hide_a_copy() -> None:
    seen = MemorySignatures()
    first = trace(report("a", AGENCY), seen)
    for number in range(1000):
        trace(
            report(
                f"u{number}", f"Item {number}: " + " ".join(f"w{number * 7 + k}" for k in range(40))
            ),
            seen,
        )
    assert trace(report("z", AGENCY.replace("nine", "ten")), seen).label == first.label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PORT ALBA (Meridian Press) - The council", "meridian press"),
        ("Lange Meldung.\nQuelle: Küstendienst", "kustendienst"),
        ("The council met, it said. (AFP)", "afp"),
        ("The ferry (built in 1931) sank.", ""),
        ("", ""),
    ],
)
def test_the_credited_agency_is_read_from_the_text(text: str, expected: str) -> None:
    assert credit(text) == expected


@given(st.text(max_size=300), st.sampled_from(["en", "zh", "th", "und"]))
def test_any_text_can_be_signed_and_equals_itself(text: str, language: str) -> None:
    signed = sign(report("a", text, language=language))
    assert len(signed.minhash) in {0, struct.calcsize(">128I")}
    assert len(signed.bands) in {0, 32}
    assert all(-(2**63) <= band < 2**63 for band in signed.bands)
    assert likeness(signed, signed) == (1.0 if signed.minhash else 0.0)
