"""What the checks say of a text, for a person and for a machine."""

from collections.abc import Iterable, Mapping, Sequence

from newsroom_agents.cli.lab_grounding import finding
from newsroom_agents.cli.terminal import WIDTH, said
from newsroom_agents.evidence.any_text import Given, Grounding, Mark
from newsroom_agents.story.check import Verdict

_SPOTS = 2
_LONGEST_SPOT = 150
_STYLES = {
    Verdict.CONTRADICTED: "bold red",
    Verdict.UNSUPPORTED: "red",
    Verdict.NOT_CHECKED: "magenta",
    Verdict.SUPPORTED: "green",
}
_SOFT = "yellow"


def as_json_object(found: Grounding) -> Mapping[str, object]:
    """Return verdict, score and findings in the shape of `lab ground`."""
    return {
        "verdict": found.verdict.value,
        "blocks": found.blocks,
        "score": found.score,
        "threshold": found.threshold,
        "findings": [finding(mark) for mark in found.marks],
    }


def print_report(text: str, sources: Sequence[Given], found: Grounding, *, colours: bool) -> None:
    """Print the text with what is at fault marked, then each finding with its passages."""
    from rich.console import Console
    from rich.text import Text

    console = Console(
        width=WIDTH, no_color=not colours, highlight=False, force_terminal=colours or None
    )
    marked = Text(text.strip("\n"))
    shift = len(text) - len(text.lstrip("\n"))
    for mark in found.marks:
        marked.stylize(_style(mark), mark.start - shift, mark.end - shift)
    console.print(marked)
    console.print()
    texts = {source.id: source.text for source in sources}
    for mark in found.marks:
        kind = "blocks" if mark.finding.blocks else "look at this"
        words = " ".join(text[mark.start : mark.end].split())
        line = Text.assemble(
            (f"{mark.finding.verdict.value}, {kind}", _style(mark)),
            f" · sentence {mark.sentence + 1} · {mark.finding.check}: {mark.finding.reason}",
        )
        console.print(line)
        if words not in mark.finding.reason:
            console.print(Text(f"    in: {_short(words)}", style="dim"))
        for spot in _spots(mark, texts):
            console.print(Text(f"    {spot}", style="dim"))
    if found.verdict is not Verdict.SUPPORTED and not found.marks:
        said("No single word is wrong, but hardly a sentence of the sources says this.")
    blocking = sum(mark.finding.blocks for mark in found.marks)
    said(
        f"{found.verdict.value}: {blocking} findings block, {len(found.marks) - blocking} to look"
        f" at; score {found.score:.2f}, doubted below {found.threshold:.2f}"
    )


def _style(mark: Mark) -> str:
    return _STYLES[mark.finding.verdict] if mark.finding.blocks else _SOFT


def _spots(mark: Mark, texts: Mapping[str, str]) -> Iterable[str]:
    """Yield the first passages that bear on a finding."""
    for spot in mark.finding.evidence[:_SPOTS]:
        words = " ".join(texts[spot.snapshot][spot.start : spot.end].split())
        yield f"{spot.snapshot}, {spot.start}–{spot.end}: {_short(words)}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_SPOT else f"{words[: _LONGEST_SPOT - 1].rstrip()}…"
