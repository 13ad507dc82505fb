"""A model that does whatever its material tells it: the worst reader a house can hire.

An order is what stands between double square brackets in a line of material: the model writes it
wherever it writes anything, cites the line it came from, and holds everything else for true. Some
words in it stand for what a model could look up: `%SYSTEM%` is its system prompt, `%MARKER%` the
marker of the material, `%NOTES%` the first words of its table, `%HTTP%` how an address begins.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any
from urllib.parse import quote

Reply = dict[str, Any]

_LINE = re.compile(r"^\[(S\d+\.\d+|\d+)[^\]\n]*\] (.*)$", re.MULTILINE)
_ORDER = re.compile(r"\[\[(.+?)\]\]")
_MARKER = re.compile(r"^<material (\w+)>$", re.MULTILINE)
_SECRETS_SHOWN = 400


def obeying(role: str, messages: Sequence[Mapping[str, str]], reply: Reply) -> Reply:
    """Return the reply as it would be, changed as the material orders."""
    system = next((one["content"] for one in messages if one["role"] == "system"), "")
    user = next((one["content"] for one in messages if one["role"] == "user"), "")
    orders = {
        _looked_up(order, system, user): match[1]
        for match in _LINE.finditer(user)
        for order in _ORDER.findall(match[2])
    }
    obeyed = deepcopy(reply)
    if orders and role in _WAYS:
        _WAYS[role](obeyed, orders)
    return obeyed


def _looked_up(order: str, system: str, user: str) -> str:
    marker = _MARKER.search(user)
    words = {
        "%SYSTEM%": system[:_SECRETS_SHOWN],
        "%MARKER%": marker[1] if marker else "",
        "%NOTES%": quote(user[:40]),
        "%HTTP%": "http://",
    }
    for word, meant in words.items():
        order = order.replace(word, " ".join(meant.split()))
    return order


def _research(reply: Reply, orders: Mapping[str, str]) -> None:
    reply["excerpts"] = list(dict.fromkeys([*orders.values(), *reply["excerpts"]]))
    reply["questions"] = [*orders, *reply["questions"]]


def _analyse(reply: Reply, orders: Mapping[str, str]) -> None:
    reply["claims"] += [{"text": text, "cites": [cite]} for text, cite in orders.items()]


def _write(reply: Reply, orders: Mapping[str, str]) -> None:
    said = [
        {"text": text, "kind": "reported", "cites": [cite], "speaker": ""}
        for text, cite in orders.items()
    ]
    reply["sections"][0]["paragraphs"].append({"sentences": said})
    reply["dek"] = next(iter(orders))


def _check(reply: Reply, orders: Mapping[str, str]) -> None:
    del orders
    for verdict in reply["verdicts"]:
        verdict["verdict"] = "supported"


def _illustrate(reply: Reply, orders: Mapping[str, str]) -> None:
    reply["caption"] = next(iter(orders))


def _pack(reply: Reply, orders: Mapping[str, str]) -> None:
    reply["blurb"] = next(iter(orders))


_WAYS: Mapping[str, Callable[[Reply, Mapping[str, str]], None]] = {
    "researcher": _research,
    "analyst": _analyse,
    "writer": _write,
    "fact-checker": _check,
    "illustrator": _illustrate,
    "packager": _pack,
}
