"""The loopback server for looking at the site."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.publish.serve import open_site_server

from .builders import pressroom, publish, release
from .exercise import PATH


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    publish(release(), pressroom(tmp_path))
    server = open_site_server(tmp_path / "site")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    result = (answer.status, answer.getheader("Content-Type") or "", answer.read())
    connection.close()
    return result


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        (f"/{PATH}/", "text/html; charset=utf-8"),
        (f"/{PATH}/bundle.json", "application/json; charset=utf-8"),
        ("/static/reader.css", "text/css; charset=utf-8"),
        ("/static/evidence.js", "text/javascript; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
    ],
)
def test_files_are_served_with_their_types(path: str, kind: str, port: int) -> None:
    status, found, body = ask(port, path)
    assert (status, found) == (200, kind)
    assert body


@pytest.mark.parametrize("path", ["/nothing", "/static/", "/2024/06/", "/../../etc/passwd"])
def test_what_is_not_there_gets_the_sites_own_page(path: str, port: int) -> None:
    status, kind, body = ask(port, path)
    assert (status, kind) == (404, "text/html; charset=utf-8")
    assert b"There is nothing at this address" in body


def test_a_head_request_gets_no_body(port: int) -> None:
    assert ask(port, "/nothing", "HEAD") == (404, "text/html; charset=utf-8", b"")
