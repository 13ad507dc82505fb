"""How many bytes make a token is learned from what servers counted."""

import base64
import json
import secrets

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.estimating import learned
from newsroom_agents.story.paper import canonical_json

from .asking import NOW, assignment, settings
from .speaker import Say, Speaker, completion, error

ENGLISH = "The ferry stopped at the pier because the wind had turned, the harbour master said. "
GERMAN = "Die Fähre blieb am Pier, weil der Wind sich gedreht hatte, sagte die Hafenmeisterin. "


def ask(server: Speaker, log: CallLog, text: str, bytes_a_token: float) -> None:
    def answers(heard: dict[str, object]) -> Say:
        tokens = round(len(canonical_json(heard)) / bytes_a_token)
        return completion(usage={"prompt_tokens": tokens, "completion_tokens": 17})

    server.answers = answers
    PLUGIN.opens(settings(server), Means(calls=log)).fulfil(assignment(text))


def test_bytes_a_token_are_learned_for_each_model_and_language(
    server: Speaker, log: CallLog
) -> None:
    for number in range(3):
        ask(server, log, f"{number} {ENGLISH * 4}", 4.0)
        ask(server, log, f"{number} {GERMAN * 4}", 3.0)
    german, english = learned(reversed(log.counted(100)))
    assert (german.language, german.calls, english.language, english.calls) == ("de", 3, "en", 3)
    assert german.engine_model == "house-large-2026-11"
    assert german.bytes_in == pytest.approx(3.0, abs=0.02)
    assert english.bytes_in == pytest.approx(4.0, abs=0.02)
    assert english.bytes_out == pytest.approx(2.0, abs=0.1)


def test_what_came_last_counts_most(server: Speaker, log: CallLog) -> None:
    for number in range(30):
        ask(server, log, f"{number} {ENGLISH}", 4.0 if number < 10 else 2.0)
    [rate] = learned(reversed(log.counted(100)))
    assert 2.0 < rate.bytes_in < 2.7


def test_calls_that_tell_nothing_teach_nothing(
    server: Speaker, log: CallLog, database: CallsDatabase
) -> None:
    engine = PLUGIN.opens(settings(server), Means(calls=log))
    for say in (completion(usage=None), error(400), Say(body=json.dumps([]).encode())):
        server.says = [say]
        engine.fulfil(assignment(str(say.status)))
    ask(server, log, ENGLISH, 4.0)
    CallLog(database).purge(NOW.replace(year=2099))
    assert learned(log.counted(100)) == ()


def test_a_reply_as_large_as_a_picture_is_not_read_for_it(server: Speaker, log: CallLog) -> None:
    noise = base64.b64encode(secrets.token_bytes(400_000)).decode()
    server.says = [completion(json.dumps({"text": noise}))]
    PLUGIN.opens(settings(server), Means(calls=log)).fulfil(assignment())
    assert (len(log.rows()), log.counted(100)) == (1, [])
