"""A release that a dead worker left: the next one takes it, because others wait behind it.

Releases go one by one in the whole house, so a worker that dies in one would hold back all others
until somebody adopts its work. Whether it is dead is asked of its claim on its id, which goes with
its process; while the claim is held here, no worker can come back under that id. What was sent
before is sent again and stays one publication: the plan, the sending and the record of a revision
are each done once, however often they are tried.
"""

from contextlib import suppress
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import LockedError
from newsroom_agents.pipeline.durable import Bookings
from newsroom_agents.pipeline.locks import working_as
from newsroom_agents.pipeline.rundown import RELEASE


def take_over_releases(
    archive: Archive, var: Path, bookings: Bookings, worker_id: str
) -> tuple[str, ...]:
    """Free the releases of workers that are dead, for whoever takes them; return their keys.

    Only releases: other stories wait for no one, and are adopted by an operator who knows that the
    worker will not come back.

    Args:
        archive: Where the claims are.
        var: The folder for run-time files.
        bookings: Where the releases are booked.
        worker_id: Who asks, and is alive.
    """
    freed: list[str] = []
    if archive.is_shared:
        for other in sorted(bookings.workers(RELEASE) - {worker_id}):
            with suppress(LockedError), working_as(archive, var, other):
                freed += bookings.adopt(other, RELEASE)
    return tuple(freed)
