"""The inside of a house at work, for faults that no command line can bring about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from newsroom_agents.newsroom import Newsroom, open_newsroom
from newsroom_agents.pipeline.flow import InlineRun
from newsroom_agents.pipeline.release import Presses, Releasing
from newsroom_agents.pipeline.task import Task
from newsroom_agents.publish.files import Writer
from newsroom_agents.story.paper import Stage
from tests.stories.shop import ROOT, Shop


class PowerCutError(BaseException):
    """The machine stops here: nothing in the house may catch it."""


class FailingWriter(Writer):
    """Does its work up to the given disk operation (from 0), and fails there."""

    def __init__(self, at: int, fault: BaseException) -> None:
        self.left, self.fault = at, fault

    def put(self, path: Path, content: bytes) -> None:
        """Write, or fail half-way through the file."""
        if self._is_due():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content[: len(content) // 2])
            raise self.fault
        super().put(path, content)

    def swap(self, staged: Path, path: Path) -> None:
        """Promote, or fail before it."""
        if self._is_due():
            raise self.fault
        super().swap(staged, path)

    def drop(self, path: Path) -> None:
        """Remove, or fail before it."""
        if self._is_due():
            raise self.fault
        super().drop(path)

    def _is_due(self) -> bool:
        self.left -= 1
        return self.left == -1


@contextmanager
def inside(shop: Shop) -> Iterator[Newsroom]:
    """Open the house in this process."""
    with open_newsroom(ROOT, shop.var, shop.env) as newsroom:
        yield newsroom


def release(newsroom: Newsroom, slug: str, writer: Writer | None = None) -> str:
    """Run the story's first release in this process, with nothing remembered between runs."""
    with newsroom.desk.archive.reading() as room:
        take = room.queue.row(slug).take
    pressroom = newsroom.presses.pressroom
    if writer is not None:
        pressroom = replace(pressroom, writer=writer)
    presses = Presses(pressroom=pressroom, targets=newsroom.presses.targets)
    releasing = Releasing(newsroom.desk.archive, presses, newsroom.desk.clock)
    task = Task(slug=slug, round=1, take=take, start=Stage.RELEASE)
    return releasing.release(InlineRun({}), task.text())


def public_copies(shop: Shop) -> list[Path]:
    """Return every article page of the public site."""
    return [path.parent / "index.html" for path in (shop.var / "site").rglob("bundle.json")]
