"""Signing in with name and password, and signing out, on both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from newsroom_agents.archive.attempts import Limit
from newsroom_agents.desk.passwords import Passwords
from newsroom_agents.desk.sign_in import (
    FOR_ALL_NAMES,
    FROM_EVERYWHERE,
    FROM_ONE_NETWORK,
    WITHIN,
    safe_page,
)

from .builders import PASSWORD, DeskHouse, opened_desk, send, sign_in, token_of

WRONG = "a wrong password at noon"


def is_in(browser: TestClient) -> bool:
    return browser.get("/account").status_code == 200


def test_an_editor_signs_in_and_comes_back_to_the_page(bare_desk: DeskHouse) -> None:
    browser = bare_desk.browser()
    answer = sign_in(browser, "ada", back="/story/bridge?s=s3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/story/bridge?s=s3")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("desk=", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    page = browser.get("/account").text
    assert "You are Ada, editor" in page
    assert bare_desk.events("signed in") == [{"editor": "Ada", "failed before": "0"}]


def test_behind_https_the_cookies_go_no_other_way(plain_desk: DeskHouse) -> None:
    secure = DeskHouse(
        replace(plain_desk.front, address="https://desk.example.org"),
        plain_desk.clock,
        plain_desk.held,
    )
    browser = secure.browser()
    answer = sign_in(browser)
    assert answer.headers["set-cookie"].startswith("__Host-desk=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert is_in(browser)


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ada", WRONG), ("Nobody", PASSWORD), ("Ada", ""), ("", "")],
)
def test_what_is_wrong_is_told_in_the_same_words(
    name: str, password: str, bare_desk: DeskHouse
) -> None:
    browser = bare_desk.browser()
    answer = sign_in(browser, name, password)
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert "desk" not in browser.cookies
    assert not is_in(browser)


def test_a_disabled_editor_is_told_what_everybody_is_told(bare_desk: DeskHouse) -> None:
    inside = bare_desk.signed_in("Bo")
    with bare_desk.archive.writing() as room:
        room.editors.disable("Bo")
    assert not is_in(inside)
    answer = sign_in(bare_desk.browser(), "Bo")
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text


def test_signing_out_ends_the_session_on_the_server(bare_desk: DeskHouse) -> None:
    browser = bare_desk.signed_in()
    stolen = browser.cookies["desk"]
    answer = send(browser, "/sign-out", "/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not is_in(bare_desk.browser(Cookie=f"desk={stolen}"))
    assert bare_desk.events("signed out") == [{"editor": "Ada"}]


def test_a_session_ends_when_it_is_not_used_and_after_its_days(bare_desk: DeskHouse) -> None:
    browser = bare_desk.signed_in()
    for _ in range(14):
        bare_desk.clock.forward(hours=11)
        assert is_in(browser)
    bare_desk.clock.forward(hours=12)
    assert not is_in(browser)
    busy = bare_desk.signed_in()
    for _ in range(16):
        bare_desk.clock.forward(hours=10)
        assert is_in(busy)
    bare_desk.clock.forward(hours=10)
    assert not is_in(busy)


def test_the_right_password_renews_a_hash_of_other_parameters(bare_desk: DeskHouse) -> None:
    old = bare_desk.front.settings.model_copy(update={"hash_passes": 4})
    checks = Passwords(old)
    with bare_desk.archive.writing() as room:
        room.accounts.set_password("Ada", checks.hashed_now(PASSWORD), bare_desk.clock())
    checks.close()
    assert sign_in(bare_desk.browser()).status_code == 303
    with bare_desk.archive.reading() as room:
        assert ",t=2," in room.accounts.password("Ada")
    assert sign_in(bare_desk.browser()).status_code == 303


def test_a_password_is_tried_so_often_from_one_network_and_then_later(
    bare_desk: DeskHouse,
) -> None:
    browser = bare_desk.browser()
    for _ in range(FROM_ONE_NETWORK):
        assert sign_in(browser, "Ada", WRONG).status_code == 401
        bare_desk.clock.forward(minutes=1)
    refused = sign_in(browser, "Ada")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 10 * 60 + 1
    assert "in 11 minutes" in refused.text
    assert sign_in(bare_desk.browser("203.0.113.8"), "Bo").status_code == 303
    assert sign_in(bare_desk.browser(), "Bo").status_code == 303
    bare_desk.clock.forward(minutes=10, seconds=1)
    assert sign_in(browser, "Ada").status_code == 303


def test_another_network_may_still_try_until_the_account_has_had_enough(
    bare_desk: DeskHouse,
) -> None:
    with bare_desk.archive.writing() as room:
        for _ in range(FROM_EVERYWHERE - 1):
            room.attempts.wait([Limit("account ada", 999, WITHIN)], bare_desk.clock())
    assert sign_in(bare_desk.browser("2001:db8::1"), "Ada", WRONG).status_code == 401
    assert sign_in(bare_desk.browser("2001:db8:1::1"), "ADA ", WRONG).status_code == 429


def test_one_network_may_not_try_all_names(bare_desk: DeskHouse) -> None:
    with bare_desk.archive.writing() as room:
        for _ in range(FOR_ALL_NAMES):
            limit = Limit("network 2001:db8::/64", 999, WITHIN)
            room.attempts.wait([limit], bare_desk.clock())
    assert sign_in(bare_desk.browser("2001:db8::7"), "Bo").status_code == 429
    assert sign_in(bare_desk.browser("2001:db8:0:1::7"), "Bo").status_code == 303


def test_failures_are_counted_on_record_and_told_at_the_next_sign_in(
    bare_desk: DeskHouse,
) -> None:
    for n in range(5):
        sign_in(bare_desk.browser(f"203.0.113.{n}"), "Ada", WRONG)
        sign_in(bare_desk.browser(f"203.0.113.{n}"), "Nobody", WRONG)
    sign_in(bare_desk.browser(), "Ada")
    assert bare_desk.events("sign-in failures") == [{"editor": "Ada", "failures": "5"}]
    assert bare_desk.events("signed in") == [{"editor": "Ada", "failed before": "5"}]
    sign_in(bare_desk.browser(), "Ada")
    assert bare_desk.events("signed in")[1] == {"editor": "Ada", "failed before": "0"}


@pytest.mark.parametrize(
    ("page", "safe"),
    [
        ("/queue?risk=high&page=2", "/queue?risk=high&page=2"),
        ("/story/é", "/story/é"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/a\nb", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_the_desk_only(page: str, safe: str) -> None:
    assert safe_page(page) == safe


def test_who_is_signed_in_is_led_on(plain_desk: DeskHouse) -> None:
    answer = plain_desk.signed_in().get("/sign-in?back=/people")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data; boundary=x"},
    ],
)
def test_a_form_of_another_site_signs_nobody_in(
    headers: dict[str, str], plain_desk: DeskHouse
) -> None:
    browser = plain_desk.browser()
    token = token_of(browser.get("/sign-in").text)
    body = f"name=Ada&password={PASSWORD.replace(' ', '+')}&token={token}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.post("/sign-in", content=body, headers={**kind, **headers})
    assert answer.status_code == 403
    assert "desk" not in browser.cookies
    assert browser.post("/sign-in", content=body, headers=kind).status_code == 303


def test_two_processes_count_as_one(bare_desk: DeskHouse, tmp_path: Path) -> None:
    url = str(bare_desk.archive.engine.url.render_as_string(hide_password=False))
    env = {"NEWSROOM_DATABASE_URL": url}
    with opened_desk(tmp_path / "var", env) as other:
        other.clock.now = bare_desk.clock.now + timedelta(seconds=1)
        houses = (bare_desk, other, bare_desk, other, bare_desk)
        codes = [sign_in(house.browser(), "Ada", WRONG).status_code for house in houses]
        assert codes == [401] * 5
        assert sign_in(other.browser(), "Ada").status_code == 429
