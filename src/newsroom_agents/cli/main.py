"""The commands, one file per noun."""

import logging
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from newsroom_agents.cli import (
    aftercare,
    backup,
    calls,
    check,
    desk,
    doctor,
    editors,
    house,
    journal,
    lab,
    leads,
    monitor,
    notices,
    queue,
    queue_edit,
    queue_places,
    reader,
    readers,
    release,
    report,
    run,
    site,
    sources,
    staff,
    verify,
    watch,
    worker,
)
from newsroom_agents.cli.door import Where

app = typer.Typer(
    help="Nine AI personas report; human editors decide. Every sentence rests on its sources.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
queue.app.command("edit")(queue_edit.edit)
for placing in (queue_places.schedule, queue_places.priority, queue_places.assign):
    queue.app.command(placing.__name__)(placing)
queue.app.command("undo")(queue_places.undo)
app.add_typer(queue.app, name="queue")
app.add_typer(leads.app, name="leads")
app.add_typer(editors.app, name="editors")
app.add_typer(readers.app, name="readers")
app.add_typer(calls.app, name="calls")
app.add_typer(staff.prompts, name="prompts")
app.add_typer(worker.app, name="worker")
app.add_typer(lab.app, name="lab")
app.add_typer(sources.app, name="sources")
app.command("init")(house.init)
app.command("run")(run.run)
app.command("monitor")(monitor.monitor)
app.command("report")(report.report)
app.command("release")(release.release)
app.command("correct")(aftercare.correct)
app.command("update")(aftercare.update)
app.command("kill")(aftercare.kill)
app.command("watch")(watch.watch)
app.command("verify")(verify.verify)
app.command("check")(check.check)
app.command("journal")(journal.journal)
app.command("staff")(staff.staff)
app.command("doctor")(doctor.doctor)
app.command("site")(site.site)
app.command("desk")(desk.desk)
app.command("reader")(reader.reader)
app.command("notices")(notices.notices)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(version("newsroom-agents"))
        raise typer.Exit


@app.callback()
def newsroom(
    context: typer.Context,
    house: Annotated[
        Path | None, typer.Option(help="Folder with personas/, prompts/, data/, newsroom.toml.")
    ] = None,
    var: Annotated[Path | None, typer.Option(help="Folder for run-time files.")] = None,
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """Read the options of the whole program."""
    logging.basicConfig(level=logging.WARNING, format="newsroom: %(message)s")
    for library in ("trafilatura", "htmldate", "charset_normalizer"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # what a page lacks is no trouble
    del show_version
    context.obj = Where(house, var)
