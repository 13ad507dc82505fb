"""The door for payment notices: signed ones change a reader's level, all others change nothing."""

import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.errors import PaymentError
from newsroom_agents.reader.front import Front, front_of
from newsroom_agents.reader.payments import Notice, check_signature, read_notice
from newsroom_agents.webapp.forms import body_up_to
from newsroom_agents.webapp.origin import client_of

_MOST_BYTES = 262_144
_log = logging.getLogger(__name__)

router = APIRouter()


async def signed_body(request: Request) -> bytes | None:
    """Return the body of a notice; None when it is larger than any notice is."""
    try:
        return await body_up_to(request, _MOST_BYTES)
    except HTTPException:
        return None


@router.post("/webhooks/payments")
def take(request: Request, body: Annotated[bytes | None, Depends(signed_body)]) -> Response:
    """Take a payment notice once; 200 also for one that was taken before."""
    front = front_of(request)
    if not front.settings.webhook_secret.get_secret_value():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        notice = _read(front, request.headers.get("stripe-signature", ""), body)
    except PaymentError as error:
        _log.warning("a payment notice from %s was refused: %s", client_of(request), error)
        return PlainTextResponse("refused\n", HTTPStatus.BAD_REQUEST)
    _take(front, notice)
    return PlainTextResponse("taken\n")


def _read(front: Front, header: str, body: bytes | None) -> Notice:
    """Return what a notice says, once its signature is found good.

    Raises:
        PaymentError: It is oversized, forged, stale or malformed.
    """
    if body is None:
        msg = f"oversized: more than {_MOST_BYTES} bytes"
        raise PaymentError(msg)
    secret = front.settings.webhook_secret.get_secret_value()
    check_signature(body, header, secret, front.clock())
    return read_notice(body, front.settings.prices)


def _take(front: Front, notice: Notice) -> None:
    for price in notice.unknown_prices:
        _log.warning("%s: price %r buys no level; add it to reader.prices", notice.id, price)
    with front.archive.writing() as room:
        if room.readers.take_notice(notice.id, front.clock()):
            _carry_out(room, notice, front)


def _carry_out(room: Room, notice: Notice, front: Front) -> None:
    now = front.clock()
    if notice.customer is not None:
        room.readers.know_customer(notice.customer, notice.id, now)
    if notice.paid is not None and not room.readers.take_payment(notice.paid, notice.id, now):
        _log.info("%s: older than what is known of %s", notice.id, notice.paid.subscription)
