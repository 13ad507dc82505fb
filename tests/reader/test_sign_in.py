"""Signing in by a link that comes by mail."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from newsroom_agents.reader.app import create_app
from newsroom_agents.reader.sign_in import LINKS_PER_ADDRESS, LINKS_PER_CLIENT, safe_page

from .builders import STORY, MailServer, Served, ask, free_port, serving, smtp, token_of, use

SUB = "sub@reader.example"


def test_a_reader_signs_in_by_mail_and_comes_back_to_the_page(
    served: Served, mails: MailServer
) -> None:
    browser = served.browser()
    asked = ask(browser, SUB, STORY)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/sent")
    letter = mails.letter()
    assert letter["To"] == SUB
    assert letter["From"] == "desk@courier.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    entered = use(browser, mails.link())
    assert (entered.status_code, entered.headers["location"]) == (303, STORY)
    cookie = entered.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    account = browser.get("/account")
    assert SUB in account.text
    assert "a subscriber" in account.text


def test_known_and_unknown_addresses_get_the_same_answer(served: Served, mails: MailServer) -> None:
    answers = []
    for address in (SUB, "nobody@reader.example"):
        answer = ask(served.browser(), address)
        sent = served.browser().get(answer.headers["location"])
        same = {k: v for k, v in answer.headers.items() if k not in {"date", "set-cookie"}}
        answers.append((answer.status_code, answer.content, same, sent.text))
    assert answers[0] == answers[1]
    mails.letter()
    time.sleep(0.3)
    assert [letter["To"] for letter in mails.held] == [SUB]


def test_no_answer_waits_for_the_letter_of_a_known_address(
    served: Served, mails: MailServer
) -> None:
    mails.seconds = 3

    def seconds(address: str) -> float:
        browser = served.browser()
        token = token_of(browser.get("/sign-in").text)
        began = time.perf_counter()
        browser.post("/sign-in", data={"address": address, "token": token})
        return time.perf_counter() - began

    known = min(seconds(SUB) for _ in range(3))
    unknown = min(seconds(f"nobody{n}@reader.example") for n in range(3))
    assert abs(known - unknown) < 1
    mails.seconds = 0


def test_a_mail_scanner_that_opens_the_link_does_not_use_it(
    served: Served, mails: MailServer
) -> None:
    browser = served.browser()
    ask(browser, SUB)
    scanner = served.browser()
    for _ in range(3):
        assert scanner.get(mails.link()).status_code == 200
        assert scanner.head(mails.link()).status_code == 200
    assert use(browser, mails.link()).status_code == 303


def test_a_used_link_lets_nobody_in(served: Served, mails: MailServer) -> None:
    browser, other = served.browser(), served.browser()
    ask(browser, SUB)
    page = other.get(mails.link()).text
    assert use(browser, mails.link()).status_code == 303
    form = {"token": token_of(page), "link": token_of(page, "link")}
    answer = other.post("/sign-in/confirm", data=form)
    assert answer.status_code == 410
    assert "does not work any more" in answer.text
    assert "reader" not in other.cookies
    assert other.get(mails.link()).status_code == 410


def test_an_expired_link_lets_nobody_in(served: Served, mails: MailServer) -> None:
    browser = served.browser()
    ask(browser, SUB)
    link = mails.link()
    served.clock.forward(minutes=15)
    assert use(browser, link).status_code == 410
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("token", "status"),
    [("", 410), ("x" * 43, 410), ("%00", 400), ("%ed%b3%bf", 410), ("..", 410), ("A" * 4000, 410)],
)
def test_a_forged_link_lets_nobody_in(token: str, status: int, served: Served) -> None:
    browser = served.browser()
    answer = browser.get(f"/sign-in/confirm?token={token}")
    assert answer.status_code == 410
    visit = token_of(browser.get("/sign-in").text)
    answer = browser.post(
        "/sign-in/confirm",
        content=f"token={visit}&link={token}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == status
    assert "reader" not in browser.cookies


def test_another_readers_link_signs_in_that_reader_and_says_so_first(
    served: Served, mails: MailServer
) -> None:
    browser = served.signed_in("free@reader.example")
    before = browser.cookies["reader"]
    ask(served.browser(), SUB)
    assert SUB in browser.get(mails.link()).text
    use(browser, mails.link())
    assert SUB in browser.get("/account").text
    assert served.browser(Cookie=f"reader={before}").get("/account").status_code == 303


def test_a_session_id_set_before_signing_in_is_not_kept(served: Served, mails: MailServer) -> None:
    browser = served.browser()
    browser.cookies.set("reader", "set-by-an-attacker")
    ask(browser, SUB)
    entered = use(browser, mails.link())
    assert "set-by-an-attacker" not in entered.headers["set-cookie"]
    attacker = served.browser(Cookie="reader=set-by-an-attacker")
    assert attacker.get("/account").status_code == 303


def test_signing_out_ends_the_session_on_the_server(served: Served) -> None:
    browser = served.signed_in(SUB)
    stolen = browser.cookies["reader"]
    token = token_of(browser.get("/account").text)
    answer = browser.post("/sign-out", data={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert served.browser(Cookie=f"reader={stolen}").get("/account").status_code == 303


def test_signing_out_everywhere_ends_every_session(served: Served) -> None:
    here, there = served.signed_in(SUB), served.signed_in(SUB)
    other = served.signed_in("mem@reader.example")
    token = token_of(here.get("/account").text)
    here.post("/sign-out", data={"token": token, "everywhere": "1"})
    assert there.get("/account").status_code == 303
    assert other.get("/account").status_code == 200


def test_a_session_ends_with_its_time(served: Served) -> None:
    browser = served.signed_in(SUB)
    served.clock.forward(days=30)
    assert browser.get("/account").status_code == 303


def test_the_links_of_one_address_are_limited(served: Served, mails: MailServer) -> None:
    codes = [ask(served.browser(), SUB).status_code for _ in range(LINKS_PER_ADDRESS + 2)]
    assert codes == [303] * LINKS_PER_ADDRESS + [429] * 2
    mails.letter(LINKS_PER_ADDRESS)
    served.clock.forward(hours=1)
    assert ask(served.browser(), SUB).status_code == 303
    mails.letter(LINKS_PER_ADDRESS + 1)


def test_the_links_asked_for_from_one_place_are_limited(served: Served) -> None:
    answers = [ask(served.browser(), f"n{n}@reader.example") for n in range(LINKS_PER_CLIENT + 1)]
    assert [answer.status_code for answer in answers] == [303] * LINKS_PER_CLIENT + [429]
    assert answers[-1].headers["retry-after"] == "3600"
    assert "Too many" in answers[-1].text
    elsewhere = served.browser(**{"X-Forwarded-For": "203.0.113.7"})
    assert ask(elsewhere, "another@reader.example").status_code == 303


def test_an_address_that_is_none_is_shown_again_with_the_form(served: Served) -> None:
    answer = ask(served.browser(), '"><script>alert(1)</script>')
    assert answer.status_code == 400
    assert "Please check" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str], served: Served) -> None:
    browser = served.signed_in(SUB)
    token = token_of(browser.get("/account").text)
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post("/sign-out", data={"token": token}, headers=headers)
    assert answer.status_code == 403
    assert browser.get("/account").status_code == 200


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(served: Served) -> None:
    browser = served.signed_in(SUB)
    token = token_of(browser.get("/account").text)
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post("/sign-out", data={"token": token}, headers={"Origin": served.url})
    assert answer.status_code == 303


def test_a_form_without_our_token_is_refused(served: Served) -> None:
    browser = served.signed_in(SUB)
    foreign = token_of(served.signed_in("mem@reader.example").get("/account").text)
    for data in ({"x": "1"}, {"token": ""}, {"token": foreign}, {"token": "ü"}):
        assert browser.post("/sign-out", data=data).status_code == 403
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        ("token=x", "text/plain", 400),
        ('{"token": "x"}', "application/json", 400),
        ("a=" + "x" * 9000, "application/x-www-form-urlencoded", 413),
        ("&".join(f"a{n}=1" for n in range(40)), "application/x-www-form-urlencoded", 400),
        ("token=ü", "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_form_that_is_none_is_refused(content: str, kind: str, code: int, served: Served) -> None:
    answer = served.browser().post(
        "/sign-in", content=content.encode(), headers={"Content-Type": kind}
    )
    assert answer.status_code == code
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\n/b",
        "/?x",
        "/@",
    ],
)
def test_nobody_is_led_off_the_site(page: str) -> None:
    assert safe_page(page) == "/"


def test_a_page_of_ours_is_led_back_to() -> None:
    assert safe_page(STORY) == STORY


def test_a_mail_server_that_is_down_is_told_alike_for_every_address(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    folder = served.front.site.parent
    with serving(folder, f"sqlite:///{folder}/other.db", smtp(free_port())) as down:
        answers = [ask(down.browser(), who) for who in (SUB, "nobody@reader.example")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].text == answers[1].text
    assert "Nothing is lost" in answers[0].text
    assert "s…@reader.example" in caplog.text
    assert SUB not in caplog.text


def test_a_letter_that_is_not_taken_is_logged_without_the_address(
    served: Served, mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mails.refusal = f"550 no such person as {SUB}"
    with caplog.at_level(logging.WARNING):
        assert ask(served.browser(), SUB).status_code == 303
        for _ in range(100):
            if "s…@reader.example" in caplog.text:
                break
            time.sleep(0.02)
    assert "it answered 550" in caplog.text
    assert SUB not in caplog.text


def test_a_house_behind_https_gives_cookies_that_go_no_other_way(served: Served) -> None:
    masthead = replace(served.front.masthead, base_url="https://courier.example")
    app = create_app(replace(served.front, masthead=masthead))

    async def look() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://courier.example"
        ) as client:
            return await client.get("/sign-in")

    # In a thread of its own: in this one a browser of other tests may hold the loop.
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(asyncio.run, look()).result()
    assert answer.headers["set-cookie"].startswith("__Host-visit=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
