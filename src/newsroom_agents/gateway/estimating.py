"""How many bytes make a token, learned from what servers counted; shown, and never a cap.

A tokenizer's tables would have to be downloaded for each model. What a server says that a call took
is in the call log, with the call, so the house learns it for its own models, languages and prompts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsroom_agents.gateway.classify import Answer, read_answer
from newsroom_agents.ports import LoggedCall
from newsroom_agents.story.paper import canonical_json
from newsroom_agents.text.language import detect

_KEPT = 0.95
"""What is left of the weight of older calls when another is learned from."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one model made of texts in one language.

    `bytes_in` and `bytes_out` are for one token of requests and of replies; 0 where none was told.
    """

    engine_model: str
    language: str
    calls: int
    bytes_in: float
    bytes_out: float


@dataclass(slots=True)
class _Mean:
    """Bytes over tokens, the newest counting most."""

    size: float = 0.0
    tokens: float = 0.0

    def learn(self, size: int, tokens: int) -> None:
        if size and tokens:
            self.size = self.size * _KEPT + size
            self.tokens = self.tokens * _KEPT + tokens

    @property
    def value(self) -> float:
        return self.size / self.tokens if self.tokens else 0.0


def learned(calls: Iterable[LoggedCall]) -> tuple[Rate, ...]:
    """Return what whole calls teach, by model and language of what was asked.

    Args:
        calls: With their bodies, the oldest first; what cannot be read teaches nothing.
    """
    means: dict[tuple[str, str], tuple[_Mean, _Mean]] = {}
    counts: dict[tuple[str, str], int] = {}
    for call in calls:
        texts = _texts(call.request.body)
        if not texts or not call.reply.tokens_in:
            continue
        model = call.reply.answered_by or call.request.engine_model
        name = (model, detect(texts[-1]))
        asked, said = means.setdefault(name, (_Mean(), _Mean()))
        asked.learn(len(canonical_json(dict(call.request.body))), call.reply.tokens_in)
        said.learn(_said(call), call.reply.tokens_out)
        counts[name] = counts.get(name, 0) + 1
    return tuple(
        Rate(*name, calls=counts[name], bytes_in=asked.value, bytes_out=said.value)
        for name, (asked, said) in sorted(means.items())
    )


def _texts(body: Mapping[str, object]) -> list[str]:
    """Return the texts of a request's messages; none when they were purged, or it is no chat."""
    messages = body.get("messages", body.get("input"))
    rows = messages if isinstance(messages, list) else []
    texts = [row.get("content") for row in rows if isinstance(row, Mapping)]
    return [text for text in texts if isinstance(text, str)]


def _said(call: LoggedCall) -> int:
    read = read_answer(call.reply.body, "")
    return len(read.text.encode()) if isinstance(read, Answer) else 0
