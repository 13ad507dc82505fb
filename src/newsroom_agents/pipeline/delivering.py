"""Notices on their way: as mail, and as signed calls of webhooks.

The outbox says what is due. An attempt that fails is made again later, under the same name; one
that was cut off, too. So a receiver may see a batch twice, and never two that differ.

A webhook is signed as https://www.standardwebhooks.com asks: HMAC-SHA256 over id, time and body.
"""

import base64
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.editors import editor_key
from newsroom_agents.archive.notices import Batch, Notice, Way
from newsroom_agents.clock import Clock
from newsroom_agents.errors import MailError, WebError
from newsroom_agents.pipeline.mailing import Mail, MailServer
from newsroom_agents.web.http import Web, Wish

_KEY_PREFIX = "whsec_"
_MOST_ANSWER = 65_536
_SECONDS = 15.0
_MOST_BATCHES = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many batches arrived, will be tried again, or were given up."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends what is due; without a mail server no mail goes out.

    `secret` is the house's, `address` where the desk is found, `title` the publication's.
    """

    archive: Archive
    clock: Clock
    web: Web
    mail: MailServer | None
    secret: bytes
    address: str
    title: str

    def deliver(self) -> Delivered:
        """Send everything that is due now."""
        sent = waiting = given_up = 0
        for _ in range(_MOST_BATCHES):
            with self.archive.writing() as room:
                batch = room.notices.take(self.clock())
            if batch is None:
                break
            place = self._place(batch)
            why = self._attempt(batch, place) if place else ""
            with self.archive.writing() as room:
                if not place:
                    room.notices.drop(batch, "nobody wants it there any more", self.clock())
                elif not why:
                    room.notices.sent(batch, self.clock())
                    sent += 1
                elif room.notices.failed(batch, why, self.clock()):
                    waiting += 1
                else:
                    given_up += 1
            if why:
                _log.warning("notices to %s by %s: %s", batch.editor, batch.way, why)
        return Delivered(sent, waiting, given_up)

    def _place(self, batch: Batch) -> str:
        """Return where the batch goes now; empty when its editor wants it nowhere, or has left."""
        with self.archive.reading() as room:
            wish = next((one for one in room.notices.wishes() if batch.is_of(one)), None)
        return dict(wish.places).get(batch.way, "") if wish else ""

    def _attempt(self, batch: Batch, place: str) -> str:
        """Send a batch; return why it did not arrive, empty when it did."""
        if batch.way is Way.MAIL:
            return self._mailed(batch, place)
        with self.archive.reading() as room:
            number = room.notices.wish(batch.editor).key_number
        return self._called(batch, place, signing_key(self.secret, batch.editor, number))

    def _mailed(self, batch: Batch, to: str) -> str:
        if self.mail is None:
            return "no mail server is set (mail.host)"
        subject = batch.notices[0].title
        if len(batch.notices) > 1:
            subject = f"{len(batch.notices)} notices from {self.title}"
        told = [f"{one.title}\n{one.detail}\n{self.address}{one.path}" for one in batch.notices]
        end = f"Which notices you get is set at {self.address}/account/notices"
        text = "\n\n".join([*told, end]) + "\n"
        try:
            server = self.mail.open()
            try:
                server.send(Mail(to, subject, text, self.clock(), batch.name))
            finally:
                server.close()
        except MailError as error:
            return str(error)
        return ""

    def _called(self, batch: Batch, url: str, key: bytes) -> str:
        body, now = self._body(batch), self.clock()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": batch.name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(key, batch.name, now, body),
        }
        try:
            answer = self.web.post(
                url, body, headers, Wish(most_bytes=_MOST_ANSWER, seconds=_SECONDS, cuts=True)
            )
        except WebError as error:
            return error.reason  # its address may hold a secret of the receiver
        is_taken = 200 <= answer.status < 300
        return "" if is_taken else f"it answered {answer.status}"

    def _body(self, batch: Batch) -> bytes:
        told = {"id": batch.name, "notices": [self._told(one) for one in batch.notices]}
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()

    def _told(self, notice: Notice) -> dict[str, str]:
        return {
            "name": notice.name,
            "kind": notice.kind.value,
            "title": notice.title,
            "detail": notice.detail,
            "link": f"{self.address}{notice.path}",
            "happened": notice.happened.isoformat(),
        }


def signing_key(secret: bytes, editor: str, number: int) -> bytes:
    """Return the key that signs an editor's webhooks: derived, so that no database holds it."""
    told = f"notices:{number}:{editor_key(editor)}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, told, hashlib.sha256).digest()


def shown_key(key: bytes) -> str:
    """Return a signing key as receivers write it into their settings."""
    return _KEY_PREFIX + base64.b64encode(key).decode()


def signature(key: bytes, name: str, at: datetime, body: bytes) -> str:
    """Return the signature of a call: `v1,` and the HMAC of id, time and body in base64."""
    signed = f"{name}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
