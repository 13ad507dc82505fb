"""One line of a wire, read strictly: an item, or the reason why there is none.

Text is taken exactly as it stands, because offsets count in it. Only what could break a later step
is refused: half a surrogate pair, which has no UTF-8, and the zero character, which databases do
not take.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from newsroom_agents.errors import WireError
from newsroom_agents.ingest.ratings import Ratings
from newsroom_agents.story.source import PubStatus, SourceItem
from newsroom_agents.text.language import is_valid_tag

LONGEST_BODY = 1_000_000
"""Bytes of UTF-8 a body may have: far more than any article, far less than harms."""

_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")
_SHOWN = 60


class FieldError(ValueError):
    """A field is not what the contract says; the message names it and what was expected."""


def read_item(line: bytes, place: str, ratings: Ratings) -> SourceItem:
    """Return the item that one line holds.

    Args:
        line: The line as received, without its end.
        place: File and line number, for messages.
        ratings: What is known of the outlets.

    Raises:
        WireError: The line holds no item; says which field and what was expected.
    """
    try:
        return _item(_fields(line), line, place, ratings)
    except FieldError as error:
        raise WireError(place=place, reason=str(error)) from error


def address_problem(item_fields: Mapping[str, object]) -> str:
    """Return what is wrong with an item's address, an empty text when nothing is."""
    url = item_fields.get("url")
    if url in (None, "") or (isinstance(url, str) and is_address(url)):
        return ""
    return f"url: expected an http or https address, got {_short(url)}; it was left out"


def fields_of(item: SourceItem) -> Mapping[str, object]:
    """Return all fields as received, also those the house does not know."""
    return _fields(item.raw)


def _fields(line: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        msg = f"expected UTF-8, byte {error.start} is not"
        raise FieldError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"expected one JSON object: {error}"
        raise FieldError(msg) from error
    if not isinstance(value, dict):
        msg = f"expected one JSON object, got {type(value).__name__}"
        raise FieldError(msg)
    return cast("dict[str, object]", value)


def _item(fields: Mapping[str, object], line: bytes, place: str, ratings: Ratings) -> SourceItem:
    status = _status(fields)
    url = _text(fields, "url")
    return SourceItem(
        uri=_needed(fields, "uri"),
        outlet=ratings.outlet(_needed(fields, "provider").strip()),
        title=_text(fields, "headline"),
        text=_body(fields, status),
        declared_language=_language(fields),
        published=_time(fields, "versioncreated"),
        url=url if is_address(url) else "",
        version=_version(fields),
        status=status,
        embargoed_until=_time(fields, "embargoed") if fields.get("embargoed") else None,
        ednote=_text(fields, "ednote"),
        raw=line,
        place=place,
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        msg = f"{name}: expected a text, got {_short(value)}"
        raise FieldError(msg)
    if _UNSTORABLE.search(value):
        msg = f"{name}: expected text without half surrogates and zero characters"
        raise FieldError(msg)
    return value


def _needed(fields: Mapping[str, object], name: str) -> str:
    value = _text(fields, name)
    if not value.strip():
        msg = f"{name}: expected a text that is not empty"
        raise FieldError(msg)
    return value


def _body(fields: Mapping[str, object], status: PubStatus) -> str:
    """Return the body; only a cancellation may come without one, since it must not be lost."""
    canceled = status is PubStatus.CANCELED
    body = _text(fields, "body_text") if canceled else _needed(fields, "body_text")
    size = len(body.encode("utf-8"))
    if size > LONGEST_BODY:
        msg = f"body_text: expected at most {LONGEST_BODY} bytes, got {size}"
        raise FieldError(msg)
    return body


def _language(fields: Mapping[str, object]) -> str:
    tag = _text(fields, "language").strip()
    if tag and not is_valid_tag(tag):
        msg = f"language: expected a BCP 47 code such as 'pt' or 'zh-Hant', got {_short(tag)}"
        raise FieldError(msg)
    return tag


def _time(fields: Mapping[str, object], name: str) -> datetime:
    """Return a moment in UTC; a time without a zone counts as UTC."""
    value = _needed(fields, name).strip()
    try:
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = f"{name}: expected an ISO 8601 time such as 2024-01-31T09:30:00Z, got {_short(value)}"
        raise FieldError(msg) from error


def _status(fields: Mapping[str, object]) -> PubStatus:
    value = _text(fields, "pubstatus") or PubStatus.USABLE.value
    try:
        return PubStatus(value)
    except ValueError as error:
        names = ", ".join(PubStatus)
        msg = f"pubstatus: expected one of {names}, got {_short(value)}"
        raise FieldError(msg) from error


def _version(fields: Mapping[str, object]) -> str:
    value = fields.get("version")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(fields, "version")


def is_address(url: str) -> bool:
    """Tell whether `url` may be shown as a link: http or https, a host, nobody's password."""
    if _UNSAFE_IN_ADDRESS.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and parts.username is None


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
