"""A text that speaks to machines, or links where we did not look, has been led astray.

Sources may hold anything; what they say to a machine must not come out on our page. A phrase in a
source alone is shown to the editor, a phrase in our own text blocks.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from newsroom_agents.evidence.check import Check, Statement, hard
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Evidence, Finding, Verdict

_NAME = "injection"
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"”»)\]]+|\b(?:javascript|data):[^\s]+", re.I)
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
    known = {source.url.rstrip("/") for source in material.dossier.sources if source.url}
    for match in _LINK.finditer(text):
        if match.group().rstrip("/.,;") not in known:
            reason = f"“{match.group()}” is not an address of the source table"
            yield hard(statement, _NAME, reason, match.span())


def _whole(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    """Yield a soft finding for every source that speaks to machines."""
    del statements
    for source in material.dossier.sources:
        text = material.texts.get(source.snapshot)
        told = _first_instruction(text.text) if text else None
        if told:
            said, start, end = told
            yield Finding(
                where=source.id,
                check=_NAME,
                verdict=Verdict.UNSUPPORTED,
                is_hard=False,
                reason=f"source {source.id} speaks to machines: “{said}”",
                evidence=(Evidence(snapshot=source.snapshot, start=start, end=end),),
            )


@lru_cache(maxsize=64)
def _first_instruction(text: str) -> tuple[str, int, int] | None:
    """Return the first words of a source that speak to machines, and where they stand.

    Remembers the latest: a story's sources are read for the draft, the copy desk and the package.
    """
    found = (pattern.search(text) for pattern in (_instructions(), _markers()))
    matches = [match for match in found if match]
    if not matches:
        return None
    first = min(matches, key=lambda match: match.start())
    return first.group(), first.start(), first.end()


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
