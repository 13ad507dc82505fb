"""The queue as its page shows it: what was asked for, and each story in words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from newsroom_agents.archive.queue_list import OPEN, PAGE, Kinds, ListPage, Wanted
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.wording import (
    RISK_WORDS,
    STATE_WORDS,
    Clockface,
    Moment,
    findings_words,
    language_words,
    sources_words,
)
from newsroom_agents.ports import Beat, StaffCard
from newsroom_agents.publish.wording import counted, listed, money
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.text.language import display_name
from newsroom_agents.text.visible import visible

WAITING = (QueueState.READY, QueueState.STOPPED, QueueState.HELD)
GROUPS: Mapping[str, tuple[str, tuple[QueueState, ...]]] = {
    "waiting": ("Waiting", WAITING),
    "ready": ("Ready", (QueueState.READY,)),
    "stopped": ("Stopped", (QueueState.STOPPED,)),
    "held": ("Held", (QueueState.HELD,)),
    "cleared": ("Cleared", (QueueState.APPROVED, QueueState.SCHEDULED)),
    "returned": ("Sent back", (QueueState.RETURNED,)),
    "published": ("Published", (QueueState.PUBLISHED,)),
    "expired": ("Expired", (QueueState.EXPIRED,)),
    "spiked": ("Spiked", (QueueState.SPIKED,)),
    "killed": ("Killed", (QueueState.KILLED,)),
}
"""What a list can be of, by the word in its address: its name, and the states it holds."""

MINE = "me"
_FIELDS = ("state", "risk", "beat", "language", "persona", "assigned", "q")
_LONGEST = 200
_MOST_PAGES = 10_000
_FIRST = "waiting"
_SENTENCE = re.compile(r"^s\d+: ")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list's address asks for, as far as it can be understood."""

    state: str = _FIRST
    risk: str = ""
    beat: str = ""
    language: str = ""
    persona: str = ""
    assigned: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """Return what a query string asks for; what makes no sense is passed over."""
        given = {name: query.get(name, "").strip()[:_LONGEST] for name in _FIELDS}
        state, risk = given.pop("state"), given.pop("risk")
        return cls(
            state=state if state in GROUPS else _FIRST,
            risk=risk if risk in {each.value for each in Risk} else "",
            page=_page_of(query.get("page", "")),
            **given,
        )

    def wanted(self, editor: str) -> Wanted:
        """Return which stories these are, for this editor."""
        return Wanted(
            states=GROUPS[self.state][1],
            risk=Risk(self.risk) if self.risk else None,
            beat=self.beat,
            persona=self.persona,
            language=self.language,
            assigned=editor if self.assigned == MINE else self.assigned,
            words=self.q,
        )

    @property
    def start(self) -> int:
        """How many stories come before this page."""
        return (self.page - 1) * PAGE

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beside the state is asked for."""
        return replace(self, state=_FIRST, page=1) != Asked()

    @property
    def choices(self) -> int:
        """How many lists to choose from narrow it, beside the words."""
        chosen = (self.risk, self.beat, self.language, self.persona, self.assigned)
        return sum(1 for one in chosen if one)

    @property
    def query(self) -> str:
        """What stands behind `?` in the address of this list's first page."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return urlencode({name: value for name, value in values.items() if value})

    def at(self, page: int) -> str:
        """Return the address of another page of this list."""
        return f"/queue?{self.query}" + (f"&page={page}" if page > 1 else "")

    def of(self, state: str) -> str:
        """Return the address of the same list of another state."""
        return f"/queue?{replace(self, state=state).query}"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One story of the list, in words."""

    row: QueueRow
    headline: str
    state: str
    risk: str
    risk_reasons: tuple[str, ...]
    reasons: tuple[str, ...]
    beat: str
    persona: str
    sources: str
    languages: str
    findings: str
    age: Moment
    expires: Moment
    is_near: bool
    time_words: str
    cost: str
    approvals: str
    readers: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to the list of another state."""

    name: str
    href: str
    count: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something a list can be narrowed to."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Options:
    """Everything a list can be narrowed to."""

    risks: tuple[Option, ...]
    beats: tuple[Option, ...]
    languages: tuple[Option, ...]
    personas: tuple[Option, ...]
    editors: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Wordbook:
    """What names the things of a list: beats and staff of the house, and the time."""

    beats: Mapping[str, Beat]
    staff: Mapping[str, StaffCard]
    face: Clockface

    def beat(self, beat: str) -> str:
        """Return a beat's title; its id when the house has it no longer."""
        return self.beats[beat].title if beat in self.beats else beat

    def persona(self, persona: str) -> str:
        """Return a persona's name; its id when it works here no longer."""
        return self.staff[persona].name if persona in self.staff else persona

    def line(self, row: QueueRow, editor: str, readers: tuple[str, ...]) -> QueueLine:
        """Return a story of the list in words.

        Args:
            row: The story.
            editor: Who looks at the list.
            readers: Who has the story's page open now.
        """
        others = tuple(name for name in readers if name != editor)
        return QueueLine(
            row=row,
            headline=visible(row.headline),
            state=STATE_WORDS[row.state],
            risk=RISK_WORDS[row.risk],
            risk_reasons=tuple(visible(one).rstrip(". ") for one in row.risk_reasons),
            reasons=tuple(_SENTENCE.sub("", visible(one)) for one in row.reasons),
            beat=self.beat(row.beat),
            persona=self.persona(row.persona),
            sources=sources_words(row.origins, row.outlets, row.languages),
            languages=language_words(row.languages),
            findings=findings_words(row.hard, row.soft),
            age=self.face.ago(row.queued_at),
            expires=self.face.until(row.expires),
            is_near=row.state in WAITING and self.face.is_near(row.expires),
            time_words=self._time_words(row),
            cost=money(row.cost_microusd),
            approvals=_approvals(row),
            readers=f"{listed(others)} {'is' if len(others) == 1 else 'are'} reading it"
            if others
            else "",
        )

    def options(self, kinds: Kinds, editors: tuple[str, ...]) -> Options:
        """Return what the open stories can be narrowed to."""
        return Options(
            risks=tuple(Option(one.value, RISK_WORDS[one]) for one in reversed(Risk)),
            beats=tuple(Option(one, self.beat(one)) for one in kinds.beats),
            languages=tuple(Option(one, display_name(one)) for one in kinds.languages),
            personas=tuple(Option(one, self.persona(one)) for one in kinds.personas),
            editors=(Option(MINE, "me"), *(Option(name, name) for name in editors)),
        )

    def _time_words(self, row: QueueRow) -> str:
        """Say what the time does to a story: it runs out, it comes, or it is over."""
        if row.state in WAITING:
            when = self.face.until(row.expires).words
            return f"expires {when}" if row.expires > self.face.now else f"expired {when}"
        if row.state is QueueState.SCHEDULED and row.not_before is not None:
            return f"goes out {self.face.until(row.not_before).words}"
        return ""


def tabs(asked: Asked, kinds: Kinds) -> tuple[Tab, ...]:
    """Return the ways to the lists of all states; open ones with how many stories they have."""
    return tuple(_tabs(asked, kinds))


def pages_words(asked: Asked, page: ListPage) -> str:
    """Return which stories of how many a page shows."""
    if not page.rows:
        return counted(page.total, "story", "stories")
    last = asked.start + len(page.rows)
    if len(page.rows) == page.total:
        return counted(page.total, "story", "stories")
    return f"{asked.start + 1}–{last} of {page.total:,} stories"


def _tabs(asked: Asked, kinds: Kinds) -> Iterator[Tab]:
    for name, (words, states) in GROUPS.items():
        is_open = set(states) <= set(OPEN)
        count = sum(kinds.states.get(state, 0) for state in states) if is_open else None
        yield Tab(words, asked.of(name), count, asked.state == name)


def _approvals(row: QueueRow) -> str:
    if not row.approvals:
        return ""
    given = f"approved by {listed(row.approvals)}"
    if not row.approvals_missing:
        return given
    return f"{given}, {counted(row.approvals_missing, 'more editor')} to go"


def _page_of(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_PAGES))
    return min(max(1, int(text)), _MOST_PAGES) if is_number else 1
