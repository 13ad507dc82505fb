"""`newsroom doctor`: is everything there that the house needs, and what can its model do."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import where
from newsroom_agents.cli.terminal import Code, leave, said, said_json, speaking, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom_agents.ports import Probe
    from newsroom_agents.settings import Places, Settings

_LEAST_FREE_BYTES = 500_000_000
_LEARNED_FROM = 100


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: good, worth a look, or bad."""

    what: str
    state: str
    detail: str


def doctor(
    context: typer.Context,
    llm: Annotated[
        bool, typer.Option("--llm", help="Probe the model's server: a dozen small calls.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Probe also a server that was probed before.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at the house, its database, its call log and its prices; with `--llm` at its model.

    Exits with 1 when something is bad. What `--llm` finds is kept: the house asks for the shape of
    a reply by the strongest way that the server was found to follow.
    """
    from newsroom_agents.settings import environment, find_places, read_settings

    place, env = where(context), environment()
    with speaking():
        places = find_places(place.house, place.var, env)
        settings = read_settings(places.house, env)
        found = tuple(_examined(places, settings))
        probes = _probes(places, settings, again=again) if llm else ()
    if as_json:
        for one in found:
            said_json(asdict(one))
        for probe in probes:
            said_json(asdict(probe))
    else:
        table(("what", "state", "detail"), [(one.what, one.state, one.detail) for one in found], {})
        _say_probes(probes, asked=llm)
    is_bad = any(one.state == "bad" for one in found) or any(not one.mode for one in probes)
    leave(Code.NO if is_bad else Code.DONE)


def _examined(places: "Places", settings: "Settings") -> Iterator[Examined]:
    """Yield what is looked at without a network and without a model."""
    yield _try("house", lambda: _house(places))
    yield _try("database", lambda: _database(places, settings))
    yield _try("call log", lambda: _calls(places, settings))
    yield _try("tokens", lambda: _tokens(places, settings))
    yield _try("prices", lambda: _prices(places))
    yield _room(places)
    model = settings.engine.engine_model or "no model"
    yield Examined("engine", "good", f"{settings.engine.name}, {model}")


def _try(what: str, look: "Callable[[], Examined]") -> Examined:
    from newsroom_agents.errors import NewsroomError

    try:
        return look()
    except NewsroomError as error:
        return Examined(what, "bad", str(error))


def _house(places: "Places") -> Examined:
    from newsroom_agents.newsroom import open_house
    from newsroom_agents.settings import environment

    opened = open_house(places, environment(), b"looked at only")
    return Examined("house", "good", f"{places.house}: {len(opened.personas)} personas")


def _database(places: "Places", settings: "Settings") -> Examined:
    from newsroom_agents.archive.archive import Archive
    from newsroom_agents.archive.migrating import VERSION
    from newsroom_agents.clock import system_clock

    url = settings.database_url(places.var)
    archive = Archive.open(url, places.var, system_clock, settings.database.synchronous)
    try:
        with archive.reading() as room:
            rows = len(room.queue.rows())
    finally:
        archive.close()
    kind = "a server" if archive.is_shared else "SQLite"
    return Examined("database", "good", f"{kind}, version {VERSION}, {rows} stories in the queue")


def _calls(places: "Places", settings: "Settings") -> Examined:
    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.archive.ledger import Ledger

    database = CallsDatabase(settings.calls_url(places.var), settings.database.synchronous)
    try:
        open_ones = [one for one in Ledger(database).balances() if one.reserved]
    finally:
        database.close()
    told = f"mode {settings.calls.mode}"
    return Examined("call log", "good", f"{told}, {len(open_ones)} scopes with money spoken for")


def _tokens(places: "Places", settings: "Settings") -> Examined:
    """Say what a token is to the house's models, as far as that is known."""
    from newsroom_agents.archive.calls import CallLog
    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.gateway.estimating import learned

    database = CallsDatabase(settings.calls_url(places.var), settings.database.synchronous)
    try:
        rates = learned(reversed(CallLog(database).counted(_LEARNED_FROM)))
    finally:
        database.close()
    told = (f"{one.engine_model} {one.language} {one.bytes_in:.1f} bytes" for one in rates)
    return Examined("tokens", "good", ", ".join(told) or "nothing learned yet")


def _prices(places: "Places") -> Examined:
    from newsroom_agents.clock import system_clock
    from newsroom_agents.gateway.prices import read_prices

    prices = read_prices(places.house / "data" / "prices.toml")
    if prices is None:
        return Examined("prices", "look", "no data/prices.toml: no budget can be kept")
    state = "look" if prices.is_stale(system_clock().date()) else "good"
    return Examined("prices", state, f"{len(prices.models)} models, as of {prices.as_of}")


def _room(places: "Places") -> Examined:
    import shutil

    existing = next(path for path in (places.var, *places.var.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    state = "good" if free >= _LEAST_FREE_BYTES else "bad"
    return Examined("disk", state, f"{free // 1_000_000} MB free at {existing}")


def _probes(places: "Places", settings: "Settings", *, again: bool) -> "Sequence[Probe]":
    from newsroom_agents.archive.calls import CallLog
    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.archive.ledger import Ledger
    from newsroom_agents.archive.probes import Probes
    from newsroom_agents.gateway.engine import Means
    from newsroom_agents.gateway.opening import examine_engine

    database = CallsDatabase(settings.calls_url(places.var), settings.database.synchronous)
    means = Means(calls=CallLog(database), probes=Probes(database))
    prices = places.house / "data" / "prices.toml"
    try:
        return examine_engine(settings, prices, Ledger(database), means, again=again)
    finally:
        database.close()


def _say_probes(probes: "Sequence[Probe]", *, asked: bool) -> None:
    if asked and not probes:
        said("\nthe engine has no model to probe")
    for probe in probes:
        said(f"\n{probe.engine_model} at {probe.endpoint}, probed {probe.at:%Y-%m-%d %H:%M} UTC")
        rows = [(one.name, "yes" if one.is_good else "no", one.detail) for one in probe.findings]
        table(("probe", "does", "detail"), rows, {})
        said(f"shapes are asked for by: {probe.mode or 'nothing that works'}")
