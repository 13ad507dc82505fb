"""`newsroom`, also as `python -m newsroom_agents`."""

import sys

_ANYWHERE = ("--house", "--var")


def main() -> None:
    """Run the command line; `--house` and `--var` may stand anywhere among the arguments."""
    from newsroom_agents.cli.main import app

    app(args=_placed_first(sys.argv[1:]), prog_name="newsroom")


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
