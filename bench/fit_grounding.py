"""Fit the weights of the evidence score, and show how far they hold.

    python bench/fit_grounding.py DATA... [--write] [--json FILE]

DATA are labelled sets, one JSON object a line (`.gz` too): `{id, dataset, sources, response, label,
doc_fp, mutation?}`. Two small logistic regressions are fitted, one for a sentence or two and one
for reports. Both tables are printed: cross-validated (five folds; a document, and everything made
from it, lies in one fold only) and with the weights that are shipped, which have seen all of it.
`--write` puts them into the package. Texts with a hard finding need no score and fit nothing.
Same data, same weights, on every machine with the same numpy.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from newsroom_agents.evidence.any_text import Given, Measured, measure, read_given
from newsroom_agents.evidence.features import NAMES
from newsroom_agents.evidence.score import REPORT, SENTENCE

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "src/newsroom_agents/evidence/data/grounding_weights.toml"
FOLDS = 5
Items = list["Item"]


@dataclass(frozen=True, slots=True)
class Task:
    """One of the two regressions: its features, its ridge, and how much each set weighs.

    `faithful` says how much more a false alarm costs than a miss, by set.
    """

    name: str
    features: tuple[str, ...]
    ridge: float
    sets: Mapping[str, float]
    faithful: Mapping[str, float]
    others: float


TASKS = (
    Task(
        SENTENCE,
        tuple(name for name in NAMES if name.startswith("worst_")),
        150.0,
        {"mutation": 3.0, "summedits_news": 4.0},
        {"mutation": 4.5, "summedits_news": 11.0},
        0.1,
    ),
    Task(
        REPORT,
        NAMES,
        30.0,
        {"frank_cnndm": 2.0},
        {"mutation": 4.0, "summedits_news": 6.0, "frank_cnndm": 1.1},
        0.3,
    ),
)
"""How much each set weighs was chosen on the cross-validated table."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled text with what the checks said of it."""

    dataset: str
    mutation: str
    is_wrong: bool
    document: str
    features: tuple[float, ...]
    task: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of standardised features, turned back to plain ones."""

    bias: float
    weights: Mapping[str, float]

    def score(self, item: Item) -> float:
        """Return log-odds that the text is supported."""
        values = dict(zip(NAMES, item.features, strict=True))
        return self.bias + sum(weight * values[name] for name, weight in self.weights.items())


def main() -> None:
    """Read, measure, fit, print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    parser.add_argument("--json", type=Path, help="write both tables there too")
    options = parser.parse_args()
    items = list(measured(row for path in options.data for row in read(path)))
    validated = table(items, cross_validated(items))
    fitted = {task.name: fit(items, task) for task in TASKS}
    shipped = table(items, [fitted[item.task].score(item) for item in items])
    for title, rows in (("cross-validated", validated), ("shipped", shipped)):
        show(title, rows)
    if options.write:
        WEIGHTS.write_text(as_toml(fitted), encoding="utf-8")
    if options.json:
        both = {"cross-validated": validated, "shipped": shipped}
        options.json.write_text(json.dumps(both, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a set, those of one document together."""
    packed = path.suffix == ".gz"
    with (gzip.open if packed else open)(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    yield from sorted(rows, key=lambda row: (row["doc_fp"], row["sources"]))


def measured(rows: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    """Yield the rows that are labelled clearly, with features."""
    for count, row in enumerate(rows, start=1):
        if row["label"] not in {"faithful", "unfaithful"}:
            continue
        sources = tuple(Given(f"s{at}", text, "en") for at, text in enumerate(row["sources"], 1))
        found = measure(row["response"], read_given(sources, "en"))
        yield item_of(row, found)
        if count % 500 == 0:
            print(f"{count} texts measured", file=sys.stderr)


def item_of(row: Mapping[str, Any], found: Measured) -> Item:
    """Return a row and its measures."""
    return Item(
        dataset=row["dataset"],
        mutation=row.get("mutation") or "",
        is_wrong=row["label"] == "unfaithful",
        document=row["doc_fp"],
        features=found.features,
        task=found.kind,
        blocks=any(mark.finding.blocks for mark in found.marks),
    )


def cross_validated(items: Items) -> list[float]:
    """Return for every item the score by weights that have not seen its document."""
    scores = [0.0] * len(items)
    for fold in range(FOLDS):
        known = [item for item in items if fold_of(item) != fold]
        fitted = {task.name: fit(known, task) for task in TASKS}
        for at, item in enumerate(items):
            if fold_of(item) == fold:
                scores[at] = fitted[item.task].score(item)
    return scores


def fold_of(item: Item) -> int:
    """Return the fold of an item's document."""
    return int(hashlib.sha256(item.document.encode()).hexdigest(), 16) % FOLDS


def fit(items: Items, task: Task) -> Fitted:
    """Fit one ridge-penalised logistic regression by Newton's method."""
    used = [item for item in items if item.task == task.name and not item.blocks]
    columns = [NAMES.index(name) for name in task.features]
    values = np.array([[item.features[at] for at in columns] for item in used])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    rows = np.c_[(values - mean) / spread, np.ones(len(used))]
    right = np.array([not item.is_wrong for item in used], dtype=float)
    weight = importance(used, task)
    ridge = np.eye(rows.shape[1]) * task.ridge
    ridge[-1, -1] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (chance - right)) + ridge @ found
        curve = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + ridge
        found -= np.linalg.solve(curve, slope)
    plain = found[:-1] / spread
    bias = float(found[-1] - plain @ mean)
    named = zip(task.features, plain, strict=True)
    return Fitted(round(bias, 6), {name: round(float(value), 6) for name, value in named})


def importance(items: Items, task: Task) -> "np.ndarray[Any, Any]":
    """Return how much each item weighs: every label of a set together as much as its set."""
    count: dict[tuple[str, bool], int] = {}
    for item in items:
        key = (item.dataset, item.is_wrong)
        count[key] = count.get(key, 0) + 1
    return np.array(
        [
            100
            * task.sets.get(item.dataset, task.others)
            * (1.0 if item.is_wrong else task.faithful.get(item.dataset, 1.0))
            / count[item.dataset, item.is_wrong]
            for item in items
        ]
    )


def table(items: Items, scores: list[float]) -> dict[str, dict[str, float]]:
    """Return per set, and per kind of mutation, what is found and what is falsely found."""
    rows: dict[str, dict[str, float]] = {}
    for name in sorted({item.dataset for item in items}):
        judged = [
            (item, item.blocks or score < 0)
            for item, score in zip(items, scores, strict=True)
            if item.dataset == name
        ]
        found = share(flag for item, flag in judged if item.is_wrong)
        alarms = share(flag for item, flag in judged if not item.is_wrong)
        hard = share(item.blocks for item, _ in judged if not item.is_wrong)
        balanced = (found + 1 - alarms) / 2
        rows[name] = {"n": len(judged), "found": found, "false": alarms, "bacc": balanced}
        rows[name]["blocked"] = hard
        for kind in sorted({item.mutation for item, _ in judged if item.mutation}):
            of_kind = [flag for item, flag in judged if item.mutation == kind]
            rows[f"  {kind}"] = {"n": len(of_kind), "found": share(of_kind)}
    return rows


def share(flags: Iterable[bool]) -> float:
    """Return the share of true flags; 0 when there are none."""
    held = list(flags)
    return round(sum(held) / len(held), 4) if held else 0.0


def show(title: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    """Print a table in per cent."""
    print(f"\n{title:28} {'n':>5} found  false   bAcc  blocked (faithful)")
    for name, row in rows.items():
        cells = (row.get(key) for key in ("found", "false", "bacc", "blocked"))
        said = " ".join("      " if cell is None else f"{100 * cell:6.1f}" for cell in cells)
        print(f"{name:28} {row['n']:5.0f} {said}")


def as_toml(fitted: Mapping[str, Fitted]) -> str:
    """Return the weights as the file that the package ships."""
    lines = ["# Written by bench/fit_grounding.py; do not edit by hand."]
    for name, one in fitted.items():
        lines += ["", f"[{name}]", f"bias = {one.bias}", f"[{name}.weights]"]
        lines += [f"{feature} = {weight}" for feature, weight in one.weights.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
