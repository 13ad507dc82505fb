"""Notices on their way: mails, signed calls, and what happens when neither arrives."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.notices import Kind, Notice, NoticeWish
from newsroom_agents.pipeline.delivering import (
    Delivered,
    Delivery,
    shown_key,
    signature,
    signing_key,
)
from newsroom_agents.pipeline.mailing import MailServer
from newsroom_agents.pipeline.reaching import open_web
from newsroom_agents.settings import MailSettings, Settings
from newsroom_agents.story.decision import EditorRole
from tests.archive.builders import NOON, copied
from tests.reader.builders import MailServer as Inbox
from tests.reader.builders import free_port, mail_server

SECRET = b"s" * 32


@dataclass
class Receiver:
    """Whoever is called: what came, and what it is answered."""

    port: int = 0
    status: int = 204
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=invented"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(5)


@dataclass
class House:
    """An archive with one editor, and somebody who sends what is due."""

    archive: Archive
    now: datetime = NOON

    def wants(self, mail: str = "", webhook: str = "", number: int = 1) -> None:
        wish = NoticeWish("Ana", frozenset(Kind), mail, webhook, number)
        with self.archive.writing() as room:
            room.notices.set_wish(wish, NOON)

    def tells(self, *names: str) -> None:
        with self.archive.writing() as room:
            wish = room.notices.wish("Ana")
            told = [notice(name) for name in names]
            room.notices.tell(wish, told, self.now)

    def delivery(self, port: int = 0, allow: tuple[str, ...] = ("127.0.0.0/8",)) -> Delivery:
        settings = Settings.model_validate({"web": {"allow": allow, "contact": ""}})
        mail = MailSettings(
            host="127.0.0.1", port=port or 1, starttls=False, sender="desk@x.example"
        )
        return Delivery(
            archive=self.archive,
            clock=lambda: self.now,
            web=open_web(settings),
            mail=MailServer(mail, "https://courier.example") if port else None,
            secret=SECRET,
            address="https://desk.example",
            title="The Courier",
        )

    def failure(self) -> str:
        with self.archive.reading() as room:
            return room.notices.last_failure("Ana")


def notice(name: str) -> Notice:
    title = f"High risk: {name} — ممر"
    return Notice(name, Kind.HIGH_RISK, title, "Somebody is accused.", f"/story/{name}", NOON)


@pytest.fixture
def house(empty_archive: Path, tmp_path: Path) -> Iterator[House]:
    archive = Archive.open(copied(empty_archive, tmp_path), tmp_path, lambda: NOON)
    with closing(archive):
        with archive.writing() as room:
            room.editors.add("Ana", EditorRole.EDITOR, NOON)
        yield House(archive)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as running:
        yield running


def test_a_mail_names_the_story_and_leads_to_it(house: House, inbox: Inbox) -> None:
    house.wants(mail="ana@desk.example")
    house.tells("bridge")
    assert house.delivery(inbox.port).deliver() == Delivered(sent=1)
    letter = inbox.letter()
    assert (letter["To"], letter["Subject"]) == ("ana@desk.example", "High risk: bridge — ممر")
    lines = letter.get_content().splitlines()
    assert "https://desk.example/story/bridge" in lines
    assert any(line.endswith("https://desk.example/account/notices") for line in lines)
    assert house.delivery(inbox.port).deliver() == Delivered()
    assert len(inbox.held) == 1


def test_several_notices_are_one_mail(house: House, inbox: Inbox) -> None:
    house.wants(mail="ana@desk.example")
    house.tells("bridge", "harbour", "ferry")
    house.delivery(inbox.port).deliver()
    assert inbox.letter()["Subject"] == "3 notices from The Courier"
    assert inbox.letter().get_content().count("https://desk.example/story/") == 3


def test_a_webhook_is_signed_over_id_time_and_body(house: House, receiver: Receiver) -> None:
    house.wants(webhook=receiver.url)
    house.tells("bridge")
    assert house.delivery().deliver() == Delivered(sent=1)
    [(headers, body)] = receiver.came
    key = base64.b64decode(shown_key(signing_key(SECRET, "Ana", 1)).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert int(headers["webhook-timestamp"]) == int(NOON.timestamp())
    told = json.loads(body)
    assert told["id"] == headers["webhook-id"]
    assert [one["link"] for one in told["notices"]] == ["https://desk.example/story/bridge"]


def test_the_signature_is_that_of_the_published_example() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1_614_265_330, tz=NOON.tzinfo)
    body = b'{"test": 2432232314}'
    told = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_editor_and_every_number_has_a_key_of_its_own() -> None:
    keys = {signing_key(SECRET, name, number) for name in ("Ana", "Ben") for number in (1, 2)}
    assert len(keys) == 4
    assert signing_key(SECRET, "ANA", 1) == signing_key(SECRET, "Ana", 1)


def test_what_was_not_taken_goes_out_later_under_the_same_name(
    house: House, receiver: Receiver
) -> None:
    house.wants(webhook=receiver.url)
    house.tells("bridge")
    receiver.status = 503
    assert house.delivery().deliver() == Delivered(waiting=1)
    assert house.failure() == "it answered 503"
    assert house.delivery().deliver() == Delivered()
    receiver.status = 200
    house.now += timedelta(minutes=1)
    assert house.delivery().deliver() == Delivered(sent=1)
    (first, one), (second, two) = receiver.came
    assert (first["webhook-id"], one) == (second["webhook-id"], two)
    assert first["webhook-signature"] != second["webhook-signature"]
    assert house.failure() == ""


def test_a_process_that_is_killed_on_the_way_leaves_its_batch_to_the_next(
    house: House, inbox: Inbox
) -> None:
    house.wants(mail="ana@desk.example")
    house.tells("bridge")
    with house.archive.writing() as room:
        batch = room.notices.take(house.now)
    assert batch is not None
    assert house.delivery(inbox.port).deliver() == Delivered()
    house.now += timedelta(minutes=5)
    assert house.delivery(inbox.port).deliver() == Delivered(sent=1)
    assert inbox.letter()["Message-ID"] == f"<{batch.name}@courier.example>"


@pytest.mark.parametrize(
    ("url", "allow"),
    [
        ("http://127.0.0.1:9/x", ()),
        ("http://169.254.169.254/latest/meta-data", ("127.0.0.0/8",)),
        ("http://[::1]/x", ()),
        ("http://localhost/x", ()),
        ("file:///etc/passwd", ()),
    ],
)
def test_no_call_goes_into_the_houses_own_network(
    house: House, url: str, allow: tuple[str, ...]
) -> None:
    house.wants(webhook=url)
    house.tells("bridge")
    assert house.delivery(allow=allow).deliver() == Delivered(waiting=1)
    assert house.failure()


def test_a_redirect_is_no_arrival_and_is_not_followed(house: House, receiver: Receiver) -> None:
    house.wants(webhook=receiver.url)
    house.tells("bridge")
    receiver.status = 302
    assert house.delivery().deliver() == Delivered(waiting=1)
    assert len(receiver.came) == 1


def test_a_failure_never_repeats_the_address_which_may_hold_a_secret(house: House) -> None:
    house.wants(webhook=f"http://127.0.0.1:{free_port()}/hook?key=invented")
    house.tells("bridge")
    house.delivery().deliver()
    assert house.failure()
    assert "invented" not in house.failure()


def test_without_a_mail_server_mails_wait_for_one(house: House, inbox: Inbox) -> None:
    house.wants(mail="ana@desk.example")
    house.tells("bridge")
    assert house.delivery().deliver() == Delivered(waiting=1)
    assert "mail.host" in house.failure()
    house.now += timedelta(minutes=1)
    assert house.delivery(inbox.port).deliver() == Delivered(sent=1)


def test_who_was_disabled_is_told_nothing_more(house: House, inbox: Inbox) -> None:
    house.wants(mail="ana@desk.example")
    house.tells("bridge")
    with house.archive.writing() as room:
        room.editors.disable("Ana")
    assert house.delivery(inbox.port).deliver() == Delivered()
    assert inbox.held == []
