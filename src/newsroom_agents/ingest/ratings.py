"""The ratings of a wire's outlets, from the `providers.toml` beside its files.

A rating without a basis is no rating: the outlet stays unrated, and so does every outlet the file
does not name.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from newsroom_agents.errors import WireError
from newsroom_agents.story.source import Outlet, Ownership, Tier
from newsroom_agents.text.tokens import fold

FILE = "providers.toml"
_MOST_BYTES = 1_000_000

_Rating = TypeVar("_Rating", Tier, Ownership)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Outlets by the folded key and name of their table, and what was wrong with the file.

    `unrated` are the outlets that were asked for and are not in the file: one outlet keeps the
    spelling in which it came first, or it would count as several.
    """

    outlets: Mapping[str, Outlet]
    errors: tuple[WireError, ...] = ()
    unrated: dict[str, Outlet] = field(default_factory=dict, compare=False)

    def outlet(self, provider: str) -> Outlet:
        """Return the outlet a provider name stands for; unrated when the file does not know it."""
        key = _fold(provider)
        known = self.outlets.get(key)
        return known or self.unrated.setdefault(key, Outlet(id=provider, name=provider))


def read_ratings(folder: Path) -> Ratings:
    """Read the ratings of a wire folder; none when it has no such file."""
    place = folder / FILE
    try:
        if not place.exists():
            return Ratings({})
        if place.stat().st_size > _MOST_BYTES:
            return _nothing(f"expected at most {_MOST_BYTES} bytes")
        listed = tomllib.loads(place.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return _nothing(f"expected TOML in UTF-8: {error}")
    outlets: dict[str, Outlet] = {}
    errors: list[WireError] = []
    tables: dict[str, str] = {}
    for provider, table in listed.items():
        first = tables.setdefault(_fold(provider), provider)
        if first != provider:
            errors.append(_error(provider, f"expected one table for {first!r}; this one is unread"))
            continue
        outlet = _outlet(provider, table, errors)
        outlets[_fold(provider)] = outlet
        outlets.setdefault(_fold(outlet.name), outlet)
    return Ratings(outlets, tuple(errors))


def _nothing(reason: str) -> Ratings:
    return Ratings({}, (WireError(place=FILE, reason=reason),))


def _outlet(provider: str, table: object, errors: list[WireError]) -> Outlet:
    """Return the outlet one table describes, as far as it can be understood."""
    if not isinstance(table, dict):
        errors.append(_error(provider, "expected a table with name, ownership, tier and basis"))
        return Outlet(id=provider, name=provider)
    basis = _text(provider, table, "basis", errors)
    tier = _one_of(Tier, provider, table.get("tier", Tier.UNRATED), errors)
    if tier is not Tier.UNRATED and not basis.strip():
        errors.append(_error(provider, "expected a basis for its tier; it counts as unrated"))
        tier = Tier.UNRATED
    return Outlet(
        id=provider,
        name=_text(provider, table, "name", errors) or provider,
        country=_text(provider, table, "country", errors),
        ownership=_one_of(Ownership, provider, table.get("ownership", Ownership.UNRATED), errors),
        tier=tier,
        basis=basis,
    )


def _text(provider: str, table: Mapping[str, object], field: str, errors: list[WireError]) -> str:
    value = table.get(field, "")
    if isinstance(value, str):
        return value
    errors.append(_error(provider, f"{field}: expected a text, got {value!r}"))
    return ""


def _one_of(kind: type[_Rating], provider: str, value: object, errors: list[WireError]) -> _Rating:
    try:
        return kind(str(value))
    except ValueError:
        names = ", ".join(member.value for member in kind)
        errors.append(_error(provider, f"expected one of {names}, got {value!r}"))
        return kind("unrated")


def _error(provider: str, reason: str) -> WireError:
    return WireError(place=f"{FILE}: {provider}", reason=reason)


def _fold(provider: str) -> str:
    return " ".join(fold(provider).split())
