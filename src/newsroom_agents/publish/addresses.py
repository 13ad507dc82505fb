"""Where the lists of the site lie, and what they are called.

Addresses follow from codes and names alone: an article that links to a list never has to be drawn
again because a table changed.
"""

import hashlib
import re
from functools import cache

from babel import Locale

from newsroom_agents.publish.wording import month_name
from newsroom_agents.story.shelf import Shelf, ShelfKind
from newsroom_agents.text.tokens import fold

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_DIGEST_CHARS = 10


def place_path(code: str) -> str:
    """Return the folder of a place's page inside the site: `places/pt`."""
    return f"places/{_plain(code)}"


def topic_path(name: str) -> str:
    """Return the folder of a topic's page inside the site: `topics/labour-market`."""
    return f"topics/{_plain(name)}"


def shelf_path(shelf: Shelf) -> str:
    """Return the folder of a list inside the site.

    Raises:
        ValueError: Lists of this kind have no pages.
    """
    match shelf.kind:
        case ShelfKind.PLACE:
            return place_path(shelf.key)
        case ShelfKind.TOPIC:
            return topic_path(shelf.key)
        case ShelfKind.MONTH:
            return f"archive/{shelf.key.replace('-', '/')}"
        case ShelfKind.PERSONA:
            return f"persona/{_plain(shelf.key)}"
        case _:
            msg = f"a list of kind {shelf.kind.value!r} has no pages"
            raise ValueError(msg)


def shelf_title(shelf: Shelf) -> str:
    """Return what readers call a list."""
    match shelf.kind:
        case ShelfKind.PLACE:
            return place_name(shelf.key)
        case ShelfKind.MONTH:
            year, _, month = shelf.key.partition("-")
            return f"{month_name(int(month))} {year}"
        case _:
            return shelf.key[:1].upper() + shelf.key[1:]


@cache
def place_name(code: str) -> str:
    """Return the English name of a territory; its code when there is no name."""
    return str(Locale("en").territories.get(code, code))


@cache
def _plain(words: str) -> str:
    """Return words as they may stand in an address, in any script the same for ever."""
    plain = _NOT_PLAIN.sub("-", fold(words)).strip("-")
    return plain or hashlib.sha256(words.encode()).hexdigest()[:_DIGEST_CHARS]
