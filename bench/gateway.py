"""What the gateway itself costs: calls side by side against a server that takes its time.

    python bench/gateway.py [--calls 200] [--at-once 50] [--seconds 1.0] [--json FILE]

Wall time over the ideal (calls / at once × seconds), and the processor time of this process for a
call: building, logging, accounting, sending, reading and validating. The server is a process of its
own. Prints a table and, on wish, writes JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pydantic import SecretStr

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.ledger import Ledger
from newsroom_agents.gateway.engine import Assignment, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Ok
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.prices import Price, Prices
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.ports import Message
from newsroom_agents.settings import BudgetSettings
from newsroom_agents.story.paper import Paper

MODEL = "slow-1"
MOST_WALL_OVER_IDEAL = 1.05
MOST_CPU_MS = 3.0
_BODY = json.dumps(
    {
        "id": "chatcmpl-1",
        "model": MODEL,
        "choices": [
            {"message": {"content": '{"text": "The ferry has stopped."}'}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 3000, "completion_tokens": 400},
    }
).encode()


class Reply(Paper):
    """What is asked for."""

    text: str


def serve(seconds: float) -> None:
    """Answer every call after so many seconds, until stopped."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(seconds)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(_BODY)}\r\n\r\n".encode()
            self.wfile.write(head + _BODY)

        def log_message(self, *_: object) -> None:
            return

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

    with Listener(("127.0.0.1", 0), Door) as listening:
        print(f"http://127.0.0.1:{listening.server_address[1]}/v1", flush=True)
        listening.serve_forever()


def measure(address: str, told: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Return what the calls took; the log and the ledger lie in `folder`."""
    database = CallsDatabase(f"sqlite:///{folder}/calls.sqlite")
    price = Price(name=MODEL, input=1_000_000, output=5_000_000)
    prices = Prices(as_of="2026-11-22", source="invented", models=(price,))
    spending = Spending(Ledger(database), BudgetSettings(day=10**12), prices)
    settings = EngineSettings(
        engine_model=MODEL,
        base_url=address,
        timeout_seconds=60,
        reply_tokens=4000,
        api_key=SecretStr("none"),
        limits=Limits(at_once=told.at_once),
    )
    engine = PLUGIN.opens(settings, Means(calls=CallLog(database), spending=spending))
    rules = "Say what the sources say, and who says it. " * 250

    def call(number: int) -> bool:
        assignment = Assignment(
            role="writer",
            persona="ida",
            subject=f"story-{number}",
            messages=(Message("system", rules), Message("user", f"Write about {number}.")),
            prompt="p1",
            asks=Reply,
            by_hand=lambda: Reply(text=""),
        )
        return isinstance(engine.fulfil(assignment), Ok)

    with ThreadPoolExecutor(told.at_once) as threads:
        list(threads.map(call, range(-told.at_once, 0)))
        wall, cpu = time.perf_counter(), time.process_time()
        good = sum(threads.map(call, range(told.calls)))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    database.close()
    ideal = told.calls / told.at_once * told.seconds
    return {
        "calls": told.calls,
        "good": good,
        "at_once": told.at_once,
        "ideal_s": ideal,
        "wall_s": round(wall, 3),
        "wall_over_ideal": round(wall / ideal, 3),
        "cpu_ms_a_call": round(cpu / told.calls * 1000, 3),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=1.0, help="what the server takes")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.serve:
        serve(told.seconds)
        return
    command = [sys.executable, __file__, "--serve", "--seconds", str(told.seconds)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        address = server.stdout.readline().strip() if server.stdout else ""
        figures = measure(address, told, Path(folder))
        server.terminate()
    for name, value in figures.items():
        print(f"{name:16} {value}")
    print(f"bars: wall ≤ {MOST_WALL_OVER_IDEAL} × ideal, ≤ {MOST_CPU_MS} ms of processor a call")
    if told.json:
        told.json.write_text(json.dumps(figures) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
