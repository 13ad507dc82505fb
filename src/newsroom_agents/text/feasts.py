"""Feasts in a text, known by their names in many languages.

A feast's name is a name like any other, but it translates: "Weihnachten" is Christmas, and so is
25 December. What is in no list is not known, and whoever uses this must not conclude from silence.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import fold

_NO_BORDERS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast with the day on which it always falls, if there is one, as (month, day)."""

    id: str
    day: tuple[int, int] | None


@lru_cache(maxsize=256)
def feasts(text: str, language: str) -> frozenset[Feast]:
    """Return the feasts that a text in this language names."""
    pattern, by_name = _names(primary(language))
    if pattern is None:
        return frozenset()
    return frozenset(
        by_name[match.group().replace("’", "'")] for match in pattern.finditer(fold(text))
    )


@cache
def _names(language: str) -> tuple[re.Pattern[str] | None, Mapping[str, Feast]]:
    """Return a pattern of all names in a language, and what each of them names."""
    found: dict[str, Feast] = {}
    for id_, entry in _data().items():
        day = str(entry.get("day", ""))
        month, _, number = day.partition("-")
        feast = Feast(id_, (int(month), int(number)) if day else None)
        found.update({fold(name): feast for name in entry.get(language, ())})
    if not found:
        return None, found
    longest = sorted(found, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_bordered, longest))), found


def _bordered(name: str) -> str:
    pattern = re.escape(name).replace("'", "['’]")
    return pattern if _NO_BORDERS.search(name) else rf"(?<!\w){pattern}(?!\w)"


@cache
def _data() -> Mapping[str, Mapping[str, str | list[str]]]:
    path = files("newsroom_agents.text") / "data" / "feasts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
