"""35: an approval and the release it books are there together or not at all, wherever it dies."""

import os
import signal
from pathlib import Path

from sqlalchemy import event

from newsroom_agents.pipeline.rulings import Ask
from newsroom_agents.pipeline.task import release_prefix
from newsroom_agents.story.decision import Ruling, Via
from newsroom_agents.story.queue import QueueState
from tests.stories.shop import Shop

from .inside import inside

_MOST, _STEP = 200, 5
"""Every fifth statement; tests/archive kills an approval at each single one."""


def approve_and_die(shop: Shop, slug: str, digest: str, number: int) -> None:
    """Approve in a forked process that kills itself at a statement; never returns."""
    code = 1
    try:
        with inside(shop) as newsroom:
            count = 0

            def step(*_: object) -> None:
                nonlocal count
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(newsroom.desk.archive.engine, "before_cursor_execute", step)
            event.listen(newsroom.desk.archive.engine, "commit", step)
            newsroom.rulings.rule(
                Ask(
                    slug=slug,
                    ruling=Ruling.APPROVE,
                    editor="Ada",
                    via=Via.CLI,
                    account="test",
                    covers=digest,
                )
            )
        code = 0
    finally:
        os._exit(code)


def found(shop: Shop, slug: str) -> tuple[QueueState, int, int]:
    """Return the story's state, its approvals, and the releases booked."""
    with inside(shop) as newsroom, newsroom.desk.archive.reading() as room:
        booked = newsroom.books.bookings.runs(release_prefix(slug))
        assert room.journal.verify().is_sound
        return room.queue.row(slug).state, len(room.queue.approvals(slug)), len(booked)


def test_case_35_a_kill_at_any_statement_of_an_approval_leaves_all_of_it_or_nothing(
    reported_on: Shop, tmp_path: Path
) -> None:
    shop = reported_on.copy(tmp_path / "var")
    slug = shop.ready(risk=("low", "elevated"))[0]
    digest, killed = shop.draft(slug)["digest"], 0
    for number in range(1, _MOST, _STEP):
        child = os.fork()
        if child == 0:
            approve_and_die(shop, slug, digest, number)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        killed += 1
        assert found(shop, slug) == (QueueState.READY, 0, 0), number
    assert killed >= 3
    assert found(shop, slug) == (QueueState.APPROVED, 1, 1)
