"""The durable engine, and the only module that knows it.

A finished step never runs again; the one in flight when a process dies does. Application rows and
engine rows live in one database, so a ruling and the work it starts commit together. Traps that
shaped this file are in docs/decisions/0003-durable-engine.md.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, Serializer
from sqlmodel import Session

from newsroom_agents.errors import GatewayError, NewsroomError, PublicationError, StorageError
from newsroom_agents.pipeline.flow import Child, Flow, Step
from newsroom_agents.pipeline.rundown import VERSION

_POLL_SECONDS = 0.1
_MAX_THREADS = 16
_MAX_ATTEMPTS = 4
_RECOVERIES = 100
_ACTIVE = ("ENQUEUED", "DELAYED", "PENDING")
_ENDED = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


class _TextOnly(Serializer):
    """Checkpoints hold plain JSON: readable, and never a class that can move."""

    def name(self) -> str:
        return "newsroom_json_1"

    def serialize(self, data: object) -> str:
        return json.dumps(data, default=_flatten, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> object:
        value = json.loads(serialized_data)
        if isinstance(value, dict) and set(value) == {"error", "message"}:
            return NewsroomError(f"{value['error']}: {value['message']}")
        return value


def _flatten(value: object) -> object:
    if isinstance(value, BaseException):
        return {"error": type(value).__name__, "message": str(value)}
    msg = f"only texts cross a checkpoint, not {type(value).__name__}"
    raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: `text` is what it returned, or its error."""

    key: str
    is_ok: bool
    text: str


class Bookings:
    """Enqueues work without doing any: what the desk and the command line use."""

    def __init__(self, engine: sa.Engine) -> None:
        _prepare(engine)
        self._client = DBOSClient(system_database_engine=engine, serializer=_TextOnly())

    def book(self, session: Session, flow: str, key: str, argument: str) -> None:
        """Enqueue a flow inside the caller's transaction; the same key again changes nothing."""
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": flow,
                "queue_name": flow,
                "workflow_id": key,
                "app_version": VERSION,
            },
            argument,
        )

    def runs(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all runs booked so far that begin so, the oldest first."""
        rows = self._client.list_workflows(
            workflow_id_prefix=prefix, load_input=False, load_output=False
        )
        return tuple(row.workflow_id for row in rows)

    def active(self, flow: str) -> tuple[str, ...]:
        """Return the keys of the flow's runs that are booked or under way, the oldest first."""
        rows = self._client.list_workflows(
            name=flow, status=list(_ACTIVE), load_input=False, load_output=False
        )
        return tuple(row.workflow_id for row in rows)

    def ended(self, keys: Sequence[str]) -> dict[str, Ended]:
        """Return those of the runs that have ended."""
        if not keys:
            return {}
        rows = self._client.list_workflows(workflow_ids=list(keys), load_input=False)
        return {
            row.workflow_id: Ended(
                key=row.workflow_id,
                is_ok=row.status == "SUCCESS",
                text=str(row.output if row.status == "SUCCESS" else row.error or row.status),
            )
            for row in rows
            if row.status in _ENDED
        }

    def wait(
        self, keys: Sequence[str], timeout: float | None, seen: Callable[[Ended], None]
    ) -> tuple[str, ...]:
        """Wait until the runs have ended or the time is over.

        Args:
            keys: The runs to wait for.
            timeout: Seconds to wait, or None for as long as it takes.
            seen: Told of every run as it ends.

        Returns:
            The keys that had not ended in time.
        """
        waiting = list(keys)
        until = None if timeout is None else time.monotonic() + timeout
        while waiting:
            found = self.ended(waiting)
            for key in [key for key in waiting if key in found]:
                waiting.remove(key)
                seen(found[key])
            if not waiting or (until is not None and time.monotonic() >= until):
                break
            time.sleep(_POLL_SECONDS)
        return tuple(waiting)

    def close(self) -> None:
        """Let go of the client; the engine stays open."""
        self._client.destroy()


class Worker:
    """Does the booked work in this process, until closed.

    One worker process at a time on SQLite (the caller holds the lock); every worker has an id of
    its own, and only a worker with the same id picks up what a dead one left.
    """

    def __init__(self, engine: sa.Engine, flows: Mapping[str, Flow], worker_id: str) -> None:
        config = DBOSConfig(
            name="newsroom",
            system_database_url=_url(engine),
            system_database_engine=engine,
            application_version=VERSION,
            executor_id=worker_id,
            serializer=_TextOnly(),
            max_executor_threads=_MAX_THREADS,
            notification_listener_polling_interval_sec=_POLL_SECONDS,
            log_level="CRITICAL",
            console_log_level="CRITICAL",
        )
        DBOS(config=config)
        for flow in flows.values():
            _register(flow)
        try:
            DBOS.launch()
            for flow in flows.values():
                DBOS.register_queue(
                    flow.name,
                    worker_concurrency=flow.at_once,
                    polling_interval_sec=_POLL_SECONDS,
                    on_conflict="always_update",
                )
        except sa.exc.OperationalError as error:
            self.close()
            msg = f"the database cannot take the engine's tables: {error.orig}"
            raise StorageError(msg) from error

    def close(self) -> None:
        """Stop taking work; what is in flight goes on at the next start."""
        DBOS.destroy(destroy_registry=True)


class _DurableRun:
    """A run under the durable engine."""

    def step(self, name: str, do: Step, argument: str) -> str:
        return DBOS.run_step(
            {
                "name": name,
                "retries_allowed": True,
                "max_attempts": _MAX_ATTEMPTS,
                "should_retry": _is_retryable,
            },
            do,
            argument,
        )

    def beside(self, flow: str, key: str, argument: str) -> Child:
        handle = DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": flow,
                "queue_name": flow,
                "workflow_id": key,
                "app_version": VERSION,
            },
            argument,
        )
        return _DurableChild(lambda: handle.get_result(polling_interval_sec=_POLL_SECONDS))


@dataclass(frozen=True, slots=True)
class _DurableChild:
    waits: Callable[[], str]

    def result(self) -> str:
        return self.waits()


def _register(flow: Flow) -> None:
    def run_flow(argument: str) -> str:
        return flow.run(_DurableRun(), argument)

    run_flow.__name__ = run_flow.__qualname__ = flow.name
    DBOS.workflow(name=flow.name, max_recovery_attempts=_RECOVERIES)(run_flow)


def _is_retryable(error: BaseException) -> bool:
    """Only what may pass by itself is tried again; everything else ends the step at once."""
    return isinstance(error, GatewayError | PublicationError) and error.retryable


def _prepare(engine: sa.Engine) -> None:
    """Make the engine's own tables when nobody has launched it on this database yet."""
    if not sa.inspect(engine).has_table("workflow_status"):
        DBOS.migrate(_url(engine))


def _url(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
