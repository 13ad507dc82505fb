"""What holds for every page of the desk."""

import pytest

from .builders import DeskHouse


@pytest.mark.parametrize("address", ["/account", "/people"])
def test_nobody_sees_a_page_without_signing_in(address: str, bare_desk: DeskHouse) -> None:
    answer = bare_desk.browser().get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?back={address}")
