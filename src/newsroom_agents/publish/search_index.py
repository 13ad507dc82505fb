"""The search of the site: files that a small script reads, no server needed.

Words lie in shards by the hash of their first letters, each word with the numbers of the pieces
that hold it; a piece's number is its place among all pieces. What the results show lies in files of
a hundred pieces each. A release touches the shards of its own words and one file of pieces. Only
texts that every reader may read are indexed.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from zlib import crc32

from newsroom_agents.publish.addresses import place_name
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.listing import LiveWith
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.wording import stamp
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import EVERYTHING, Slot
from newsroom_agents.text.language import direction
from newsroom_agents.text.tokens import is_stopword, search_terms

SHARDS = 256
PIECES = 100
"""How many files of words there are, and how many pieces one file of pieces holds."""
_FIRST_LETTERS = 3
_READ_AT_ONCE = 500
Words = dict[str, list[int]]


def search_words(entry: ReleaseIndexEntry) -> frozenset[str]:
    """Return the words under which readers find a piece."""
    texts = (entry.headline, entry.dek, entry.blurb, entry.teaser)
    told = {
        word
        for text in texts
        for word in search_terms(text, entry.language)
        if not is_stopword(word, entry.language)
    }
    names = (entry.byline, *entry.topics, *(place_name(code) for code in entry.places))
    return frozenset(told.union(*(search_terms(name, "en") for name in names)))


def shard_of(word: str) -> str:
    """Return the name of the shard that holds a word: the same for all words of one beginning."""
    return f"{crc32(word[:_FIRST_LETTERS].encode()) % SHARDS:02x}"


def update_search(stage: Pressroom, live: LiveWith) -> None:
    """Bring the search to what is live once one piece has changed."""
    piece = live.after or live.before
    if piece is None:
        return
    number = live.rank(EVERYTHING, piece.first_published, piece.slug)
    if live.is_new_on(EVERYTHING) and number < live.size(EVERYTHING) - 1:
        rebuild_search(stage, live)
        return
    old = search_words(live.before) if live.before else frozenset()
    new = search_words(live.after) if live.after else frozenset()
    for shard in sorted({shard_of(word) for word in old | new}):
        path = _shard_path(stage.site, shard)
        words = _read_words(path)
        for word in sorted(old - new):
            if shard_of(word) == shard:
                _take(words, word, number)
        for word in sorted(new):
            if shard_of(word) == shard:
                _put(words, word, number)
        stage.writer.write(path, _json(words))
    _write_pieces(stage, live, number // PIECES)


def rebuild_search(stage: Pressroom, live: LiveWith) -> None:
    """Write the whole search anew."""
    shards: dict[str, Words] = {f"{number:02x}": {} for number in range(SHARDS)}
    size = live.size(EVERYTHING)
    for start in range(0, size, _READ_AT_ONCE):
        slots = live.slots(EVERYTHING, start, start + _READ_AT_ONCE)
        for number, slot in enumerate(slots, start=start):
            for word in search_words(slot.entry) if slot.entry else ():
                shards[shard_of(word)].setdefault(word, []).append(number)
    for shard, words in shards.items():
        path = _shard_path(stage.site, shard)
        if words or path.exists():
            stage.writer.write(path, _json(words))
    for block in range((size + PIECES - 1) // PIECES):
        _write_pieces(stage, live, block)


def _write_pieces(stage: Pressroom, live: LiveWith, block: int) -> None:
    slots = live.slots(EVERYTHING, block * PIECES, (block + 1) * PIECES)
    rows = [_shown(slot) for slot in slots]
    stage.writer.write(stage.site / "search" / "pieces" / f"{block}.json", _json(rows))


def _shown(slot: Slot) -> dict[str, object] | None:
    """Return what a result shows of a piece; nothing of one that is gone."""
    entry = slot.entry
    if entry is None:
        return None
    return {
        "headline": entry.headline,
        "dek": entry.dek,
        "lang": entry.language,
        "dir": direction(entry.language),
        "path": entry.url_path,
        "published": stamp(entry.first_published),
        "byline": entry.byline,
        "places": [place_name(code) for code in entry.places],
    }


def _shard_path(site: Path, shard: str) -> Path:
    return site / "search" / "words" / f"{shard}.json"


def _read_words(path: Path) -> Words:
    """Return the words of a shard; none when it is missing or is not what we wrote."""
    content = read_if_there(path)
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _put(words: Words, word: str, number: int) -> None:
    numbers = words.setdefault(word, [])
    if number not in numbers:
        numbers.append(number)
        numbers.sort()


def _take(words: Words, word: str, number: int) -> None:
    left = [one for one in words.get(word, []) if one != number]
    if left:
        words[word] = left
    else:
        words.pop(word, None)


def _json(value: Mapping[str, object] | Iterable[object]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode("utf-8")
