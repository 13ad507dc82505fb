"""What happens to a piece after release reaches readers of every level at once."""

from datetime import timedelta

import pytest

from tests.publish.builders import CORRECTION, Live, kill, killed, pressroom, publish, release

from .builders import STORY, Served

LEVELS = ["", "free@reader.example", "sub@reader.example", "mem@reader.example"]


def read(served: Served, address: str) -> tuple[int, str]:
    browser = served.signed_in(address) if address else served.browser()
    answer = browser.get(STORY)
    return answer.status_code, answer.text


@pytest.mark.parametrize("address", LEVELS)
def test_a_correction_is_shown_at_every_level(address: str, served: Served) -> None:
    code, before = read(served, address)
    assert (code, CORRECTION.text in before) == (200, False)
    room = pressroom(served.front.site.parent)
    publish(release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5)), room, Live())
    code, after = read(served, address)
    assert code == 200
    assert CORRECTION.text in after
    assert "this piece was corrected" in after
    assert ("thistledown" in after) is address.startswith("mem")


@pytest.mark.parametrize("address", LEVELS)
def test_a_kill_takes_the_piece_from_every_level(address: str, served: Served) -> None:
    assert read(served, address)[0] == 200
    room = pressroom(served.front.site.parent)
    kill(killed(release()), room, Live())
    code, after = read(served, address)
    assert code == 410
    assert "This piece was withdrawn" in after
    for gated in ("thistledown", "gated-address", "Haushalt", "nine to four"):
        assert gated not in after


def test_between_page_and_bundle_of_a_release_nobody_gets_a_mixture(served: Served) -> None:
    """The full bundle is promoted first: until the public one follows, the released page stands."""
    room = pressroom(served.front.site.parent)
    public = served.front.site / STORY[1:] / "bundle.json"
    before = public.read_bytes()
    publish(release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5)), room, Live())
    public.write_bytes(before)
    code, page = read(served, "mem@reader.example")
    assert code == 200
    assert page == (served.front.site / STORY[1:] / "index.html").read_text("utf-8")
