"""A language model for benchmarks and tests: an OpenAI-compatible server on loopback.

    python bench/model_server.py --port 8099 [--fast] [--fault KIND … --every N]

It answers each role from the request alone (see model_roles.py) and takes the time a model would:
a second a call and 20 ms per 100 tokens of the reply, as the peers' mock does. `--fault` spoils
every Nth chat call, the kinds in turn; `--at-once` lets further calls wait. `GET /counts` says what
was asked, `GET /calls` when, `POST /reset` forgets, `POST /fault/KIND` spoils every call from then
on, `POST /fault/none` no more. Tokens are bytes / 4, so that runs compare with one another and not
with a bill. Without a port it prints this help, so that running every benchmark does not stop here.
"""

import argparse
import hashlib
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from model_obeying import obeying
from model_roles import answer

MODEL = "bench-model-1"
FAULTS = (
    *("refuse", "filter", "truncate", "garbage", "extra-fields", "wrong-model", "empty"),
    *("html", "429", "quota", "401", "500", "cut", "hang", "slow"),
)
_BASE_SECONDS = 1.0
_SECONDS_PER_TOKEN = 0.0002
_SLOW_SECONDS = 5.0
_HANG_SECONDS = 600.0
_STATUS = {"429": 429, "quota": 429, "401": 401, "500": 500}
_SAID = {
    "429": {"message": "Slow down.", "code": "rate_limit_exceeded"},
    "quota": {"message": "You have used up your quota.", "code": "insufficient_quota"},
    "401": {"message": "Incorrect API key provided: KEY.", "code": "invalid_api_key"},
    "500": {"message": "The server had an error.", "type": "server_error"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One chat call: what it asked, when it was there, how it ended."""

    role: str
    start: float
    end: float
    tokens_in: int
    tokens_out: int
    fault: str
    sha256: str


@dataclass(slots=True)
class Book:
    """What the server was asked so far."""

    calls: list[Call] = field(default_factory=list)
    begun: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> int:
        """Count a call that came in and return its number, from 1."""
        with self.lock:
            self.begun += 1
            return self.begun

    def note(self, call: Call) -> None:
        """Write down a call that ended."""
        with self.lock:
            self.calls.append(call)

    def forget(self) -> None:
        """Begin anew."""
        with self.lock:
            self.calls.clear()
            self.begun = 0

    def counts(self) -> dict[str, object]:
        """Return the sums."""
        with self.lock:
            calls = list(self.calls)
            begun = self.begun
        seen = Counter(call.sha256 for call in calls)
        roles = Counter(call.role for call in calls)
        tokens: Counter[str] = Counter()
        for call in calls:
            tokens[call.role] += call.tokens_in
        return {
            "begun": begun,
            "calls": len(calls),
            "tokens_in": sum(call.tokens_in for call in calls),
            "tokens_out": sum(call.tokens_out for call in calls),
            "by_role": dict(roles),
            "tokens_in_by_role": dict(tokens),
            "faults": dict(Counter(call.fault for call in calls if call.fault)),
            "repeated": sum(times - 1 for times in seen.values()),
            "bodies": [call.sha256 for call in calls],
        }


class Door(BaseHTTPRequestHandler):
    """The server's door; options and book hang on the server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "ModelServer"

    def do_GET(self) -> None:
        """Say what was asked so far."""
        book = self.server.book
        if self.path == "/counts":
            self._json(200, book.counts())
        elif self.path == "/calls":
            self._json(200, [asdict(call) for call in book.calls])
        elif self.path == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def do_POST(self) -> None:
        """Answer a chat call, or forget all."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/reset":
            self.server.book.forget()
            self._json(200, {})
        elif self.path.startswith("/fault/"):
            kind = self.path.removeprefix("/fault/")
            self.server.options.fault = [kind] if kind in FAULTS else []
            self._json(200, {"fault": self.server.options.fault})
        elif self.path == "/v1/chat/completions":
            self._chat(body)
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def _chat(self, body: bytes) -> None:
        start, told = time.time(), self.server.options
        number = self.server.book.begin()
        if told.keep:
            (told.keep / f"{number:04d}.json").write_bytes(body)
        turn, rest = divmod(number, told.every)
        fault = told.fault[(turn - 1) % len(told.fault)] if told.fault and not rest else ""
        request = json.loads(body)
        role, text = _reply(request, told)
        tokens_in = _tokens(request)
        status, page = _page(number, role, text, tokens_in, fault)
        tokens_out = len(text.encode()) // 4 if status == 200 else 0
        self.server.nap(fault, tokens_out)
        digest = hashlib.sha256(body).hexdigest()
        self.server.book.note(Call(role, start, time.time(), tokens_in, tokens_out, fault, digest))
        if fault == "401":
            page = page.replace(b"KEY", self.headers.get("Authorization", "")[7:].encode())
        self._send(status, page, "text/html" if fault == "html" else "application/json", fault)

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), "application/json", "")

    def _send(self, status: int, page: bytes, kind: str, fault: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page[: len(page) // 2] if fault == "cut" else page)
            self.close_connection = fault in {"cut", "hang"}
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class ModelServer(ThreadingHTTPServer):
    """The server with its options and its book."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(("127.0.0.1", options.port), Door)
        self.options = options
        self.book = Book()
        self.places = threading.BoundedSemaphore(options.at_once) if options.at_once else None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong here; a client that was killed is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def nap(self, fault: str, tokens_out: int) -> None:
        """Take the time that a model would."""
        told = self.options
        base, each = (0.0, 0.0) if told.fast else (told.seconds, _SECONDS_PER_TOKEN)
        extra = {"slow": _SLOW_SECONDS, "hang": _HANG_SECONDS}.get(fault, 0.0)
        with self.places or nullcontext():
            time.sleep(base + each * tokens_out + extra)


def _reply(request: Mapping[str, Any], told: argparse.Namespace) -> tuple[str, str]:
    """Return the role that the schema names, and what it answers."""
    form = request.get("response_format") or {}
    role = str((form.get("json_schema") or {}).get("name", ""))
    user = next((m["content"] for m in request["messages"] if m["role"] == "user"), "")
    reply: dict[str, Any] = answer(role, user, slips=told.slip, translates=told.translate)
    if told.obey:
        reply = obeying(role, request["messages"], reply)
    return role, json.dumps(reply, ensure_ascii=False)


def _tokens(request: Mapping[str, Any]) -> int:
    """Return the size of what a model would read: the messages and the schema."""
    texts = "".join(message["content"] for message in request["messages"])
    schema = json.dumps(request.get("response_format") or "")
    return (len(texts.encode()) + len(schema)) // 4


def _page(number: int, role: str, text: str, tokens_in: int, fault: str) -> tuple[int, bytes]:
    """Return status and body of the answer, spoilt as asked."""
    if fault in _STATUS:
        return _STATUS[fault], json.dumps({"error": _SAID[fault]}).encode()
    if fault == "html":
        return 200, b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    finish = {"filter": "content_filter", "truncate": "length"}.get(fault, "stop")
    refusal = "I cannot help with this." if fault == "refuse" else None
    content = None if refusal else _spoilt(text, fault)
    tokens_out = len(text.encode()) // 4
    page = {
        "id": f"chatcmpl-bench-{number}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "another-model-9" if fault == "wrong-model" else MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }
    return 200, json.dumps(page).encode()


def _spoilt(text: str, fault: str) -> str:
    spoilt = {
        "garbage": f"Sure! Here is the {text[: len(text) * 2 // 3]} …",
        "truncate": text[: len(text) * 2 // 3],
        "extra-fields": json.dumps({**json.loads(text), "approved": True, "status": "published"}),
        "empty": "",
    }
    return spoilt.get(fault, text)


def read_options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, help="0 takes a free one; the address is printed")
    parser.add_argument("--fast", action="store_true", help="take no time")
    parser.add_argument("--seconds", type=float, default=_BASE_SECONDS, help="time of a call")
    parser.add_argument("--fault", choices=FAULTS, nargs="+", default=[], help="taken in turn")
    parser.add_argument("--at-once", type=int, default=0, help="calls answered at once; 0: all")
    parser.add_argument("--every", type=int, default=1, help="spoil every Nth call")
    parser.add_argument("--keep", type=Path, help="folder to keep every request in")
    parser.add_argument("--slip", action="store_true", help="invent a figure in every first draft")
    parser.add_argument("--obey", action="store_true", help="do what the material orders")
    parser.add_argument("--translate", action="store_true", help="vouch for every translation")
    options = parser.parse_args(arguments)
    if options.port is None:
        parser.print_help()
    return options


def main() -> None:
    """Serve until stopped."""
    options = read_options()
    if options.port is None:
        return
    with ModelServer(options) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
        try:
            server.serve_forever(0.05)
        except KeyboardInterrupt:
            sys.exit(130)


if __name__ == "__main__":
    main()
