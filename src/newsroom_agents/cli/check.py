"""`newsroom check`: any text against any sources, from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from newsroom_agents.cli.terminal import Code, is_terminal, leave, said_json, speaking


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The text to check (UTF-8).")],
    sources: Annotated[
        Path, typer.Option(help="Folder of .txt and .md files, or of wire files (.jsonl).")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a text against sources and say, sentence by sentence, what they do not carry.

    Exits with 0 when nothing speaks against the text, with 1 when something does.
    """
    from newsroom_agents.cli.check_view import as_json_object, print_report
    from newsroom_agents.cli.given import read_sources, read_text_file
    from newsroom_agents.evidence.any_text import ground, language_of, read_given
    from newsroom_agents.story.check import Verdict

    with speaking():
        text, given = read_text_file(file), read_sources(sources)
        found = ground(text, read_given(given, language_of(text, given)))
        if as_json:
            said_json(as_json_object(found))
        else:
            print_report(text, given, found, colours=is_terminal())
        leave(Code.DONE if found.verdict is Verdict.SUPPORTED else Code.NO)
