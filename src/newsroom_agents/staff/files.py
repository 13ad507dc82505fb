"""Reading the house's TOML files, with errors that name file and field."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from newsroom_agents.errors import HouseError

TableT = TypeVar("TableT", bound=BaseModel)


def read_text(path: Path) -> str:
    """Return a house file's text.

    Raises:
        HouseError: It is missing, unreadable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        msg = f"{path}: the file is missing"
        raise HouseError(msg) from error
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read: {error}"
        raise HouseError(msg) from error


def parse_table(text: str, path: Path, kind: type[TableT]) -> TableT:
    """Return the TOML `text` of `path` as `kind`.

    Raises:
        HouseError: The text is not TOML, or a field is unknown, missing or wrong.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: not valid TOML: {error}"
        raise HouseError(msg) from error
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"])
        what = "unknown field" if problem["type"] == "extra_forbidden" else problem["msg"]
        msg = f"{path}: field {field!r}: {what}"
        raise HouseError(msg) from error
