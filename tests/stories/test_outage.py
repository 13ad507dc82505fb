"""A model that is away for minutes, or talks nonsense for hours: nothing lost, nothing endless."""

import signal
import socket
import time
from contextlib import closing
from pathlib import Path

from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.working import book_reports
from tests.stories.shop import ROOT, Shop
from tests.stories.test_with_a_model import counts, model, told
from tests.trust.test_cases_02_07_09_26 import one_event

_PATIENCE = 90.0
_MOST_CALLS = 40
"""What three takes with their repeated questions may come to, with some room."""


def nobody() -> str:
    """Return an address at which nobody listens."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


def watched(folder: Path) -> Shop:
    """Return a house with one open lead."""
    shop = Shop(folder / "var")
    assert shop.do("monitor", "--wire", str(one_event(folder / "wire"))).code == 0
    return shop


def test_a_connection_refused_for_minutes_stops_the_story_until_it_is_resumed(
    tmp_path: Path,
) -> None:
    shop = watched(tmp_path)
    start = time.monotonic()
    said = shop.do("report", env=told(nobody()))
    assert time.monotonic() - start < _PATIENCE
    assert said.code == 0
    [row] = shop.queue().values()
    assert (row["state"], "no answer" in row["reasons"][0]) == ("stopped", True)
    with model() as address:
        said = shop.do("report", "--resume", env=told(address))
        assert (said.code, said.err) == (0, "")
        [row] = shop.queue().values()
        assert row["state"] == "ready"
        before = counts(address)["calls"]
        assert "no open leads" in shop.do("report", "--resume", env=told(address)).out
        assert counts(address)["calls"] == before


def test_nonsense_for_hours_stops_stories_with_reasons_and_the_worker_stays(
    tmp_path: Path,
) -> None:
    shop = watched(tmp_path)
    with model("--fault", "garbage") as address:
        env = told(address)
        with shop.begin("worker", env=env) as worker:
            assert worker.out.readline().startswith(b"worker house: takes ")
            with open_newsroom(ROOT, shop.var, env) as newsroom:
                desk = newsroom.working_desk
                keys = book_reports(desk, (), None)
                assert desk.books.bookings.wait(keys, _PATIENCE, lambda _: None) == ()
                [row] = shop.queue().values()
                assert row["state"] == "stopped"
                assert "does not fit" in row["reasons"][0]
                assert counts(address)["calls"] <= _MOST_CALLS
                assert not worker.is_over()
            worker.send(signal.SIGTERM)
            assert worker.wait(30) == 0
    # The nonsense is in the log and would be read there again: another model is asked.
    with model() as address:
        env = {**told(address), "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-next"}
        said = shop.do("report", row["slug"], "--from", "research", env=env)
    assert (said.code, said.err) == (0, "")
    assert shop.queue()[row["slug"]]["state"] == "ready"
