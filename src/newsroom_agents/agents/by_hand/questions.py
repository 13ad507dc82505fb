"""What nobody says: a fixed list of questions, asked only where they belong and nobody answers.

A claim about silence must be safe, so the list is short, the signs of an answer are many, and where
a readable source is not in English nothing is asked at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom_agents.agents.by_hand.passages import Passage
from newsroom_agents.text.language import primary
from newsroom_agents.text.numbers import QuantityKind

_LISTED_IN = "en"
_OFTEN = 2
_SHARE = 0.4
"""Share of the origins that must use words that call for a question."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, the words that call for it, and the words that answer it."""

    text: str
    calls: re.Pattern[str]
    answers: re.Pattern[str]
    is_answered_by_money: bool = False


def _listed(text: str, calls: str, answers: str, *, money: bool = False) -> _Question:
    return _Question(text, re.compile(calls, re.I), re.compile(answers, re.I), money)


_NOBODY = "None of the reports we read says "
_DISASTER = (
    r"earthquakes?|quakes?|floods?|flooding|landslides?|fires?|blaze|explosions?|crash(?:ed|es)?"
    r"|derail\w*|collapse[ds]?|storms?|cyclone|typhoon|hurricane|capsized|sank"
)
_VIOLENCE = (
    r"bomb(?:ed|ing|ings|s)?|shooting|attack(?:ed|ers?|s)?|robber(?:y|ies)|robbed|raid(?:ed|ers?)"
    r"|stabb\w+|arson|kidnap\w+|murder\w*|sabotage"
)

_QUESTIONS = (
    _listed(
        f"{_NOBODY}what caused it.",
        r"\b(?:fires?|blaze|explosions?|crash(?:ed|es)?|derail\w*|collapse[ds]?|outages?"
        r"|disrupt(?:ed|ion)|breakdown|blackout|capsized|sank|spill)\b",
        r"\b(?:caus(?:e|ed|es|ing)|because|due to|blam(?:e|ed|es|ing)|result(?:ed)? (?:of|from)"
        r"|triggered|thanks to|owing to|when an?|after an?|investigat\w+|unclear|unknown)\b",
    ),
    _listed(
        f"{_NOBODY}whether anyone was hurt.",
        rf"\b(?:{_DISASTER}|{_VIOLENCE}|shots|gunman|clash(?:es|ed)?|riot\w*)\b",
        r"\b(?:kill\w*|dead|di(?:ed?|es)|deaths?|injur\w+|wound\w*|hurt|casualt\w+|victims?"
        r"|unhurt|unharmed|survivors?|hospital\w*|fatal\w*)\b",
    ),
    _listed(
        f"{_NOBODY}who is responsible.",
        rf"\b(?:{_VIOLENCE})\b",
        r"\b(?:responsib\w+|blam\w+|accus\w+|suspect\w*|charged|arrest\w*|convict\w*|guilty"
        r"|claimed by|identified|gunm[ae]n|perpetrat\w+|carried out by|forces|army|militar\w+"
        r"|police (?:said|say))\b",
    ),
    _listed(
        f"{_NOBODY}when it will be back to normal.",
        r"\b(?:outages?|disrupt(?:ed|ions?)|blackouts?|out of service|power cuts?)\b",
        r"\b(?:restor\w+|resum\w+|reopen\w*|repair\w*|back (?:online|to normal|in service)|fixed"
        r"|normal\w*|reconnect\w*|until further)\b",
    ),
    _listed(
        f"{_NOBODY}what it will cost.",
        r"\b(?:contract|purchase|acquisition|merger|plans? to (?:build|buy)|handset|smartphone)\b",
        r"\b(?:costs?|pric(?:e|es|ed|ing)|worth|paid|free of charge|budget\w*|fees?|undisclosed)\b",
        money=True,
    ),
    _listed(
        f"{_NOBODY}when it takes effect.",
        r"\b(?:new (?:law|rules?|tax|tariff|ban)|legislation|regulations?|bill (?:was )?passed"
        r"|sanctions|reform)\b",
        r"\b(?:effect|in(?:to)? force|effective|from (?:january|february|march|april|may|june|july"
        r"|august|september|october|november|december|monday|next|\d)|starting|immediately"
        r"|by \d{4}|deadline|phased)\b",
    ),
    _listed(
        f"{_NOBODY}what the accused side answers.",
        r"\b(?:accus(?:ed|es|ing|ations?)|alleg(?:ed|es|ing|ations?)|charged with)\b",
        r"\b(?:den(?:y|ied|ies|ying)|reject\w*|dismiss\w*|declined to comment|no comment|lawyers?"
        r"|attorneys?|plead\w*|pled|respond\w*|spokes\w+|statement|defen[cs]e"
        r"|could not be reached|confess\w*|insist\w*|admit\w*|testif\w*|argued)\b",
    ),
)


def questions(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what no passage says although the story calls for it."""
    if not passages or any(primary(passage.language) != _LISTED_IN for passage in passages):
        return ()
    has_money = any(
        figure.kind is QuantityKind.MONEY for passage in passages for figure in passage.figures
    )
    return tuple(
        question.text
        for question in _QUESTIONS
        if _is_called_for(question, passages)
        and not (question.is_answered_by_money and has_money)
        and not any(question.answers.search(passage.text) for passage in passages)
    )


def _is_called_for(question: _Question, passages: Sequence[Passage]) -> bool:
    """Tell whether enough origins, and at least two, use words that call for the question."""
    everyone = {passage.origin for passage in passages}
    origins = {passage.origin for passage in passages if question.calls.search(passage.text)}
    return len(origins) >= max(_OFTEN, _SHARE * len(everyone))
