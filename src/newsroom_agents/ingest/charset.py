"""From bytes to text: which encoding a feed or page is in, whatever it claims.

In this order: a byte order mark, what the server said, what the document says, strict UTF-8, and a
guess that the language narrows down. A claim that the bytes contradict is passed over, because a
wrong claim is the commonest fault of all; Western claims mean their Windows forms, as in browsers.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How a document in UTF-16 or UTF-32 begins that has no mark: with "<" and what follows it.
_UNMARKED = (
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_WESTERN = frozenset({"cp1252", "cp1254", "iso8859-15"})
_OTHER_LATIN = frozenset(
    {"cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9",
     "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16", "mac_latin2", "mac_turkish",
     "mac_roman", "mac_iceland", "cp437", "cp775", "cp850", "cp852", "cp858", "hp_roman8"}
)  # fmt: skip
_OF_LANGUAGE = {
    "ar": ("cp1256",), "fa": ("cp1256",), "ur": ("cp1256",), "he": ("cp1255",), "el": ("cp1253",),
    "tr": ("cp1254",), "az": ("cp1254",), "th": ("cp874",), "vi": ("cp1258",),
    "ja": ("cp932", "euc_jp"), "ko": ("cp949",), "zh": ("gb18030", "big5"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr"), ("cp1251", "koi8_r", "iso8859_5")),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl", "sq"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
    **dict.fromkeys(
        ("en", "es", "fr", "de", "it", "pt", "nl", "sv", "no", "da", "fi", "ca", "gl", "eu", "is",
         "id", "ms", "sw", "af", "ga"),
        ("cp1252",),
    ),
}  # fmt: skip
_XML_CLAIM = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_LANGUAGE_CLAIM = re.compile(
    rb"(?:<(?:dc:)?language>\s*|\blang=[\"']?\s*)([a-z]{2,3})\b", re.IGNORECASE
)
_META_CLAIM = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CLAIM_WITHIN = 4096
_GUESSED_FROM = 60_000
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text, and the encoding it was found to be in."""

    text: str
    encoding: str


def decode(body: bytes, *, header: str = "", language: str = "") -> Decoded:
    """Return the text of a document; always some text, since bytes that fit nothing are replaced.

    Args:
        body: The document as received.
        header: The charset that the server named, empty when it named none.
        language: Primary code of the language the document is likely in, when known.
    """
    found = _marked(body)
    if found is not None:
        return found
    unicode_text = _strictly(body, "utf-8")
    for encoding in _claims(body, header):
        if encoding in _WESTERN and unicode_text is not None:
            break
        text = unicode_text if encoding == "utf-8" else _strictly(body, encoding)
        if text is not None:
            return Decoded(text, encoding)
    return _guessed(body, language) if unicode_text is None else Decoded(unicode_text, "utf-8")


def _marked(body: bytes) -> Decoded | None:
    """Return the text of a document whose first bytes leave no doubt."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(encoding, errors="replace"), encoding)
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return Decoded(body.decode(encoding, errors="replace"), encoding)
    return None


def _claims(body: bytes, header: str) -> Iterator[str]:
    """Yield the encodings that were claimed and exist, by their Python names."""
    start = body[:_CLAIM_WITHIN]
    named = [header.encode("ascii", errors="ignore")] if header else []
    for pattern, text in ((_XML_CLAIM, start), (_META_CLAIM, _COMMENT.sub(b"", start))):
        found = pattern.search(text)
        if found:
            named.append(found[1])
    for name in dict.fromkeys(named):
        encoding = _python_name(name.decode("ascii").strip(" \"'"))
        # A document whose claim can be read as ASCII is in no wide encoding.
        if encoding and not encoding.startswith(("utf-16", "utf-32")):
            yield encoding


def _python_name(label: str) -> str:
    """Return the Python name of a text encoding; an empty text when there is none such."""
    try:
        info = codecs.lookup(label)
        b"".decode(info.name)
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(info.name, info.name)


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except ValueError:
        return None


def _guessed(body: bytes, language: str) -> Decoded:
    """Return the text of a document that is no clean UTF-8 and whose claims do not hold."""
    patched = _mostly_utf8(body)
    if patched is not None:
        return Decoded(patched, "utf-8")
    sample = body[:_GUESSED_FROM]
    spoken = language or _spoken(body)
    likely = _OF_LANGUAGE.get(spoken, ())
    guesses = likely if len(likely) < 2 else _best(sample, likely)
    for encoding in (*guesses, *likely, *_foreign(_best(sample, ())), "cp1252"):
        text = _strictly(body, encoding)
        if text is not None:
            return Decoded(text, encoding)
    return Decoded(body.decode("cp1252", errors="replace"), "cp1252")


def _spoken(body: bytes) -> str:
    """Return the primary code of the language a document says it is in; empty when it does not."""
    found = _LANGUAGE_CLAIM.search(body[: _CLAIM_WITHIN * 4])
    return found[1].decode("ascii").lower() if found else ""


def _foreign(encodings: Iterable[str]) -> Iterator[str]:
    """Yield the guesses that mean another script: among Latin ones, Western is likeliest anyway."""
    return (name for name in encodings if name not in _OTHER_LATIN)


def _mostly_utf8(body: bytes) -> str | None:
    """Return UTF-8 with a few stray bytes, those read as Windows Western; None when many stray."""
    text = body.decode("utf-8", errors="surrogateescape")
    stray = len(_STRAY.findall(text))
    sound = sum(map(len, _BEYOND_ASCII.findall(text))) - stray
    # Other encodings hardly ever look like a character of several bytes in UTF-8.
    return text.translate(_stray_characters()) if stray <= sound else None


@cache
def _stray_characters() -> dict[int, str]:
    """Return what each stray byte means in Windows Western, by its escaped form."""
    return {
        0xDC00 + code: bytes([code]).decode("cp1252", errors="replace") for code in range(128, 256)
    }


def _best(sample: bytes, among: Iterable[str]) -> tuple[str, ...]:
    """Return the likeliest encoding of some bytes, of those named or of all."""
    found = from_bytes(sample, cp_isolation=list(among) or None).best()
    return (found.encoding,) if found else ()
