"""`newsroom notices`: tell editors what they want to hear of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, said_json

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.delivering import Delivery
    from newsroom_agents.pipeline.noticing import Lookout


def notices(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look for what editors want to hear of, and send what is due; run it every few minutes.

    Each notice is told once, however often this runs and in how many processes. Exits with 3 when
    some could not be sent; the next run tries them again.
    """
    with opened(context) as newsroom:
        with _lookout(newsroom) as lookout:
            new = lookout.tell()
        done = _delivery(newsroom).deliver()
        if as_json:
            said_json(
                {
                    "new": new,
                    "sent": done.sent,
                    "waiting": done.waiting,
                    "given_up": done.given_up,
                }
            )
        else:
            said(
                f"{new} new; sent {done.sent}, {done.waiting} to try again, "
                f"{done.given_up} given up"
            )
        leave(Code.PART if done.waiting or done.given_up else Code.DONE)


@contextmanager
def _lookout(newsroom: "Newsroom") -> Iterator["Lookout"]:
    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.archive.ledger import Ledger
    from newsroom_agents.pipeline.noticing import Lookout

    desk, settings = newsroom.desk, newsroom.settings
    url = settings.calls_url(newsroom.places.var)
    calls = CallsDatabase(url, settings.database.synchronous)
    try:
        bookings = newsroom.books.bookings
        yield Lookout(desk.archive, bookings, settings, Ledger(calls).balances, desk.clock)
    finally:
        calls.close()


def _delivery(newsroom: "Newsroom") -> "Delivery":
    from newsroom_agents.pipeline.delivering import Delivery
    from newsroom_agents.pipeline.enrolling import desk_address
    from newsroom_agents.pipeline.mailing import MailServer
    from newsroom_agents.pipeline.reaching import open_web

    desk, settings = newsroom.desk, newsroom.settings
    mail = settings.mail
    return Delivery(
        archive=desk.archive,
        clock=desk.clock,
        web=open_web(settings),
        mail=MailServer(mail, desk.masthead.base_url) if mail.host else None,
        secret=desk.secret,
        address=desk_address(settings.desk),
        title=desk.masthead.title,
    )
