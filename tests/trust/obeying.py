"""A house whose reports give orders, and whose model obeys every one of them.

An order stands in double square brackets (bench/model_obeying.py); around it stand the words by
which an attacker would have it obeyed.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.loading import load
from tests.stories.shop import DEMO, Said, Shop

KEY = "sk-test-5e0d7719c3aa42"


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What came of one run: the house, what the run said, every request, every paper's reasons."""

    shop: Shop
    said: Said
    requests: tuple[str, ...]

    @property
    def row(self) -> Any:
        """The queue's only row."""
        [row] = self.shop.queue().values()
        return row

    @property
    def shown(self) -> str:
        """Everything the command line shows of the story."""
        slug = self.row["slug"]
        said = (
            self.shop.do("queue", "show", slug),
            self.shop.do("queue", "show", slug, "--json"),
            self.shop.do("queue", "list"),
            self.shop.do("journal", slug),
        )
        return "\n".join(one.out + one.err for one in (self.said, *said))

    def prompts_of(self, role: str) -> list[str]:
        """Return the messages that a role was sent, one text a call."""
        return [
            "\n".join(message["content"] for message in request["messages"])
            for request in map(json.loads, self.requests)
            if request["response_format"]["json_schema"]["name"] == role
        ]


def obeyed(folder: Path, orders: Sequence[str], *, source: str = "", url: str = "") -> Obeyed:
    """Report one event with a model that obeys.

    Args:
        folder: Where the house's run-time folder and the wire go.
        orders: Put into the reports in turn, each on a line of its own.
        source: A folder of pages or feeds that is read beside the wire.
        url: Database of the house; a file of its own when empty.
    """
    wire = folder / "wire"
    wire.mkdir()
    write_wire(wire, orders)
    kept = folder / "kept"
    kept.mkdir()
    shop = Shop(folder / "var", url=url)
    more = ("--source", source) if source else ()
    with model(kept) as address:
        said = shop.do("run", "--wire", str(wire), *more, env=told(address))
    requests = tuple(path.read_text(encoding="utf-8") for path in sorted(kept.iterdir()))
    return Obeyed(shop, said, requests)


def write_wire(wire: Path, orders: Sequence[str]) -> None:
    """Write the demo's calm event with the orders in its reports."""
    items = [
        json.loads(line)
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    told = [one for one in items if one["uri"].endswith(":bridge-1") and one["language"] == "en"]
    told.sort(key=lambda one: "skerry" in one["uri"] or "continental" in one["uri"])
    for at, order in enumerate(orders):
        item = told[at % len(told)]
        first, _, rest = item["body_text"].partition("\n")
        item["body_text"] = f"{first}\n{order}\n{rest}"
    lines = (json.dumps(item, ensure_ascii=False) for item in told)
    (wire / "wire.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def model(kept: Path) -> Iterator[str]:
    """Serve the obedient model in this process for the time of the block; give its address."""
    bench = load("model_server")
    options = bench.read_options(["--port", "0", "--fast", "--obey", "--keep", str(kept)])
    with bench.ModelServer(options) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()


def told(address: str) -> dict[str, str]:
    """Return the settings by which a house asks this model."""
    return {
        "OPENAI_API_KEY": KEY,
        "NEWSROOM_ENGINE__NAME": "openai_compatible",
        "NEWSROOM_ENGINE__BASE_URL": address,
        "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-latest",
    }
