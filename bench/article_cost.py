"""What an article costs: calls, input over corpus, the chain of calls, time and memory.

    python bench/article_cost.py [--json FILE] [--seconds 1.0] [--peers DIR]

Twenty invented reports of one event go through the house with the benchmark's model, which takes a
second a call and 20 ms per 100 tokens of the reply. The chain is the longest sequence of answered
calls that do not overlap; the span is first call sent to last answer; wall is process start to
exit. The control sends the same requests one after another by a bare loop, in the same minute: what
it takes over its calls' own seconds is the machine's and the server's share. With `--peers` (a
folder with the peers' runners, `run_*.py`, and their mock server) those whose packages are
installed are measured on the same corpus.
"""

import argparse
import importlib.util
import json
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = 20
PEERS = {
    "gptr": "gpt_researcher",
    "storm": "knowledge_storm",
    "crew": "crewai",
    "pyd": "pydantic_ai",
}
_TOUCH = 0.002
_POLL_SECONDS = 0.02
_TIMEOUT = 600

_OUTLETS = (
    *(
        "Marlow Quay Daily",
        "Coastal Ledger",
        "Northern Relay",
        "Harbour Gazette",
        "Freight Observer",
    ),
    *("Union Courier", "Insurance Chronicle", "Port Engineer", "Council Record", "Eastmoor Herald"),
    *("Bay Tribune", "Signal Post", "Dunmere Times", "Pellworth News", "Osterhaven Echo"),
    *("Tidewater Journal", "Craneman", "Southern Wire", "Market Mail", "Lantern Weekly"),
)
_HEADLINES = (
    "Crane collapses at Berth 7 in Marlow Quay, two hurt",
    "Ships leave Marlow Quay after crane collapse at Berth 7",
    "Union says upkeep of the collapsed crane at Marlow Quay was put off",
    "Marlow Quay counts losses after crane collapse at Berth 7",
    "Inspectors find worn clamps on collapsed Marlow Quay crane",
    "Council to hear witnesses on Marlow Quay crane collapse",
    "Berth 7 at Marlow Quay opens in part after crane collapse",
)
_SENTENCES = (
    "The crane at Berth 7 in Marlow Quay fell at {hour}:{minute:02d}, the harbour authority said.",
    "The harbour authority counted {ships} ships that turned to Osterhaven and Pellworth instead.",
    "Wind at the mast reached {wind} kilometres per hour, below the limit in the operating manual.",
    "An order to service the crane was put off to save money, papers seen by {outlet} show.",
    "The harbour authority put the direct losses at {losses} million kroner.",
    "Two dockers were treated for minor injuries and were released from hospital.",
    "Inspectors removed {clamps} rail clamps and sent them to a laboratory in Dunmere.",
    "The maker, Halvorsen Lift, said that the crane had passed its last inspection in June.",
    "Exporters of chilled fish reported {ships} spoiled containers in the first week.",
    "A committee of the council will hear witnesses in December, {outlet} wrote.",
    "Traffic was back at {share} percent of its normal volume by the end of the week.",
    "The union asked for an independent inquiry and published {clamps} earlier complaints.",
    "Foreman {name} told {outlet} that he had heard a crack before the boom went down.",
    "Insurers sent {clamps} assessors to the quay and said their own count would take a month.",
    "Trains with containers from the hinterland waited for {hour} hours outside the port.",
    "Engineer {name} said that the rail under the crane had been measured every second year.",
)
_NAMES = ("Tova Lind", "Aron Bekker", "Mira Solheim", "Jonas Petrel", "Edda Karn", "Pavel Orrin")


def write_wire(folder: Path) -> int:
    """Write twenty reports of one invented event as a wire folder; return their characters."""
    chance, total = random.Random(7), 0
    lines = []
    for number, outlet in enumerate(_OUTLETS[:DOCUMENTS]):
        paragraphs = ["EXERCISE – " + " ".join(_told(chance) for _ in range(5))]
        paragraphs += [" ".join(_told(chance) for _ in range(5)) for _ in range(8)]
        body = "\n".join(paragraphs)
        total += len(body)
        item = {
            "uri": f"urn:exercise:crane:{number}",
            "versioncreated": f"2026-11-{10 + number // 4:02d}T{8 + number % 4:02d}:30:00Z",
            "language": "en",
            "headline": _HEADLINES[number % len(_HEADLINES)],
            "body_text": body,
            "provider": outlet,
            "url": f"https://{outlet.lower().replace(' ', '-')}.example/crane",
            "ednote": "EXERCISE: invented report, not news.",
        }
        lines.append(json.dumps(item, ensure_ascii=False))
    folder.mkdir(parents=True)
    (folder / "crane.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return total


def _told(chance: random.Random) -> str:
    return chance.choice(_SENTENCES).format(
        hour=chance.randint(5, 7),
        minute=chance.randint(10, 59),
        ships=chance.randint(3, 29),
        wind=chance.randint(48, 70),
        outlet=chance.choice(_OUTLETS),
        losses=chance.choice((34, 41, 52)),
        clamps=chance.randint(4, 12),
        share=chance.randint(40, 85),
        name=chance.choice(_NAMES),
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """Of calls with start and end: the longest sequence that does not overlap, and the span."""

    calls: int
    seconds: float
    span: float


def chain_of(times: Sequence[tuple[float, float]]) -> Chain:
    """Return the longest chain by seconds, its most calls, and first start to last end."""
    rows = sorted(times, key=lambda row: row[1])
    if not rows:
        return Chain(0, 0.0, 0.0)
    count, reached = 0, 0.0
    for start, end in rows:
        if start >= reached - _TOUCH:
            count, reached = count + 1, end
    best: list[float] = []
    for at, (start, end) in enumerate(rows):
        before = [best[j] for j in range(at) if rows[j][1] <= start + _TOUCH]
        best.append(max(before, default=0.0) + end - start)
    return Chain(count, max(best), rows[-1][1] - min(start for start, _ in rows))


@contextmanager
def model(seconds: float, keep: Path) -> Any:
    """Run the model server and give its address; requests are kept in this folder."""
    command = [sys.executable, str(ROOT / "bench" / "model_server.py"), "--port", "0"]
    command += ["--seconds", str(seconds), "--keep", str(keep)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def send_again(address: str, keep: Path, threads: int) -> float:
    """Send every kept request by a bare loop in so many threads; return the seconds it took."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for file in sorted(keep.glob("*.json")):
        waiting.put(file.read_bytes())

    def send() -> None:
        while True:
            try:
                body = waiting.get_nowait()
            except queue.Empty:
                return
            request = Request(  # noqa: S310 - our own server on loopback
                f"{address}/chat/completions", body, {"Content-Type": "application/json"}
            )
            with urlopen(request, timeout=60) as page:  # noqa: S310
                page.read()

    start = time.monotonic()
    senders = [threading.Thread(target=send) for _ in range(threads)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return time.monotonic() - start


def run_measured(
    command: Sequence[str], env: Mapping[str, str], folder: Path
) -> tuple[float, int, str]:
    """Run a command; return its wall seconds, its peak memory in MB, and what it printed."""
    start, peak = time.monotonic(), 0
    out = folder / "out.txt"
    with out.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, env=dict(env), cwd=folder, stdout=file, stderr=subprocess.STDOUT
        )
        while process.poll() is None and time.monotonic() - start < _TIMEOUT:
            peak = max(peak, _peak_kb(process.pid))
            time.sleep(_POLL_SECONDS)
        process.kill()
        process.wait()
    wall = time.monotonic() - start
    return wall, peak // 1024, out.read_text(encoding="utf-8", errors="replace")


def _peak_kb(pid: int) -> int:
    """Return the most memory the process has held, as the kernel says (0 where it does not)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def measure_ours(folder: Path, seconds: float) -> dict[str, Any]:
    """Run the house once over the corpus and return what it took."""
    characters = write_wire(folder / "wire")
    keep = folder / "requests"
    keep.mkdir()
    with model(seconds, keep) as address:
        env = {
            name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")
        }
        env |= {
            "OPENAI_API_KEY": "sk-bench",
            "NEWSROOM_ENGINE__NAME": "openai_compatible",
            "NEWSROOM_ENGINE__BASE_URL": address,
            "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-model-1",
        }
        places = ["--house", str(ROOT), "--var", str(folder / "var")]
        newsroom = [sys.executable, "-m", "newsroom_agents", *places]
        wall, rss, said = run_measured(
            [*newsroom, "run", "--wire", str(folder / "wire")], env, folder
        )
        counts = _page(address.replace("/v1", "/counts"))
        calls = _page(address.replace("/v1", "/calls"))
        listed = subprocess.run(
            [*newsroom, "queue", "list", "--json"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        control = send_again(address, keep, 1)
        served = sum(
            call["end"] - call["start"] for call in _page(address.replace("/v1", "/calls"))
        )
    states = [json.loads(line)["state"] for line in listed.splitlines() if line.startswith("{")]
    chain = chain_of([(call["start"], call["end"]) for call in calls])
    corpus = characters // 4
    chain_sum = sum(call["end"] - call["start"] for call in calls)
    if states != ["ready"]:
        print(f"article_cost: expected one story, ready, not {states}:\n{said}", file=sys.stderr)
    return {
        "calls": counts["calls"],
        "input_over_corpus": round(counts["tokens_in"] / corpus, 2),
        "chain_calls": chain.calls,
        "span_over_chain": _over(chain.span, chain.seconds),
        "wall_over_chain": _over(wall, chain.seconds),
        "rss_mb": rss,
        "control_over_chain": _over(control, served - chain_sum),
        "import_s": import_seconds("newsroom_agents.newsroom"),
        "environment_mb": environment_mb("newsroom-agents"),
        "tokens_in": counts["tokens_in"],
        "tokens_out": counts["tokens_out"],
        "chain_s": round(chain.seconds, 2),
        "span_s": round(chain.span, 2),
        "wall_s": round(wall, 2),
        "corpus_tokens": corpus,
        "tokens_in_by_role": counts["tokens_in_by_role"],
        "stories": states,
    }


def import_seconds(package: str) -> float:
    """Return how long a new process takes to import a package."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", f"import {package}"], check=True)
    return round(time.monotonic() - start, 2)


def environment_mb(distribution: str) -> int:
    """Return the size of a distribution with everything it needs, without extras, in MB."""
    waiting, seen, size = [distribution], set[str](), 0
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if name in seen:
            continue
        seen.add(name)
        size += sum(_size(Path(str(file.locate()))) for file in found.files or ())
        waiting += [
            re.split(r"[^\w.-]", one)[0] for one in found.requires or () if "extra ==" not in one
        ]
    return size // 1_000_000


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _page(address: str) -> Any:
    with urlopen(address, timeout=10) as page:  # noqa: S310 - our own server on loopback
        return json.load(page)


def _over(value: float, chain: float) -> float | None:
    return round(value / chain, 3) if chain else None


def measure_peers(peers: Path | None, folder: Path, seconds: float) -> dict[str, Any]:
    """Run the peers that are installed, or say that they are not."""
    found: dict[str, Any] = {}
    for name, package in PEERS.items():
        if importlib.util.find_spec(package) is None:
            found[name] = "not installed"
        elif peers is None or not (peers / f"run_{name}.py").is_file():
            found[name] = "installed, but no runner (--peers DIR)"
        else:
            found[name] = _measure_peer(peers, name, folder / name, seconds)
    return found


def _measure_peer(peers: Path, name: str, folder: Path, seconds: float) -> dict[str, Any]:
    folder.mkdir()
    log, documents = folder / "calls.jsonl", folder / "docs.json"
    characters = _write_documents(documents)
    port = "8099"
    mock = [sys.executable, str(peers / "mock_llm.py"), "--port", port, "--log", str(log)]
    mock += ["--docs", str(documents), "--base", str(seconds)]
    with subprocess.Popen(mock, stdout=subprocess.DEVNULL) as server:
        time.sleep(1)
        env = {**os.environ, "MOCK": f"http://127.0.0.1:{port}", "OPENAI_API_KEY": "sk-bench"}
        command = [sys.executable, str(peers / f"run_{name}.py")]
        wall, rss, _ = run_measured(command, env, folder)
        server.terminate()
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    answered = [
        row for row in rows if row["kind"] in {"chat", "responses"} and row["status"] == 200
    ]
    chain = chain_of([(row["t0"], row["t1"]) for row in answered])
    return {
        "calls": len(answered),
        "input_over_corpus": round(4 * sum(row["in_tok"] for row in answered) / characters, 2),
        "chain_calls": chain.calls,
        "span_over_chain": _over(chain.span, chain.seconds),
        "wall_over_chain": _over(wall, chain.seconds),
        "rss_mb": rss,
    }


def _write_documents(path: Path) -> int:
    """Write the same corpus in the shape the peers' mock serves."""
    wire = path.parent / "wire"
    characters = write_wire(wire)
    items = [json.loads(line) for line in (wire / "crane.jsonl").read_text("utf-8").splitlines()]
    documents = [
        {
            "id": number,
            "title": item["headline"],
            "outlet": item["provider"],
            "date": item["versioncreated"][:10],
            "text": item["body_text"],
        }
        for number, item in enumerate(items)
    ]
    path.write_text(json.dumps(documents), encoding="utf-8")
    return characters


_COLUMNS = (
    *("calls", "input_over_corpus", "chain_calls"),
    *("span_over_chain", "wall_over_chain", "rss_mb"),
)
_BARS = {
    "calls": 14,
    "input_over_corpus": 1.6,
    "chain_calls": 8,
    "span_over_chain": 1.05,
    "wall_over_chain": 1.2,
    "rss_mb": 300,
}


def print_table(rows: Mapping[str, Any]) -> None:
    """Print one line for every measured house."""
    print(f"{'':8}" + "".join(f"{name:>19}" for name in _COLUMNS))
    for name, row in rows.items():
        cells = (
            "".join(f"{row[c]!s:>19}" for c in _COLUMNS) if isinstance(row, dict) else f"  {row}"
        )
        print(f"{name:8}{cells}")


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--seconds", type=float, default=1.0, help="time of a call")
    parser.add_argument("--peers", type=Path, help="folder with the peers' runners")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="article-cost-"))
    try:
        ours = measure_ours(folder, options.seconds)
        peers = measure_peers(options.peers, folder, options.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print_table({"bar": _BARS, "ours": ours, **peers})
    print(
        f"  control: a bare loop of the same calls takes {ours['control_over_chain']} of their time"
    )
    print(f"  import {ours['import_s']} s, environment {ours['environment_mb']} MB")
    roles = ours["tokens_in_by_role"]
    for role, tokens in sorted(roles.items(), key=lambda pair: -pair[1]):
        print(
            f"  {role:14} {tokens:7} tokens in, {tokens / ours['corpus_tokens']:.2f} of the corpus"
        )
    if options.json:
        options.json.write_text(json.dumps({"ours": ours, "peers": peers}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
