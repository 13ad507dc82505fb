"""What a flow sees of the durable engine.

A flow is a plain function that runs steps by name. Only short texts cross: ids in, ids out. So the
same flow runs under the durable engine, and in a test without any.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

Step = Callable[[str], str]
"""Takes an argument (a slug, an id, small JSON), files something, returns its id or a word."""


class Child(Protocol):
    """A flow that was started beside this one."""

    def result(self) -> str:
        """Wait for it and return what it returned."""
        ...


class Keys(Protocol):
    """Gives runs their keys."""

    def open_key(self, prefix: str) -> str:
        """Return the key of the run under way whose key begins so, or else the next free key."""
        ...


class Run(Protocol):
    """One run of a flow."""

    def step(self, name: str, do: Step, argument: str) -> str:
        """Do a step once and remember what it returned; after a crash it is not done again."""
        ...

    def beside(self, flow: str, key: str, argument: str) -> Child:
        """Start another flow beside this one, on its own queue, under a fixed key."""
        ...


@dataclass(frozen=True, slots=True)
class Flow:
    """A named flow and the most runs of it that one process works on at once."""

    name: str
    run: Callable[[Run, str], str]
    at_once: int


class InlineRun:
    """Runs a flow here and now, with nothing remembered: for tests and single-shot tools."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self._flows = flows

    def step(self, name: str, do: Step, argument: str) -> str:
        """Do the step."""
        del name
        return do(argument)

    def beside(self, flow: str, key: str, argument: str) -> Child:
        """Run the other flow at once."""
        del key
        return _Done(self._flows[flow].run(self, argument))


@dataclass(frozen=True, slots=True)
class _Done:
    text: str

    def result(self) -> str:
        """Return what the flow returned."""
        return self.text
