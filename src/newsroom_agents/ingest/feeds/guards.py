"""What a feed may be, asked before any parser sees it.

A feed has no need of entities of its own, of depth, or of size; whatever brings them is an attack
or an accident. Every check is one pass over the bytes, so that no feed takes long to be refused.
"""

import re
import zlib

from newsroom_agents.errors import DocumentError

LARGEST = 5_000_000
"""Bytes a feed may have after inflation."""

MOST_ITEMS = 2_000
"""Items of one feed that are read; a feed lists its newest first."""

_DEEPEST = 200
_MOST_TAGS = 400_000
_GZIP = b"\x1f\x8b"
_ZLIB_AND_GZIP = 47
_MOST_WRAPPINGS = 2

_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^<>\[\"']|\"[^\"<]*\"|'[^'<]*')*(\[)?>?", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
# What nests nothing: comments, CDATA sections, instructions, and tags that HTML never closes.
_NESTING = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?[^<>]*>|"
    r"<(?:br|hr|img|input|meta|link|p|li|wbr|source)\b[^<>]*>|"
    r"(?P<close></)[^<>]*>|(?P<alone><[^<>!?/][^<>]*/>)|(?P<open><[^<>!?/][^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)


def inflated(body: bytes) -> bytes:
    """Return a feed's bytes, unpacked when they are gzip.

    Raises:
        DocumentError: They are too many, damaged, or wrapped again and again.
    """
    for _ in range(_MOST_WRAPPINGS):
        if not body.startswith(_GZIP):
            break
        body = _gunzipped(body)
    if body.startswith(_GZIP):
        msg = "expected a feed, got gzip inside gzip"
        raise DocumentError(msg)
    if len(body) > LARGEST:
        msg = f"expected at most {LARGEST} bytes"
        raise DocumentError(msg)
    return body


def checked(text: str) -> str:
    """Return the text of an XML feed without its document type.

    Raises:
        DocumentError: It declares entities, or holds too many tags.
    """
    if text.count("<") > _MOST_TAGS:
        msg = f"expected at most {_MOST_TAGS} tags"
        raise DocumentError(msg)
    before = _PROLOG.match(text)
    found = _DOCTYPE.match(text, before.end() if before else 0)
    if not found:
        return text
    end = found.end()
    if found[1]:
        closing = _SUBSET_END.search(text, end)
        end = closing.end() if closing else len(text)
        if "<!entity" in text[found.end() : end].lower():
            msg = "expected no entities of its own (<!ENTITY in a document type)"
            raise DocumentError(msg)
    return text[: found.start()] + text[end:]


def check_depth(text: str) -> None:
    """Check how deep a document nests; needed where the parser has no bound of its own.

    Raises:
        DocumentError: It nests too deep.
    """
    depth = 0
    for found in _NESTING.finditer(text):
        if found["open"]:
            depth += 1
            if depth > _DEEPEST:
                msg = f"expected at most {_DEEPEST} tags inside each other"
                raise DocumentError(msg)
        elif found["close"] and depth:
            depth -= 1


def _gunzipped(body: bytes) -> bytes:
    try:
        unpacked = zlib.decompressobj(_ZLIB_AND_GZIP).decompress(body, LARGEST + 1)
    except zlib.error as error:
        msg = f"expected gzip that can be unpacked: {error}"
        raise DocumentError(msg) from error
    if len(unpacked) > LARGEST:
        msg = f"expected at most {LARGEST} bytes when unpacked"
        raise DocumentError(msg)
    return unpacked
