"""Facts in words: times, counts, money, standing; what a reader sees, no machine reads."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsroom_agents.story.check import Rung
from newsroom_agents.story.decision import EditorRole
from newsroom_agents.story.draft import Access
from newsroom_agents.story.paper import Credit, Role
from newsroom_agents.story.source import Ownership, Tier

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_WORDS_A_MINUTE = 220
_BY_RULES = frozenset({"", "by hand"})
_RULE_ENGINES = {
    "extractive": "extractive engine (selects and quotes; no language model)",
    "code": "code, no engine",
    "desk": "by hand",
}
_LONG_HEADLINE = 110
_LONG_WORD = 24

RUNG_WORDS = {
    Rung.CONFIRMED: ("Confirmed", "Two or more independent origins carry it."),
    Rung.REPORTED: ("Reported", "One origin carries it, or only outlets we have not rated."),
    Rung.CLAIMED: ("Claimed", "Only a party to the matter or a state-controlled outlet says so."),
    Rung.DISPUTED: ("Disputed", "Origins contradict each other."),
}
ANALYSIS_WORDS = ("Analysis", "Our inference from the passages below, not a report.")
PLAIN_WORDS = ("Sourced", "It rests on the passages below.")

TIER_WORDS = {
    Tier.ONE: "high standing",
    Tier.TWO: "good standing",
    Tier.THREE: "limited standing",
    Tier.UNRATED: "not rated by us",
}
OWNERSHIP_WORDS = {
    Ownership.STATE: "state-controlled",
    Ownership.PUBLIC: "public service",
    Ownership.PRIVATE: "privately owned",
    Ownership.AGENCY: "news agency",
    Ownership.UNRATED: "ownership unknown",
}
ACCESS_WORDS = {
    Access.PUBLIC: "everyone",
    Access.SUBSCRIBER: "newsletter subscribers and members",
    Access.MEMBER: "members",
}
EDITOR_WORDS = {
    EditorRole.READER: "a reader at the desk",
    EditorRole.EDITOR: "an editor",
    EditorRole.CHIEF: "the chief editor",
    EditorRole.ADMIN: "an administrator",
}
ROLE_WORDS = {
    Role.MONITOR: "Watched the sources",
    Role.TRANSLATOR: "Translated",
    Role.RESEARCHER: "Gathered the passages",
    Role.ANALYST: "Analysed",
    Role.WRITER: "Wrote",
    Role.FACT_CHECKER: "Checked the facts",
    Role.COPY_EDITOR: "Edited the copy",
    Role.ILLUSTRATOR: "Drew the illustration",
    Role.PACKAGER: "Put the piece together",
}


@lru_cache(maxsize=4096)
def moment(at: datetime, zone: str) -> str:
    """Return a time as a reader sees it: `2 January 2024, 14:05 UTC`.

    Remembered, like `stamp`: a list of the desk shows the same hundred times again and again.
    """
    local = at.astimezone(_zone(zone))
    return f"{day(at, zone)}, {local:%H:%M} {_zone_name(local)}"


def day(at: datetime, zone: str) -> str:
    """Return a day as a reader sees it: `2 January 2024`."""
    local = at.astimezone(_zone(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def month_name(number: int) -> str:
    """Return the name of a month, counted from 1."""
    return _MONTHS[number - 1]


@lru_cache(maxsize=4096)
def stamp(at: datetime) -> str:
    """Return a time for machines: `2024-01-02T14:05:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counted(number: int, one: str, many: str = "") -> str:
    """Return `three outlets`, `one outlet`, `40 outlets`: words up to twelve, then figures."""
    word = _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"
    return f"{word} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Return `A, B and C`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def shortened(words: Sequence[str], most: int, rest: str) -> str:
    """Return the first words, then how many `rest` (a plural) there are beside them."""
    if len(words) <= most:
        return listed(words)
    left = len(words) - most
    return f"{', '.join(words[:most])} and {counted(left, f'other {rest[:-1]}')}"


def money(microusd: int) -> str:
    """Return what something cost, in words a reader can weigh."""
    if microusd <= 0:
        return "nothing"
    cents = microusd / 10_000
    if cents < 1:
        return "less than one US cent"
    if cents < 100:
        return f"{cents:.0f} US cent" + ("" if round(cents) == 1 else "s")
    return f"US${cents / 100:.2f}"


def is_modelled(credit: Credit) -> bool:
    """Whether a language model did this work; by rules otherwise."""
    return credit.engine_model not in _BY_RULES


def engine_words(credit: Credit) -> str:
    """Return what did the work: the model that really answered, or the engine by rules."""
    if is_modelled(credit):
        return credit.engine_model
    return _RULE_ENGINES.get(credit.engine, f"{credit.engine} (by rules; no language model)")


def is_long(headline: str) -> bool:
    """Whether a headline needs smaller type: many characters, or one very long word."""
    longest = max(map(len, headline.split()), default=0)
    return len(headline) > _LONG_HEADLINE or longest > _LONG_WORD


def reading_time(words: int) -> str:
    """Return how long a text of so many words takes to read."""
    return counted(max(1, round(words / _WORDS_A_MINUTE)), "minute")


def standing(tier: Tier, ownership: Ownership) -> str:
    """Return an outlet's standing in words."""
    if tier is Tier.UNRATED and ownership is Ownership.UNRATED:
        return TIER_WORDS[tier]
    return f"{OWNERSHIP_WORDS[ownership]}, {TIER_WORDS[tier]}"


def _zone_name(local: datetime) -> str:
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
