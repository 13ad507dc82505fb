"""`newsroom journal`: what happened to a story, and whether the record is whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import records
from newsroom_agents.cli.terminal import Code, leave, said, said_json, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsroom_agents.archive.journal import JournalEntry
    from newsroom_agents.cli.door import Records


def journal(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A story's slug, `verify`, or `anchor`.")],
    anchor: Annotated[
        Path | None, typer.Option(help="File of anchors kept elsewhere (append-only).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a story's journal; `verify` checks the chain; `anchor` appends its head to a file.

    `verify` exits with 1 and names the first bad row when a row was changed, removed or added from
    outside. A cut tail or a rebuilt chain shows only against an anchor kept elsewhere.
    """
    with records(context) as found:
        from newsroom_agents.errors import HouseError

        if what == "verify":
            leave(_verify(found, anchor, as_json=as_json))
            return
        if what == "anchor":
            if anchor is None:
                msg = "journal anchor: --anchor FILE is missing"
                raise HouseError(msg)
            with found.archive.reading() as room:
                head = room.journal.write_anchor(anchor)
            said(f"row {head.number} {head.hash}")
            return
        with found.archive.reading() as room:
            room.leads.get(what)
            rows = room.journal.rows(what)
        if as_json:
            for row in rows:
                said_json(_json_of(row))
            return
        cells = [
            (
                row.at.strftime("%Y-%m-%d %H:%M:%S"),
                row.stage.value if row.stage else "",
                str(row.take or ""),
                row.event,
                _words(row.detail),
            )
            for row in rows
        ]
        table(("time (UTC)", "stage", "take", "event", "detail"), cells, {})


def _verify(found: "Records", anchor: Path | None, *, as_json: bool) -> Code:
    from newsroom_agents.archive.anchors import read_anchors

    anchors = read_anchors(anchor) if anchor else ()
    with found.archive.reading() as room:
        report = room.journal.verify(anchors)
    if as_json:
        said_json(
            {
                "rows": report.rows,
                "anchored": report.anchored,
                "sound": report.is_sound,
                "bad_row": report.bad_row,
                "reason": report.reason,
            }
        )
    elif report.is_sound:
        proven = f"proven up to row {report.anchored}" if anchors else "no anchor given"
        said(f"the journal is sound: {report.rows} rows, {proven}")
    else:
        said(f"the journal is broken at row {report.bad_row}: {report.reason}")
    return Code.DONE if report.is_sound else Code.NO


def _json_of(row: "JournalEntry") -> dict[str, object]:
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "slug": row.slug,
        "stage": row.stage.value if row.stage else None,
        "take": row.take,
        "event": row.event,
        "detail": dict(row.detail),
        "hash": row.hash,
    }


def _words(detail: "Mapping[str, str]") -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items() if value)
