"""A headline by hand: the event in words of a cited passage, and that reports are compared.

The phrase is cut where a clause ends, never inside a word; a figure that the reports dispute does
not get into it. What remains says no more than the sentence it was cut from.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from newsroom_agents.agents.by_hand.digest_passages import (
    Quotable,
    quality_of,
    terms_of,
    word_count,
)
from newsroom_agents.agents.by_hand.digest_quoting import listed

MAX_PHRASE_WORDS = 11
SUFFIXES = (": what independent reports say", ", independent reports say", ", reports say")
"""How a headline says that it reports; the first that fits is taken."""
_ALONE = (": what one report says",)
_FEWEST_WORDS = 3
_FEWEST_IN_CLAUSE = 5
_PLAIN = 0.5
_LEDES = 2
_CLAUSE_ENDS = re.compile(
    r"(?:[,;:](?=\s)| [-–—] | \()|\s(?=(?:after|as|when|while|who|which|following|amid|because|"
    r"where|but|just|late|early|according|saying|since|before|so|if|though|although|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|this (?:morning|week)|"
    r"last (?:night|week|month)|(?:in|on) (?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december))\b)",
    re.I,
)
_PHRASE_ENDS = re.compile(
    r"\s(?=(?:and|in|at(?! least)|near|off|for|with|during|that|by|from|on|over|to)\b)"
)
_UNFIT = re.compile(
    r"(?i)^(?:according|less|more than a|after|as|when|while|in|on|at(?! least)|by|with|since|"
    r"before|during|despite|under|for|from|if|because|although|though|of|to|among|following)\b|\b(?:\w+day|"
    r"today|yesterday|tomorrow|tonight|last (?:night|week|month)|also|this \w+|"
    r"here|there|now|just)\b"
)
_WEAK_END = re.compile(
    r"(?i)(?:\s(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|as|is|was|were|are|be|been|"
    r"has|had|"
    r"have|that|its|their|his|her|said|says|into|near|off|about|over|under|than|more|most|not|will|"
    r"would|could|can|may|might|this|these|which|who|some|up|what|where|told|reported|\w+ing|"
    r"reports|claims|claimed|announced|believed|confirmed|denied|warned))+$"
)
_VERB = re.compile(
    r"(?i)\b(?:\w{3,}ed|is|are|was|were|has|have|had|will|hits?|struck|strikes?|kills?|died?|dies|shot|"
    r"broke|breaks?|cuts?|hurt|fell|rose|won|lost|left|took|takes|held|found|sank|ran|runs|said|"
    r"says|"
    r"began|set|shook|shakes|stole|steal|went|wins?|gave|made|met|quits?|leaves|ends?|faces)\b"
)
_HANGING = re.compile(
    r"(?i)\b(?:says?|said|told|(?:announced|reported|warned|claimed)(?= (?:on|in|at|by|via)\b))\b"
    r"(?!.*\b(?:\w{3,}ed|is|are|was|were|has|have|will|had|hit|died)\b)"
)
"""A clause that says that somebody says, and stops before what."""
_APPOSITION = re.compile(
    r"^((?:[A-Z][\w.'’-]+\s?){1,5}), [^,]{2,45}, (?=(?:has|have|had|is|are|was|were|will)\b)"
)
"""What stands between a name and its verb: "Name, 23, of Place, was…"."""
_ADVERB = re.compile(r"\b(?:today|yesterday|tonight|also|now) (?=[a-z])")
_SAYING = re.compile(r"(?i)\b(?:said|says?|told|reportedly|appears?|seems?|officials|reports)\b")
_FIGURES = re.compile(
    r"(?i)\d[\d,]*(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"dozens?|hundreds|thousands)\b"
)
_ARTICLE = re.compile(r"^(?:The|A|An)\s+(?=\w)")
_CAPITALS = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")


def headline_for(
    passages: Sequence[Quotable], origins: int, disputed: frozenset[str], limit: int
) -> tuple[str, Quotable | None]:
    """Return the headline, and the passage its phrase was cut from.

    Args:
        passages: What the draft quotes in public, the lede first.
        origins: How many independent reports these are.
        disputed: Figures, as written, that the reports contradict each other on.
        limit: The most characters a headline may have.
    """
    suffixes = _ALONE if origins == 1 else SUFFIXES
    seen = Counter(term for passage in passages for term in passage.terms)
    shares = {term: count / len(passages) for term, count in seen.items()}
    ranked = sorted(
        (
            (_worth(phrase, passage, number, shares), suffix, phrase, passage)
            for number, passage in enumerate(passages)
            for suffix in suffixes
            for phrase in phrases_of(passage.text, limit - len(suffix))
            if disputed.isdisjoint(figures_in(phrase))
        ),
        key=lambda found: (-found[0], suffixes.index(found[1]), found[2]),
    )
    if ranked:
        _, suffix, phrase, passage = ranked[0]
        return f"{phrase}{suffix}", passage
    return _by_name(passages, suffixes[0], limit)


def phrases_of(text: str, limit: int) -> Iterator[str]:
    """Yield the openings of a sentence that can stand as a headline within `limit` characters."""
    if not _is_plain(text):
        return
    whole = _ADVERB.sub("", _APPOSITION.sub(r"\1 ", text.rstrip(".")))
    last = _clause_end(whole)
    for end in (*(stop.start() for stop in _PHRASE_ENDS.finditer(whole, 0, last)), last):
        phrase = _ARTICLE.sub("", _WEAK_END.sub("", whole[:end].rstrip(" .,;:")))
        if len(phrase) <= limit and _is_clause(phrase, _FEWEST_WORDS):
            yield phrase[:1].upper() + phrase[1:]


def clause_of(text: str) -> str:
    """Return the clause a sentence opens with, as written; empty when it cannot stand alone."""
    whole = text.rstrip(".")
    clause = whole[: _clause_end(whole)].rstrip(" .,;:")
    is_whole = clause == _WEAK_END.sub("", clause)
    return clause if _is_plain(text) and is_whole and _is_clause(clause, _FEWEST_IN_CLAUSE) else ""


def figures_in(text: str) -> frozenset[str]:
    """Return the figures of a text, in digits or small number words, as written."""
    return frozenset(found.lower() for found in _FIGURES.findall(text))


def _is_plain(text: str) -> bool:
    return not re.search(r"[\"“”?!]", text) and quality_of(text) >= _PLAIN


def _clause_end(text: str) -> int:
    end = _CLAUSE_ENDS.search(text)
    return end.start() if end else len(text)


def _is_clause(phrase: str, fewest: int) -> bool:
    return (
        fewest <= word_count(phrase) <= MAX_PHRASE_WORDS
        and bool(_VERB.search(phrase))
        and not _UNFIT.search(phrase)
        and not _HANGING.search(phrase)
    )


def dek_for(outlets: Sequence[str], limit: int) -> str:
    """Return the line under the headline: whose words these are, as many names as fit."""
    names = list(dict.fromkeys(outlets))
    for shown in range(len(names), 0, -1):
        rest = ["others"] if shown < len(names) else []
        dek = f"In their own words: reports by {listed([*names[:shown], *rest])}."
        if len(dek) <= limit:
            return dek
    return "In their own words."


def _worth(phrase: str, passage: Quotable, number: int, shares: Mapping[str, float]) -> float:
    """Prefer what many passages speak of, the lede, whole clauses, and names."""
    text = passage.text
    at = text.lower().find(phrase.lower()) + len(phrase)
    is_clause = bool(_CLAUSE_ENDS.match(text, at)) or text[at:] in {".", ""}
    terms = terms_of(phrase)
    worth = 0.8 * sum(shares.get(term, 0.0) for term in terms) / max(3, len(terms))
    worth += 0.02 * min(len(phrase.split()), 9)
    worth += 0.1 if _CAPITALS.search(phrase) else 0.0
    worth += 0.08 if is_clause else 0.0
    worth -= 0.2 if _SAYING.search(phrase) else 0.0
    return worth + (0.3 - 0.1 * number if number < _LEDES else 0.0)


def _by_name(passages: Sequence[Quotable], suffix: str, limit: int) -> tuple[str, Quotable | None]:
    """Name what the passages name most often, when no clause is short enough."""
    names: Counter[str] = Counter()
    holders: dict[str, Quotable] = {}
    for passage in passages:
        for name in _CAPITALS.findall(passage.text):
            names[name] += 1
            holders.setdefault(name, passage)
    for name, _ in sorted(names.items(), key=lambda found: (-found[1], found[0])):
        if len(name) + len(suffix) <= limit:
            return f"{name}{suffix}", holders[name]
    return suffix.removeprefix(": ").capitalize(), None
