"""The spend page: what calls cost by day, persona and story, and how near the caps are."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.ledger import Ledger
from newsroom_agents.ports import Cap

from .builders import DeskHouse, opened_desk, staff


def spent(house: DeskHouse, scope: str, amount: int, *, is_settled: bool = True) -> None:
    """Let a call of this house spend so much in a scope, or only speak for it."""
    settings = house.front.newsroom.settings
    url = settings.calls_url(house.front.newsroom.places.var)
    with closing(CallsDatabase(url)) as calls:
        now = house.clock()
        name = Ledger(calls).reserve(amount, [Cap(scope, None)], now, now + timedelta(hours=1))
        if is_settled:
            Ledger(calls).settle(name, amount)


def test_a_house_without_calls_says_so(plain_desk: DeskHouse) -> None:
    page = plain_desk.signed_in("Rui").get("/spend").text
    assert "No model was called" in page
    assert "no cap is set" in page


def test_a_cap_that_is_near_is_said_in_words(tmp_path: Path) -> None:
    env = {"NEWSROOM_BUDGET__DAY": "2000000", "NEWSROOM_BUDGET__MONTH": "90000000"}
    with opened_desk(tmp_path / "var", env) as house:
        staff(house.archive, house.clock())
        today = f"day {house.clock():%Y-%m-%d}"
        spent(house, today, 1_500_000)
        spent(house, today, 200_000, is_settled=False)
        page = house.signed_in().get("/spend").text
    assert "US$1.50, and US$0.20 spoken for, of US$2.00 (85 %)" in page
    assert page.count("near the cap") == 1
    assert "US$0.0000, of US$90.00 (0 %)" in page
