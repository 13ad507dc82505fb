"""The durable engine, and the only module that knows it.

A finished step never runs again; the one in flight when a process dies does. Application rows and
engine rows live in one database, so a ruling and the work it starts commit together. Traps that
shaped this file are in docs/decisions/0003-durable-engine.md.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, WorkflowHandle, WorkflowStatus
from dbos._error import DBOSMaxStepRetriesExceeded  # the library has no public name for it
from sqlmodel import Session

from newsroom_agents.errors import GatewayError, NewsroomError, PublicationError, StorageError
from newsroom_agents.pipeline.bell import Bell
from newsroom_agents.pipeline.flow import Child, Flow, Step
from newsroom_agents.pipeline.rundown import RELEASE, VERSION

# How often we look for what other processes did; what this one does is rung for.
_LOOK_SECONDS = 0.5
_RESULT_SECONDS = 0.1
_SPARE_THREADS = 4
_MAX_ATTEMPTS = 4
_RECOVERIES = 100
_SCHEMA = "dbos"
_APPLICATION = "newsroom"
_QUEUE_THREAD = "queue-worker-"
_ENDED_RUN = "a run has ended"
"""What is rung when any run has ended; no queue has such a name."""
# Targets write lists of all pieces: two releases at once would lose one of them.
_ONE_IN_THE_HOUSE = frozenset({RELEASE})
_URGENT, _USUAL = 1, 10
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
        self.engine = engine
        self.bell = Bell()
        self._client = DBOSClient(system_database_engine=engine, serializer=_TextOnly())

    def book(
        self, session: Session, flow: str, key: str, argument: str, *, is_urgent: bool = False
    ) -> None:
        """Enqueue a flow inside the caller's transaction; the same key again changes nothing.

        What is urgent stands ahead of everything on its queue that is not.
        """
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": flow,
                "queue_name": flow,
                "workflow_id": key,
                "app_version": VERSION,
                "priority": _URGENT if is_urgent else _USUAL,
            },
            argument,
        )
        self.bell.ring_when_saved(flow)

    def open_queues(self, flows: Iterable[Flow]) -> None:
        """Say how many runs of each flow a worker takes at once."""
        for flow in flows:
            self._client.register_queue(
                flow.name,
                worker_concurrency=flow.at_once,
                global_concurrency=1 if flow.name in _ONE_IN_THE_HOUSE else None,
                polling_interval_sec=_LOOK_SECONDS,
                on_conflict="always_update",
                application_name=_APPLICATION,
            )

    def runs(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all runs booked so far that begin so, the oldest first."""
        rows = self._client.list_workflows(
            workflow_id_prefix=prefix, load_input=False, load_output=False
        )
        return tuple(row.workflow_id for row in rows)

    def open_key(self, prefix: str) -> str:
        """Return the key of the run under way whose key begins so, or else the next free key."""
        return self.unfinished(prefix) or self.next_key(prefix)

    def unfinished(self, prefix: str) -> str | None:
        """Return the key of the newest run whose key begins so and that has not ended, if any."""
        keys = self.runs(prefix)
        over = self.ended(keys)
        return next((key for key in reversed(keys) if key not in over), None)

    def next_key(self, prefix: str) -> str:
        """Return the next free key, counted from 1: a key that was used has its end for ever."""
        return f"{prefix}{1 + len(self.runs(prefix))}"

    def active(self, flow: str) -> tuple[str, ...]:
        """Return the keys of the flow's runs that are booked or under way, the oldest first."""
        rows = self._client.list_workflows(
            name=flow, status=list(_ACTIVE), load_input=False, load_output=False
        )
        return tuple(row.workflow_id for row in rows)

    def left_by(self, worker_id: str) -> tuple[str, ...]:
        """Return the keys of the runs that a worker has begun and not ended, the oldest first."""
        return tuple(row.workflow_id for row in self._begun(worker_id))

    def workers(self, flow: str) -> frozenset[str]:
        """Return the ids of the workers that have begun a run of this flow and not ended it."""
        rows = self._client.list_workflows(
            name=flow, status="PENDING", load_input=False, load_output=False
        )
        return frozenset(row.executor_id for row in rows if row.executor_id)

    def adopt(self, worker_id: str, flow: str = "") -> tuple[str, ...]:
        """Give the runs (of one flow) that a dead worker left to whoever takes them.

        The caller holds the worker's lock, so that it is dead and stays so meanwhile. Finished
        steps are not done again; the one that was in flight is.

        Returns:
            The keys of the runs.
        """
        rows = [row for row in self._begun(worker_id) if flow in {"", row.name}]
        for row in rows:
            self._client.resume_workflows([row.workflow_id], queue_name=row.queue_name or row.name)
        return tuple(row.workflow_id for row in rows)

    def _begun(self, worker_id: str) -> Sequence[WorkflowStatus]:
        return self._client.list_workflows(
            executor_id=worker_id, status="PENDING", load_input=False, load_output=False
        )

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
            self.bell.wait(_ENDED_RUN, _RESULT_SECONDS)
        return tuple(waiting)

    def close(self) -> None:
        """Let go of the client; the engine stays open."""
        self._client.destroy()


class Worker:
    """Does the booked work in this process, until closed.

    One worker process at a time on SQLite, any number on Postgres, each with an id of its own (the
    caller holds its lock). Only a worker with the same id picks up what a dead one left, until
    somebody adopts it.

    Args:
        bookings: Where the work is booked.
        flows: Every flow, by name.
        worker_id: Who works.
        queues: The flows to take work of; None means all.
    """

    def __init__(
        self,
        bookings: Bookings,
        flows: Mapping[str, Flow],
        worker_id: str,
        queues: Sequence[str] | None = None,
    ) -> None:
        engine, self._bell = bookings.engine, bookings.bell
        config = DBOSConfig(
            name=_APPLICATION,
            system_database_url=_url(engine),
            system_database_engine=engine,
            application_version=VERSION,
            executor_id=worker_id,
            serializer=_TextOnly(),
            # A story holds a thread while its translations and its picture are made by others.
            max_executor_threads=sum(one.at_once for one in flows.values()) + _SPARE_THREADS,
            notification_listener_polling_interval_sec=_LOOK_SECONDS,
            use_listen_notify=True,
            log_level="CRITICAL",
            console_log_level="CRITICAL",
        )
        durable = DBOS(config=config)
        durable.background_thread_stop_events = _StopEvents(bookings.bell, tuple(flows))
        for flow in flows.values():
            _register(flow, bookings)
        if queues is not None:
            DBOS.listen_queues(queues)
        sa.event.listen(engine, "checkin", self._saved)
        self._engine = engine
        try:
            bookings.open_queues(flows.values())
            DBOS.launch()
        except sa.exc.DBAPIError as error:
            self.close()
            msg = f"the database cannot take the engine's tables: {error.orig}"
            raise StorageError(msg) from error

    def close(self) -> None:
        """Stop taking work; what is in flight goes on at the next start."""
        DBOS.destroy(destroy_registry=True)
        sa.event.remove(self._engine, "checkin", self._saved)

    def _saved(self, *_: object) -> None:
        """Ring what was to be rung: a connection comes back when its transaction is over."""
        self._bell.saved()


class _StopEvents(list[threading.Event]):
    """The engine's own events: on these its threads wait for the next time to look.

    A thread that serves one of our queues waits for that queue's bell instead, as long at most.
    """

    def __init__(self, bell: Bell, queues: Sequence[str]) -> None:
        super().__init__()
        self._bell, self._queues = bell, queues

    def append(self, event: threading.Event) -> None:
        """Take an event before the engine's threads have begun to wait on it."""
        sleeps, stops = event.wait, event.set

        def wait(timeout: float | None = None) -> bool:
            queue = threading.current_thread().name.removeprefix(_QUEUE_THREAD)
            if queue not in self._queues:
                return sleeps(timeout)
            self._bell.wait(queue, timeout)
            return event.is_set()

        def stop() -> None:
            stops()
            self._bell.ring(*self._queues)

        event.wait, event.set = wait, stop  # type: ignore[method-assign]
        super().append(event)


class _DurableRun:
    """A run under the durable engine."""

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings

    def step(self, name: str, do: Step, argument: str) -> str:
        try:
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
        except DBOSMaxStepRetriesExceeded as error:
            # Tried as often as allowed: what it failed of last is what a person needs to know.
            last = error.errors[-1] if error.errors else error
            if isinstance(last, StorageError):
                raise last from error
            msg = f"{name}: {last}"
            raise GatewayError(msg, retryable=True) from error

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
        self._bookings.bell.ring(flow)
        return _DurableChild(self._bookings, handle)


@dataclass(frozen=True, slots=True)
class _DurableChild:
    bookings: Bookings
    handle: WorkflowHandle[str]

    def result(self) -> str:
        self.bookings.wait((self.handle.workflow_id,), None, lambda _: None)
        return self.handle.get_result(polling_interval_sec=_RESULT_SECONDS)


def _register(flow: Flow, bookings: Bookings) -> None:
    def run_flow(argument: str) -> str:
        try:
            return flow.run(_DurableRun(bookings), argument)
        finally:
            bookings.bell.ring_when_saved(flow.name, _ENDED_RUN)

    run_flow.__name__ = run_flow.__qualname__ = flow.name
    DBOS.workflow(name=flow.name, max_recovery_attempts=_RECOVERIES)(run_flow)


def _is_retryable(error: BaseException) -> bool:
    """Only what may pass by itself is tried again; a model was asked again by the gateway."""
    if isinstance(error, StorageError):
        return True
    return isinstance(error, PublicationError) and error.retryable


def _prepare(engine: sa.Engine) -> None:
    """Make the engine's own tables when nobody has launched it on this database yet.

    Raises:
        StorageError: The database cannot be reached, or does not take them.
    """
    schema = None if _is_sqlite(engine) else _SCHEMA
    try:
        if not sa.inspect(engine).has_table("workflow_status", schema=schema):
            DBOS.migrate(_url(engine), schema=_SCHEMA)
    except sa.exc.DBAPIError as error:
        msg = f"the database cannot take the engine's tables: {error.orig}"
        raise StorageError(msg) from error


def _is_sqlite(engine: sa.Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _url(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
