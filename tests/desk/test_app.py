"""What holds for every page of the desk: headers, errors, forms, files, roles."""

import re
from importlib.resources import files
from typing import Annotated

import pytest
from fastapi import Body
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from newsroom_agents.desk.app import PARTS, create_app
from newsroom_agents.desk.browsers import browser_of
from newsroom_agents.desk.serving import address_of
from newsroom_agents.desk.visits import Fields, Ruling, Signed
from newsroom_agents.errors import StorageError

from .builders import NETWORK, DeskHouse, token_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def routes() -> list[tuple[str, str]]:
    """Return method and address of everything the desk answers."""
    return [
        (method, route.path)
        for part in PARTS
        for route in part.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]


def with_probes(house: DeskHouse) -> TestClient:
    """Return an editor's browser at a desk with addresses that fail, and one that rules."""
    app = create_app(house.front)

    @app.get("/busy")
    def busy() -> None:
        msg = "sqlite:///secret.db: another process has held the database for too long"
        raise StorageError(msg)

    @app.get("/broken")
    def broken() -> None:
        msg = "a secret of the house"
        raise ValueError(msg)

    @app.post("/rule")
    def rule(signed: Ruling, fields: Fields) -> str:
        return f"{signed.editor.name} {','.join(fields.every('tick'))}"

    @app.post("/bare")
    def bare(signed: Signed, body: Annotated[str, Body()] = "") -> str:
        return f"{signed.editor.name}{body}"

    client = TestClient(
        app,
        base_url=house.front.address,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
        raise_server_exceptions=False,
        client=(NETWORK, 1),
    )
    return house.held.enter_context(client)


def test_nothing_is_shown_or_taken_without_signing_in(plain_desk: DeskHouse) -> None:
    for_everybody = {"/sign-in", "/first-time/{token}", "/static/{name}", "/"}
    browser = plain_desk.browser()
    closed = [each for each in routes() if each[1] not in for_everybody]
    assert len(closed) > 8
    for method, path in closed:
        address = re.sub(r"\{.*?\}", "x", path)
        answer = browser.request(method, address, headers=FORM if method == "POST" else {})
        if method in {"GET", "HEAD"}:
            assert answer.status_code == 303, address
            assert answer.headers["location"].startswith("/sign-in?back="), address
        else:
            assert answer.status_code == 403, address


def test_the_page_to_come_back_to_keeps_its_question(plain_desk: DeskHouse) -> None:
    answer = plain_desk.browser().get("/queue?risk=high&q=a b")
    assert answer.headers["location"] == "/sign-in?back=/queue%3Frisk%3Dhigh%26q%3Da%2520b"


@pytest.mark.parametrize("address", ["/sign-in", "/nothing", "/static/desk.css", "/static/x"])
def test_every_answer_carries_the_strict_headers(address: str, plain_desk: DeskHouse) -> None:
    headers = plain_desk.browser().get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_pages_are_not_kept_and_files_are_asked_for_again(plain_desk: DeskHouse) -> None:
    browser = plain_desk.signed_in()
    assert browser.get("/account").headers["cache-control"] == "private, no-store"
    sheet = browser.get("/static/desk.css")
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    again = browser.get("/static/desk.css", headers={"If-None-Match": sheet.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["..%2fapp.py", "%2e%2e/app.py", "__init__.py", "desk.css/", ".css", "desk.css%00"]
)
def test_only_stylesheets_scripts_and_signs_are_files(name: str, plain_desk: DeskHouse) -> None:
    assert plain_desk.browser().get(f"/static/{name}").status_code in {404, 307}


def test_no_page_holds_a_script_or_style_of_its_own() -> None:
    folder = files("newsroom_agents.desk").joinpath("templates")
    for template in folder.iterdir():
        text = template.read_text(encoding="utf-8")
        scripts = re.findall(r"<script\b([^>]*)>", text)
        assert [one for one in scripts if "src=" not in one] == [], template.name
        assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=", text) == [], template.name


def test_errors_are_pages_and_tell_no_secret(plain_desk: DeskHouse) -> None:
    browser = with_probes(plain_desk)
    browser.cookies.set("desk", plain_desk.session("Ada"))
    busy, broken, missing = (browser.get(f"/{name}") for name in ("busy", "broken", "nothing"))
    assert (busy.status_code, broken.status_code, missing.status_code) == (503, 500, 404)
    assert "try again" in busy.text
    assert "secret" not in busy.text + broken.text
    assert "There is nothing at this address" in missing.text


def test_who_may_rule_is_let_through_with_a_form_of_our_own(plain_desk: DeskHouse) -> None:
    browser = with_probes(plain_desk)
    for name, code in (("Ada", 200), ("Cy", 200), ("Rui", 403), ("Max", 403)):
        browser.cookies.set("desk", plain_desk.session(name))
        token = token_of(browser.get("/account").text)
        answer = browser.post("/rule", data={"token": token, "tick": ["a", "b"]})
        assert answer.status_code == code
        assert (code == 200) == (answer.text == f'"{name} a,b"')
    refusals = [
        (one["editor"], one["role"], one["asked"]) for one in plain_desk.events("desk refusal")
    ]
    assert refusals == [("Rui", "reader", "POST /rule"), ("Max", "admin", "POST /rule")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
        {"Content-Type": "multipart/form-data; boundary=x"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(
    headers: dict[str, str], plain_desk: DeskHouse
) -> None:
    browser = with_probes(plain_desk)
    browser.cookies.set("desk", plain_desk.session("Ada"))
    body = f"token={token_of(browser.get('/account').text)}&tick=a"
    assert browser.post("/rule", content=body, headers=FORM | headers).status_code == 403
    assert browser.post("/rule", content=body, headers=FORM).status_code == 200


def test_without_sec_fetch_site_the_origin_decides(plain_desk: DeskHouse) -> None:
    browser = with_probes(plain_desk)
    browser.cookies.set("desk", plain_desk.session("Ada"))
    body = f"token={token_of(browser.get('/account').text)}"
    del browser.headers["sec-fetch-site"]
    codes = [
        browser.post("/rule", content=body, headers=FORM | origin).status_code
        for origin in (
            {},
            {"Origin": "null"},
            {"Origin": "http://[bad"},
            {"Origin": "https://evil.example"},
            {"Origin": plain_desk.front.address},
        )
    ]
    assert codes == [403, 403, 403, 403, 200]


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64])
def test_a_token_of_another_session_is_refused(token: str, plain_desk: DeskHouse) -> None:
    browser, other = with_probes(plain_desk), plain_desk.signed_in("Ada")
    browser.cookies.set("desk", plain_desk.session("Ada"))
    theirs = token_of(other.get("/account").text)
    for given in (token, theirs):
        assert browser.post("/rule", data={"token": given}).status_code == 403


def test_an_address_without_a_form_is_guarded_too(plain_desk: DeskHouse) -> None:
    browser = with_probes(plain_desk)
    browser.cookies.set("desk", plain_desk.session("Ada"))
    assert browser.post("/bare", json="!").text == '"Ada!"'
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post("/bare", json="!", headers=foreign).status_code == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [("a=" + "x" * 600_000, 413), ("&".join("a" * 5_001), 400), ("é", 400), ("a=%00", 400)],
)
def test_a_form_that_no_browser_sends_is_refused(
    body: str, code: int, plain_desk: DeskHouse
) -> None:
    answer = plain_desk.signed_in().post("/sign-out", content=body.encode(), headers=FORM)
    assert answer.status_code == code


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/19 Safari/605", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_by_its_family(agent: str, words: str) -> None:
    assert browser_of(agent) == words


def test_an_address_is_written_as_browsers_take_it() -> None:
    assert address_of("127.0.0.1", 8800) == "http://127.0.0.1:8800"
    assert address_of("::1", 80) == "http://[::1]:80"


@pytest.mark.parametrize("address", ["/story/%00", "/queue?q=%00", "/first-time/%00", "/x%00"])
def test_an_address_with_a_null_leads_nowhere(address: str, bare_desk: DeskHouse) -> None:
    assert bare_desk.signed_in().get(address).status_code in {404, 410}
