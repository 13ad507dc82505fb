"""Engines fulfil assignments.

An assignment is the rendered messages, the type of reply, and the same job done by hand. A language
model reads the messages; the extractive engine calls `by_hand`; neither knows of papers or stages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol

from pydantic import SecretStr

from newsroom_agents.clock import Clock, system_clock
from newsroom_agents.gateway.outcome import Outcome, ReplyT
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.replay import LogMode
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.gateway.spans import CallSpans
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.ports import CallLog, Message, Probe, Probes


@dataclass(frozen=True, slots=True)
class Assignment(Generic[ReplyT]):
    """A request to an engine.

    `by_hand` is the same job without a language model, bound to its brief. `subject` says what the
    work is for (a slug, a snapshot), for logs and budgets. `draws` says in words what picture a
    reply asks for, if any (empty: none). What `is_urgent` goes ahead of what is not: an editor
    waits for it.
    """

    role: str
    persona: str
    subject: str
    messages: tuple[Message, ...]
    prompt: str
    asks: type[ReplyT]
    by_hand: Callable[[], ReplyT]
    draws: Callable[[ReplyT], str] | None = None
    is_urgent: bool = False


class Engine(Protocol):
    """Anything that fulfils an assignment; total, so no exception crosses this line."""

    @property
    def name(self) -> str:
        """The engine's name, as it stands in credits."""
        ...

    def expect(self) -> None:
        """Get ready, for work is about to come; returns at once, and nothing is sent."""
        ...

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return what came of the assignment."""
        ...


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine may be told when it is opened (newsroom.toml, table `engine`; the key)."""

    engine_model: str = ""
    base_url: str = ""
    script: str = ""
    timeout_seconds: float = 120.0
    reply_tokens: int = 0
    image_model: str = ""
    image_size: str = ""
    mode: str = ""
    cache_keys: str = ""
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    fallbacks: tuple[str, ...] = ()
    refusals_fall_back: tuple[str, ...] = ()
    api_key: SecretStr = field(default_factory=lambda: SecretStr(""))


@dataclass(frozen=True, slots=True)
class Means:
    """What the house lends an engine to work with.

    Without `calls` nothing is logged, without `spending` nothing is accounted for, without `spans`
    nobody watches.
    """

    calls: CallLog | None = None
    log_mode: LogMode = LogMode.LIVE
    spending: Spending | None = None
    probes: Probes | None = None
    spans: CallSpans | None = None
    clock: Clock = system_clock


@dataclass(frozen=True, slots=True)
class EngineKind:
    """A plug-in: an engine by name, and how to open it.

    `examines`, where there is something to examine, probes the models that the settings name; a
    probe that was saved of the same server is returned as it is, unless it is to be made again.
    """

    name: str
    opens: Callable[[EngineSettings, Means], Engine]
    examines: Callable[[EngineSettings, Means, bool], Sequence[Probe]] | None = None
