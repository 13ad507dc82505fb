"""How papers, texts and small values are kept in a column."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar, cast

from newsroom_agents.errors import StorageError

ItemT = TypeVar("ItemT")

LIMIT_OF_VALUES = 500
"""How many values one query may carry; every database takes that many."""


def pack(content: bytes) -> bytes:
    """Return `content` compressed."""
    return zlib.compress(content, 6)


def unpack(packed: bytes, what: str) -> bytes:
    """Return what was packed.

    Raises:
        StorageError: The bytes are damaged; the message names `what`.
    """
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        msg = f"{what} is damaged in the archive: {error}"
        raise StorageError(msg) from error


def words_to_column(words: Iterable[str]) -> str:
    """Return a list of texts as one column value."""
    return json.dumps(list(words), ensure_ascii=False)


@lru_cache(maxsize=4096)
def words_of_column(value: str) -> tuple[str, ...]:
    """Return the list that `words_to_column` wrote.

    Remembered, because reading these was half the time of listing the queue.
    """
    return tuple(cast("list[str]", json.loads(value)))


def in_portions(items: Iterable[ItemT]) -> Iterator[Sequence[ItemT]]:
    """Yield the items in portions that fit one query."""
    rest = iter(items)
    while portion := list(islice(rest, LIMIT_OF_VALUES)):
        yield portion
