"""Servers on loopback that answer bytes as told, and remember who came."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from newsroom_agents.web.addresses import Address, rules_of
from newsroom_agents.web.connecting import Resolver
from newsroom_agents.web.http import Web
from newsroom_agents.web.speaking import Speaking

OWN = ("127.0.0.0/8",)
"""What a test's own servers need to be spoken to."""

Script = Callable[[socket.socket, bytes], None]
"""Answers one request, whose head is given, on a connection."""


@dataclass
class Server:
    """A server of a test: where it is, and the heads of the requests that came."""

    host: str
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode("ascii") for head in self.requests]


@dataclass
class Names:
    """A resolver of a test: answers as told, one list for each look-up, and remembers them."""

    answers: Mapping[str, list[list[Address]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[Address]:
        self.asked.append(host)
        if host not in self.answers:
            msg = f"no such name: {host}"
            raise OSError(msg)
        rounds = self.answers[host]
        return rounds[min(self.asked.count(host), len(rounds)) - 1]


@contextmanager
def serving(script: Script, host: str = "127.0.0.1") -> Iterator[Server]:
    """Run a server that answers each connection's one request by a script."""
    with socket.create_server((host, 0)) as listener:
        server = Server(host, listener.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(listener, script, server), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def pages(answers: Mapping[str, bytes]) -> Script:
    """Return a script that answers paths with whole answers, and others with 404."""

    def script(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode("ascii")
        connection.sendall(answers.get(path, answer(b"", status="404 Not Found")))

    return script


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole answer with the length of its body."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def moved(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return answer(b"", f"Location: {location}", status=status)


def web(*allow: str, names: Resolver | None = None) -> Web:
    """Return a door that may speak to the test's own servers, or to what is named instead."""
    rules = rules_of(allow or OWN, (80, 443))
    return Web(Speaking(rules, user_agent="newsroom-agents/test"), names or Names({}))


def _accept(listener: socket.socket, script: Script, server: Server) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        server.connections += 1
        threading.Thread(target=_answer, args=(connection, script, server), daemon=True).start()


def _answer(connection: socket.socket, script: Script, server: Server) -> None:
    with connection, suppress(OSError):
        connection.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65_536)
            if not part:
                return
            head += part
        server.requests.append(head)
        script(connection, head)
