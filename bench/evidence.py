"""How fast the evidence checks are, and which planted errors they find in which language.

    python bench/evidence.py [--json FILE] [--write] [--seed 0]

Speed is processor time, so that a busy machine changes little, on twenty invented sources of 1,500
words. The table of errors comes from the wire of
the exercise (`data/demo`): every sentence is checked against the report it stands in, as it is and
with every kind of error it has room for; a second table is of the drafts that the house makes of
that wire (evidence_drafts.py). `--write` puts both into docs/evidence.md.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence_drafts import FALSE, Found, measured_drafts

from newsroom_agents.evidence.any_text import Given, ground, read_given
from newsroom_agents.evidence.mutate import KINDS, LANGUAGES, mutants
from newsroom_agents.story.check import Verdict
from newsroom_agents.text.sentences import split

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/evidence.md"
ERRORS, DRAFTS = "errors", "drafts"
"""Names of the two tables, in the comments between which they stand."""
SOURCES, WORDS = 20, 1_500
MOST = 120
"""Sentences of one language: more of them change no figure by much."""
_FEWEST_WORDS = 6

Table = Mapping[str, Mapping[str, tuple[int, int]]]
"""Found and all, by kind and language; the kind `false alarms` is of unchanged sentences."""


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--write", action="store_true", help="put the table into docs/evidence.md")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    speed = measured_speed(options.seed)
    errors = measured_errors(options.seed)
    drafts = measured_drafts(options.seed)
    shown = {ERRORS: as_markdown(errors), DRAFTS: drafts_as_markdown(drafts)}
    for name, value in speed.items():
        print(f"{name:28} {value:10.2f}")
    print("\n\n".join(shown.values()))
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        for name, table in shown.items():
            page = with_table(page, name, table)
        PAGE.write_text(page, encoding="utf-8")
    if options.json:
        figures = {"speed": speed, "errors": errors, "drafts": drafts}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measured_speed(seed: int) -> Mapping[str, float]:
    """Return the seconds of reading the sources, and sentences a second."""
    rng = random.Random(seed)
    read_given([Given("warm", _invented(rng, 60), "en")], "en")
    sources = [Given(f"s{at}", _invented(rng, WORDS), "en") for at in range(SOURCES)]
    started = time.process_time()
    material = read_given(sources, "en")
    index = time.process_time() - started
    sentences = [
        source.text[span.start : span.end]
        for source in sources
        for span in split(source.text, "en")[:25]
    ]
    ground(sentences[0], material)
    started = time.process_time()
    for sentence in sentences:
        ground(sentence, material)
    one_by_one = len(sentences) / (time.process_time() - started)
    return {"index_seconds": index, "sentences_a_second": one_by_one}


def _invented(rng: random.Random, size: int) -> str:
    """Return a text of invented sentences with names, dates and figures in them."""
    roots = [
        f"{a}{b}{c}" for a in "blmnprst" for b in "aeiou" for c in ("ren", "lok", "mir", "den")
    ]
    said: list[str] = []
    while len(said) < size:
        matter = [rng.choice(roots) for _ in range(9)]
        name = f"{rng.choice(roots).title()} {rng.choice(roots).title()}"
        said += f"{name} said the {' '.join(matter[:4])} of {rng.randint(2, 900)}".split()
        day = f"{rng.randint(1, 28)} May 20{rng.randint(10, 29)}"
        said += f"{' '.join(matter[4:])} came on {day}.".split()
    return " ".join(said)


def measured_errors(seed: int) -> Table:
    """Return what is found of every kind of error in every language."""
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for language in LANGUAGES:
        found: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for text, sentence in _sentences(language):
            material = read_given([Given("s", text, language)], language)
            count[FALSE] += 1
            if ground(sentence, material).verdict is not Verdict.SUPPORTED:
                found[FALSE] += 1
                continue
            for mutant in mutants(sentence, text, language, seed):
                count[mutant.kind] += 1
                found[mutant.kind] += ground(mutant.text, material).verdict is not Verdict.SUPPORTED
        for kind in count:
            table.setdefault(kind, {})[language] = (found[kind], count[kind])
    return table


def _sentences(language: str) -> Iterator[tuple[str, str]]:
    """Yield report and sentence, from the wire of the exercise."""
    left = MOST
    for file in sorted((ROOT / "data/demo").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item.get("language", "").partition("-")[0] != language:
                continue
            text = item["body_text"]
            for span in split(text, language):
                sentence = text[span.start : span.end]
                if left and len(sentence.split()) >= _FEWEST_WORDS:
                    left -= 1
                    yield text, sentence


def as_markdown(errors: Table) -> str:
    """Return the table: found of planted, in per cent with the count."""
    rows = ["| kind | " + " | ".join(LANGUAGES) + " |", "|---|" + "---|" * len(LANGUAGES)]
    for kind in (*KINDS, "all", FALSE):
        cells = [_cell(_of(errors, kind, language)) for language in LANGUAGES]
        rows.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _of(errors: Table, kind: str, language: str) -> tuple[int, int]:
    if kind != "all":
        return errors.get(kind, {}).get(language, (0, 0))
    held = [errors.get(one, {}).get(language, (0, 0)) for one in KINDS]
    return sum(found for found, _ in held), sum(count for _, count in held)


def _cell(figures: tuple[int, int]) -> str:
    found, count = figures
    return f"{100 * found / count:.0f} ({count})" if count else "–"


def drafts_as_markdown(drafts: Found) -> str:
    """Return the table of the drafts: blocked, and found in any way, in per cent with the count."""
    rows = ["| kind | blocked | found |", "|---|---|---|"]
    sums = [drafts[kind] for kind in KINDS if kind in drafts]
    everything = tuple(map(sum, zip(*sums, strict=True))) if sums else (0, 0, 0)
    rows += [
        f"| {kind.replace('_', ' ')} | {_cell((one[0], one[2]))} | {_cell((one[1], one[2]))} |"
        for kind, one in ((*drafts.items(), ("all", everything)))
        if kind != FALSE
    ]
    one = drafts.get(FALSE, (0, 0, 0))
    rows.append(f"| {FALSE} | {_cell((one[0], one[2]))} | {_cell((one[1], one[2]))} |")
    return "\n".join(rows)


def with_table(page: str, name: str, table: str) -> str:
    """Return the page with a table between its marks."""
    begin, end = (f"<!-- {name}: {edge} -->" for edge in ("begin", "end"))
    before, _, rest = page.partition(begin)
    after = rest.partition(end)[2]
    return f"{before}{begin}\n{table}\n{end}{after}"


if __name__ == "__main__":
    main()
