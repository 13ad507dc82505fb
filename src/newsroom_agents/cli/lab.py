"""`newsroom lab`: one part of the house over a file of cases, without network, model or database.

So that a part can be measured by itself, by whoever has cases and their right answers.
"""

from pathlib import Path
from typing import Annotated

import typer

from newsroom_agents.cli.terminal import leave, speaking

app = typer.Typer(no_args_is_help=True, help="Measure one part of the house over a file of cases.")

Cases = Annotated[Path, typer.Argument(metavar="IN", help="The cases, as JSON lines.")]
Out = Annotated[Path, typer.Option(help="Where the answers go, as JSON lines.")]
Jobs = Annotated[int, typer.Option(min=1, max=64, help="Processes that work at once.")]


@app.command()
def group(cases: Cases, out: Out) -> None:
    """Find near-copies and events: `{id, lang?, date?, title, text, provider?}` in each line.

    Gives `{id, origin, event}`; equal labels mean the same near-copy, the same event.
    """
    from newsroom_agents.cli.lab_cases import cases_of, write_answers
    from newsroom_agents.cli.lab_grouping import grouped

    with speaking():
        leave(write_answers(grouped(cases_of(cases)), out))


@app.command()
def pairs(cases: Cases, out: Out, jobs: Jobs = 1) -> None:
    """Tell whether two texts report one event: `{id, a: {lang?, title?, text}, b: {…}}`.

    Gives `{id, same, score}`; the score says how surely, from 0 to 1.
    """
    from newsroom_agents.cli.lab_cases import cases_of, write_answers
    from newsroom_agents.cli.lab_grouping import judged

    with speaking():
        leave(write_answers(judged(cases_of(cases), jobs), out))


@app.command()
def extract(cases: Cases, out: Out, jobs: Jobs = 1) -> None:
    """Read pages: `{id, html_path or html, url?}` in each line, or a folder of .html(.gz) files.

    Gives `{id, title, text, published, language, authors, paywalled, url}`.
    """
    from newsroom_agents.cli.lab_cases import cases_of, measure_each
    from newsroom_agents.cli.lab_intake import page_read, pages_in

    with speaking():
        given = pages_in(cases) if cases.is_dir() else cases_of(cases)
        leave(measure_each(given, out, page_read, jobs))


@app.command()
def feeds(cases: Cases, out: Out, jobs: Jobs = 1) -> None:
    """Read feeds: `{id, path or base64, url?}` in each line.

    Gives `{id, ok, error?, items: [{uid, url, title, published, summary, language}]}`.
    """
    from newsroom_agents.cli.lab_cases import cases_of, measure_each
    from newsroom_agents.cli.lab_intake import feed_read

    with speaking():
        leave(measure_each(cases_of(cases), out, feed_read, jobs))


@app.command()
def ground(cases: Cases, out: Out, jobs: Jobs = 1) -> None:
    """Check texts against sources: `{id, sources: [{id, text, lang?}], text}` in each line.

    Gives `{id, verdict, blocks, score, threshold, findings}`; offsets count code points.
    """
    from newsroom_agents.cli.lab_cases import cases_of, measure_each
    from newsroom_agents.cli.lab_grounding import grounded

    with speaking():
        leave(measure_each(cases_of(cases), out, grounded, jobs))
