"""A text that speaks to machines, or links where we did not look, has been led astray.

Sources may hold anything; what they say to a machine must not come out on our page. A phrase in a
source alone is shown to the editor, a phrase in our own text blocks.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from unicodedata import is_normalized, normalize

from newsroom_agents.evidence.check import Check, Statement, hard
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Evidence, Finding, Verdict
from newsroom_agents.story.dossier import Source
from newsroom_agents.text.secrets import secrets_in
from newsroom_agents.text.visible import hidden_characters

_NAME = "injection"
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+]{1,9}:|(?<![\w:/]))//[^\s<>\"”»)\]]+|\bwww\.[^\s<>\"”»)\]]+"
    r"|\b(?:javascript|data|vbscript|mailto|tel):[^\s]+"
    r"|(?<![\w.@-])(?:[\w-]{2,63}\.){1,5}[a-z]{2,24}(?::\d+)?(?:/|\?\w+=)[^\s<>\"”»)\]]*",
    re.I,
)
_MAY_LINK = re.compile("[/:=]|www", re.I)
"""Without one of these no text holds a link; looking for them first is far quicker."""
_TAGGED = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|([\U000e0020-\U000e007e]+)")
"""Tag characters spell words that nobody sees; behind a black flag they make it another flag."""
_TURNING = re.compile("[\u202d\u202e]")
_WITHIN_WORDS = re.compile("(?<=[A-Za-z\u0400-\u04ff])[\u200b-\u200d\u2060-\u2064\ufeff]")
_MANY_HIDDEN = 4
"""Fewer invisible characters inside words are what a careless editor leaves behind."""
_HIDDEN = re.compile("[\u200b\u2060\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    text = statement.text
    for match in _instructions().finditer(text):
        reason = f"“{match.group()}” is an instruction to a machine, not news"
        yield hard(statement, _NAME, reason, match.span())
    for match in _markers().finditer(text):
        reason = f"“{match.group()}” is a marker of the machinery, not news"
        yield hard(statement, _NAME, reason, match.span())
    for match in _HIDDEN.finditer(text):
        yield hard(statement, _NAME, "an invisible sign hides in the text", match.span())
    yield from _led_by_its_passage(statement)
    for span in secrets_in(text):
        reason = "this looks like a key or a password"
        yield hard(statement, _NAME, reason, (span.start, span.end))
    known = {source.url.rstrip("/") for source in material.dossier.sources if source.url}
    for match in _LINK.finditer(text) if _MAY_LINK.search(text) else ():
        if match.group().rstrip("/.,;") not in known:
            reason = f"“{match.group()}” is not an address of the source table"
            yield hard(statement, _NAME, reason, match.span())


def _led_by_its_passage(statement: Statement) -> Iterator[Finding]:
    """Yield a finding when the sentence rests on a passage that speaks to machines.

    Whoever obeyed it wrote what it says, and every word of that stands in the passage.
    """
    if statement.is_short_text:
        return
    for excerpt in statement.excerpts:
        told = _first_instruction(excerpt.text)
        if told:
            reason = f"{excerpt.id}, which it cites, speaks to machines: “{told[0]}”"
            spot = Evidence(snapshot=excerpt.snapshot, start=excerpt.start, end=excerpt.end)
            yield hard(statement, _NAME, reason).model_copy(update={"evidence": (spot,)})


def _whole(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    """Yield a soft finding for every source that speaks to machines."""
    del statements
    for source in material.dossier.sources:
        text = material.texts.get(source.snapshot)
        told = _first_instruction(text.text) if text else None
        if told:
            said, start, end = told
            yield _of_source(source, f"speaks to machines: “{said}”", start, end)
        hidden = _hidden_in(text.text) if text else None
        if hidden:
            yield _of_source(source, *hidden)


def _of_source(source: Source, fault: str, start: int, end: int) -> Finding:
    return Finding(
        where=source.id,
        check=_NAME,
        verdict=Verdict.UNSUPPORTED,
        is_hard=False,
        reason=f"source {source.id} {fault}",
        evidence=(Evidence(snapshot=source.snapshot, start=start, end=end),),
    )


@lru_cache(maxsize=64)
def _hidden_in(text: str) -> tuple[str, int, int] | None:
    """Return by which trick a text hides words from readers, and where it begins and ends.

    The words stay hidden: a finding is shown to models as well.
    """
    if text.isascii():
        return None
    tags = [match for match in _TAGGED.finditer(text) if match[1]]
    if tags:
        count = sum(len(match[1]) for match in tags)
        said = f"hides words in {count} tag characters, which readers do not see"
        return said, tags[0].start(1), tags[-1].end(1)
    turned = _TURNING.search(text)
    if turned:
        return "turns the direction of its writing around", turned.start(), turned.end()
    inside = [match.start() for match in _WITHIN_WORDS.finditer(text)]
    if len(inside) < _MANY_HIDDEN:
        return None
    return "hides invisible characters inside its words", inside[0], inside[-1] + 1


@lru_cache(maxsize=64)
def _first_instruction(text: str) -> tuple[str, int, int] | None:
    """Return the first words of a source that speak to machines, and where they stand.

    Words that hide behind invisible characters or in another shape of letters speak as well.
    Remembers the latest: a story's sources are read for the draft, the copy desk and the package.
    """
    shown, places = _shown(text)
    found = (pattern.search(shown) for pattern in (_instructions(), _markers()))
    matches = [match for match in found if match]
    if not matches:
        return None
    first = min(matches, key=lambda match: match.start())
    said = first.group().lstrip(' \n.!?:;"“”‘’([>')
    start, end = first.end() - len(said), first.end()
    return said, places[start], places[end - 1] + 1


def _shown(text: str) -> tuple[str, Sequence[int]]:
    """Return a text as a reader sees it, in plain letters, with the place of each of its signs."""
    if text.isascii() or (is_normalized("NFKC", text) and not hidden_characters(text)):
        return text, range(len(text))
    signs = [(plain, at) for at, sign in enumerate(text) for plain in _plain(sign)]
    return "".join(plain for plain, _ in signs), [at for _, at in signs]


def _plain(sign: str) -> str:
    return "" if hidden_characters(sign) else normalize("NFKC", sign)


@cache
def _instructions() -> re.Pattern[str]:
    phrases = (phrase.replace(" ", r"[\s\u00a0]+") for phrase in evidence_words().instructions)
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases), re.I)


@cache
def _markers() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{mark})" for mark in evidence_words().markers), re.I)


PLUGIN = Check(
    name=_NAME,
    asks="Does the text speak to machines or link where we did not look?",
    each=_each,
    whole=_whole,
)
