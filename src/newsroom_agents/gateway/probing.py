"""What a server can do, found out by asking it: the probes of `newsroom doctor --llm`.

A dozen small calls. The first way of asking for a shape that gives that shape is the one the house
uses; the rest is for the operator to read. Kept with the server's fingerprint: another server
behind the same address, or another model in it, is probed anew.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from newsroom_agents.clock import Clock
from newsroom_agents.gateway.attempting import Heard
from newsroom_agents.gateway.calling import Caller
from newsroom_agents.gateway.classify import Answer, Truncated, read_account, read_answer
from newsroom_agents.gateway.engine import EngineSettings
from newsroom_agents.gateway.modes import CHAT, Mode, body_of
from newsroom_agents.gateway.outcome import Unavailable
from newsroom_agents.gateway.reply import parse
from newsroom_agents.gateway.request import CACHE_KEY, CACHE_KEY_PROBE, Asker, request_of
from newsroom_agents.gateway.schema import strict_schema
from newsroom_agents.gateway.transport import Page, Transport
from newsroom_agents.ports import Message, Probe, ProbeFinding

_ASKER = Asker(role="doctor", persona="doctor", subject="doctor", prompt="")
_ROOM = 200
_TIGHT = 4
_NAME = "shade_of_the_day"
_NOT_HELD = "Say good morning in one short sentence."
_ASKED = "Name one shade, ochre or umber, in the key shade_of_the_day."
_LONG = "Count from one to fifty in words."
_NO_MODEL = "no-such-model-0"


class _Shade(BaseModel):
    """The shape that is asked for; nobody would say it by chance."""

    model_config = ConfigDict(extra="forbid")

    shade_of_the_day: str


@dataclass(frozen=True, slots=True)
class Prober:
    """Probes one model of one server.

    `caller` must ask anew each time and give up at once.
    """

    settings: EngineSettings
    transport: Transport
    caller: Caller
    clock: Clock

    def fingerprint(self) -> str:
        """Return what tells one server and model from another; empty when it does not answer."""
        page = self.transport.get("models", self.settings.timeout_seconds)
        if not isinstance(page, Page):
            return ""
        told = {name.lower(): value for name, value in page.headers.items()}
        names = _models(page.body)
        parts = [told.get("server", ""), self.settings.engine_model, *names]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def probe(self) -> Probe:
        """Ask everything and return what came of it."""
        shapes = {mode: self._shape(mode) for mode in Mode}
        chosen = next((mode for mode, one in shapes.items() if one.is_good), None)
        findings = (self._reached(), *shapes.values(), *self._habits())
        return Probe(
            endpoint=self.settings.base_url,
            engine_model=self.settings.engine_model,
            fingerprint=self.fingerprint(),
            mode=chosen.value if chosen else "",
            findings=findings,
            at=self.clock(),
        )

    def _reached(self) -> ProbeFinding:
        page = self.transport.get("models", self.settings.timeout_seconds)
        if not isinstance(page, Page):
            return ProbeFinding("list of models", False, page.reason)
        if page.status != 200:
            return ProbeFinding("list of models", False, f"HTTP {page.status}")
        names = _models(page.body)
        if self.settings.engine_model in names:
            return ProbeFinding("list of models", True, "the model is in it")
        return ProbeFinding("list of models", False, "the model is not in it")

    def _shape(self, mode: Mode) -> ProbeFinding:
        """Ask for a shape; a way that says it in words may be helped by the question."""
        is_in_words = mode in {Mode.JSON_OBJECT, Mode.TEXT}
        why = self._asked_for(mode, _ASKED if is_in_words else _NOT_HELD)
        good = "the model keeps to it" if is_in_words else "the server holds the model to it"
        return ProbeFinding(f"shape by {mode.value}", not why, why or good)

    def _asked_for(self, mode: Mode, words: str) -> str:
        """Return why the shape did not come; empty when it did."""
        shape = body_of(mode, _NAME, strict_schema(_Shade), [Message("user", words)])
        heard = self._ask({**shape, **mode.limit(_ROOM)}, mode.path)
        if isinstance(heard, str):
            return heard
        read = read_answer(heard.body, "")
        if not isinstance(read, Answer):
            return f"no reply to read: {type(read).__name__.lower()}"
        reply = parse(read.text, _Shade)
        return "ignored" if isinstance(reply, tuple) else ""

    def _habits(self) -> Iterator[ProbeFinding]:
        """Yield what else an operator wants to know."""
        plain = self._ask({**_said(_NOT_HELD), "max_completion_tokens": _ROOM})
        if isinstance(plain, str):
            yield ProbeFinding("plain reply", False, plain)
            return
        account = read_account(plain.body)
        asked = self.settings.engine_model
        yield ProbeFinding("tells what a call took", account.is_told, "usage in the reply")
        keyed = self._ask({**_said(_NOT_HELD), "max_completion_tokens": _TIGHT, CACHE_KEY: _NAME})
        why = keyed if isinstance(keyed, str) else "prompt_cache_key"
        yield ProbeFinding(CACHE_KEY_PROBE, isinstance(keyed, Heard), why)
        named = account.engine_model or "nothing"
        yield ProbeFinding("answers under the name asked for", named == asked, f"says {named}")
        cut = self._ask({**_said(_LONG), "max_completion_tokens": _TIGHT})
        is_cut = isinstance(cut, Heard) and isinstance(read_answer(cut.body, ""), Truncated)
        yield ProbeFinding("keeps the limit of a reply", is_cut, "finish_reason length")
        elsewhere = {"model": _NO_MODEL, "max_completion_tokens": _TIGHT}
        other = self._ask({**_said(_NOT_HELD), **elsewhere})
        why = other if isinstance(other, str) else "answers all the same"
        yield ProbeFinding("refuses a model it does not have", isinstance(other, str), why)

    def _ask(self, more: Mapping[str, object], path: str = CHAT) -> Heard | str:
        """Return what was heard, or why nothing was; a server that failed is asked once more."""
        body = {"model": self.settings.engine_model, **more}
        request = request_of(_ASKER, self.settings.base_url, path, body, 0)
        heard = self.caller.call(request)
        if isinstance(heard, Unavailable) and heard.retryable and heard.reason.startswith("HTTP"):
            heard = self.caller.call(request)
        return heard if isinstance(heard, Heard) else heard.reason


def _said(words: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": words}]}


def _models(body: bytes) -> list[str]:
    try:
        sent = json.loads(body)
    except ValueError:
        return []
    data = sent.get("data") if isinstance(sent, dict) else None
    rows = data if isinstance(data, list) else []
    return sorted(str(row.get("id")) for row in rows if isinstance(row, dict))
