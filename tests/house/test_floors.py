"""Every module stands on a floor: import-linter keeps the order, this test the completeness."""

import re
import tomllib

from .sources import ROOT, SRC, modules

GIVEN_WITH_THE_PACKAGE = {"house"}
"""Data the wheel carries inside the package; it holds no module."""


def test_every_module_of_the_package_stands_in_the_list_of_layers() -> None:
    layers = _contract()["layers"]
    assert isinstance(layers, list)
    named = {name for layer in layers for name in re.findall(r"\w+", layer)}
    found = {module.path.relative_to(SRC).parts[0].removesuffix(".py") for module in modules(SRC)}
    assert found - named - {"__init__"} - GIVEN_WITH_THE_PACKAGE == set()


def test_the_contract_of_the_layers_is_exhaustive() -> None:
    contract = _contract()
    assert (contract["type"], contract["exhaustive"]) == ("layers", True)


def _contract() -> dict[str, object]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = settings["tool"]["importlinter"]["contracts"]
    return dict(contract)
