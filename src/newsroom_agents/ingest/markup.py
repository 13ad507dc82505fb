"""Plain text out of a scrap of HTML, as feeds carry it in titles and summaries.

What a reader would see, and nothing else: tags, comments, scripts, styles and hidden parts go,
character references are resolved once. The result is text; whoever shows it escapes it.
"""

import html
import re

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

# No pattern here may run past the next "<" without an end in sight: a scrap may be hostile, and the
# time it takes must stay in proportion to its length.
_UNREAD = ("script", "style", "template", "svg", "textarea", "select", "head", "title")
_UNREAD_ELEMENT = re.compile(
    rf"<({'|'.join(_UNREAD)})\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<![a-zA-Z\[][^<>]*>|<\?[^<>]*>", re.DOTALL)
_BREAK = re.compile(
    r"</?(?:p|div|br|hr|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|blockquote|pre|section|article|figure|"
    r"figcaption|header|footer|aside|address|form|fieldset|center|(t[dh]))\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|</?[a-zA-Z][^<>]*>")
_SIGNS_OF_HIDING = ("hidden", "none", "font-size")
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
# White space other than one plain space, which is most of it and may stay as it is.
_SPACES = re.compile(r"(?:[^\S\n ]| (?=[^\S\n]))[^\S\n]*")
_LINES = re.compile(r" ?\n\s*")
# Characters no database takes, and those from 128 to 159, which are meant as Windows characters.
_ODD = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]")


def plain(markup: str) -> str:
    """Return the text of a scrap of HTML, its blocks on lines of their own."""
    if "<" in markup:
        markup = _without_tags(markup)
    return tidy(html.unescape(markup) if "&" in markup else markup)


def _without_tags(markup: str) -> str:
    lower = markup.lower()
    if any(sign in lower for sign in _SIGNS_OF_HIDING):
        markup = _without_hidden(markup)
    if any(f"<{name}" in lower for name in _UNREAD):
        markup = _UNREAD_ELEMENT.sub(" ", markup)
    if "<!" in lower or "<?" in lower:
        markup = _COMMENT.sub("", markup)
    return _TAG.sub("", _BREAK.sub(_gap, markup))


def _gap(tag: re.Match[str]) -> str:
    """Return what parts the text before and behind a tag: a line, or a space between cells."""
    return " " if tag[1] else "\n"


def tidy(text: str) -> str:
    """Return text with its white space folded: lines stay lines, the rest is one space."""
    text = _SPACES.sub(" ", storable(text))
    return (_LINES.sub("\n", text) if "\n" in text else text).strip()


def storable(text: str) -> str:
    """Return text without characters that cannot be stored, and stray Windows ones as meant."""
    return _ODD.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    """Return what a character was meant to be that may not be stored, or shows as nothing."""
    return (
        bytes([code]).decode("cp1252", "ignore") if 0x80 <= (code := ord(found[0])) < 0xA0 else ""
    )


def one_line(text: str) -> str:
    """Return text on one line, as a title stands."""
    return " ".join(text.split())


def _without_hidden(markup: str) -> str:
    """Return the markup without the elements that a reader is not shown."""
    try:
        root = lxml_html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _TAG.sub(" ", markup)
    for element in list(root.iter(etree.Element)):
        if is_hidden(element) and element.getparent() is not None:
            element.drop_tree()
    return str(etree.tostring(root, encoding="unicode", method="html"))


def is_hidden(element: etree._Element) -> bool:
    """Tell whether an element says of itself that it is not shown."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDING_STYLE.search(style))
