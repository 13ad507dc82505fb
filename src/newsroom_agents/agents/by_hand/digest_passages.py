"""Which passages of the sources a digest by hand may quote, and how well they stand alone.

A passage is a sentence of a source as a reader could meet it: whole, understandable without its
neighbours, in the language of the digest. What hangs in the air ("He said…"), what is layout rather
than text, and what the outlet says about itself come last or not at all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.agents._writer import WriterBrief
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.source import Ownership
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import is_stopword, stem, words

DIGEST_LANGUAGE = "en"
"""The sentences that code writes are English; so are the passages it quotes."""

MAX_SENTENCES_OF_ITEM = 3
MAX_SHARE_OF_ITEM = 0.2
_LONGEST, _SHORTEST = 42, 6
_COMFORTABLE = 30
_LEAST_QUALITY = 0.25
_SAME_POINT = 0.5
_LEAST_NOVELTY = 0.4
_FRAGMENT = 5
_CAUTION = 0.9
"""Items are rather taken to be shorter than they are."""
_LAYOUT = re.compile(
    r"[�<>{}|\\^_~#*@]|https?:|www\.|/ /|\.\.\.$|…$|\[\d|^\W*\d+\W*$|[a-z],[a-z]|\s[.,;]|\d\. \d"
)
_BOILERPLATE = re.compile(
    r"(?i)\b(?:subscribe|newsletter|click|read more|follow us|copyright|all rights|sign up|"
    r"advertis\w+|cookies?|photo(?:graph)? (?:by|credit)|image (?:credit|source)|getty|hat tip|"
    r"last updated|updated (?:on|at|\d)|posted (?:on|by)|share this|related (?:articles|stories)|"
    r"via (?:twitter|facebook|email)|press release|official pr|stay tuned|scroll|video below)\b"
)
_DATELINE = re.compile(
    r"^(?:(?:[A-Z][A-Z.'’ -]{2,}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})(?:,[^-–—:()]{2,40})?\s?"
    r"(?:\([^)]{2,30}\))?\s?[-–—]{1,2}\s+|\([A-Z][A-Za-z/ ]{1,15}\)\s?[-–—]?\s*|"
    r"[A-Z][\w .,]{2,40}\((?:AP|AFP|Reuters|dpa|Xinhua|CNN|UPI|TASS|Kyodo)\)\s?[-–—:]?\s*)"
    r"(?=[\"“]?[A-Z0-9])"
)
_CREDIT = re.compile(r" \((?:[A-Z][\w.&'’-]*)(?: [A-Z][\w.&'’-]*){0,3}\)\.$")
_CONNECTIVE = re.compile(
    r"(?i)^(?:but|and|also|however|meanwhile|instead|so|then|thus|therefore|moreover|besides|yet|"
    r"still|or|nor|for example|for instance|in addition|furthermore|additionally|as a result|"
    r"after that|later|at that|in that|by then|since then|there|here|as such|of these|of those|"
    r"among them|both|such|another|others|one of them|the (?:latter|former|other|same|two|pair|"
    r"trio|move|incident|decision|announcement)|according to (?:him|her|them|it)|like|unlike|"
    r"nevertheless|none|some|elsewhere|only|indeed|in fact|of course|once|on that|four others)\b"
)
_PRONOUN = re.compile(
    r"(?i)^[\"'“‘]?(?:he|she|it|they|them|this|these|those|that|his|her|its|their|him|what|which)\b"
)
_BACKWARD = re.compile(
    r"(?i)^(?:from|of|in|with|by|for|at|on|under|to|among) (?:these|those|them|him|her|it)\b|"
    r"^(?:for|in|by|at|on|after|during|since|until)\b[^,]{0,60}\b(?:they|he|she|it) (?!is\b|was\b)|"
    r"^the (?:party|man|men|woman|women|boy|girl|company|firm|suspects?|group|victims?|measure|"
    r"team|ship|vessel|video|footage|attack(?:er)?s?|couple|child|operator|authority)"
    r" (?!of\b|in\b|that\b|who\b|which\b|said to\b|behind\b|for\b|(?-i:[A-Z]))"
)
"""What points to somebody or something of an earlier sentence, though it opens with a noun."""
_PRONOUN_SAYS = re.compile(
    r"(?:[,\"”’'] ?|, (?:as|so) )(?:he|she|it|they) "
    r"(?:said|says|added|told|wrote|explained|warned)\b"
)
"""A speaker who is only a pronoun: nobody can tell who it was."""
_TALKING = re.compile(r"\b(?:I|I'm|I've|my|we|We|our|Our|us|you|You|your|Your|let's|My)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_POINTING = re.compile(
    r"(?i)\b(?:the (?:above|following)|see below|this (?:blog|site|post|article|link))\b"
)


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence of a source that may be quoted, with what speaks for it.

    `text` is what would be quoted: the excerpt without dateline and credit, letter for letter.
    `score` is from 0 to about 1; `terms` are its content stems; `position` counts the sentences of
    its source, as the excerpt id does.
    """

    excerpt: Excerpt
    source: Source
    text: str
    words: int
    position: int
    terms: frozenset[str]
    score: float

    @property
    def is_partial(self) -> bool:
        """Whether its outlet speaks for a state: what it says alone is a claim."""
        return self.source.ownership is Ownership.STATE

    @property
    def id(self) -> str:
        """The id by which the passage is cited."""
        return self.excerpt.id


@dataclass(slots=True)
class Ration:
    """How much of every item has been quoted: at most three sentences, and a fifth of its words.

    An item so short that one sentence is more than a fifth may still give that one.
    """

    lengths: Mapping[str, int]
    sentences: Counter[str]
    quoted: Counter[str]

    def allows(self, passage: Quotable) -> bool:
        """Whether this passage may be quoted on top of what already is."""
        item = passage.source.id
        taken = self.sentences[item]
        if taken == 0:
            return True
        share = (self.quoted[item] + passage.words) / max(1, self.lengths.get(item, 0))
        return taken < MAX_SENTENCES_OF_ITEM and share <= MAX_SHARE_OF_ITEM

    def take(self, passage: Quotable) -> None:
        """Count the passage as quoted."""
        self.sentences[passage.source.id] += 1
        self.quoted[passage.source.id] += passage.words

    def take_fragment(self, item: str, words: int) -> bool:
        """Count a few quoted words; return whether they are still within the item's ration.

        As in the checks, five words are as good as a sentence.
        """
        share = (self.quoted[item] + words) / max(1, self.lengths.get(item, 0))
        is_sentence = words >= _FRAGMENT
        if share > MAX_SHARE_OF_ITEM or (
            is_sentence and self.sentences[item] >= MAX_SENTENCES_OF_ITEM
        ):
            return False
        self.quoted[item] += words
        self.sentences[item] += int(is_sentence)
        return True


def ration_of(brief: WriterBrief, quoted: Iterable[Quotable] = ()) -> Ration:
    """Return the ration of every item, less what is quoted already.

    The length of an item is estimated, with caution, from its excerpts and from where the last one
    ends.
    """
    counted: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    ends: dict[str, int] = {}
    for excerpt in brief.dossier.excerpts:
        counted[excerpt.source] += word_count(excerpt.text)
        characters[excerpt.source] += len(excerpt.text)
        ends[excerpt.source] = max(ends.get(excerpt.source, 0), excerpt.end)
    lengths = {
        source: max(counted[source], int(_CAUTION * counted[source] / characters[source] * end))
        for source, end in ends.items()
    }
    ration = Ration(lengths=lengths, sentences=Counter(), quoted=Counter())
    for passage in quoted:
        ration.take(passage)
    return ration


def quotables_of(brief: WriterBrief) -> tuple[Quotable, ...]:
    """Return what may be quoted, the best first."""
    sources = brief.dossier.source_by_id()
    usable = [
        (rank, excerpt)
        for rank, excerpt in enumerate(brief.dossier.excerpts)
        if excerpt.source in sources and _is_usable(excerpt, sources[excerpt.source])
    ]
    texts = {excerpt.id: without_dateline(excerpt.text) for _, excerpt in usable}
    terms = {id_: terms_of(text) for id_, text in texts.items()}
    spread = _spread(usable, terms, sources)
    titles = _title_terms(brief.dossier.sources)
    claimed = _claimed(brief)
    found = []
    for rank, excerpt in usable:
        quality = quality_of(texts[excerpt.id])
        if quality < _LEAST_QUALITY:
            continue
        weight = 0.35 * _central(terms[excerpt.id], spread)
        weight += 0.25 * _titled(terms[excerpt.id], titles)
        weight += 0.25 * (1 - rank / max(1, len(brief.dossier.excerpts)))
        weight += 0.2 * claimed.get(excerpt.id, 0.0)
        weight += 0.15 / _position(excerpt.id)
        found.append(
            Quotable(
                excerpt=excerpt,
                source=sources[excerpt.source],
                text=texts[excerpt.id],
                words=word_count(texts[excerpt.id]),
                position=_position(excerpt.id),
                terms=terms[excerpt.id],
                score=weight * quality,
            )
        )
    return tuple(sorted(found, key=lambda passage: (-passage.score, passage.id)))


def without_dateline(text: str) -> str:
    """Return a sentence without what an agency sets round it: dateline and closing credit.

    The rest is untouched, so that it still stands in the source letter for letter. What does not
    end like a sentence is returned empty.
    """
    if not re.search(r"[.!?:][\"”'’)]*$", text):
        return ""
    start = _DATELINE.match(text)
    credit = _CREDIT.search(text)
    return text[start.end() if start else 0 : credit.start() if credit else len(text)]


def terms_of(text: str) -> frozenset[str]:
    """Return the stems of the words that carry matter."""
    return frozenset(
        stem(token.text, DIGEST_LANGUAGE)
        for token in words(text)
        if not is_stopword(token.text, DIGEST_LANGUAGE)
    )


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of the shorter text the longer one repeats, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def repeats(passage: Quotable, chosen: Iterable[Quotable]) -> bool:
    """Whether what is chosen already makes this point, in one passage or in several together."""
    heard = tuple(chosen)
    if any(overlap(passage.terms, other.terms) > _SAME_POINT for other in heard):
        return True
    return novelty(passage, heard) < _LEAST_NOVELTY


def novelty(passage: Quotable, chosen: Iterable[Quotable]) -> float:
    """Return which part of a passage's words is new beside what is chosen, 0 to 1."""
    said = frozenset[str]().union(*(other.terms for other in chosen))
    return len(passage.terms - said) / max(1, len(passage.terms))


def word_count(text: str) -> int:
    """Return the number of words as the checks count them."""
    return len(words(text))


def quality_of(text: str) -> float:
    """Return how well a sentence stands alone, from 0 (not at all) to 1."""
    count = word_count(text)
    if _is_broken(text) or not _SHORTEST <= count <= _LONGEST:
        return 0.0
    quality = 1.0 if count <= _COMFORTABLE else 0.8
    if '"' in text or "“" in text:
        quality *= 0.75
    if text[0].isdigit():
        quality *= 0.5
    if _TALKING.search(_QUOTED.sub("", text)):
        quality *= 0.35
    if text.rstrip("\"”'’").endswith(("?", "!", ":")):
        quality *= 0.4
    return quality * _standing(text)


def _is_broken(text: str) -> bool:
    """Whether it is layout, half a sentence, or cannot stand inside quotation marks."""
    if _LAYOUT.search(text) or _BOILERPLATE.search(text):
        return True
    if not re.search(r"[.!?:\w][\"”'’)]*$", text) or not re.match(r"[\"“‘']?[A-Z0-9€$£]", text):
        return True
    if text.count('"') % 2 or text.count("“") != text.count("”") or "''" in text or "``" in text:
        return True
    if _POINTING.search(text) or text.count("(") != text.count(")"):
        return True
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(1 for sign in letters if sign.isupper())
    return not letters or capitals > 0.35 * len(letters)


def _standing(text: str) -> float:
    """Return how far the opening can do without a sentence before it."""
    if _PRONOUN_SAYS.search(text) or _BACKWARD.match(text):
        return 0.2
    if _PRONOUN.match(text):
        return 0.3
    if _CONNECTIVE.match(text):
        return 0.45
    return 1.0


def _is_usable(excerpt: Excerpt, source: Source) -> bool:
    return (
        source.is_readable
        and primary(excerpt.language) == DIGEST_LANGUAGE
        and excerpt.translation is None
    )


def _spread(
    usable: Sequence[tuple[int, Excerpt]],
    terms: Mapping[str, frozenset[str]],
    sources: Mapping[str, Source],
) -> Mapping[str, float]:
    """Return, for every stem, the share of origins that use it."""
    carriers: dict[str, set[str]] = {}
    for _, excerpt in usable:
        for term in terms[excerpt.id]:
            carriers.setdefault(term, set()).add(sources[excerpt.source].origin)
    origins = {sources[excerpt.source].origin for _, excerpt in usable}
    return {term: len(found) / max(1, len(origins)) for term, found in carriers.items()}


def _central(terms: frozenset[str], spread: Mapping[str, float]) -> float:
    """Return how much of a passage is what many origins speak of, 0 to 1."""
    if not terms:
        return 0.0
    shared = sum(spread[term] for term in terms)
    return float(min(1.0, shared / (len(terms) ** 0.7 * 1.6)))


def _title_terms(sources: Iterable[Source]) -> Mapping[str, float]:
    """Return the stems of the readable titles, with the share of all their mentions."""
    found = Counter(
        term
        for source in sources
        if source.is_readable and primary(source.language) == DIGEST_LANGUAGE
        for term in terms_of(source.title)
    )
    total = sum(found.values())
    return {term: count / total for term, count in found.items()}


def _titled(terms: frozenset[str], titles: Mapping[str, float]) -> float:
    """Return how much of what the titles speak of a passage takes up, 0 to 1."""
    return min(1.0, 2 * sum(titles.get(term, 0.0) for term in terms))


def _claimed(brief: WriterBrief) -> Mapping[str, float]:
    """Return, for excerpts that claims rest on, how many origins carry the claim (saturating)."""
    weights: dict[str, float] = {}
    for claim in brief.analysis.claims:
        weight = min(1.0, len(set(claim.origins)) / 3)
        for cite in claim.cites:
            weights[cite] = max(weights.get(cite, 0.0), weight)
    return weights


def _position(excerpt: str) -> int:
    number = excerpt.partition(".")[2]
    return max(1, int(number)) if number.isdecimal() else 1
