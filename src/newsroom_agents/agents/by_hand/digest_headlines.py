"""A headline by hand: the event in words of a cited passage, and that reports are compared.

The phrase is cut where a clause ends, never inside a word; a figure that the reports dispute does
not get into it. What remains says no more than the sentence it was cut from.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.agents.by_hand.digest_passages import (
    Quotable,
    quality_of,
    terms_of,
    word_count,
)
from newsroom_agents.agents.by_hand.digest_quoting import listed
from newsroom_agents.agents.by_hand.digest_sharing import Shared, named

MAX_PHRASE_WORDS = 12
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
    r"\s(?=(?:and(?= \w+ed\b)|in|at(?! least)|near|off|for|with|during|that|by|from|on|over|to)\b)"
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
_MARKS = re.compile(r"[\"“”?!]")
_VERB = re.compile(
    r"(?i)\b(?:\w{3,}ed|is|are|was|were|has|have|had|will|hits?|struck|strikes?|kills?|died?|dies|shot|"
    r"broke|breaks?|burst|cuts?|hurt|fell|rose|won|lost|left|took|takes|held|found|sank|ran|runs|said|"
    r"says|"
    r"began|set|shook|shakes|stole|steal|went|wins?|gave|made|met|quits?|leaves|ends?|faces)\b"
)
_HANGING = re.compile(
    r"(?i)\b(?:says?|said|told|(?:announced|reported|warned|claimed)(?= (?:on|in|at|by|via)\b))\b"
    r"(?!.*\b(?:\w{3,}ed|is|are|was|were|has|have|will|had|hit|died)\b)"
)
"""A clause that says that somebody says, and stops before what."""
_APPOSITION = re.compile(
    r"^((?:[\w.'’-]+ ){0,8}[\w.'’-]+), [^,]{2,45}, "
    r"(?=(?:has|have|had|is|are|was|were|will|opened|closed)\b)"
)
"""What stands between a subject and its verb: "Name, 23, of Place, was…"."""
_ADVERB = re.compile(r"\b(?:today|yesterday|tonight|also|now) (?=[a-z])")
_COMPLEMENTED = re.compile(
    r"(?i)\b(?:recogni[sz]ed|known|described|seen|such|regarded|treated|identified|classified|listed|"
    r"used|well|much|work(?:s|ed)|far|named|charged|accused|served|long|soon|same|cited) $"
)
"""After these "as" opens no clause."""
_UNFINISHED = re.compile(
    r"(?i)\b(?:caused|due|led|linked|based|able|unable|forced|known|accused|charged|convicted|"
    r"expected|recognised|recognized|described|obliges?|owners|set|began|started|identified)$"
)
"""A clause that stops before what its last word asks for."""
_PAIRED = re.compile(
    r"^,? ?(?:and|or|as well as) (?!\w+ed\b|was\b|were\b|is\b|are\b|has\b|have\b)|"
    r"^,(?: [^,]{1,40},){0,2} ?(?:[\w’'-]+ ){0,5}and (?:his|her|their|its|an?|the|\d|[A-Z])"
)
"""What a cut must not leave behind: the second half of a pair, or the end of a list."""
_BELOW = re.compile(r"\b(?:after|as|when|while) (?=\S)")
_NO_SUBJECT = re.compile(
    r"(?i)^(?:\w+ing|\w+ed|he|she|it|they|who|which|that|this|these|many|much|part|one|well)\b"
)
_PARTICIPLE = re.compile(r"(?i)\b(?:shot|killed|injured|wounded|arrested|charged|dead)$")
_AUXILIARY = re.compile(r"(?i)\b(?:is|are|was|were|has|have|had|been|being)\b")
_SAYING = re.compile(r"(?i)\b(?:said|says?|told|reportedly|appears?|seems?|officials|reports)\b")
_FIGURES = re.compile(
    r"(?i)\d[\d,]*(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"dozens?|hundreds|thousands)\b"
)
_ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?)\s+(?=\w)")
_CAPITALS = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")


_PLACED = 0.05
"""What it costs that the place stands in front, not in the clause."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the quoted passages whose words it is made of."""

    text: str
    rests_on: tuple[Quotable, ...]


def headline_for(
    passages: Sequence[Quotable], shared: Shared, disputed: frozenset[str], limit: int
) -> Headline:
    """Return the headline, and what it rests on.

    It holds a name that most reports share where any clause does; a clause without the place gets
    it in front, when a passage that is quoted names it.

    Args:
        passages: What the draft quotes in public, the lede first.
        shared: What the reports have in common.
        disputed: Figures, as written, that the reports contradict each other on.
        limit: The most characters a headline may have.
    """
    suffixes = _ALONE if len({passage.source.origin for passage in passages}) == 1 else SUFFIXES
    room = limit - min(len(suffix) for suffix in suffixes)
    seen = Counter(term for passage in passages for term in passage.terms)
    shares = {term: count / len(passages) for term, count in seen.items()}
    found = [
        (_worth(phrase, passage, number, shares), phrase, passage)
        for number, passage in enumerate(passages)
        for phrase in phrases_of(passage.text, room)
        if disputed.isdisjoint(figures_in(phrase))
    ]
    made = [
        placed
        for worth, phrase, passage in found
        for placed in _placed(worth, Headline(phrase, (passage,)), passages, shared, room)
    ]
    if not made:
        return _by_name(passages, suffixes[0], limit)
    _, best = min(
        made,
        key=lambda one: (
            not shared.is_told_by(one[1].text),
            -one[0] - shared.worth(one[1].text),
            one[1].text,
        ),
    )
    fitting = [
        one
        for one in suffixes
        if len(best.text) + len(one) <= limit and not (one[0] == ":" and ": " in best.text)
    ]
    if not fitting:
        return _by_name(passages, suffixes[0], limit)
    return Headline(f"{best.text}{fitting[0]}", best.rests_on)


def _placed(
    worth: float,
    plain: Headline,
    passages: Sequence[Quotable],
    shared: Shared,
    room: int,
) -> Iterator[tuple[float, Headline]]:
    """Yield a headline as it is and, where it lacks the place, with the place in front."""
    yield worth, plain
    if any(named(place, plain.text) for place in shared.places):
        return
    for place in shared.places:
        text = f"{place}: {plain.text}"
        holders = [one for one in (*plain.rests_on, *passages) if named(place, one.text)]
        if holders and len(text) <= room:
            yield (
                worth + _PLACED,
                Headline(text, tuple(dict.fromkeys((*plain.rests_on, holders[0])))),
            )
            return


def phrases_of(text: str, limit: int) -> Iterator[str]:
    """Yield the clauses of a sentence that can stand as a headline within `limit` characters."""
    if quality_of(text) < _PLAIN:
        return
    plain = text.rstrip(".")
    whole = _ADVERB.sub("", _APPOSITION.sub(r"\1 ", plain))
    yield from _cuts(whole, limit, MAX_PHRASE_WORDS + 2 * (whole != plain))
    for below in _BELOW.finditer(whole):
        rest = whole[below.end() :]
        if not _NO_SUBJECT.match(rest) and not _is_complement(whole, below.start()):
            yield from _cuts(rest, limit)


def _cuts(whole: str, limit: int, most: int = MAX_PHRASE_WORDS) -> Iterator[str]:
    last = _clause_end(whole)
    for end in (*(stop.start() for stop in _PHRASE_ENDS.finditer(whole, 0, last)), last):
        phrase = _ARTICLE.sub("", _WEAK_END.sub("", whole[:end].rstrip(" .,;:")))
        is_whole = not (_PAIRED.match(whole[end:]) or _UNFINISHED.search(phrase))
        is_plain = is_whole and not _MARKS.search(phrase)
        if is_plain and len(phrase) <= limit and _is_clause(phrase, _FEWEST_WORDS, most):
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
    return not _MARKS.search(text) and quality_of(text) >= _PLAIN


def _clause_end(text: str) -> int:
    ends = (found.start() for found in _CLAUSE_ENDS.finditer(text))
    return next((end for end in ends if not _is_complement(text, end)), len(text))


def _is_complement(text: str, at: int) -> bool:
    """Whether the word here is an "as" that belongs to the word before it."""
    is_as = text[at:].split()[:1] == ["as"]
    return is_as and _COMPLEMENTED.search(f"{text[:at].rstrip()} ") is not None


def _is_clause(phrase: str, fewest: int, most: int = MAX_PHRASE_WORDS) -> bool:
    return (
        fewest <= word_count(phrase) <= most
        and bool(_VERB.search(phrase))
        and not _UNFIT.search(phrase)
        and not (_PARTICIPLE.search(phrase) and not _AUXILIARY.search(phrase))
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
    return worth + (0.15 - 0.05 * number if number < _LEDES else 0.0)


def _by_name(passages: Sequence[Quotable], suffix: str, limit: int) -> Headline:
    """Name what the passages name most often, when no clause is short enough."""
    names: Counter[str] = Counter()
    holders: dict[str, Quotable] = {}
    for passage in passages:
        for name in _CAPITALS.findall(passage.text):
            names[name] += 1
            holders.setdefault(name, passage)
    for name, _ in sorted(names.items(), key=lambda found: (-found[1], found[0])):
        if len(name) + len(suffix) <= limit:
            return Headline(f"{name}{suffix}", (holders[name],))
    return Headline(suffix.removeprefix(": ").capitalize(), ())
