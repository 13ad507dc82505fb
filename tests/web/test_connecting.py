"""Connections: TLS by the name in the address, the settings' proxy, and the seam they hang on."""

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import httpcore
import httpx
import pytest

from newsroom_agents.errors import HouseError, RefusedAddressError, SlowError, UnreachableError
from newsroom_agents.web.addresses import PUBLIC, Destination, rules_of
from newsroom_agents.web.connecting import PinnedBackend, system_resolver
from newsroom_agents.web.http import Web, Wish
from newsroom_agents.web.speaking import Bounds, Speaking
from newsroom_agents.web.transport import CheckedTransport

from .servers import Names, answer, moved, pages, serving

FEED = b"<rss version='2.0'></rss>"
NAME = "news.example"
OWN = rules_of(("127.0.0.0/8",), (80, 443))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for one name that nobody but the test trusts, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(folder / "key"),
         "-out", str(folder / "crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return made


def test_tls_is_by_the_name_in_the_address_over_the_pinned_connection(certificate: Path) -> None:
    names = Names({NAME: [[ip_address("127.0.0.1")]], "other.example": [[ip_address("127.0.0.1")]]})
    told: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: told.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_speak_tls, args=(listener, context), daemon=True).start()
        port = listener.getsockname()[1]
        trusting = Web(Speaking(OWN, authorities=str(certificate)), names)
        assert trusting.get(f"https://{NAME}:{port}/").body == FEED
        with pytest.raises(UnreachableError, match="certificate"):
            trusting.get(f"https://other.example:{port}/")
        with pytest.raises(UnreachableError, match="certificate"):
            Web(Speaking(OWN), names).get(f"https://{NAME}:{port}/")
    assert told == [NAME, "other.example", NAME]


def test_a_file_of_certificates_that_is_none_stops_the_house(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pem", tmp_path):
        door = Web(Speaking(OWN, authorities=str(path)), Names({}))
        with pytest.raises(HouseError, match=r"web\.authorities"):
            door.get("https://127.0.0.1/")


def test_a_server_that_never_greets_in_tls_is_late() -> None:
    with serving(lambda connection, _: None) as server, pytest.raises(SlowError):
        Web(Speaking(OWN), Names({})).get(f"https://127.0.0.1:{server.port}/", Wish(seconds=0.3))


def test_a_proxy_of_the_settings_is_asked_and_names_are_left_to_it() -> None:
    names = Names({})
    ways = {f"http://{NAME}/a": moved("http://10.0.0.1/"), f"http://{NAME}/b": answer(FEED)}
    with serving(pages(ways)) as proxy:
        door = Web(Speaking(PUBLIC, proxy=proxy.url), names)
        assert door.get(f"http://{NAME}/b").body == FEED
        with pytest.raises(RefusedAddressError):
            door.get(f"http://{NAME}/a")
        with pytest.raises(RefusedAddressError):
            door.get("http://127.0.0.1/")
    assert proxy.paths == [f"http://{NAME}/b", f"http://{NAME}/a"]
    assert names.asked == []


def test_an_https_address_goes_through_the_proxy_as_a_tunnel() -> None:
    with serving(pages({})) as proxy, pytest.raises(UnreachableError, match="404"):
        Web(Speaking(PUBLIC, proxy=proxy.url), Names({})).get(f"https://{NAME}/")
    assert proxy.requests[0].startswith(f"CONNECT {NAME}:443 ".encode())


def test_the_library_still_asks_our_backend_for_every_connection() -> None:
    """The guard hangs on this parameter of the library; without it nothing would be pinned."""
    found = Destination("http", NAME, 80, "/")

    class Noted(PinnedBackend):
        asked: list[tuple[str, int]] = []  # noqa: RUF012 - one test's own

        def connect_tcp(
            self, host: str, port: int, *_: object, **__: object
        ) -> httpcore.NetworkStream:
            self.asked.append((host, port))
            raise httpcore.ConnectError

    backend = Noted(found, PUBLIC, Names({}), Bounds(1e7, 100))
    pool = httpcore.ConnectionPool(network_backend=backend)
    with pool, suppress(httpcore.ConnectError):
        pool.request("GET", f"http://{NAME}/")
    assert backend.asked == [(NAME, 80)]


def test_a_backend_dials_nothing_but_what_was_checked() -> None:
    found = Destination("http", NAME, 80, "/")
    backend = PinnedBackend(found, PUBLIC, Names({}), Bounds(1e7, 100))
    for host, port in (("other.example", 80), (NAME, 81), ("127.0.0.1", 80)):
        with pytest.raises(RefusedAddressError, match="not checked"):
            backend.connect_tcp(host, port)
    with pytest.raises(RefusedAddressError):
        backend.connect_unix_socket("/var/run/x.sock")


def test_a_client_of_the_library_can_be_made_to_go_through_the_guard() -> None:
    bounds = {"newsroom_bounds": Bounds(1e7, 100_000)}
    with (
        serving(pages({"/": answer(FEED)})) as server,
        httpx.Client(transport=CheckedTransport(Speaking(OWN)), trust_env=False) as client,
    ):
        assert client.get(server.url, extensions=bounds).content == FEED
        with pytest.raises(RefusedAddressError):
            client.get("http://10.0.0.1/", extensions=bounds)
        with pytest.raises(TypeError, match="newsroom_bounds"):
            client.get(server.url)


def test_the_machine_looks_names_up_without_scopes() -> None:
    assert ip_address("127.0.0.1") in system_resolver("127.0.0.1", 80)


def _speak_tls(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with (
            connection,
            suppress(OSError),
            context.wrap_socket(connection, server_side=True) as tls,
        ):
            tls.recv(65_536)
            tls.sendall(answer(FEED))
