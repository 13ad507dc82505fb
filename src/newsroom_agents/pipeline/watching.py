"""Looking at cited pages again: a source that was corrected or taken away after it was cited.

Only what was read from a page is looked at, and only where a story waits or is public. The snapshot
that is cited stays as it is; what the page says now is the item's next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsroom_agents.archive.archive import Room
from newsroom_agents.errors import WireError
from newsroom_agents.ingest.fetch import Fetched, Outcome, Sort, Wanted
from newsroom_agents.ingest.kind import Document, Entry, Source
from newsroom_agents.ingest.wire_item import is_address
from newsroom_agents.pipeline.changes import cited, note_gone
from newsroom_agents.pipeline.intake import store
from newsroom_agents.pipeline.polling import Poller
from newsroom_agents.story.source import PubStatus, Snapshot, SourceItem

_PAGE = "page"
_NOT_FOUND = frozenset({"http.404", "http.410"})


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking again came to; `told` are stories whose sources changed or went away."""

    pages: int = 0
    same: int = 0
    changed: int = 0
    gone: int = 0
    left: int = 0
    told: tuple[str, ...] = ()
    errors: tuple[WireError, ...] = field(default=())


def look_again(poller: Poller, until: datetime | None = None) -> Iterator[Looked]:
    """Fetch every cited page once more, and tell the stories that cite what changed.

    Yields what it came to so far, after every page; the last is the result.

    Args:
        poller: What asks the web and keeps what it says.
        until: When no further request begins.
    """
    with poller.archive.reading() as room:
        pages = {one.url: one for one in cited(room) if _is_page(poller, room, one)}
    left = max(0.0, (until - poller.clock()).total_seconds()) if until else None
    wanted = [Wanted(url, url, Sort.PAGE) for url in pages]
    done = Looked(pages=len(wanted))
    for fetched in poller.fetcher.fetch_all(wanted, within=left):
        done = _judged(poller, pages[fetched.wanted.key], fetched, done)
        yield done
    if not wanted:
        yield done


def _judged(poller: Poller, snapshot: Snapshot, fetched: Fetched, done: Looked) -> Looked:
    if fetched.outcome is Outcome.UNREACHED:
        return replace(done, left=done.left + 1)
    if fetched.outcome is Outcome.GONE or fetched.code in _NOT_FOUND:
        with poller.archive.writing() as room:
            told = note_gone(room, snapshot, poller.clock())
        return replace(done, gone=done.gone + 1, told=_each(done.told, told))
    if fetched.answer is None or fetched.outcome is not Outcome.FRESH:
        error = WireError(place=snapshot.url, reason=fetched.reason or fetched.outcome.value)
        return replace(done, errors=(*done.errors, error))
    answer = fetched.answer
    document = Document(answer.url, answer.body, fetched.at, url=answer.url, charset=answer.charset)
    text = _text(poller, document, snapshot)
    if not text or text == snapshot.text:
        return replace(done, same=done.same + 1)
    with poller.archive.writing() as room:
        taken = store(room, [_item(snapshot, text, document)], poller.clock())
    return replace(done, changed=done.changed + 1, told=_each(done.told, taken.flagged))


def _is_page(poller: Poller, room: Room, snapshot: Snapshot) -> bool:
    """Whether a snapshot's text was read from the page behind its address."""
    if snapshot.status is not PubStatus.USABLE or not is_address(snapshot.url):
        return False
    raw = room.snapshots.raw(snapshot.id)
    document = Document(snapshot.url, raw, snapshot.retrieved, url=snapshot.url)
    return _text(poller, document, snapshot) == snapshot.text


def _text(poller: Poller, document: Document, snapshot: Snapshot) -> str:
    """Return the article's text in some bytes, read as the snapshot was; empty without one."""
    parse = poller.kinds[_PAGE].parse
    if parse is None:
        return ""
    source = Source("watch", _PAGE, snapshot.url, snapshot.outlet, snapshot.language)
    found = (one.item.text for one in parse(source, document) if isinstance(one, Entry))
    return next(found, "")


def _item(snapshot: Snapshot, text: str, document: Document) -> SourceItem:
    return SourceItem(
        uri=snapshot.uri,
        outlet=snapshot.outlet,
        title=snapshot.title,
        text=text,
        declared_language=snapshot.language,
        published=snapshot.published,
        url=snapshot.url,
        raw=document.body,
        place=document.name,
    )


def _each(told: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*told, *more)))
