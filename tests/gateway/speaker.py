"""A server on loopback that says what a test told it to, and remembers what it heard."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-0123456789abcdef"
MODEL = "house-large"
GOOD = '{"text": "The ferry has stopped."}'


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say.

    `cut` announces more than comes; `wait` seconds pass before it, `drip` seconds between bytes;
    `hang_up` closes the connection without a word.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    wait: float = 0.0
    drip: float = 0.0
    hang_up: bool = False


@dataclass(slots=True)
class Speaker:
    """The server: it says `says` in turn, the last thing for ever, or what `answers` makes."""

    says: list[Say]
    heard: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    address: str = ""
    answers: Callable[[dict[str, Any]], Say] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, heard: dict[str, Any], key: str, path: str) -> Say:
        """Note what was heard and return what is to be said."""
        with self.lock:
            self.heard.append(heard)
            self.keys.append(key)
            self.paths.append(path)
            self.times.append(time.monotonic())
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            if self.answers is not None:
                return self.answers(heard)
            return self.says.pop(0) if len(self.says) > 1 else self.says[0]

    def done(self) -> None:
        """Note that one was served."""
        with self.lock:
            self.at_once -= 1


class _Door(BaseHTTPRequestHandler):
    server: "_Listener"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _serve(self, heard: dict[str, Any]) -> None:
        say = self.server.told.next(heard, self.headers.get("Authorization", ""), self.path)
        try:
            # Who gave up waiting no longer listens.
            with suppress(BrokenPipeError, ConnectionResetError):
                self._say(say)
        finally:
            self.server.told.done()

    def _say(self, say: Say) -> None:
        time.sleep(say.wait)
        self.close_connection = say.cut or say.hang_up
        if say.hang_up:
            return
        self.send_response(say.status)
        extra = 50 if say.cut else 0
        headers = {"Content-Type": "application/json", **say.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(say.body) + extra))
        self.end_headers()
        if not say.drip:
            self.wfile.write(say.body)
            return
        for place in range(len(say.body)):
            self.wfile.write(say.body[place : place + 1])
            self.wfile.flush()
            time.sleep(say.drip)

    def log_message(self, *_: object) -> None:
        return


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, told: Speaker) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.told = told


@contextmanager
def speaking(*says: Say) -> Iterator[Speaker]:
    """Run a server for the time of the block."""
    told = Speaker(says=list(says))

    with _Listener(told) as listening:
        told.address = f"http://127.0.0.1:{listening.server_address[1]}/v1"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield told
        listening.shutdown()
        thread.join()


def completion(text: str | None = GOOD, finish: str = "stop", **more: object) -> Say:
    """Return a reply as servers write it."""
    message = {"role": "assistant", "content": text, "refusal": more.pop("refusal", None)}
    body = {
        "id": "chatcmpl-7",
        "model": "house-large-2026-11",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35},
        **more,
    }
    return Say(body=json.dumps(body).encode())


def response(text: str = GOOD, **more: object) -> Say:
    """Return a reply as servers of the Responses interface write it."""
    part = {"type": "output_text", "text": text, "annotations": []}
    body = {
        "id": "resp-7",
        "object": "response",
        "status": "completed",
        "model": "house-large-2026-11",
        "output": [
            {"type": "reasoning", "summary": []},
            {"type": "message", "role": "assistant", "content": [part]},
        ],
        "usage": {
            "input_tokens": 30,
            "input_tokens_details": {"cached_tokens": 20},
            "output_tokens": 5,
            "total_tokens": 35,
        },
        **more,
    }
    return Say(body=json.dumps(body).encode())


def error(
    status: int, message: str = "No.", headers: Mapping[str, str] | None = None, **more: object
) -> Say:
    """Return an error as servers write it."""
    body = json.dumps({"error": {"message": message, **more}}).encode()
    return Say(status, body, headers or {})
