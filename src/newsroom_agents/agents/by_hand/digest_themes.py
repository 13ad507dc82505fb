"""What a passage is about, as far as its words tell: enough to sort a digest into sections.

The order of the themes is the order of the page: what happened, whom it struck, who acts, what they
say, what comes next, what went before.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_RECENT = re.compile(r"\b(?:19|20)\d\d\b")


class Theme(StrEnum):
    """What a passage tells of; the value is the section's heading.

    Every heading says that it reports: the section under it may be disputed.
    """

    EVENT = "What the reports say happened"
    TOLL = "Casualties and damage, as reported"
    EFFECTS = "Who is affected, by these reports"
    MARKET = "Prices and markets, as reported"
    LAW = "Police and courts, as reported"
    RESPONSE = "What authorities and helpers are said to do"
    CAUSE = "Causes and inquiries, as reported"
    VOICES = "What those involved say"
    STANDING = "Where things stand, by these reports"
    BACKGROUND = "The background, as reported"


@dataclass(frozen=True, slots=True)
class _Marks:
    theme: Theme
    pattern: re.Pattern[str]


def _marks(theme: Theme, words: str) -> _Marks:
    return _Marks(theme, re.compile(rf"(?i)\b(?:{words})\b"))


# Checked in this order; the theme with the most marks wins, the earlier one when they are level.
_TABLE = (
    _marks(
        Theme.STANDING,
        r"so far|as of|remain(?:s|ed|ing)?|still|currently|for now|continu(?:e|es|ed|ing)|"
        r"under way|underway|"
        r"restored|recaptured|captured|resumed|is expected|are expected|expected to|scheduled|"
        r"will be|"
        r"plans? to|next (?:week|month|year|few)|later this|tomorrow|until|yet to|ongoing|pending",
    ),
    _marks(
        Theme.TOLL,
        r"killed|dead|died|dies?|deaths?|death toll|injur(?:ed|ies|ing)|wounded|casualties|"
        r"victims?|"
        r"damaged?|destroyed|collapsed?|homeless|missing|trapped|burn(?:t|ed)|flattened|bodies",
    ),
    _marks(
        Theme.LAW,
        r"arrest(?:ed|s)?|charged|charges|court|judge|jury|jurors|prosecut(?:or|ors|ion|ed)|trial|"
        r"convicted|guilty|sentenced|custody|detectives?|suspects?|police|murder|inquest|lawsuit|"
        r"robbers|thieves|fugitive|prison|bail",
    ),
    _marks(
        Theme.RESPONSE,
        r"rescue(?:d|rs)?|emergency|troops|army|evacuat(?:ed|ion|e)|relief|aid|hospitals?|"
        r"firefighters?|"
        r"authorities|officials?|government|ministry|ministers?|agency|repair(?:s|ed|ing)?|"
        r"rerout\w+|"
        r"deployed|teams?|president|administration",
    ),
    _marks(
        Theme.MARKET,
        r"shares?|shareholders?|stocks?|stock market|trading|traders?|markets?|prices?|economists?|"
        r"economy|exports?|exporters?",
    ),
    _marks(
        Theme.EFFECTS,
        r"affect(?:ed|s|ing)?|disrupt(?:ed|ion|ions|s|ing)?|outages?|customers?|users|"
        r"flights?|schools?|businesses|residents|people fled|commuters|islanders|households",
    ),
    _marks(
        Theme.CAUSE,
        r"caused?|because|due to|blam(?:e|ed|es|ing)|investigat(?:e|ed|ors|ion|ing|ions)|"
        r"inquiry|probe|"
        r"motive|origin|reason|responsible|why|cut by|anchor|severed|suspected|attributes?|fault",
    ),
    _marks(
        Theme.VOICES,
        r"said|says|told|statement|condemn(?:ed|s|ing)?|criticis\w+|criticiz\w+|welcomed?|"
        r"praised|urged|"
        r"called (?:on|for|it)|spokes(?:man|woman|person)|warned|accus(?:ed|es|ing)|den(?:y|ies|"
        r"ied)",
    ),
    _marks(
        Theme.BACKGROUND,
        r"earlier|previous(?:ly)?|last (?:year|month|decade|week)|history|historic|years? ago|"
        r"decades?|"
        r"once|formerly|founded|since|in the past|the year before|used to|had been|was elected|"
        r"ever",
    ),
)
_WEIGHT = {Theme.VOICES: 0.6, Theme.STANDING: 1.4, Theme.RESPONSE: 0.8, Theme.BACKGROUND: 1.3}


def theme_of(text: str, *, year: int) -> Theme:
    """Return what a passage is mostly about; `year` is the year of the news.

    A passage that names another year tells of the past.
    """
    years = {int(found) for found in _RECENT.findall(text)}
    scores = {
        marks.theme: len(marks.pattern.findall(text)) * _WEIGHT.get(marks.theme, 1.0)
        for marks in _TABLE
    }
    if years and all(found < year for found in years):
        scores[Theme.BACKGROUND] += 2.0
    best = max(scores, key=lambda theme: scores[theme])
    return best if scores[best] > 0 else Theme.EVENT
