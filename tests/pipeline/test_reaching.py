"""The house's door to the network, as its settings say."""

import pytest

from newsroom_agents.clock import system_clock
from newsroom_agents.errors import HouseError, RefusedAddressError
from newsroom_agents.ingest.fetch import Outcome, Wanted
from newsroom_agents.ingest.robots import MemoryShelf
from newsroom_agents.pipeline.reaching import open_fetcher, open_web
from newsroom_agents.settings import Settings
from tests.web.servers import answer, pages, serving

FEED = answer(b"<rss version='2.0'></rss>")


def settings(**web: object) -> Settings:
    return Settings.model_validate({"site": {"base_url": "https://ledger.example"}, "web": web})


def test_every_server_is_told_who_asks_and_whom_to_write_to() -> None:
    with serving(pages({"/": FEED})) as server:
        open_web(settings(allow=["127.0.0.0/8"], contact="mailto:desk@ledger.example")).get(
            server.url
        )
    [head] = server.requests
    assert b"\r\nUser-Agent: newsroom-agents/" in head
    assert b" (+https://ledger.example; mailto:desk@ledger.example)\r\n" in head


def test_only_the_operator_reaches_the_house_s_own_site() -> None:
    with serving(pages({"/": FEED})) as server:
        own = Settings.model_validate({"site": {"base_url": server.url}})
        assert open_web(own, own_site=True).get(server.url).status == 200
        with pytest.raises(RefusedAddressError):
            open_web(own).get(server.url)
        fetched = open_fetcher(own, MemoryShelf(), system_clock).fetch(Wanted("own", server.url))
    assert fetched.outcome is Outcome.REFUSED
    assert len(server.requests) == 1


def test_a_host_of_the_settings_that_is_none_stops_the_house() -> None:
    with pytest.raises(HouseError, match=r"web\.allow"):
        open_web(settings(allow=["http://wiki.example/"]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": "a\r\nX-Evil: 1"}, {"contact": "the desk"}, {"ports": [0]}, {"at_once": 0},
        {"proxy": "socks5://a"}, {"proxy": "http://user:pass@proxy.example"}, {"seconds": 0},
    ],
)  # fmt: skip
def test_settings_that_would_break_a_request_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        settings(**wrong)
