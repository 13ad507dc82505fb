"""The benchmarks as modules: they are scripts, and lie outside of every package."""

import importlib
import sys
from types import ModuleType

from tests.stories.shop import ROOT

BENCH = ROOT / "bench"


def load(name: str) -> ModuleType:
    """Return a benchmark as a module, with those it imports."""
    sys.path.insert(0, str(BENCH))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCH))
