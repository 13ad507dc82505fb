"""What the readers of feeds hand on: items as found, before uids and dates are settled."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from newsroom_agents.ingest.dates import moment

_PLAINLY_WEB = ("https://", "http://")
_SCHEMES = frozenset({"http", "https"})
_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """An item as a reader found it; texts are plain already, dates are not read yet."""

    uid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    language: str = ""

    @property
    def date(self) -> str:
        """The first date as it stands, an empty text when there is none."""
        return self.dates[0] if self.dates else ""

    def moment(self, language: str) -> datetime | None:
        """Return the first of the dates that can be read, in UTC."""
        read = (moment(date, language) for date in self.dates)
        return next((one for one in read if one), None)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed as a reader found it."""

    title: str
    language: str
    items: tuple[Found, ...]


def absolute(address: str, base: str) -> str:
    """Return a web address under its base; empty when it leads anywhere but the web."""
    address = _IN_ADDRESS.sub("", address)
    if address.startswith(_PLAINLY_WEB):
        return address
    try:
        whole = urljoin(base, address) if base and address else address
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return ""
    return whole if scheme in _SCHEMES or not scheme else ""


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in order, each once, without empty ones."""
    return tuple(dict.fromkeys(name for name in names if name))
