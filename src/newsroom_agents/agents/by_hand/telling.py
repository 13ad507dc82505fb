"""Which sentences tell something, and which are the furniture of a page.

Bylines, credits, date lines, calls to subscribe and readers' comments reach us with the text. So do
sentences that mean nothing alone: questions, halves of quotations, a writer speaking as "I".
"""

import re
from datetime import datetime

from newsroom_agents.text.quotes import normalise_marks, quotations
from newsroom_agents.text.tokens import is_unspaced, words

_FEWEST, _MOST = 5, 45
_WORDS_PER_CHARACTER = 0.5
"""A word of an unspaced script is about two characters."""
_SHORT_FRAGMENT = 14
_MOST_CAPITALS = 0.5
_FEW_LETTERS = 12

_FURNITURE = re.compile(
    r"^\W*(?:advertisement|sponsored|tap here|click (?:here|on|through)|follow us|sign up|subscribe"
    r"|(?:photos?|images?|pictures?|videos?|watch|credits?|comments?|related|corrections?|notes?"
    r"|sources?|tags?|topics|top stories|filed under)\s?[:(|]|(?:photo|image|picture|video) by\b"
    r"|read (?:more|also|full|the full)|see (?:also|more)|related (?:stor|article|topic)|copyright"
    r"|share (?:this|on)|all rights reserved|last (?:updated|modified)|updated|loading|skip to"
    r"|(?:first )?(?:published|posted)\b|(?:additional )?(?:reporting|editing|writing) by"
    r"|download (?:the|our|now)|for more|to contact|contact the|e-?mail (?:us|this|the)|print this"
    r"|this (?:story|article|report|post|material) (?:was|has|is|may)|what do you think"
    r"|have your say|more (?:on|from) |here(?:'s| is| are)|(?:on|in) pictures"
    r"|(?-i:by [A-Z]\w+ [A-Z]))",
    re.I,
)
_ANYWHERE = re.compile(
    r"https?\b|www\b\.?|\S@\S|\.com\b|/ ?/|©|\ufffd|getty images|\(ap photo|all rights reserved"
    r"|click here|terms of (?:use|service)|privacy policy|cookies|[|•►]|\bread more\b|newsletter"
    r"|contributed to this (?:report|story|article)",
    re.I,
)
_SPEAKS_AS_ITSELF = re.compile(r"\b(?:I|I'm|I've|we|we're|we've|our|my|me|us|you|your|you're)\b")
_NOT_A_PERSON = re.compile(r"\bU\.?S\.?\b|\bUS\b")
_ENDS = re.compile(r"[.!…。！।۔؟]['\"»”’)\]』」]*$")
_POINTS_BACK = re.compile(
    r"^['\"(]*(?:he|she|it|they|this|that|these|those|his|her|their|its|there|here|such|both|one"
    r"|some|the (?:former|latter|two|pair|same|move|decision|incident|announcement))\b",
    re.I,
)
_JOINS = re.compile(
    r"^(?:but|and|or|so|yet|however|meanwhile|also|then|still|instead|nor|in addition|moreover"
    r"|furthermore|in fact|of course|for example|that said|as a result|besides)\b",
    re.I,
)
_PRONOUN_SPEAKS = re.compile(
    r"['\"],? (?:he|she|they|it) (?:said|says|added|told|wrote|explained)\b"
    r"|\b(?:he|she|they) (?:said|says|added|told)\b[^.]{0,20}\.$|\bas saying\.$",
    re.I,
)
_DATELINE = re.compile(r"^[A-Z][A-Z .,'/-]{3,}[A-Za-z .,]{0,20}(?:\([A-Z][\w /]+\))?\s?[-–—:]")

_YEAR = re.compile(r"(?<![\d/.$€£-])(?:19|20)\d{2}(?![\d/-])")
_DAY_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?,?(?: [A-Za-z]+)?,? $")

OTHER_TIME = re.compile(
    r"\b(?:(?:years?|months?|decades?) (?:ago|earlier|before)|last (?:year|month)|in the past"
    r"|previous(?:ly)?|earlier (?:this|in the) (?:year|month)|in history|histor\w+|decades?"
    r"|deadliest|anniversary|every year|each year|annual\w*|per year|since (?:the|\d{4}))\b",
    re.I,
)
"""Words by which a sentence speaks of another time, or of how often a thing happens (English)."""

_ANNOUNCES = re.compile(
    r"\b(?:will|won't|(?:is|are) (?:expected|due|scheduled|set|likely|planning|poised) to"
    r"|expects? to|(?<!['’]s )(?<!ment )(?<!its )(?<!their )(?<!his )(?<!her )(?<!the )plans? to"
    r"|intends? to|(?:is|are) scheduled for|hopes? to)\b"
)

_HALF, _SLIGHT, _PAST = 0.55, 0.85, 0.7


def is_telling(text: str, language: str) -> bool:
    """Tell whether a sentence can stand in a dossier: it says something, and says it alone."""
    plain = normalise_marks(text).strip()
    if not _FEWEST <= length(plain, language) <= _MOST or "?" in plain or plain[-1:] == ":":
        return False
    if _FURNITURE.search(plain) or _ANYWHERE.search(plain) or _is_shouted(plain):
        return False
    return _is_whole(plain, language) and not _speaks_as_itself(plain)


def is_furniture(text: str, language: str) -> bool:
    """Tell whether a line belongs to the page and not to the report, as far as that is certain.

    Stricter than what cannot stand in a dossier: a question or half a quotation tells something to
    whoever reads on.
    """
    plain = normalise_marks(text).strip()
    if not any(sign.isalpha() for sign in plain):
        return True
    if length(plain, language) >= _SHORT_FRAGMENT:
        return False
    return bool(_FURNITURE.search(plain) or _ANYWHERE.search(plain))


def standing(text: str, published: datetime) -> float:
    """Return how well a sentence stands alone, up to 1.

    What points back to other sentences stands worse, and so does what tells of another year.
    """
    plain = normalise_marks(text).strip()
    grade = 1.0
    if _POINTS_BACK.search(plain):
        grade *= _HALF
    elif _JOINS.search(plain):
        grade *= _SLIGHT
    if _PRONOUN_SPEAKS.search(plain):
        grade *= _HALF
    if _DATELINE.search(plain):
        grade *= _SLIGHT
    if tells_of_the_past(plain, published):
        grade *= _PAST
    return grade


def stands_alone(text: str) -> bool:
    """Tell whether it names whom it speaks of, and does not begin with "he" or "that"."""
    plain = normalise_marks(text).strip()
    return not (_POINTS_BACK.search(plain) or _PRONOUN_SPEAKS.search(plain))


def tells_of_the_past(text: str, published: datetime) -> bool:
    """Tell whether it names an earlier year without a day, or says so in words: background."""
    return bool(OTHER_TIME.search(text)) or any(
        int(found.group()) < published.year and not _DAY_BEFORE.search(text[: found.start()])
        for found in _YEAR.finditer(text)
    )


def announces(text: str) -> bool:
    """Tell whether it speaks, outside quotation marks, of what is to come (English)."""
    quoted = [(quotation.start, quotation.end) for quotation in quotations(text)]
    return any(
        not any(start <= found.start() < end for start, end in quoted)
        for found in _ANNOUNCES.finditer(text)
    )


def length(text: str, language: str) -> int:
    """Return the length in words, or in what would be words in an unspaced script."""
    count = len(words(text))
    return int(count * _WORDS_PER_CHARACTER) if is_unspaced(language) else count


def _is_whole(text: str, language: str) -> bool:
    """Tell whether it begins and ends as a sentence does, with its quotations closed."""
    if text[0].islower():
        return False
    if text.count('"') % 2 or any(not quotation.closed for quotation in quotations(text)):
        return False
    return bool(_ENDS.search(text)) or length(text, language) >= _SHORT_FRAGMENT


def _is_shouted(text: str) -> bool:
    """Tell whether most of it is in capitals, as date lines and page headings are."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(1 for sign in letters if sign.isupper())
    return len(letters) > _FEW_LETTERS and capitals > _MOST_CAPITALS * len(letters)


def _speaks_as_itself(text: str) -> bool:
    """Tell whether the report itself says "I" or "you", outside quotation marks."""
    outside = list(text)
    for quotation in quotations(text):
        outside[quotation.start : quotation.end] = " " * (quotation.end - quotation.start)
    return bool(_SPEAKS_AS_ITSELF.search(_NOT_A_PERSON.sub("", "".join(outside))))
