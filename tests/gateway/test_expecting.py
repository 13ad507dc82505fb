"""The provider's library is loaded ahead by who waits for work, and only where it may be sent."""

import subprocess
import sys

from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Ok

from .asking import assignment, settings
from .speaker import Speaker

_SCRIPT = """
import sys, threading
from newsroom_agents.gateway.engine import EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.replay import LogMode

def loaded(mode):
    told = EngineSettings(engine_model="m", base_url="http://127.0.0.1:9/v1")
    PLUGIN.opens(told, Means(log_mode=LogMode(mode))).expect()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()
    return "openai" in sys.modules

print(loaded("replay"), loaded("live"))
"""


def test_it_is_loaded_when_work_is_expected_that_may_be_sent() -> None:
    script = [sys.executable, "-c", _SCRIPT]
    told = subprocess.run(script, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_nothing_is_sent_ahead_and_the_first_call_finds_it_ready(server: Speaker) -> None:
    engine = PLUGIN.opens(settings(server), Means())
    for _ in range(2):
        engine.expect()
    assert server.heard == []
    assert isinstance(engine.fulfil(assignment()), Ok)
    assert len(server.heard) == 1
