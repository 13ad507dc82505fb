"""Payment notices: signed ones change a level once, all others change nothing."""

import hashlib
import hmac
import json
import logging
from datetime import datetime, timedelta

import httpx
import pytest

from newsroom_agents.reader.payments import GRACE
from newsroom_agents.story.reader import NOTHING, Grant, Level, Reader

from .builders import NOW, SECRET, Served, serving, smtp

ANA = "ana@reader.example"
END = NOW + timedelta(days=30)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def signature(body: bytes, secret: str = SECRET, at: datetime = NOW) -> str:
    signed = f"{seconds(at)}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def header(body: bytes, secret: str = SECRET, at: datetime = NOW) -> str:
    return f"t={seconds(at)},v1={signature(body, secret, at)}"


def notice(kind: str, content: object, number: int = 1, at: datetime = NOW) -> bytes:
    return json.dumps(
        {
            "id": f"evt_{number}",
            "object": "event",
            "type": kind,
            "created": seconds(at),
            "data": {"object": content},
        }
    ).encode()


def checkout(number: int = 1, address: str = ANA) -> bytes:
    content = {"customer": "cus_1", "customer_details": {"email": address}, "mode": "subscription"}
    return notice("checkout.session.completed", content, number)


def subscription(
    turn: str = "updated",
    number: int = 2,
    at: datetime = NOW,
    price: str = "price_sub",
    status: str = "active",
) -> bytes:
    item = {"price": {"id": price}, "current_period_end": seconds(END)}
    content = {
        "id": "sub_1",
        "customer": "cus_1",
        "status": status,
        "items": {"data": [item]},
        "cancel_at_period_end": False,
    }
    return notice(f"customer.subscription.{turn}", content, number, at)


def invoice(number: int = 3, at: datetime = NOW, end: datetime = END, **other: object) -> bytes:
    line = {"amount": 500, "price": {"id": "price_sub"}, "period": {"end": seconds(end)}}
    content = {
        "customer": "cus_1",
        "customer_email": ANA,
        "subscription": "sub_1",
        "lines": {"data": [line]},
        **other,
    }
    return notice("invoice.paid", content, number, at)


def send(served: Served, body: bytes, signed: str | None = None) -> httpx.Response:
    value = header(body) if signed is None else signed
    headers = [(b"stripe-signature", value.encode("latin-1"))]
    return served.browser().post("/webhooks/payments", content=body, headers=headers)


def ana(served: Served) -> Reader | None:
    with served.front.archive.reading() as room:
        return room.readers.find(ANA)


def standing(served: Served) -> Grant:
    reader = ana(served)
    return reader.standing(served.clock()) if reader else NOTHING


def test_whoever_pays_is_a_subscriber_to_the_end_of_the_period(served: Served) -> None:
    for body in (checkout(), subscription("created"), invoice()):
        assert send(served, body).status_code == 200
    assert standing(served) == Grant(level=Level.SUBSCRIBER, until=END + GRACE)
    served.clock.forward(days=34)
    assert standing(served) == NOTHING


def test_the_notices_of_a_purchase_may_come_in_any_order(served: Served) -> None:
    for body in (invoice(3), subscription("created", 2), checkout(1)):
        assert send(served, body).status_code == 200
    assert standing(served).level is Level.SUBSCRIBER


def test_an_upgrade_and_its_end_are_followed(served: Served) -> None:
    send(served, checkout())
    send(served, subscription(number=2))
    later = NOW + timedelta(minutes=1)
    send(served, subscription(number=3, at=later, price="price_mem"))
    assert standing(served).level is Level.MEMBER
    send(served, subscription("deleted", 4, later + timedelta(minutes=1), status="canceled"))
    assert standing(served) == NOTHING
    with served.front.archive.reading() as room:
        told = [(change.after.level, change.by) for change in room.readers.changes(ANA)]
    assert told == [
        (Level.FREE, "payment: evt_1"),
        (Level.SUBSCRIBER, "payment: evt_2"),
        (Level.MEMBER, "payment: evt_3"),
        (Level.FREE, "payment: evt_4"),
    ]


def test_an_older_notice_that_comes_late_changes_nothing(served: Served) -> None:
    send(served, checkout())
    send(served, subscription("updated", 3, price="price_mem"))
    late = subscription("created", 2, NOW - timedelta(seconds=1), status="incomplete")
    assert send(served, late).status_code == 200
    assert standing(served).level is Level.MEMBER
    ended = subscription("deleted", 4, NOW + timedelta(seconds=1), status="canceled")
    send(served, ended)
    assert send(served, invoice(5, NOW + timedelta(seconds=2))).status_code == 200
    assert standing(served) == NOTHING


def test_a_notice_sent_again_is_taken_once(served: Served) -> None:
    send(served, checkout())
    body = subscription()
    assert [send(served, body).status_code for _ in range(3)] == [200] * 3
    with served.front.archive.writing() as room:
        assert len(room.readers.changes(ANA)) == 2
        room.readers.remove(ANA, "test", NOW)
    assert send(served, checkout()).status_code == 200
    assert ana(served) is None


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired", "unpaid", "paused"])
def test_a_subscription_that_is_not_paid_opens_nothing(status: str, served: Served) -> None:
    send(served, checkout())
    send(served, subscription(status=status))
    assert standing(served) == NOTHING


def test_a_price_that_is_not_ours_opens_nothing_and_is_told(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    send(served, checkout())
    assert send(served, subscription(price="price_new")).status_code == 200
    assert standing(served) == NOTHING
    assert "'price_new' buys no level" in caplog.text


def test_the_newer_shape_of_an_invoice_is_read_too(served: Served) -> None:
    line = {
        "amount": 900,
        "pricing": {"price_details": {"price": "price_mem"}},
        "period": {"end": seconds(END)},
    }
    credit = {"amount": -100, "price": {"id": "price_sub"}, "period": {"end": seconds(END)}}
    parent = {"subscription_details": {"subscription": "sub_1"}}
    send(served, invoice(subscription=None, parent=parent, lines={"data": [credit, line]}))
    assert standing(served).level is Level.MEMBER


def test_a_single_sale_and_other_events_change_no_level(served: Served) -> None:
    assert send(served, invoice(subscription=None)).status_code == 200
    assert send(served, notice("customer.created", {"id": "cus_9"}, 9)).status_code == 200
    assert standing(served) == NOTHING


BODY = checkout()
REFUSED = {
    "no header": (BODY, ""),
    "no signature": (BODY, f"t={seconds(NOW)}"),
    "no time": (BODY, f"v1={signature(BODY)}"),
    "two times": (BODY, f"t={seconds(NOW)},{header(BODY)}"),
    "another secret": (BODY, header(BODY, "whsec_other")),
    "an empty secret": (BODY, header(BODY, "")),
    "another body": (BODY + b" ", header(BODY)),
    "another time": (BODY, f"t={seconds(NOW) + 1},v1={signature(BODY)}"),
    "an older scheme": (BODY, f"t={seconds(NOW)},v0={signature(BODY)}"),
    "upper case": (BODY, f"t={seconds(NOW)},v1={signature(BODY).upper()}"),
    "cut": (BODY, f"t={seconds(NOW)},v1={signature(BODY)[:-1]}"),
    "no number": (BODY, f"t=now,v1={signature(BODY)}"),
    "a negative time": (BODY, f"t=-1,v1={signature(BODY)}"),
    "other digits": (BODY, "t=²,v1=x"),
    "stale": (BODY, header(BODY, at=NOW - timedelta(seconds=301))),
    "from the future": (BODY, header(BODY, at=NOW + timedelta(seconds=301))),
    "huge": (b" " * 300_000, header(b" " * 300_000)),
    "nothing": (b"", header(b"")),
    "no JSON": (b"{", header(b"{")),
    "a list": (b"[]", header(b"[]")),
    "no id": (b'{"type": "x"}', header(b'{"type": "x"}')),
    "not UTF-8": (b'{"id": "\xff"}', header(b'{"id": "\xff"}')),
}
for _name, _content in {
    "no status": {"id": "sub_1", "customer": "cus_1", "items": {"data": []}},
    "a far end": {
        "id": "sub_1",
        "customer": "cus_1",
        "status": "active",
        "items": {"data": [{"price": {"id": "price_mem"}, "current_period_end": 10**30}]},
    },
    "an expanded customer": {"id": "s", "customer": {}, "status": "active", "items": {"data": []}},
}.items():
    _body = notice("customer.subscription.updated", _content)
    REFUSED[_name] = (_body, header(_body))


@pytest.mark.parametrize("name", REFUSED)
def test_a_notice_that_is_not_genuine_is_refused_without_effect(
    name: str, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    body, signed = REFUSED[name]
    with caplog.at_level(logging.WARNING):
        answer = send(served, body, signed)
    assert answer.status_code == 400
    assert ana(served) is None
    assert "a payment notice from 127.0.0.1 was refused" in caplog.text
    assert SECRET not in caplog.text
    assert ANA not in caplog.text


def test_of_several_signatures_one_that_fits_is_enough(served: Served) -> None:
    body = checkout()
    signed = f"t={seconds(NOW)},v1={'0' * 64},v1={signature(body)},v0=x"
    assert send(served, body, signed).status_code == 200
    assert ana(served) is not None


def test_a_house_without_a_secret_takes_no_notice(served: Served) -> None:
    folder = served.front.site.parent
    url = f"sqlite:///{folder}/other.db"
    with serving(folder, url, smtp(1), {"webhook_secret": ""}) as without:
        body = checkout()
        assert send(without, body, header(body, "")).status_code == 404
        assert ana(without) is None
