"""The first time, the account, its sessions and tokens, and the people of the desk."""

import re
from typing import Annotated

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient

from newsroom_agents.archive.api_tokens import Holder, Scope
from newsroom_agents.desk.app import create_app
from newsroom_agents.desk.visits import calling
from newsroom_agents.pipeline.enrolling import desk_address
from newsroom_agents.settings import DeskSettings
from newsroom_agents.story.decision import EditorRole

from .builders import NETWORK, PASSWORD, DeskHouse, send, sign_in, token_of

NEW = "another quiet harbour"
_LINK = re.compile(r"/first-time/[\w-]+")


def first_link(house: DeskHouse, name: str = "Ida", role: str = "editor") -> str:
    """Let the administrator add somebody, and return the path of their link."""
    answer = send(house.signed_in("Max"), "/people/add", "/people", name=name, role=role)
    found = _LINK.search(answer.text)
    assert found is not None, answer.text
    return found.group()


def set_password(browser: TestClient, link: str, password: str, again: str = "") -> int:
    page = browser.get(link)
    if page.status_code != 200:
        return page.status_code
    form = {"token": token_of(page.text), "password": password, "again": again or password}
    return browser.post(link, data=form).status_code


def is_in(browser: TestClient) -> bool:
    return browser.get("/account").status_code == 200


# The first time


def test_who_is_added_sets_a_password_behind_the_link_and_is_in(bare_desk: DeskHouse) -> None:
    link = first_link(bare_desk)
    browser = bare_desk.browser()
    assert sign_in(browser, "Ida", NEW).status_code == 401
    assert "Welcome, Ida" in browser.get(link).text
    assert set_password(browser, link, NEW) == 303
    assert "You are Ida, editor" in browser.get("/account").text
    assert sign_in(bare_desk.browser(), "Ida", NEW).status_code == 303
    assert bare_desk.events("editor added", "link made", "password set") == [
        {"editor": "Ida", "role": "editor", "by": "Max"},
        {"editor": "Ida", "role": "editor", "by": "Max"},
        {"editor": "Ida", "by": "link"},
    ]


def test_a_used_link_is_gone_for_everybody(bare_desk: DeskHouse) -> None:
    link = first_link(bare_desk)
    scanner, browser, other = (bare_desk.browser() for _ in range(3))
    assert [scanner.get(link).status_code, scanner.head(link).status_code] == [200, 200]
    late = token_of(other.get(link).text)
    assert set_password(browser, link, NEW) == 303
    form = {"token": late, "password": PASSWORD, "again": PASSWORD}
    assert other.post(link, data=form).status_code == 410
    assert "does not work any more" in other.get(link).text
    assert sign_in(other, "Ida", PASSWORD).status_code == 401


def test_a_link_ends_after_its_hours(bare_desk: DeskHouse) -> None:
    link = first_link(bare_desk)
    bare_desk.clock.forward(hours=48)
    assert bare_desk.browser().get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "%ed%b3%bf", "A" * 4000])
def test_a_forged_link_is_gone(token: str, plain_desk: DeskHouse) -> None:
    assert plain_desk.browser().get(f"/first-time/{token}").status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "", "12 to 200"),
        (NEW, PASSWORD, "differ"),
        ("ida ida ida ida", "", "your name"),
        ("password 1234", "", "Many people"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(
    password: str, again: str, words: str, plain_desk: DeskHouse
) -> None:
    link, browser = first_link(plain_desk), plain_desk.browser()
    form = {"token": token_of(browser.get(link).text), "password": password}
    answer = browser.post(link, data={**form, "again": again or password})
    assert answer.status_code == 400
    assert words in answer.text
    assert password not in answer.text
    assert set_password(browser, link, NEW) == 303


# The account


def test_an_editor_sees_their_sessions_and_ends_one(bare_desk: DeskHouse) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, there = bare_desk.browser(**{"User-Agent": agent}), bare_desk.signed_in()
    other = bare_desk.signed_in("Bo")
    sign_in(here)
    page = here.get("/account").text
    assert "Firefox on Linux" in page
    [handle] = re.findall(r'name="session" value="(\w+)"', page)
    assert send(here, "/account/sessions/end", "/account", session=handle).status_code == 303
    assert [is_in(each) for each in (here, there, other)] == [True, False, True]


def test_nobody_ends_the_session_of_another(bare_desk: DeskHouse) -> None:
    mine, theirs = bare_desk.signed_in("Ada"), bare_desk.signed_in("Bo")
    bare_desk.signed_in("Bo")
    [handle] = re.findall(r'name="session" value="(\w+)"', theirs.get("/account").text)
    send(mine, "/account/sessions/end", "/account", session=handle)
    assert len(re.findall("last seen", theirs.get("/account").text)) == 2


def test_ending_all_others_leaves_this_one(bare_desk: DeskHouse) -> None:
    here, *others = (bare_desk.signed_in() for _ in range(3))
    send(here, "/account/sessions/end", "/account")
    assert [is_in(each) for each in (here, *others)] == [True, False, False]


def test_a_changed_password_ends_every_other_session(bare_desk: DeskHouse) -> None:
    here, there = bare_desk.signed_in(), bare_desk.signed_in()
    before = here.cookies["desk"]
    form = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert send(here, "/account/password", "/account", **form).status_code == 303
    assert [is_in(here), is_in(there)] == [True, False]
    assert not is_in(bare_desk.browser(Cookie=f"desk={before}"))
    assert sign_in(bare_desk.browser(), "Ada", PASSWORD).status_code == 401
    assert sign_in(bare_desk.browser(), "Ada", NEW).status_code == 303


def test_the_current_password_is_asked_for_and_its_tries_are_counted(
    bare_desk: DeskHouse,
) -> None:
    here, there = bare_desk.signed_in(), bare_desk.signed_in()
    form = {"current": NEW, "password": NEW, "again": NEW}
    codes = [send(here, "/account/password", "/account", **form).status_code for _ in range(6)]
    assert codes == [400] * 5 + [429]
    assert is_in(there)


# Tokens


def probed(house: DeskHouse, scope: Scope) -> TestClient:
    """Return a program's way to a desk with one address that asks for this scope."""
    app = create_app(house.front)

    @app.get("/probe")
    def probe(holder: Annotated[Holder, Depends(calling(scope))]) -> str:
        return holder.editor.name

    client = TestClient(app, base_url=house.front.address, client=(NETWORK, 1))
    return house.held.enter_context(client)


def make_token(browser: TestClient, *scopes: str, days: str = "30") -> str:
    page = browser.get("/account").text
    form = {"token": token_of(page), "label": "a feed", "days": days, "scope": list(scopes)}
    answer = browser.post("/account/tokens", data=form)
    found = re.search(r"newsroom_[\w-]{40,}", answer.text)
    return found.group() if found else f"{answer.status_code}"


def ask(program: TestClient, token: str) -> int:
    return program.get("/probe", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_opens_its_scopes_until_it_is_revoked(bare_desk: DeskHouse) -> None:
    browser = bare_desk.signed_in()
    token = make_token(browser, "read")
    reads, rules = probed(bare_desk, Scope.READ), probed(bare_desk, Scope.RULE)
    assert [ask(reads, token), ask(rules, token)] == [200, 403]
    page = browser.get("/account").text
    assert token not in page
    assert "last used" in page
    handle = token_of(page, "handle")
    assert send(browser, "/account/tokens/revoke", "/account", handle=handle).status_code == 303
    assert ask(reads, token) == 401
    assert bare_desk.events("token made", "token revoked") == [
        {"editor": "Ada", "label": "a feed", "scopes": "read", "days": "30"},
        {"editor": "Ada", "label": "a feed"},
    ]


def test_a_token_ends_with_its_days_and_with_its_editor(bare_desk: DeskHouse) -> None:
    program = probed(bare_desk, Scope.READ)
    short = make_token(bare_desk.signed_in("Ada"), "read", days="2")
    long = make_token(bare_desk.signed_in("Bo"), "read", days="9999")
    bare_desk.clock.forward(days=2)
    assert [ask(program, short), ask(program, long)] == [401, 200]
    with bare_desk.archive.writing() as room:
        room.editors.disable("Bo")
    assert ask(program, long) == 401


@pytest.mark.parametrize(
    ("name", "scope", "code"),
    [
        ("Rui", "rule", "403"),
        ("Rui", "edit", "403"),
        ("Ada", "admin", "403"),
        ("Max", "rule", "403"),
        ("Ada", "everything", "400"),
    ],
)
def test_a_token_does_not_open_what_its_editor_may_not(
    name: str, scope: str, code: str, plain_desk: DeskHouse
) -> None:
    assert make_token(plain_desk.signed_in(name), scope) == code


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic QWRhOng=", "Bearer \x7f"])
def test_without_a_token_that_works_nothing_opens(header: str, plain_desk: DeskHouse) -> None:
    program = probed(plain_desk, Scope.READ)
    given = {"Authorization": header} if header else {}
    program.cookies.set("desk", plain_desk.session("Ada"))
    answer = program.get("/probe", headers=given)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


# People


def test_only_who_manages_accounts_sees_and_changes_the_people(bare_desk: DeskHouse) -> None:
    for name in ("Ada", "Cy", "Rui"):
        browser = bare_desk.signed_in(name)
        assert browser.get("/people").status_code == 403
        page = browser.get("/account").text
        assert 'href="/people"' not in page
        form = {"token": token_of(page), "name": "Eve", "role": "admin"}
        assert browser.post("/people/add", data=form).status_code == 403
    refused = bare_desk.events("desk refusal")
    assert [one["asked"] for one in refused] == ["GET /people", "POST /people/add"] * 3
    with bare_desk.archive.reading() as room:
        assert "Eve" not in {one.name for one in room.editors.all()}


def test_an_administrator_shuts_somebody_out_at_once(bare_desk: DeskHouse) -> None:
    browser, theirs = bare_desk.signed_in("Max"), bare_desk.signed_in("Ada")
    assert send(browser, "/people/disable", "/people", name="Ada").status_code == 303
    assert not is_in(theirs)
    assert sign_in(bare_desk.browser(), "Ada").status_code == 401
    own = send(browser, "/people/disable", "/people", name="ｍａｘ")
    assert own.status_code == 400
    assert is_in(browser)


def test_a_new_link_ends_the_one_before(bare_desk: DeskHouse) -> None:
    first = first_link(bare_desk)
    answer = send(bare_desk.signed_in("Max"), "/people/link", "/people", name="Ida")
    second = _LINK.search(answer.text)
    assert second is not None
    assert bare_desk.browser().get(first).status_code == 410
    assert bare_desk.browser().get(second.group()).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "Ada"}, {"name": "Eve\x07"}, {"role": "queen"}]
)
def test_who_cannot_be_added_is_told_why(fields: dict[str, str], plain_desk: DeskHouse) -> None:
    form = {"name": "Eve", "role": "editor", **fields}
    answer = send(plain_desk.signed_in("Max"), "/people/add", "/people", **form)
    assert answer.status_code == 400
    assert "Please check" in answer.text


def test_the_link_leads_where_the_settings_say_that_the_desk_is() -> None:
    settings = DeskSettings(address="https://desk.example.org")
    assert desk_address(settings) == "https://desk.example.org"
    assert desk_address(DeskSettings(port=8801)) == "http://127.0.0.1:8801"


def test_an_administrator_lets_people_in_again_and_changes_their_roles(
    bare_desk: DeskHouse,
) -> None:
    browser = bare_desk.signed_in("Max")
    assert send(browser, "/people/disable", "/people", name="Ada").status_code == 303
    assert 'aria-label="Enable Ada"' in browser.get("/people").text
    assert send(browser, "/people/enable", "/people", name="Ada").status_code == 303
    assert sign_in(bare_desk.browser(), "Ada").status_code == 303
    changed = send(browser, "/people/role", "/people", name="Ada", role="reader")
    assert changed.status_code == 303
    with bare_desk.archive.reading() as room:
        assert room.editors.get("Ada").role is EditorRole.READER
    own = send(browser, "/people/role", "/people", name="ｍａｘ", role="reader")
    wrong = send(browser, "/people/role", "/people", name="Ada", role="owner")
    nobody = send(browser, "/people/role", "/people", name="Nobody", role="editor")
    assert [own.status_code, wrong.status_code, nobody.status_code] == [400] * 3
    assert send(browser, "/people/enable", "/people", name="Nobody").status_code == 400
    with bare_desk.archive.reading() as room:
        assert room.editors.get("Max").role is EditorRole.ADMIN
    events = bare_desk.events("editor enabled", "editor role set")
    assert [(one["editor"], one["by"]) for one in events] == [("Ada", "Max")] * 2
