"""Threads of one process hear of each other's work without looking for it."""

import threading
import time
from collections.abc import Callable

from newsroom_agents.pipeline.bell import Bell

LONG = 30.0


def in_a_thread(bell: Bell, name: str, then: Callable[[], None]) -> threading.Thread:
    """Wait for a name in a thread that has heard everything so far, and do something then."""
    ready = threading.Event()

    def wait() -> None:
        bell.wait(name, 0)
        ready.set()
        bell.wait(name, LONG)
        then()

    thread = threading.Thread(target=wait)
    thread.start()
    assert ready.wait(LONG)
    return thread


def test_a_ring_wakes_who_waits_for_this_name_and_nobody_else() -> None:
    bell, woken = Bell(), list[str]()
    waiting = [in_a_thread(bell, name, lambda name=name: woken.append(name)) for name in "ab"]  # type: ignore[misc]
    bell.ring("a")
    waiting[0].join(LONG)
    assert woken == ["a"]
    bell.ring("b")
    waiting[1].join(LONG)
    assert woken == ["a", "b"]


def test_a_ring_is_heard_by_who_was_busy_when_it_came() -> None:
    bell = Bell()
    bell.wait("a", LONG)
    bell.ring("a")
    start = time.monotonic()
    bell.wait("a", LONG)
    assert time.monotonic() - start < LONG / 2
    bell.wait("a", 0.01)


def test_who_never_waited_has_something_to_look_at_first() -> None:
    start = time.monotonic()
    Bell().wait("a", LONG)
    assert time.monotonic() - start < LONG / 2


def test_what_is_to_be_rung_when_saved_is_rung_by_the_thread_that_saves() -> None:
    bell, woken = Bell(), list[str]()
    waiting = in_a_thread(bell, "a", lambda: woken.append("a"))
    bell.ring_when_saved("a")
    other = threading.Thread(target=bell.saved)
    other.start()
    other.join(LONG)
    waiting.join(0.05)
    assert woken == []
    bell.saved()
    waiting.join(LONG)
    assert woken == ["a"]
