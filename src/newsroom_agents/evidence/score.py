"""The score of a text: plain weights over its features, read from a data file.

Fitting happens in `bench/fit_grounding.py`; here is only the sum. A text can so be judged on any
machine alike, and who wants to know why it was doubted can read the weights.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

_FILE = "grounding_weights.toml"
_FARTHEST = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature; what has no weight does not count."""

    names: tuple[str, ...]
    weights: Mapping[str, float]
    bias: float
    threshold: float

    def score(self, features: Sequence[float]) -> float:
        """Return how surely a text with these features is supported, from 0 to 1."""
        named = zip(self.names, features, strict=True)
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in named)
        return round(1 / (1 + exp(-max(-_FARTHEST, min(_FARTHEST, total)))), 6)


@cache
def model(names: tuple[str, ...]) -> Model:
    """Return the shipped weights, for features in the given order."""
    path = files("newsroom_agents.evidence") / "data" / _FILE
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Model(names, data["weights"], float(data["bias"]), float(data["threshold"]))
