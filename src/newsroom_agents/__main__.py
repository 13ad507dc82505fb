"""`newsroom`, also as `python -m newsroom_agents`."""

import os
import sys

_ANYWHERE = ("--house", "--var")


def main() -> None:
    """Run the command line; `--house` and `--var` may stand anywhere among the arguments."""
    from newsroom_agents.cli.main import app

    try:
        app(args=_placed_first(sys.argv[1:]), prog_name="newsroom")
    except SystemExit as end:
        _end(end.code if isinstance(end.code, int) else int(end.code is not None))


def _end(code: int) -> None:
    """End the process now: taking down all that was loaded would take most of a second.

    The command has closed what it opened, and whatever is still under way is saved step by step.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)


def _placed_first(arguments: list[str]) -> list[str]:
    """Return the arguments with the options that belong to the whole program in front."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif name in _ANYWHERE:
            first.append(argument)
            if not equals:
                first += [value for value in (next(waiting, None),) if value is not None]
        else:
            rest.append(argument)
    return first + rest


if __name__ == "__main__":
    main()
