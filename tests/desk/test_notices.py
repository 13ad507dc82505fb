"""What editors are told: set at the desk, found and sent by `newsroom notices`."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from newsroom_agents.archive.notices import Kind
from newsroom_agents.cli.main import app
from newsroom_agents.pipeline.delivering import shown_key, signing_key
from tests.reader.builders import MailServer, mail_server
from tests.stories.shop import ROOT, Shop

from .builders import DeskHouse, opened_desk, send

PAGE = "/account/notices"


@pytest.fixture
def inbox() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def ask(browser: TestClient, *kinds: Kind, **fields: str) -> httpx2.Response:
    """Fill in the form and send it."""
    given: dict[str, object] = {**fields, "kind": [kind.value for kind in kinds]}
    return send(browser, PAGE, **given)  # type: ignore[arg-type]  # a field may be sent twice


def test_an_editor_says_what_to_be_told_and_where(bare_desk: DeskHouse) -> None:
    ada = bare_desk.signed_in()
    assert PAGE in ada.get("/account").text
    hook = "https://hooks.example.org/ada"
    page = ask(ada, Kind.HIGH_RISK, Kind.BUDGET, mail=" Ada@Desk.Example ", webhook=hook)
    assert page.status_code == 200
    with bare_desk.archive.reading() as room:
        wish = room.notices.wish("Ada")
    assert (wish.kinds, wish.mail) == (
        frozenset({Kind.HIGH_RISK, Kind.BUDGET}),
        "ada@desk.example",
    )
    assert (wish.webhook, wish.is_digest, wish.key_number) == (hook, False, 1)
    page = ada.get(PAGE)
    assert page.text.count(" checked") == 3
    assert hook in page.text
    assert "hooks.example.org" not in bare_desk.signed_in("Bo").get(PAGE).text


def test_another_webhook_and_a_wish_for_it_make_another_key(plain_desk: DeskHouse) -> None:
    ada, secret = plain_desk.signed_in(), plain_desk.front.newsroom.desk.secret
    one, two = "https://one.example.org/", "https://two.example.org/"
    asked = ({"webhook": one}, {"webhook": one}, {"webhook": two}, {"webhook": two, "new-key": "y"})
    numbers = (1, 1, 2, 3)
    for fields, number in zip(asked, numbers, strict=True):
        page = ask(ada, Kind.BUDGET, **fields)
        assert shown_key(signing_key(secret, "Ada", number)) in page.text.replace("&#43;", "+")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mail": "nobody"}, "mail address"),
        ({"mail": "a@b.example\r\nBcc: c@d.example"}, "mail address"),
        ({"webhook": "http://hooks.example.org/"}, "begins with https"),
        ({"webhook": "javascript:alert(1)"}, "begins with https"),
        ({"webhook": "https://127.0.0.1/"}, "does not call"),
        ({"webhook": "https://localhost/"}, "does not call"),
        ({"webhook": "https://[::1"}, "does not call"),
        ({"webhook": "https://hooks.example.org/" + "x" * 2_000}, "2000 characters"),
    ],
)
def test_a_place_that_cannot_be_one_is_refused(
    plain_desk: DeskHouse, fields: dict[str, str], words: str
) -> None:
    page = ask(plain_desk.signed_in(), Kind.BUDGET, **fields)
    assert page.status_code == 400
    assert words in page.text
    with plain_desk.archive.reading() as room:
        assert room.notices.wishes() == ()


def test_a_form_from_elsewhere_sets_nothing(plain_desk: DeskHouse) -> None:
    ada = plain_desk.signed_in()
    assert ada.post(PAGE, data={"mail": "a@b.example"}).status_code == 403
    assert plain_desk.browser().get(PAGE).status_code == 303


def test_the_command_tells_each_editor_once(
    staffed_shop: Shop, tmp_path: Path, inbox: MailServer
) -> None:
    var = staffed_shop.copy(tmp_path / "var").var
    with opened_desk(var) as house:
        ask(house.signed_in(), Kind.HIGH_RISK, mail="ada@desk.example")
        ask(house.signed_in("Bo"), Kind.HIGH_RISK, mail="bo@desk.example", when="digest")
    env = {
        "NEWSROOM_MAIL__HOST": "127.0.0.1",
        "NEWSROOM_MAIL__PORT": str(inbox.port),
        "NEWSROOM_MAIL__STARTTLS": "false",
    }
    place = ["--house", str(ROOT), "--var", str(var), "notices", "--json"]
    told = []
    for _ in range(2):
        done = CliRunner().invoke(app, place, env=env)
        assert done.exit_code == 0, done.output
        told.append(json.loads(done.stdout))
    assert told[0]["new"] > 0
    assert (told[0]["sent"], told[1]) == (1, {"new": 0, "sent": 0, "waiting": 0, "given_up": 0})
    assert [letter["To"] for letter in inbox.held] == ["ada@desk.example"]


def test_without_a_mail_server_the_command_says_that_something_waits(
    staffed_shop: Shop, tmp_path: Path
) -> None:
    var = staffed_shop.copy(tmp_path / "var").var
    with opened_desk(var) as house:
        page = ask(house.signed_in(), Kind.HIGH_RISK, mail="ada@desk.example")
        assert "no mail server yet" in page.text
    done = CliRunner().invoke(app, ["--house", str(ROOT), "--var", str(var), "notices"])
    assert done.exit_code == 3
    assert "1 to try again" in done.output
    with opened_desk(var) as house:
        assert "did not arrive" in house.signed_in().get(PAGE).text
