"""JSON Feed, 1.0 and 1.1."""

import json

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.feeds.record import Found, FoundFeed, absolute, each_once
from newsroom_agents.ingest.markup import one_line, plain, tidy


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Author(_Lenient):
    name: str | None = None


class _Item(_Lenient):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    language: str | None = None
    author: _Author | None = None
    authors: tuple[_Author, ...] | None = ()

    def found(self, base: str) -> Found:
        """Return the item in the words of all feeds."""
        content = tidy(self.content_text or "") or plain(self.content_html or "")
        people = (*(self.authors or ()), *([self.author] if self.author else ()))
        return Found(
            uid=str(self.id).strip() if self.id is not None else "",
            url=absolute(self.url or self.external_url or "", base),
            title=one_line(tidy(self.title or "")),
            summary=tidy(self.summary or "") or content,
            content=content,
            authors=each_once(one_line(tidy(one.name or "")) for one in people),
            dates=each_once((self.date_published or "", self.date_modified or "")),
            language=self.language or "",
        )


class _Feed(_Lenient):
    version: str | None = None
    title: str | None = None
    home_page_url: str | None = None
    language: str | None = None
    items: tuple[dict[str, object], ...] = Field()


def looks_like_json(text: str) -> bool:
    """Tell whether a document begins as JSON does."""
    return text.startswith(("{", "["))


def read_json(text: str, url: str) -> FoundFeed:
    """Return the JSON Feed in `text`; an item that is no item is left out.

    Raises:
        DocumentError: It is no JSON Feed.
    """
    try:
        feed = _Feed.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as error:
        msg = f"expected a JSON Feed: {str(error).splitlines()[0]}"
        raise DocumentError(msg) from error
    base = url or feed.home_page_url or ""
    items = tuple(_valid(one).found(base) for one in feed.items)
    return FoundFeed(one_line(feed.title or ""), feed.language or "", items)


def _valid(fields: dict[str, object]) -> _Item:
    """Return an item without the fields that are not what the format says."""
    try:
        return _Item.model_validate(fields)
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors(include_url=False)}
        return _Item.model_validate({k: v for k, v in fields.items() if k not in wrong})
