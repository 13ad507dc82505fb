"""Between the same words stands the same number, date, name, doubt and denial.

A figure or a name may well stand in the source and still be the wrong one: the year of another
match, the other side's lawyer. Where a sentence follows its passage word by word, what it puts
between those words is compared with what the passage has there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.frames import Change, Comparison, compared_with
from newsroom_agents.evidence.material import Material, Passage
from newsroom_agents.evidence.speech import denies, speech_words
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.text.dates import DateMention, agree
from newsroom_agents.text.names import has_telling_capitals, is_title, territories
from newsroom_agents.text.numbers import Quantity, equal

_NAME = "frames"
_FEWEST_EQUAL = 3
_FEWEST_OF_MATTER = 2
_NARROW = 3
_WIDE = 6
_FOLLOWS = 0.3
"""Part of the sentence's words that the passage must have too, before its frames mean anything."""
_LONG = 5
"""So many equal words in a row are a frame, even when all of them are of grammar."""
_REACH = 8
_BEGINNINGS = frozenset(("", *".!?:…([{“”\"'‘’«»„"))
_SAME_START = 4

Words = Sequence[str]
Rule = Callable[[Change, Statement, Material], str]
"""Returns what is wrong at a change, in words; an empty text when nothing is."""


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    if statement.is_short_text:
        return
    mine = statement.passage
    sides = statement.sides or compared_with(mine, statement.near, material)
    told: set[tuple[int, int]] = set()
    for side in sides:
        for change in side.changes:
            if side.share < _FOLLOWS or change.ours in told or _is_carried(change, side, sides):
                continue
            reason = next(filter(None, (rule(change, statement, material) for rule in _RULES)), "")
            span = _span(change, mine)
            if reason and not statement.is_quoted(*span):
                told.add(change.ours)
                found = hard(statement, _NAME, reason, span)
                found = found.model_copy(update={"verdict": Verdict.CONTRADICTED})
                yield with_evidence(found, [change.passage])


def _is_carried(change: Change, side: Comparison, sides: Iterable[Comparison]) -> bool:
    """Whether another passage has the words where the sentence has them."""
    first, last = change.ours
    return any(
        other is not side
        and other.share >= _FOLLOWS
        and first < last
        and any(start < first and last < end for start, end in other.equal)
        for other in sides
    )


def _is_frame(change: Change) -> bool:
    """Whether enough of the words around are the same, for few words that are not."""
    if change.width > _NARROW or change.left + change.right < _FEWEST_EQUAL:
        return False
    return change.matter >= _FEWEST_OF_MATTER or max(change.left, change.right) >= _LONG


def _is_wide_frame(change: Change) -> bool:
    both = bool(change.left and change.right)
    return both and change.width <= _WIDE and change.matter > _FEWEST_OF_MATTER


def _figures(change: Change, statement: Statement, material: Material) -> str:
    """Compare numbers and dates."""
    del material
    if not (_is_frame(change) or _is_wide_frame(change)):
        return ""
    mine, passage = statement.passage, change.passage
    ours = [one for one in mine.quantities if _lies_in(one, mine, change.ours)]
    theirs = [one for one in passage.quantities if _lies_in(one, passage, change.theirs)]
    if ours and theirs and not any(equal(one, other) for one in ours for other in theirs):
        return _instead(ours[0].text, theirs[0].text)
    days = [one for one in mine.dates if _lies_in(one, mine, change.ours)]
    their_days = [one for one in passage.dates if _lies_in(one, passage, change.theirs)]
    if days and their_days and not any(agree(one, other) for one in days for other in their_days):
        return _instead(days[0].text, their_days[0].text)
    return ""


def _lies_in(part: Quantity | DateMention, passage: Passage, words: tuple[int, int]) -> bool:
    first, last = words
    tokens = passage.tokens
    return first < last and part.start < tokens[last - 1].end and tokens[first].start < part.end


def _names(change: Change, statement: Statement, material: Material) -> str:
    """Compare names: both sides name somebody, and not the same."""
    is_ours = statement.ours.issuperset(range(*change.ours))
    if is_ours or not (_is_frame(change) or _is_speaker(change)):
        return ""
    mine, passage = statement.passage, change.passage
    ours = _named(mine, change.ours, statement, material)
    theirs = _named(passage, change.theirs, statement, material)
    if not ours or not theirs or any(_is_alike(one, other) for one in ours for other in theirs):
        return ""
    if _is_short_for(ours, theirs) or _is_short_for(theirs, ours):
        return ""
    said, there = _said(mine, change.ours), _said(passage, change.theirs)
    return "" if _is_same_place(said, there, mine.language) else _instead(said, there)


def _is_same_place(one: str, other: str, language: str) -> bool:
    """Whether two names are of one country: "British", "the U.K.'s"."""
    first, second = (set(territories(name.replace(".", ""), language)) for name in (one, other))
    return bool(first) and first == second


def _is_speaker(change: Change) -> bool:
    """Whether what differs stands beside a verb of speech that both sides have."""
    speech = speech_words(change.passage.language).speech
    first, last = change.theirs
    words = change.passage.words
    beside = (*words[first - 1 : first][: change.left], *words[last : last + 1][: change.right])
    return change.width <= _NARROW and not speech.isdisjoint(beside)


def _named(
    passage: Passage, words: tuple[int, int], statement: Statement, material: Material
) -> Words:
    """Return the names between two places; nothing when other words of matter stand there.

    In the sentence a capital is enough: what it puts for a name need not stand in any source.
    """
    mine = passage is statement.passage and has_telling_capitals(passage.language)
    named = [
        at
        for at in range(*words)
        if (mine and _is_written_as_a_name(passage, at))
        or (passage.roots[at] and _is_proper(passage.words[at], statement, material))
    ]
    matter = [at for at in range(*words) if passage.roots[at]]
    return [passage.words[at] for at in named] if set(matter) <= set(named) else ()


def _is_written_as_a_name(passage: Passage, at: int) -> bool:
    """Whether a capital says so that no beginning, title, pronoun or placeholder explains."""
    token, word = passage.tokens[at], passage.words[at]
    before = passage.text[: token.start].rstrip()
    if not token.text[0].isupper() or before[-1:] in _BEGINNINGS:
        return False
    is_held_open = word in evidence_words().placeholders
    stands_in = word in speech_words(passage.language).stand_ins
    return not (is_held_open or stands_in or is_title(word))


def _is_proper(word: str, statement: Statement, material: Material) -> bool:
    return any(word in material.texts[id_].proper for id_ in statement.snapshots)


def _is_alike(one: str, other: str) -> bool:
    """Whether two words may be forms of one name: Georgia, Georgian."""
    return (
        one[:_SAME_START] == other[:_SAME_START] or one.startswith(other) or (other.startswith(one))
    )


def _is_short_for(ones: Words, others: Words) -> bool:
    """Whether the first is a word of initials that the second may be written out."""
    first = ones[0].replace(".", "")
    return len(ones) == 1 and len(first) <= 4 and first[0] == others[0][0] and len(others) > 1


def _doubt(change: Change, statement: Statement, material: Material) -> str:
    """Compare doubt: "may" and "allegedly" must not fall away."""
    del material
    lists = evidence_words()
    doubtful = lists.possibly | lists.supposedly
    theirs = [at for at in range(*change.theirs) if change.passage.words[at] in doubtful]
    if not theirs or not _is_frame(change) or doubtful & set(statement.passage.words):
        return ""
    word = change.passage.tokens[theirs[0]].text
    return f"the passage says “{word}” here, the sentence does not"


def _denial(change: Change, statement: Statement, material: Material) -> str:
    """Compare denial: a "not" that only one side has."""
    del material
    mine, passage = statement.passage, change.passage
    if not (_is_frame(change) or _is_put_in(change)) or not _is_of_grammar(change, mine):
        return ""
    ours, theirs = _denials(mine, change.ours), _denials(passage, change.theirs)
    if ours and not _denials(passage, _around(change.theirs, passage)):
        return f"“{mine.tokens[ours[0]].text}” does not stand in the passage here"
    if theirs and not _denials(mine, _around(change.ours, mine)):
        return f"the passage says “{passage.tokens[theirs[0]].text}” here"
    return ""


def _is_put_in(change: Change) -> bool:
    """Whether one side has a word or two more, and all around them is the same."""
    (first, last), (start, end) = change.ours, change.theirs
    is_more = first == last or start == end
    both = bool(change.left and change.matter) and change.right >= _FEWEST_EQUAL
    return is_more and both and change.width <= _NARROW


def _denials(passage: Passage, words: tuple[int, int]) -> list[int]:
    return [at for at in range(*words) if denies(passage.words[at], passage.language)]


def _around(words: tuple[int, int], passage: Passage) -> tuple[int, int]:
    """Return the words within reach of a denial: further away it denies something else."""
    return max(0, words[0] - _REACH), min(len(passage.words), words[1] + _REACH)


def _is_of_grammar(change: Change, mine: Passage) -> bool:
    """Whether nothing differs but denials and words of grammar."""
    said = [(mine, at) for at in range(*change.ours)]
    said += [(change.passage, at) for at in range(*change.theirs)]
    return all(not side.roots[at] or denies(side.words[at], side.language) for side, at in said)


def _instead(ours: str, theirs: str) -> str:
    return f"“{ours}” stands where the passage says “{theirs}”"


def _said(passage: Passage, words: tuple[int, int]) -> str:
    first, last = words
    return passage.text[passage.tokens[first].start : passage.tokens[last - 1].end]


def _span(change: Change, mine: Passage) -> tuple[int, int]:
    """Return the words at fault; where the sentence only lacks some, those around the gap."""
    first, last = change.ours
    if first == last:
        first, last = max(0, first - 1), min(len(mine.tokens), last + 1)
    return mine.tokens[first].start, mine.tokens[last - 1].end


_RULES: tuple[Rule, ...] = (_figures, _names, _doubt, _denial)

PLUGIN = Check(
    name=_NAME,
    asks="Where the sentence follows its passage, does the same stand between the same words?",
    each=_each,
)
