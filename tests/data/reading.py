"""The house's data files, read as a test needs them."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

HOUSE = Path(__file__).parents[2]
DATA = HOUSE / "data"
DEMO = DATA / "demo"
_RUN = 5


class WireItem(BaseModel):
    """A line of the demo wire; the contract's fields and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    versioncreated: datetime
    language: str
    headline: str
    body_text: str
    provider: str
    url: str
    version: str
    pubstatus: str
    ednote: str
    embargoed: datetime | None = None

    @property
    def event(self) -> str:
        """The event's short name, as it stands in the uri."""
        return self.uri.rsplit(":", 1)[1].rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class RiskClass:
    """A class of data/risk.toml."""

    reason: str
    terms: tuple[str, ...]

    def found(self, text: str) -> set[str]:
        """Return the terms that stand in `text` as whole words."""
        lowered = text.lower()
        return {
            term
            for term in self.terms
            if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", lowered) is not None
        }


def wire_items() -> list[WireItem]:
    """Return the demo wire in the order of its files and lines."""
    return [
        WireItem.model_validate_json(line)
        for path in sorted(DEMO.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def raw_lines() -> list[dict[str, str]]:
    """Return the demo wire as it stands in the files."""
    return [
        json.loads(line)
        for path in sorted(DEMO.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def toml(path: Path) -> dict[str, object]:
    """Return a data file's tables."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def risk_classes() -> dict[str, RiskClass]:
    """Return the risk classes by id."""

    class _Table(BaseModel):
        model_config = ConfigDict(extra="forbid")
        reason: str
        terms: tuple[str, ...]

    class _File(BaseModel):
        model_config = ConfigDict(extra="forbid")
        classes: dict[str, _Table]

    file = _File.model_validate({"classes": toml(DATA / "risk.toml")["class"]})
    return {name: RiskClass(t.reason, t.terms) for name, t in file.classes.items()}


def runs(text: str) -> set[tuple[str, ...]]:
    """Return the runs of five words in `text`."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def likeness(one: str, other: str) -> float:
    """Return the share of five-word runs that two texts have in common, 0 to 1."""
    left, right = runs(one), runs(other)
    return len(left & right) / len(left | right) if left | right else 0.0
