"""Plug-ins are found, not registered.

One file with one `PLUGIN` constant adds an engine, a source kind, a check or a publishing target.
No registry is filled by importing: `discover` looks, checks and hands back a mapping.
"""

import pkgutil
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Protocol, TypeVar, runtime_checkable

from newsroom_agents.errors import HouseError


@runtime_checkable
class Named(Protocol):
    """What every plug-in has: a name that is unique among its kind."""

    @property
    def name(self) -> str:
        """The name by which settings and papers speak of it."""
        ...


PartT = TypeVar("PartT", bound=Named)


def discover(package: str, kind: type[PartT]) -> Mapping[str, PartT]:
    """Return the parts of `kind` found in `package`, by name, in order of their names.

    Args:
        package: Dotted name of the plug-in package; also the entry-point group
            under which other distributions may offer parts.
        kind: Class every `PLUGIN` must be an instance of.

    Raises:
        HouseError: A module lacks `PLUGIN`, offers the wrong kind, or reuses a name.
    """
    found: dict[str, PartT] = {}
    for place, part in _offers(package):
        if not isinstance(part, kind):
            msg = f"{place}: PLUGIN is {type(part).__name__}, expected {kind.__name__}"
            raise HouseError(msg)
        if part.name in found:
            msg = f"{place}: another {kind.__name__} is already named {part.name!r}"
            raise HouseError(msg)
        found[part.name] = part
    return MappingProxyType(dict(sorted(found.items())))


def _offers(package: str) -> Iterator[tuple[str, object]]:
    """Yield place and `PLUGIN` of every module of the package, then of entry points."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        name = f"{package}.{module.name}"
        part = getattr(import_module(name), "PLUGIN", None)
        if part is None:
            msg = f"{name}: a plug-in module needs a constant PLUGIN"
            raise HouseError(msg)
        yield name, part
    for entry in _installed(tuple(sys.path)):
        if entry.group == package:
            yield entry.value, entry.load()


@cache
def _installed(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Return what the distributions on this path offer; each look reads a file of every one."""
    del path
    found = entry_points()
    return tuple(entry for group in found.groups for entry in found.select(group=group))
