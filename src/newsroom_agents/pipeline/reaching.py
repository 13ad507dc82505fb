"""The house's door to the network, as its settings say."""

from importlib.metadata import version
from urllib.parse import urlsplit

from newsroom_agents.clock import Clock
from newsroom_agents.ingest.fetch import Fetcher, Manners
from newsroom_agents.ingest.robots import ROBOT, Robots
from newsroom_agents.ports import RobotsShelf
from newsroom_agents.settings import Settings
from newsroom_agents.web.addresses import rules_of
from newsroom_agents.web.http import Web
from newsroom_agents.web.speaking import Speaking

_LONGEST_FOR_ROBOTS = 15.0
"""Seconds that asking for a robots.txt may take; it is small, and everything waits for it."""


def open_web(settings: Settings, *, own_site: bool = False) -> Web:
    """Return the door to the network.

    Args:
        settings: The settings of the house.
        own_site: Whether the house's own site may be spoken to wherever it stands; for what the
            operator asks, never for what a source names.

    Raises:
        HouseError: A setting is not what it should be.
    """
    table = settings.web
    site = settings.site.base_url
    own = [urlsplit(site).netloc] if own_site else []
    contact = f"; {table.contact}" if table.contact else ""
    return Web(
        Speaking(
            rules=rules_of((*table.allow, *own), table.ports),
            user_agent=f"{ROBOT}/{version('newsroom-agents')} (+{site}{contact})",
            proxy=table.proxy,
            authorities=table.authorities,
        )
    )


def open_fetcher(settings: Settings, shelf: RobotsShelf, clock: Clock) -> Fetcher:
    """Return what fetches for intake; what it learns of robots.txt files is kept on a shelf.

    Raises:
        HouseError: A setting is not what it should be.
    """
    web, table = open_web(settings), settings.web
    manners = Manners(spacing=table.spacing, at_once=table.at_once, seconds=table.seconds)
    robots = Robots(web, shelf, clock, min(table.seconds, _LONGEST_FOR_ROBOTS))
    return Fetcher(web, robots, clock, manners)
