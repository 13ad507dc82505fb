"""`newsroom init`: a new house."""

from pathlib import Path
from typing import Annotated

import typer

from newsroom_agents.cli.terminal import said, speaking

_PARTS = ("personas", "prompts", "data", "newsroom.toml")


def init(
    folder: Annotated[Path, typer.Argument(help="Where the new house is to stand.")] = Path(),
) -> None:
    """Copy the house out of the package into a folder, to make it your own.

    Nothing that stands there already is written over; exits with 2 when something would be.
    """
    import shutil

    from newsroom_agents.errors import HouseError
    from newsroom_agents.settings import packaged_house

    with speaking():
        source = packaged_house()
        there = [part for part in _PARTS if (folder / part).exists()]
        if there:
            msg = (
                f"{folder}: already holds {', '.join(there)}; a new house needs a place of its own"
            )
            raise HouseError(msg)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for part in _PARTS:
                if (source / part).is_dir():
                    shutil.copytree(source / part, folder / part)
                else:
                    shutil.copy2(source / part, folder / part)
        except OSError as error:
            msg = f"{folder}: the house cannot be copied there: {error}"
            raise HouseError(msg) from error
        said(f"a house stands in {folder.resolve()}")
        said(f"next: newsroom --house {folder} run --wire {folder}/data/demo")
