"""`newsroom backup` and `restore`: the whole house in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened, records, where
from newsroom_agents.cli.terminal import Code, leave, said, said_json, speaking, trouble

if TYPE_CHECKING:
    from newsroom_agents.archive.backup import Backup, HouseParts, Restored
    from newsroom_agents.cli.door import Records

File = Annotated[Path, typer.Argument(help="The backup.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def backup(
    context: typer.Context,
    file: File,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: read FILE and compare every hash.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace FILE.")] = False,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Leave the house's secret out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the whole house into one file, while others work: records, pictures, site, secret.

    The file appears when it is whole. It holds the house's secret: keep it like a password.
    `--check` exits with 1 when the file is broken or cannot be restored by this newsroom.
    """
    from newsroom_agents.errors import HouseError

    if check:
        with speaking():
            from newsroom_agents.archive.backup import check_backup

            _tell(check_backup(file), file, "sound", as_json=as_json)
        return
    with records(context) as found:
        if file.exists() and not replace:
            msg = f"{file}: is there already; --replace puts the new backup in its place"
            raise HouseError(msg)
        _tell(_backed_up(found, file, with_key=not without_key), file, "written", as_json=as_json)


def restore(context: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Put a backup into an empty house; the database may be another one than it was made from.

    Everything is checked before anything is written. Nothing is published: what was approved and
    due goes out at the next `newsroom release`. Exits with 1 when the backup is broken or its
    journal is, with 2 when the house is not empty, with 4 when somebody works in it.
    """
    with speaking():
        from newsroom_agents.archive.backup import check_backup
        from newsroom_agents.newsroom import open_house
        from newsroom_agents.settings import environment, find_places

        check_backup(file)
        place, env = where(context), environment()
        open_house(find_places(place.house, place.var, env), env, b"")
    with records(context) as found:
        from newsroom_agents.pipeline.locks import HOUSE_WORKER, MONITOR_LOCK, holding, working_as

        var = found.places.var
        with holding(var, MONITOR_LOCK), working_as(found.archive, var, HOUSE_WORKER):
            restored = _restored(found, file)
            drawn = _draw_again(context)
    _report(restored, drawn, file, as_json=as_json)


def _backed_up(found: "Records", file: Path, *, with_key: bool) -> "Backup":
    from importlib.metadata import version

    from newsroom_agents.archive.backup import back_up, header_of
    from newsroom_agents.pipeline.durable import Bookings

    Bookings(found.archive.engine).close()
    header = header_of(found.archive, version("newsroom-agents"), found.clock())
    return back_up(_parts(found, file), file, header, with_key=with_key)


def _restored(found: "Records", file: Path) -> "Restored":
    from newsroom_agents.archive.backup import restore
    from newsroom_agents.pipeline.durable import Bookings

    Bookings(found.archive.engine).close()
    return restore(_parts(found, file), file, found.clock())


def _parts(found: "Records", file: Path) -> "HouseParts":
    from newsroom_agents.archive.backup import parts_of
    from newsroom_agents.settings import environment, read_settings

    places = found.places
    calls = read_settings(places.house, environment()).calls_url(places.var)
    return parts_of(found.archive, calls, places.var, file)


def _draw_again(context: typer.Context) -> tuple[str, ...]:
    """Draw the pages that lag behind the record; return their slugs."""
    from newsroom_agents.pipeline.release import Releasing
    from newsroom_agents.pipeline.restoring import draw_again, lagging

    with opened(context) as newsroom:
        archive, presses = newsroom.desk.archive, newsroom.presses
        behind = lagging(archive, presses.pressroom.site)
        draw_again(Releasing(archive, presses, newsroom.desk.clock), behind)
        return tuple(one.slug for one in behind)


def _report(restored: "Restored", drawn: tuple[str, ...], file: Path, *, as_json: bool) -> None:
    journal = restored.journal
    if as_json:
        facts = _json_of(restored.backup, file)
        said_json({**facts, "journal_sound": journal.is_sound, "drawn_again": list(drawn)})
    else:
        _tell(restored.backup, file, "restored", as_json=False)
        for slug in drawn:
            said(f"drawn again: {slug}")
        if journal.is_sound:
            said(f"the journal is sound: {journal.rows} rows")
        said("next: newsroom release")
    if not restored.backup.manifest.has_key:
        trouble("the backup holds no house.key: stories in the queue must be approved anew")
    if not journal.is_sound:
        trouble(f"the journal is broken at row {journal.bad_row}: {journal.reason}")
    leave(Code.DONE if journal.is_sound else Code.NO)


def _tell(backup: "Backup", file: Path, what: str, *, as_json: bool) -> None:
    if as_json:
        said_json(_json_of(backup, file))
        return
    header, manifest = backup.header, backup.manifest
    rows = sum(manifest.rows.values())
    said(f"{file}: {what}, {file.stat().st_size:,} bytes")
    said(f"{rows:,} rows of {len(manifest.rows)} tables and {manifest.files:,} files")
    said(f"as of {header.at:%Y-%m-%d %H:%M:%S} UTC, journal up to row {manifest.journal_rows}")


def _json_of(backup: "Backup", file: Path) -> dict[str, object]:
    return {
        "file": str(file),
        "bytes": file.stat().st_size,
        **backup.header.model_dump(mode="json"),
        **backup.manifest.model_dump(mode="json"),
    }
