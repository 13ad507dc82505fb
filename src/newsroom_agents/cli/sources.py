"""`newsroom sources`: what the house reads, and lists of feeds in and out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened, where
from newsroom_agents.cli.source_health import health
from newsroom_agents.cli.source_history import history
from newsroom_agents.cli.terminal import Code, leave, said, said_json, speaking, table, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsroom_agents.ingest.kind import Source
    from newsroom_agents.ingest.sources import SourceTable
    from newsroom_agents.newsroom import Newsroom

app = typer.Typer(no_args_is_help=True, help="What the house reads (data/sources.toml).")
app.command("health")(health)
app.command("history")(history)
_COLUMNS = ("source", "kind", "language", "ownership", "tier", "outlet")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@app.command("list")
def list_sources(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources, with what is known of their outlets."""
    with speaking():
        tables = _tables(_file(context))
        if as_json:
            for name, one in tables.items():
                said_json({"id": name, **one.model_dump(mode="json")})
            return
        rows = [
            (name, one.kind, one.language, one.ownership, one.tier, one.outlet)
            for name, one in tables.items()
        ]
        table(_COLUMNS, rows, {})


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The id of the source, such as holm-observer.")],
    kind: Annotated[str, typer.Option(help="feed, page, sitemap or wire.")],
    place: Annotated[str, typer.Option(help="A folder, a file or a web address.")],
    outlet: Annotated[str, typer.Option(help="Who publishes it; unrated until rated.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 code, such as pt.")] = "",
) -> None:
    """Add a source to data/sources.toml; its outlet stays unrated until the file says more."""
    from newsroom_agents.errors import HouseError
    from newsroom_agents.ingest.kind import source_kinds
    from newsroom_agents.ingest.sources import append_tables, problems_of, table_of
    from newsroom_agents.ingest.wire_item import is_address

    with speaking():
        path = _file(context)
        fields = {"kind": kind, "place": place, "outlet": outlet, "language": language}
        new = {name: table_of(name, fields)}
        if is_address(place):
            new[name] = new[name].model_copy(update={"unverified": True})
        if name in _tables(path):
            msg = f"{path}: there is a source {name!r} already"
            raise HouseError(msg)
        for _, field, problem in problems_of(new, source_kinds(), frozenset()):
            msg = f"--{field}: {problem}"
            raise HouseError(msg)
        append_tables(path, new)
        said(f"{name} added to {path}")


@app.command()
def check(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Sources; all when none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read each source once, also over the network, store nothing of it, and say what is there.

    That a web source was seen to work is noted. Exits with 1 when a source gives nothing, with 3
    when some of it cannot be read.
    """
    from newsroom_agents.pipeline.passes import named

    with opened(context) as newsroom:
        worst = Code.DONE
        given = named(newsroom.desk.rules.sources, (), names or ())
        for name, items, errors in _looked_at(newsroom, given):
            for error in errors:
                trouble(error)
            if as_json:
                said_json({"id": name, "items": items, "errors": errors})
            else:
                said(f"{name}: {items} items, {len(errors)} that cannot be read")
            worst = max(worst, (Code.PART if errors else Code.DONE) if items else Code.NO)
        leave(worst)


@app.command("import")
def import_opml(
    context: typer.Context,
    opml: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds.")],
) -> None:
    """Add the feeds of an OPML file as sources; those the house has are left as they are."""
    from newsroom_agents.errors import DocumentError, HouseError
    from newsroom_agents.ingest.opml import added, read_opml
    from newsroom_agents.ingest.sources import append_tables

    with speaking():
        path = _file(context)
        try:
            listed = read_opml(opml.read_bytes())
        except (OSError, DocumentError) as error:
            msg = f"{opml}: {error}"
            raise HouseError(msg) from error
        new = added(listed, _tables(path))
        append_tables(path, new)
        said(f"{len(new)} sources added to {path}, {len(listed) - len(new)} were there already")


@app.command("export")
def export_opml(context: typer.Context) -> None:
    """Print the feeds among the sources as OPML."""
    from newsroom_agents.ingest.opml import write_opml

    with speaking():
        path = _file(context)
        said(write_opml(path.parent.parent.name, _tables(path)).rstrip())


def _looked_at(
    newsroom: "Newsroom", sources: "Sequence[Source]"
) -> "Iterator[tuple[str, int, list[str]]]":
    """Yield the id of each source, how many items it has, and what cannot be read."""
    from newsroom_agents.errors import WireError
    from newsroom_agents.pipeline.passes import is_web, readings_of
    from newsroom_agents.pipeline.polling import checked

    for source in sources:
        if not is_web(source):
            found = list(readings_of(source))
            errors = [str(one) for one in found if isinstance(one, WireError)]
            yield source.id, len(found) - len(errors), errors
    web = [one for one in sources if is_web(one)]
    if web:
        for source, batch in checked(newsroom.poller(), web):
            errors = [str(one) for one in batch.errors]
            if batch.failure and not errors:
                errors = [f"{source.id}: {batch.failure}"]
            yield source.id, len(batch.digests()), errors


def _file(context: typer.Context) -> Path:
    from newsroom_agents.ingest.sources import FILE
    from newsroom_agents.settings import environment, find_places

    place = where(context)
    return find_places(place.house, place.var, environment()).house / "data" / FILE


def _tables(path: Path) -> "Mapping[str, SourceTable]":
    from newsroom_agents.ingest.sources import read_tables

    return read_tables(path)
