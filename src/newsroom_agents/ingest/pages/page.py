"""A page: from bytes to an article, with the text that citations will count in.

The text is what the extractor finds in the page's own order, line by line; nothing is reworded. It
is then rid of what a page adds around an article: the headline once more, links to other
stories between the paragraphs. A standfirst that the extractor passed over is put back.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import htmldate
from lxml import etree  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.charset import decode
from newsroom_agents.ingest.feeds.guards import inflated
from newsroom_agents.ingest.markup import is_hidden, one_line, storable
from newsroom_agents.ingest.pages.facts import Facts, facts_of
from newsroom_agents.text.language import detect, is_valid_tag, primary

_MOST_ELEMENTS = 60_000
_DETECTED_CHARACTERS = 2000
_NO_LETTERS = re.compile(r"[\W_]+")
# Comments, scripts and styles are passed over whole, as the parser does: they hold no tags.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^>]*>.*?(?:</\1|\Z)|"
    r"(?P<tag><[a-z](?:[^\"'>]+|\"[^\"]*\"|'[^']*')*)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 1000
_PARAGRAPHS = frozenset({"p", "li"})
# Found by the parser, since looking at every element of a page takes longer than reading it.
_LOOKED_AT = "//*[@hidden or @style or self::p or self::li]"
_SHORTEST_LINE = 15
_LINKED = 0.9
_FAR_MORE = 1.3
_COVERED = 0.9
_HEAD_LINES = 4
_KICKER = 1.6
_SHORTEST_STANDFIRST = 60
_SHOWN_START = 50
_STANDFIRST_PIECES = 30


@dataclass(frozen=True, slots=True)
class Page:
    """An article as a page carries it; `published` keeps the zone in which the page states it.

    `url` is the page's own address when it names one, else where it came from.
    """

    title: str
    text: str
    authors: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    language: str
    url: str
    outlet: str
    is_paywalled: bool


def read_page(body: bytes, *, url: str = "", charset: str = "", language: str = "") -> Page:
    """Return the article that a page's bytes hold.

    Args:
        body: The page as received; may be gzip.
        url: Where it came from.
        charset: What the server said of its encoding.
        language: What is known of the source's language.

    Raises:
        DocumentError: The bytes hold no page, more than a page may hold, or no article.
    """
    root = _tree(decode(inflated(body), header=charset, language=language).text)
    facts = facts_of(root, url)
    _prepare(root)
    text = _article(root, facts, url)
    if not text.strip():
        msg = "expected a page with an article, found no text"
        raise DocumentError(msg)
    declared = facts.language if is_valid_tag(facts.language) else language
    title = storable(facts.title)
    return Page(
        title=title,
        text=text,
        authors=facts.authors,
        published=facts.published or _day(root),
        updated=facts.updated,
        language=detect(f"{title}\n{text[:_DETECTED_CHARACTERS]}", primary(declared) or None),
        url=facts.canonical,
        outlet=facts.outlet,
        is_paywalled=facts.is_paywalled,
    )


def _tree(text: str) -> etree._Element:
    _check_tags(text)
    root = load_html(text)
    if root is None or len(root) == 0:
        msg = "expected an HTML page"
        raise DocumentError(msg)
    if root.xpath("count(//node()[not(self::text())])") > _MOST_ELEMENTS:
        msg = f"expected a page of at most {_MOST_ELEMENTS} elements"
        raise DocumentError(msg)
    return root


def _check_tags(text: str) -> None:
    """Check that no tag has attributes by the thousand, which take the parser minutes."""
    for found in _TAG.finditer(text):
        tag = found["tag"]
        if not tag or len(tag) <= _MOST_ATTRIBUTES * 2:
            continue
        if len(_QUOTED.sub("", tag).split()) > _MOST_ATTRIBUTES:
            msg = f"expected at most {_MOST_ATTRIBUTES} attributes in one tag"
            raise DocumentError(msg)


def _prepare(root: etree._Element) -> None:
    """Take out of a page what its readers do not see, and what only leads to other stories."""
    etree.strip_elements(root, "script", "style", "template", with_tail=False)
    whole = len(root.xpath("string()"))
    for element in root.xpath(_LOOKED_AT):
        if is_hidden(element):
            # Some pages hide all of themselves until a script shows them.
            if len(element.xpath("string()")) * 2 < whole:
                _drop(element)
        elif element.tag in _PARAGRAPHS and _is_only_a_link(element):
            _drop(element)


def _drop(element: etree._Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_only_a_link(element: etree._Element) -> bool:
    """Tell whether a paragraph is nothing but a link, as those to other stories are."""
    links = [child for child in element.iter("a") if child.get("href")]
    if not links:
        return False
    linked = sum(len(text.strip()) for link in links for text in link.itertext())
    written = sum(len(text.strip()) for text in element.itertext())
    return written >= _SHORTEST_LINE and linked >= written * _LINKED


def _article(root: etree._Element, facts: Facts, url: str) -> str:
    """Return the article's text: what the extractor finds, or JSON-LD where that has far more."""
    found = bare_extraction(root, url=url or None, include_comments=False, with_metadata=False)
    text = storable(found.text or "") if isinstance(found, Document) else ""
    is_short = len(facts.body) > len(text) * _FAR_MORE and _covers(facts.body, text)
    if is_short and _covers(" ".join(root.itertext()), facts.body):
        return facts.body
    return _with_standfirst(_without_headline(text, facts.title), facts.description, root)


def _covers(whole: str, part: str) -> bool:
    """Tell whether nearly all words of a text stand in another."""
    words = set(part.split())
    return len(words & set(whole.split())) >= _COVERED * len(words)


def _without_headline(text: str, title: str) -> str:
    """Return the text without the headline among its first lines, with or without a kicker."""
    wanted = _letters(title)
    if not wanted:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines[:_HEAD_LINES]):
        letters = _letters(line)
        if wanted in letters and len(letters) <= len(wanted) * _KICKER:
            return "\n".join(lines[at + 1 :]) or text
    return text


def _with_standfirst(text: str, description: str, root: etree._Element) -> str:
    """Return the text with the standfirst before it, when the page shows one that is missing."""
    wanted = _letters(description)
    if len(description) < _SHORTEST_STANDFIRST or wanted[:_SHOWN_START] in _letters(text):
        return text
    for element in root.iter("p", "h2", "h3", "div", "span", "strong"):
        shown = one_line("".join(islice(element.itertext(), _STANDFIRST_PIECES)))
        if len(shown) <= 2 * len(description) and _letters(shown).startswith(wanted[:_SHOWN_START]):
            return f"{storable(shown)}\n{text}"
    return text


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()


def _day(root: etree._Element) -> datetime | None:
    """Return the day a page names somewhere, when it states no time."""
    found = htmldate.find_date(root, original_date=True, outputformat="%Y-%m-%d")
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None
