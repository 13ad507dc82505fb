"""`newsroom calls`: what was sent to models, what came back, and what it cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import where
from newsroom_agents.cli.terminal import said, said_json, speaking, table

if TYPE_CHECKING:
    from datetime import date

    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.archive.calls_sums import Sum
    from newsroom_agents.ports import LoggedCall

app = typer.Typer(help="The log of calls to models.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="A story's slug, or a snapshot; none: all.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest calls, the newest first; a repeat names the call that answered it."""
    from newsroom_agents.archive.calls import CallLog

    with _database(context) as database:
        rows = CallLog(database).rows(slug, limit)
    if as_json:
        for row in rows:
            said_json(_json_of(row))
        return
    cells = [
        (
            row.id,
            row.reply.at.strftime("%Y-%m-%d %H:%M:%S"),
            row.request.role,
            row.request.subject,
            row.reply.answered_by or row.request.engine_model,
            _money(row.reply.cost_microusd),
            f"from {row.original}" if row.original else row.reply.reason or row.reply.outcome,
        )
        for row in rows
    ]
    table(("call", "time (UTC)", "role", "for", "model", "cost", "outcome"), cells, {})


@app.command("show")
def show(
    context: typer.Context,
    call: Annotated[str, typer.Argument(help="A call's id, or the provider's name for it.")],
    as_json: AsJson = False,
) -> None:
    """Show one call: what was asked, what came back, and what it took."""
    from newsroom_agents.archive.calls import CallLog

    with _database(context) as database:
        found = CallLog(database).get(call)
    body = found.reply.body.decode("utf-8", "replace")
    told = {**_json_of(found), "request": found.request.body, "reply": body}
    if as_json:
        said_json(told)
        return
    for name, value in told.items():
        said(f"{name}: {value}")


@app.command("cost")
def cost(
    context: typer.Context,
    by: Annotated[str, typer.Option(help="story, persona, model or day.")] = "day",
    since: Annotated[str, typer.Option(help="First day, as 2026-11-22 (UTC).")] = "",
    until: Annotated[str, typer.Option(help="Last day, as 2026-11-22 (UTC).")] = "",
    as_json: AsJson = False,
) -> None:
    """Sum up what calls took: by story, persona, model or day, the dearest first.

    Repeats were answered from the log and cost nothing. `cached` is the share of the tokens in that
    the provider had read before. An estimated cost is the worst case of a call that the server did
    not account for.
    """
    from dataclasses import asdict

    from newsroom_agents.archive.calls_sums import By, sums
    from newsroom_agents.errors import HouseError

    with _database(context) as database:
        group = next((one for one in By if one.value == by), None)
        if group is None:
            msg = f"--by: {by!r}, expected {', '.join(one.value for one in By)}"
            raise HouseError(msg)
        found = sums(database, group, _day(since, "--since"), _day(until, "--until"))
    if as_json:
        for one in found:
            said_json(asdict(one))
        return
    cells = [
        (
            *(one.name, _money(one.cost_microusd), str(one.calls), str(one.repeats)),
            *(str(one.failed), str(one.tokens_in), _share(one), str(one.tokens_out)),
        )
        for one in found
    ]
    headings = (by, "cost", "calls", "repeats", "failed", "tokens in", "cached", "tokens out")
    table(headings, cells, {}, wide_first=True)


@app.command("tokens")
def tokens(
    context: typer.Context,
    newest: Annotated[int, typer.Option(min=1, help="Learn from the newest so many.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Show how many bytes make a token, by model and language, learned from the newest calls.

    For planning only: the budget's caps count half a token a byte, whatever is learned.
    """
    from dataclasses import asdict

    from newsroom_agents.archive.calls import CallLog
    from newsroom_agents.gateway.estimating import learned

    with _database(context) as database:
        rates = learned(reversed(CallLog(database).counted(newest)))
    if as_json:
        for rate in rates:
            said_json(asdict(rate))
        return
    cells = [
        (
            one.engine_model,
            one.language,
            str(one.calls),
            _bytes(one.bytes_in),
            _bytes(one.bytes_out),
        )
        for one in rates
    ]
    table(("model", "language", "calls", "bytes a token in", "out"), cells, {})


@app.command("purge")
def purge(
    context: typer.Context,
    older_than: Annotated[int, typer.Option(min=0, help="Days; what is older loses its bodies.")],
    as_json: AsJson = False,
) -> None:
    """Take the bodies of old calls out of the log; their rows, sums and hashes stay.

    A call without its bodies answers no repeat any more.
    """
    from datetime import timedelta

    from newsroom_agents.archive.calls import CallLog
    from newsroom_agents.clock import system_clock

    with _database(context) as database:
        done = CallLog(database).purge(system_clock() - timedelta(days=older_than))
    if as_json:
        said_json({"calls": done.calls, "texts": done.texts})
    else:
        said(f"took the bodies of {done.calls} calls, and {done.texts} texts that only they used")


@contextmanager
def _database(context: typer.Context) -> Iterator["CallsDatabase"]:
    """Open the call log alone; its errors become one line and an exit code."""
    from newsroom_agents.archive.calls_database import CallsDatabase
    from newsroom_agents.settings import environment, find_places, read_settings

    place, env = where(context), environment()
    with speaking():
        places = find_places(place.house, place.var, env)
        settings = read_settings(places.house, env)
        database = CallsDatabase(settings.calls_url(places.var), settings.database.synchronous)
        try:
            yield database
        finally:
            database.close()


def _day(text: str, option: str) -> "date | None":
    from datetime import date

    from newsroom_agents.errors import HouseError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = f"{option}: {text!r} is no day, expected one such as 2026-11-22"
        raise HouseError(msg) from error


def _json_of(row: "LoggedCall") -> dict[str, object]:
    request, reply = row.request, row.reply
    return {
        "id": row.id,
        "at": reply.at.isoformat(),
        "seconds": reply.seconds,
        "role": request.role,
        "persona": request.persona,
        "subject": request.subject,
        "endpoint": request.endpoint,
        "path": request.path,
        "engine_model": request.engine_model,
        "answered_by": reply.answered_by,
        "prompt": request.prompt,
        "key": request.key,
        "repeat": request.repeat,
        "attempt": reply.attempt,
        "status": reply.status,
        "outcome": reply.outcome,
        "reason": reply.reason,
        "original": row.original,
        "provider_call": reply.provider_call,
        "tokens_in": reply.tokens_in,
        "tokens_cached": reply.tokens_cached,
        "tokens_out": reply.tokens_out,
        "cost_microusd": reply.cost_microusd,
        "estimated": reply.is_estimated,
        "headers": dict(reply.headers),
    }


def _share(one: "Sum") -> str:
    return f"{one.tokens_cached / one.tokens_in:.0%}" if one.tokens_in else "-"


def _bytes(a_token: float) -> str:
    return f"{a_token:.2f}" if a_token else "-"


def _money(microusd: int) -> str:
    return f"${microusd / 1_000_000:.6f}"
