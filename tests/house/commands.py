"""Whether a command line that stands in a page or a file is one the program takes."""

import typer
from typer.core import TyperGroup
from typer.main import get_command


def is_possible(words: list[str]) -> bool:
    """Whether a line names a command there is, with options it has."""
    command = get_command(_app())
    known = _option_names(command)
    while words and isinstance(command, TyperGroup):
        if words[0].startswith("-"):
            return words[0] in known
        if words[0] not in command.commands:
            return False
        command = command.commands[words.pop(0)]
        known |= _option_names(command)
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    return options <= known


def _option_names(command: object) -> set[str]:
    return {name for param in vars(command)["params"] for name in param.opts} | {"--help"}


def _app() -> typer.Typer:
    from newsroom_agents.cli.main import app

    return app
