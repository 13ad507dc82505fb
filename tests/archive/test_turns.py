"""Turns come in order, and none is lost when somebody gives up or fails."""

import threading
import time
from contextlib import suppress

import pytest

from newsroom_agents.archive.turns import Turns
from newsroom_agents.errors import StorageError


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns("here"), list[int]()

    def take(number: int) -> None:
        with turns.taken():
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with turns.taken():
        for thread in threads:
            thread.start()
            time.sleep(0.01)
        assert order == []
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_who_waits_too_long_is_told_and_does_not_block_the_next() -> None:
    turns = Turns("here", patience=0.01)
    with turns.taken(), pytest.raises(StorageError, match=r"here: .*try again"), turns.taken():
        pass
    with turns.taken():
        pass


def test_an_error_in_a_turn_hands_it_on() -> None:
    turns = Turns("here", patience=0.01)
    with suppress(ValueError), turns.taken():
        raise ValueError
    with turns.taken():
        pass
