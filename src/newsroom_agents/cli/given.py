"""Texts and sources that somebody hands in as files."""

import json
from collections.abc import Iterator
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.evidence.any_text import Given

_PLAIN = frozenset((".txt", ".md"))
_WIRE = ".jsonl"


def read_text_file(file: Path) -> str:
    """Return the text of a file.

    Raises:
        HouseError: It cannot be read as UTF-8, or there is no such file.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"{file}: expected a file that can be read: {error.strerror}"
        raise HouseError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file}: expected UTF-8: {error.reason} at byte {error.start}"
        raise HouseError(msg) from error


def read_sources(folder: Path) -> tuple[Given, ...]:
    """Return the sources of a folder in order of their names; the id is the file's name.

    An item of a wire file has its uri as id.

    Raises:
        HouseError: There is no such folder, nothing in it is a source, or a file is broken.
    """
    if not folder.is_dir():
        msg = f"--sources {folder}: expected a folder"
        raise HouseError(msg)
    given = tuple(
        source
        for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() in {*_PLAIN, _WIRE}
        for source in _of_file(file)
    )
    if not given:
        msg = f"--sources {folder}: expected .txt, .md or .jsonl files, found none"
        raise HouseError(msg)
    return given


def _of_file(file: Path) -> Iterator[Given]:
    text = read_text_file(file)
    if file.suffix.lower() in _PLAIN:
        yield Given(file.name, text)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _item(line, f"{file}:{number}")


def _item(line: str, place: str) -> Given:
    try:
        item = json.loads(line)
        headline, body = item.get("headline") or "", item["body_text"]
        return Given(str(item["uri"]), f"{headline}\n\n{body}", item.get("language") or "")
    except (ValueError, KeyError, AttributeError) as error:
        msg = f"{place}: expected a wire item with uri and body_text: {error}"
        raise HouseError(msg) from error
