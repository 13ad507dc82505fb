"""The call log: what was sent is there, once, as it was, whatever happens to the process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import CALLS, TEXTS, VERSIONS
from newsroom_agents.errors import ArchiveError, HouseError, NotFoundError, StorageError
from newsroom_agents.ports import CallReply, CallRequest, LoggedCall
from newsroom_agents.settings import CallsSettings, DatabaseSettings, Settings

from .builders import NOON

DAY = timedelta(days=1)

RULES = "Say what the sources say, and who says it. " * 20


@pytest.fixture
def database(url: str) -> Iterator[CallsDatabase]:
    opened = CallsDatabase(url)
    yield opened
    opened.close()


@pytest.fixture
def log(database: CallsDatabase) -> CallLog:
    return CallLog(database)


def request(key: str = "k1", text: str = "Write.", **more: object) -> CallRequest:
    plain = CallRequest(
        key=key,
        endpoint="http://127.0.0.1/v1",
        path="chat/completions",
        engine_model="house-large",
        prompt="p1",
        repeat=0,
        role="writer",
        persona="ida",
        subject="bridge",
        body={"model": "house-large", "messages": [{"content": RULES}, {"content": text}]},
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def reply(body: bytes = b'{"a": 1}', status: int = 200, **more: object) -> CallReply:
    plain = CallReply(
        at=NOON,
        seconds=1.25,
        attempt=1,
        status=status,
        headers={"x-request-id": "r-1"},
        body=body,
        outcome="replied" if status == 200 else "failed",
        answered_by="house-large-7",
        provider_call="chatcmpl-1",
        tokens_in=300,
        tokens_out=20,
        tokens_cached=100,
        cost_microusd=4100,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_what_was_logged_comes_back_whole(log: CallLog) -> None:
    name = log.add(request(), reply())
    assert log.get(name) == LoggedCall(id=name, request=request(), reply=reply())
    assert log.get("chatcmpl-1").id == name


def test_a_request_is_answered_by_its_newest_whole_reply(log: CallLog) -> None:
    assert log.answer("k1") is None
    log.add(request(), reply(b"first"))
    log.add(request(), reply(b"second"))
    log.add(request(), reply(b"no", status=500))
    log.add(request(), reply(b"", status=0))
    again = log.add(request("k2"), reply(b"other"), original="call-1")
    found = log.answer("k1")
    assert found is not None
    assert found.reply.body == b"second"
    assert log.answer("k2") is None, "a row that was answered from the log is no reply itself"
    assert log.get(again).original == "call-1"


def test_a_long_text_is_kept_once(log: CallLog, database: CallsDatabase) -> None:
    for number in range(5):
        log.add(request(f"k{number}", text=f"Write {number}."), reply())
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(TEXTS)).scalar() == 1
    assert [call.request.body["messages"] for call in log.answered("writer", 2)] == [
        [{"content": RULES}, {"content": f"Write {number}."}] for number in (4, 3)
    ]
    assert log.answered("analyst", 9) == []


def test_a_body_that_looks_like_a_kept_text_is_not_taken_for_one(log: CallLog) -> None:
    name = log.add(request(body={"$text": "short", "other": 1}), reply())
    assert log.get(name).request.body == {"$text": "short", "other": 1}


def test_the_list_is_the_newest_first_without_bodies(log: CallLog) -> None:
    names = [log.add(request(subject=slug), reply()) for slug in ("bridge", "ferry", "bridge")]
    assert [row.id for row in log.rows("bridge")] == [names[2], names[0]]
    assert {(row.reply.body, len(row.request.body)) for row in log.rows()} == {(b"", 0)}


@pytest.mark.parametrize("name", ["call-9", "call-x", "chatcmpl-9", ""])
def test_a_call_that_is_not_there_is_named(log: CallLog, name: str) -> None:
    with pytest.raises(NotFoundError):
        log.get(name)


def test_a_purge_takes_bodies_and_leaves_rows_and_hashes(
    log: CallLog, database: CallsDatabase
) -> None:
    old = log.add(request("k1", text="old" * 100), reply(b"old"))
    new = log.add(request("k2"), reply(b"new", at=NOON + 3 * DAY))
    assert log.purge(NOON + DAY).calls == 1
    assert log.purge(NOON + DAY).calls == 0
    assert log.answer("k1") is None
    kept = log.get(old)
    assert (kept.reply.body, kept.request.body) == (b"", {})
    assert (kept.reply.tokens_in, kept.reply.cost_microusd) == (300, 4100)
    assert log.get(new) == LoggedCall(new, request("k2"), reply(b"new", at=NOON + 3 * DAY))
    with database.reading() as connection:
        texts = connection.execute(sa.select(TEXTS.c.last_used)).scalars().all()
        hashes = connection.execute(sa.select(CALLS.c.reply_sha256, CALLS.c.request_sha256)).all()
    assert texts == [NOON + 3 * DAY], "a text that a newer call uses stays"
    assert all(len(one) == len(other) == 64 for one, other in hashes)


@pytest.mark.parametrize(
    "statement",
    [
        sa.delete(CALLS),
        sa.update(CALLS).values(cost_microusd=0),
        sa.update(CALLS).values(key="other"),
    ],
    ids=["delete", "cost", "key"],
)
def test_the_database_itself_refuses_to_change_a_row(
    log: CallLog, database: CallsDatabase, statement: sa.Executable
) -> None:
    log.add(request(), reply())
    with pytest.raises(ArchiveError, match="append-only"):
        database.write(lambda connection: connection.execute(statement))


def test_a_log_of_a_newer_version_is_refused(url: str) -> None:
    first = CallsDatabase(url)
    first.write(lambda connection: connection.execute(sa.update(VERSIONS).values(version=99)))
    second = CallsDatabase(url)
    with pytest.raises(HouseError, match="version 99"):
        CallLog(second).answer("k1")
    first.write(lambda connection: connection.execute(sa.delete(VERSIONS)))
    first.close()


def test_nothing_is_opened_before_the_first_call(tmp_path: Path) -> None:
    database = CallsDatabase(f"sqlite:///{tmp_path}/new/calls.sqlite")
    database.close()
    assert not (tmp_path / "new").exists()
    CallLog(database).answer("k1")
    assert (tmp_path / "new" / "calls.sqlite").exists()
    database.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    database = CallsDatabase(f"sqlite:///{tmp_path}/file/calls.sqlite")
    with pytest.raises(StorageError, match="cannot be made"):
        CallLog(database).answer("k1")


def test_a_process_killed_right_after_a_row_was_written_has_written_it(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from newsroom_agents.archive.calls import CallLog\n"
        "from newsroom_agents.archive.calls_database import CallsDatabase\n"
        "from tests.archive.test_calls import reply, request\n"
        "log = CallLog(CallsDatabase(sys.argv[1]))\n"
        "log.add(request(), reply(b'paid'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code, url], check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    database = CallsDatabase(url)
    found = CallLog(database).answer("k1")
    database.close()
    assert found is not None
    assert found.reply.body == b"paid"


def test_times_stay_what_they_were(log: CallLog) -> None:
    at = NOON + timedelta(milliseconds=250)
    assert log.get(log.add(request(), reply(at=at))).reply.at == at


@pytest.mark.parametrize(
    ("database", "calls", "wanted"),
    [
        ("", "", "sqlite:////var/lib/house/calls.sqlite"),
        ("sqlite:////srv/house.sqlite", "", "sqlite:////var/lib/house/calls.sqlite"),
        ("postgresql://db/house", "", "postgresql://db/house"),
        ("postgresql://db/house", "sqlite:////srv/calls.sqlite", "sqlite:////srv/calls.sqlite"),
    ],
)
def test_the_log_lies_apart_from_a_file_and_beside_a_server(
    database: str, calls: str, wanted: str
) -> None:
    settings = Settings(database=DatabaseSettings(url=database), calls=CallsSettings(url=calls))
    assert settings.calls_url(Path("/var/lib/house")) == wanted
