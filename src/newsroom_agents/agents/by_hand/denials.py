"""Who denies what: sentences that say so in words, beside the ones they answer (English)."""

import re
from collections.abc import Iterator, Sequence

from newsroom_agents.agents._researcher import FoundDisagreement, FoundSide
from newsroom_agents.agents.by_hand.passages import Passage, Passages, content
from newsroom_agents.story.dossier import DisagreementKind
from newsroom_agents.text.language import primary

_LISTED_IN = "en"
_MOST_ROWS = 4
_MOST_CITES = 3
_ANSWERS = 0.22
"""Likeness from which a passage can be what a denial answers; measured by eye."""
_SAME_DENIAL = 0.2
_LONGEST_ABOUT = 24
_BREAK = re.compile(r",? (?:and|but) |, |; |: |\"|“|”")

_CHARGE = (
    r"(?:claims?|allegations?|accusations?|reports?|charges?|suggestions?|assertions?|rumou?rs?)"
)
_DENIES = re.compile(
    rf"(?<!was )(?<!were )(?<!been )(?<!being )(?<!be )\b(?:den(?:y|ies|ied|ying)"
    r"(?! (?:bail|access|entry|permission|visas?|treatment|care|parole|them|him|her|us|coverage"
    r"|requests?)\b)"
    rf"|reject(?:s|ed|ing)? (?:\w+ ){{0,2}}{_CHARGE}"
    rf"|dismiss(?:es|ed|ing)? (?:\w+ ){{0,2}}{_CHARGE}"
    rf"|disput(?:es|ed|ing) (?:the|that|this|{_CHARGE})\b|refut(?:es|ed|ing)"
    rf"|rul(?:ed|es|ing) out (?:\w+ ){{0,2}}(?:speculation|{_CHARGE}))\b",
    re.I,
)
_CHARGES = re.compile(
    r"\b(?:accus\w+|alleg\w+|claim\w*|blam\w+|charged|said|says|told|according to"
    r"|report(?:ed|s))\b",
    re.I,
)
_NEGATES = re.compile(r"\b(?:not|never|no|nothing|nobody)\b|n['’]t\b", re.I)


def denials(ranked: Sequence[Passage], material: Passages) -> Iterator[FoundDisagreement]:
    """Yield a row for each thing denied: who denies it, and who says it."""
    open_ = [passage for passage in ranked if is_denial(passage)]
    said = [passage for passage in ranked if _can_be_denied(passage)]
    rows: list[Passage] = []
    while open_ and len(rows) < _MOST_ROWS:
        first = open_[0]
        same = [one for one in open_ if material.likeness(first, one) >= _SAME_DENIAL]
        open_ = [one for one in open_ if one not in same]
        answered = _answered(first, said, material)
        if answered and not any(
            material.likeness(answered[0], row) >= _SAME_DENIAL for row in rows
        ):
            rows.append(answered[0])
            yield FoundDisagreement(
                kind=DisagreementKind.DENIAL,
                about=_about(first.text),
                sides=(_side(answered[:_MOST_CITES]), _side(same[:_MOST_CITES])),
            )


def is_denial(passage: Passage) -> bool:
    """Tell whether a passage says in so many words that somebody denies something."""
    return primary(passage.language) == _LISTED_IN and bool(_DENIES.search(passage.text))


def _answered(denial: Passage, said: Sequence[Passage], material: Passages) -> list[Passage]:
    """Return the passages the denial may answer, the likest first, one for each origin."""
    denied = content(_denied(denial.text), denial.language)
    by_origin: dict[str, Passage] = {}
    for one in sorted(said, key=lambda one: -material.overlap(denied, one.terms)):
        if material.overlap(denied, one.terms) >= _ANSWERS:
            by_origin.setdefault(one.origin, one)
    return list(by_origin.values())


def _denied(text: str) -> str:
    """Return what is denied: the words from the verb on."""
    match = _DENIES.search(text)
    return text[match.start() :] if match else text


def _can_be_denied(passage: Passage) -> bool:
    """Tell whether a passage puts something forward, and does not itself say no."""
    text = passage.text
    return bool(_CHARGES.search(text)) and not (is_denial(passage) or _NEGATES.search(text))


def _side(passages: Sequence[Passage]) -> FoundSide:
    return FoundSide(says=passages[0].text, cites=tuple(passage.id for passage in passages))


def _about(text: str) -> str:
    """Return the denial's own clause, from who denies to what, in not too many words."""
    match = _DENIES.search(text)
    at = match.start() if match else 0
    starts = (cut.end() for cut in _BREAK.finditer(text, 0, at) if text[cut.end() : at].strip())
    start = max(starts, default=0)
    words = text[start:].split()
    about = " ".join(words[:_LONGEST_ABOUT]).rstrip(".,;")
    return f"{about} …" if len(words) > _LONGEST_ABOUT else about
