"""What a later content of an item says otherwise."""

from newsroom_agents.pipeline.differences import difference
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot, text_sha256

from .world import START

FIRST = "The bridge is shut. Twelve people were hurt. Trains run."


def content(text: str, title: str = "Bridge", status: PubStatus = PubStatus.USABLE) -> Snapshot:
    return Snapshot(
        id="0" * 20, uri="urn:one", number=1, outlet=Outlet(id="Quai", name="Quai"), title=title,
        text=text, language="en", published=START, retrieved=START, url="", status=status,
        embargoed_until=None, ednote="", sha256="", text_sha256=text_sha256(text),
    )  # fmt: skip


def test_a_difference_names_the_sentences_that_went_and_came() -> None:
    later = content(FIRST.replace("Twelve", "Fourteen"), title="Bridge shut")
    found = difference(content(FIRST), later)
    assert found.lost == ("Bridge", "Twelve people were hurt.")
    assert found.gained == ("Bridge shut", "Fourteen people were hurt.")
    assert str(found).splitlines()[-1] == "+ Fourteen people were hurt."


def test_a_content_that_says_the_same_has_no_difference() -> None:
    assert str(difference(content(FIRST), content(FIRST))).startswith("(only what is around")


def test_a_withdrawal_is_named_and_not_spelt_out() -> None:
    assert difference(content(FIRST), content("", status=PubStatus.CANCELED)).gained == (
        "(canceled)",
    )


def test_a_long_difference_is_cut() -> None:
    longer = content(" ".join(f"Sentence {number} is new." for number in range(500)))
    assert len(str(difference(content(FIRST), longer))) < 1100
