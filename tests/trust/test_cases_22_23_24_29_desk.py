"""Cases 22, 23, 24 and 29 at the desk's door: foreign forms, sessions, roles, many attempts."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from newsroom_agents.archive.attempts import NO_WAIT, Limit
from newsroom_agents.desk.sign_in import FOR_ALL_NAMES, FROM_EVERYWHERE, FROM_ONE_NETWORK, WITHIN
from newsroom_agents.story.decision import EditorRole
from tests.desk.builders import PASSWORD, DeskHouse, opened_desk, sign_in, staff, token_of
from tests.stories.shop import Shop

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"},
    {"Content-Type": "text/plain"},
    {"Sec-Fetch-Site": "none"},
)
WRONG = "a wrong password at noon"


@contextmanager
def desk_over(shop: Shop, var: Path) -> Iterator[DeskHouse]:
    """Open a copy of a house with stories, and its desk with people."""
    copied = shop.copy(var)
    with opened_desk(copied.var, copied.env) as house:
        staff(house.archive, house.clock())
        yield house


@pytest.fixture
def house(reported_on: Shop, tmp_path: Path) -> Iterator[DeskHouse]:
    """A house with stories on each database."""
    with desk_over(reported_on, tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskHouse]:
    """A house without stories on each database."""
    env = {}
    if request.param == "postgres":
        env["NEWSROOM_DATABASE_URL"] = request.getfixturevalue("postgres").emptied()
    with opened_desk(tmp_path / "var", env) as opened:
        staff(opened.archive, opened.clock())
        yield opened


on_both = pytest.mark.parametrize("bare", ["sqlite", "postgres"], indirect=True)


def ready(house: DeskHouse) -> str:
    """Return a story that waits for a ruling."""
    with house.archive.reading() as room:
        return next(row.slug for row in room.queue.rows() if row.state == "ready")


def standing(house: DeskHouse, slug: str) -> tuple[object, list[str]]:
    """Return a story's row, and the rulings in the journal."""
    with house.archive.reading() as room:
        rulings = [row.event for row in room.journal.rows(slug) if row.event == "ruling"]
        return room.queue.row(slug), rulings


def approval(house: DeskHouse, browser: TestClient, slug: str) -> str:
    """Return the body of the form that approves a story, from the page as an editor sees it."""
    page = browser.get(f"/story/{slug}")
    assert page.status_code == 200
    with house.archive.reading() as room:
        return f"token={token_of(page.text)}&covers={room.queue.row(slug).digest}"


# 22: a cross-site POST with a valid cookie


def test_no_other_site_rules_with_an_editors_cookie(house: DeskHouse) -> None:
    slug, browser = ready(house), house.signed_in("Ada")
    body = approval(house, browser, slug)
    before = standing(house, slug)
    address = f"/story/{slug}/rule/approve"
    for headers in FOREIGN:
        for wish in ("approve", "spike", "hold"):
            there = f"/story/{slug}/rule/{wish}"
            answer = browser.post(there, content=body, headers=FORM | headers)
            assert answer.status_code == 403, headers
    del browser.headers["sec-fetch-site"]
    assert browser.post(address, content=body, headers=FORM).status_code == 403
    assert standing(house, slug) == before
    ours = FORM | {"Origin": house.front.address}
    assert browser.post(address, content=body, headers=ours).status_code != 403


# 23: fixation, and replay after signing out


@on_both
def test_a_session_id_set_before_signing_in_is_not_kept(bare: DeskHouse) -> None:
    planted = "set-by-an-attacker"
    victim = bare.browser()
    victim.cookies.set("desk", planted)
    answer = sign_in(victim, "Ada")
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert bare.browser(Cookie=f"desk={planted}").get("/account").status_code == 303


@on_both
def test_old_session_ids_are_dead_after_signing_in_again_and_out(bare: DeskHouse) -> None:
    first, second = (_let_in(bare) for _ in range(2))
    assert first != second
    browser = bare.browser(Cookie=f"desk={second}")
    page = browser.get("/account")
    assert page.status_code == 200
    body = f"token={token_of(page.text)}"
    assert browser.post("/sign-out", content=body, headers=FORM).status_code == 303
    assert browser.get("/account").status_code == 303
    assert browser.post("/sign-out", content=body, headers=FORM).status_code == 403
    assert bare.browser(Cookie=f"desk={first}").get("/account").status_code == 200


def _let_in(bare: DeskHouse) -> str:
    """Sign in anew, and return the id that the answer gives."""
    answer = sign_in(bare.browser())
    return answer.headers["set-cookie"].partition("desk=")[2].partition(";")[0]


# 24: a role that does not rule


def test_who_may_not_rule_is_refused_and_that_is_on_record(house: DeskHouse) -> None:
    slug = ready(house)
    before = standing(house, slug)
    for name in ("Rui", "Max"):
        browser = house.signed_in(name)
        body = approval(house, browser, slug)
        for address in (f"/story/{slug}/rule/approve", "/story/guessed-slug/rule/approve"):
            answer = browser.post(address, content=body, headers=FORM)
            assert answer.status_code == 403
            assert "does not rule on stories" in answer.text
    assert standing(house, slug) == before
    asked = [(one["editor"], one["asked"]) for one in house.events("desk refusal")]
    addresses = (f"POST /story/{slug}/rule/approve", "POST /story/guessed-slug/rule/approve")
    assert asked == [(name, address) for name in ("Rui", "Max") for address in addresses]


def test_a_story_that_is_not_there_is_the_same_for_everybody(house: DeskHouse) -> None:
    for name in ("Ada", "Rui"):
        browser = house.signed_in(name)
        pages = [browser.get(f"/story/{slug}") for slug in ("guessed", "another-guess", "é" * 90)]
        assert [page.status_code for page in pages] == [404] * 3
        assert len({page.text for page in pages}) == 1


# 29: many attempts, and the search for names


@on_both
def test_of_ten_thousand_attempts_no_more_than_the_limit_is_let_through(bare: DeskHouse) -> None:
    now = bare.clock()
    limits = [Limit("account ada", FROM_EVERYWHERE, WITHIN)]
    count = 10_000 if bare.archive.engine.name == "sqlite" else 1_000
    with bare.archive.writing() as room:
        tried = [room.attempts.wait(limits, now) for _ in range(count)]
        assert room.attempts.counted("account ada") == FROM_EVERYWHERE
    assert tried.count(NO_WAIT) == FROM_EVERYWHERE


@on_both
def test_a_flood_at_one_name_is_stopped_with_the_time_to_wait(bare: DeskHouse) -> None:
    browser = bare.browser()
    answers = [sign_in(browser, "Ada", WRONG) for _ in range(3 * FROM_ONE_NETWORK)]
    codes = [answer.status_code for answer in answers]
    assert codes == [401] * FROM_ONE_NETWORK + [429] * 2 * FROM_ONE_NETWORK
    assert {int(one.headers["retry-after"]) for one in answers[FROM_ONE_NETWORK:]} == {901}
    assert sign_in(browser, "Ada", PASSWORD).status_code == 429
    assert bare.events("signed in") == []


@on_both
def test_a_flood_at_many_names_is_stopped_too(bare: DeskHouse) -> None:
    network = Limit("network 203.0.113.7", FOR_ALL_NAMES, WITHIN)
    with bare.archive.writing() as room:
        for _ in range(FOR_ALL_NAMES - 2):
            room.attempts.wait([network], bare.clock())
    browser = bare.browser()
    codes = [sign_in(browser, f"guess {n}", WRONG).status_code for n in range(4)]
    assert codes == [401, 401, 429, 429]


@on_both
def test_trying_names_tells_nobody_which_are_known(bare: DeskHouse) -> None:
    with bare.archive.writing() as room:
        room.editors.disable("Cy")
    seen = {}
    for number, name in enumerate(("Ada", "Nobody", "Cy")):
        browser = bare.browser(f"203.0.113.{number}")
        answers = [sign_in(browser, name, WRONG) for _ in range(FROM_ONE_NETWORK + 1)]
        told = [one.text.replace(name, "NAME") for one in answers]
        tokens = [token_of(one.text) for one in answers[:-1]]
        seen[name] = (
            [one.status_code for one in answers],
            [text.replace(token, "") for text, token in zip(told[:-1], tokens, strict=True)],
            told[-1],
        )
    assert seen["Ada"] == seen["Nobody"] == seen["Cy"]


def test_an_unknown_name_takes_as_long_as_a_known_one(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "var", desk={"hash_kib": 40_000}) as bare:
        with bare.archive.writing() as room:
            room.editors.add("Ada", EditorRole.EDITOR, bare.clock())
            digest = bare.front.passwords.hashed_now(PASSWORD)
            room.accounts.set_password("Ada", digest, bare.clock())

        def seconds(name: str, network: str) -> float:
            browser = bare.browser(network)
            token = token_of(browser.get("/sign-in").text)
            began = time.perf_counter()
            form = {"name": name, "password": WRONG, "token": token}
            assert browser.post("/sign-in", data=form).status_code == 401
            return time.perf_counter() - began

        known = min(seconds("Ada", f"203.0.113.{n}") for n in range(3))
        unknown = min(seconds("Nobody", f"203.0.114.{n}") for n in range(3))
    assert 0.5 < known / unknown < 2
