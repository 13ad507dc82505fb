"""What one poll of a source found, from its document to the items that are stored."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from newsroom_agents.archive.source_states import SourceState
from newsroom_agents.errors import WireError
from newsroom_agents.ingest.fetch import Fetched, Outcome
from newsroom_agents.ingest.kind import Document, Entry, Further, Source, SourceKind
from newsroom_agents.story.source import SourceItem, text_sha256
from newsroom_agents.text.tokens import words

_PAGE = "page"
_DOCUMENT = "document"
_FRESH = timedelta(days=3)
"""An older entry is background: what its document says of it will do."""
_TELLING_WORDS = 8
"""From so many words on, an entry of the same words is the same entry, whatever it is called."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An entry that is to be stored, and the item on its page when that was read."""

    entry: Entry
    page: SourceItem | None = None


class Batch:
    """The entries of one poll; `awaited` are the addresses of the pages it still waits for.

    `failure` says why the source gave nothing that can be read. `is_cut` says that the quota or the
    time left something for the next run.
    """

    def __init__(
        self,
        source: Source,
        state: SourceState,
        fetched: Fetched,
        kinds: Mapping[str, SourceKind],
    ) -> None:
        self.source, self.state, self.fetched, self._kinds = source, state, fetched, kinds
        self.further: list[str] = []
        self.awaited: dict[int, str] = {}
        self.failure = ""
        self.is_cut = self.is_out_of_time = False
        self._errors: list[WireError] = []
        self._found: dict[str, Entry] = {}
        self._kept: list[tuple[str, _Kept]] = []
        self._read(fetched)
        if fetched.outcome is not Outcome.FRESH:
            self.failure = fetched.reason or fetched.outcome.value
        elif self._errors and not self._found and not self.further:
            self.failure = self._errors[0].reason
            self.fetched = replace(fetched, code=_DOCUMENT, reason=self.failure)

    @property
    def errors(self) -> tuple[WireError, ...]:
        """What could not be read, each with the source it stood in."""
        return tuple(
            WireError(place=f"{self.source.id}: {one.place}", reason=one.reason)
            for one in self._errors
        )

    def digests(self) -> tuple[str, ...]:
        """Return the hashes of the entries, by which they are known again."""
        return tuple(self._found)

    def keep_new(self, taken: Mapping[str, str], most: int) -> None:
        """Keep the first entries that were not taken before; the pages of fresh ones are awaited.

        Args:
            taken: Hashes of the entries that were taken, with the uri each was stored under.
            most: How many are kept.
        """
        new = [(digest, one) for digest, one in self._found.items() if digest not in taken]
        if len(new) > most:
            self.is_cut = True
            reason = f"expected at most {most} new items; {len(new) - most} wait for a later run"
            self._errors.append(WireError(place="quota", reason=reason))
        self._kept = [(digest, _Kept(entry)) for digest, entry in new[:most]]
        if self.source.fetches_pages:
            self.awaited = {
                number: kept.entry.item.url
                for number, (_, kept) in enumerate(self._kept)
                if not kept.entry.is_whole and kept.entry.item.url and self._is_fresh(kept.entry)
            }

    def add_document(self, fetched: Fetched) -> None:
        """Take in a further document of the source."""
        if fetched.outcome is Outcome.UNREACHED:
            self.is_cut = self.is_out_of_time = True
        elif fetched.outcome is not Outcome.FRESH:
            reason = f"{fetched.outcome.value}: {fetched.reason}"
            self._errors.append(WireError(place=fetched.wanted.url, reason=reason))
        self._read(fetched)

    def add_page(self, number: int, fetched: Fetched) -> None:
        """Take in the page of an entry; without one the entry stays what the document gave."""
        self.awaited.pop(number, None)
        digest, kept = self._kept[number]
        if fetched.outcome is Outcome.UNREACHED:
            self.is_cut = self.is_out_of_time = True
            self._kept[number] = ("", kept)
        else:
            self._kept[number] = (digest, replace(kept, page=self._on_page(fetched)))

    def items(self) -> dict[str, SourceItem]:
        """Return the items to store, by the hash of their entry.

        A text that stands on several pages is no article but what stands before one.
        """
        ready = [(digest, kept) for digest, kept in self._kept if digest]
        texts = Counter(text_sha256(kept.page.text) for _, kept in ready if kept.page)
        return {
            digest: _fuller(kept.entry.item, kept.page)
            if kept.page and texts[text_sha256(kept.page.text)] == 1
            else kept.entry.item
            for digest, kept in ready
        }

    def _is_fresh(self, entry: Entry) -> bool:
        return entry.item.published > self.fetched.at - _FRESH

    def _read(self, fetched: Fetched) -> None:
        parse = self._kinds[self.source.kind].parse
        document = _document(fetched)
        if parse is None or document is None:
            return
        for found in parse(self.source, document):
            if isinstance(found, WireError):
                self._errors.append(found)
            elif isinstance(found, Further):
                self.further.append(found.address)
            else:
                entry = replace(found, item=_dated(found.item, document))
                self._found.setdefault(_digest(entry), entry)

    def _on_page(self, fetched: Fetched) -> SourceItem | None:
        """Return the article on a page; None when there is none."""
        document, parse = _document(fetched), self._kinds[_PAGE].parse
        if document is None or parse is None:
            return None
        found = parse(self.source, document)
        return next((one.item for one in found if isinstance(one, Entry)), None)


def _document(fetched: Fetched) -> Document | None:
    answer = fetched.answer
    if answer is None or fetched.outcome is not Outcome.FRESH:
        return None
    return Document(
        name=answer.url,
        body=answer.body,
        changed=fetched.at,
        url=answer.url,
        charset=answer.charset,
    )


def _dated(item: SourceItem, document: Document) -> SourceItem:
    """Return an item that was not published after it was received."""
    if item.published <= document.changed:
        return item
    return item.model_copy(update={"published": document.changed})


def _digest(entry: Entry) -> str:
    """Return the hash by which an entry is known again, also under another name or address."""
    item = entry.item
    text = "" if item.text == item.title else item.text
    telling = len(words(f"{item.title} {text}")) >= _TELLING_WORDS
    parts = (item.title, text, entry.version, "" if telling else item.uri)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:32]


def _fuller(item: SourceItem, page: SourceItem) -> SourceItem:
    """Return an entry with the text of its page, when that says more."""
    if len(page.text) <= len(item.text):
        return item
    is_own = item.uri == item.url
    return item.model_copy(
        update={
            "text": page.text,
            "title": item.title or page.title,
            "url": page.url or item.url,
            "uri": (page.url or item.url) if is_own else item.uri,
            "declared_language": item.declared_language or page.declared_language,
            "raw": page.raw,
        }
    )
