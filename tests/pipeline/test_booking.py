"""What is booked, and what of it goes ahead of the rest."""

import pytest
from sqlalchemy import text

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.durable import Bookings
from newsroom_agents.story.paper import Stage
from tests.archive.builders import lead


@pytest.mark.parametrize(
    ("state", "goes_ahead"),
    [(LeadState.OPEN, False), (LeadState.REPORTING, False), (LeadState.QUEUED, True)],
    ids=["new", "cut off", "sent back"],
)
def test_a_story_that_somebody_sends_back_goes_ahead_of_new_ones(
    sqlite_archive: Archive, state: LeadState, goes_ahead: bool
) -> None:
    bookings = Bookings(sqlite_archive.engine)
    with sqlite_archive.writing() as room:
        room.leads.claim(lead("bridge", "e1"))
        room.leads.settle("bridge", state)
        room.leads.claim(lead("ferry", "e2"))
        books = Books(bookings)
        keys = [books.report(room, slug, Stage.WRITING) for slug in ("ferry", "bridge")]
    query = text("SELECT priority FROM workflow_status WHERE workflow_uuid = :key")
    with sqlite_archive.engine.connect() as connection:
        usual, asked = (connection.execute(query, {"key": key}).scalar_one() for key in keys)
    bookings.close()
    assert (asked < usual) is goes_ahead
