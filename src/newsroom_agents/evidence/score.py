"""The score of a text: plain weights over its features, read from a data file.

Fitting happens in `bench/fit_grounding.py`; here is only the sum. A text can so be judged on any
machine alike, and who wants to know why it was doubted can read the weights. A report of several
sentences has weights of its own: what is odd in one sentence is usual on the mean of five.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from newsroom_agents.evidence.features import NAMES

THRESHOLD = 0.5
"""The biases are fitted so that a text is doubted below this score."""
SENTENCE, REPORT = "sentence", "report"
_LONG = 3
_WORDY = 40
"""From so many sentences or words on, a text is weighed as a report, not as a sentence."""

_FILE = "grounding_weights.toml"
_FARTHEST = 30.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A bias, and weights by feature; what has no weight does not count."""

    bias: float
    by_feature: Mapping[str, float]

    def score(self, features: Sequence[float]) -> float:
        """Return how surely a text with these features is supported, from 0 to 1."""
        named = zip(NAMES, features, strict=True)
        total = self.bias + sum(self.by_feature.get(name, 0.0) * value for name, value in named)
        return round(1 / (1 + exp(-max(-_FARTHEST, min(_FARTHEST, total)))), 6)


def kind_of(sentences: int, words: int) -> str:
    """Return which weights judge a text of this size."""
    return REPORT if sentences >= _LONG or words >= _WORDY else SENTENCE


def score_of(features: Sequence[float], kind: str) -> float:
    """Return how surely a text is supported, by the shipped weights for its kind."""
    return shipped()[kind].score(features)


@cache
def shipped() -> Mapping[str, Weights]:
    """Return the shipped weights: for a sentence or two, and for a report."""
    path = files("newsroom_agents.evidence") / "data" / _FILE
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Weights(float(data[name]["bias"]), data[name]["weights"])
        for name in (SENTENCE, REPORT)
    }
