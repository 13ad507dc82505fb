"""`newsroom leads`: what the monitor follows, and what it passed."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import opened, records
from newsroom_agents.cli.terminal import said, said_json, table

app = typer.Typer(
    help="Events that became leads, and those that were passed.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the leads, then the passes with their reasons."""
    from newsroom_agents.archive.leads import LeadState

    with records(context) as found:
        with found.archive.reading() as room:
            leads = [room.leads.get(slug) for slug in room.leads.slugs(*LeadState)]
            passes = room.leads.passes()
        if as_json:
            for lead in leads:
                said_json({"state": lead.state.value, **lead.filed.paper.model_dump(mode="json")})
            for one in passes:
                said_json({"state": "passed", **one.paper.model_dump(mode="json")})
            return
        rows = [
            (
                lead.slug,
                lead.state.value,
                f"{lead.filed.paper.signals.score:.2f}",
                lead.filed.paper.why_now,
            )
            for lead in leads
        ]
        rows += [
            (
                one.paper.event,
                "passed",
                f"{one.paper.signals.score:.2f}",
                f"{one.paper.title}: {one.paper.why}",
            )
            for one in passes
        ]
        table(("lead or event", "state", "score", "why"), rows, {})


@app.command("show")
def show(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The lead's slug.")],
    as_json: AsJson = False,
) -> None:
    """Show one lead: its score with its parts, and the reports it rests on."""
    from newsroom_agents.text.visible import visible

    with records(context) as found:
        with found.archive.reading() as room:
            lead = room.leads.get(slug)
            snapshots = room.snapshots.many(lead.filed.paper.snapshots)
        paper = lead.filed.paper
        if as_json:
            said_json({"state": lead.state.value, **paper.model_dump(mode="json")})
            return
        said(f"{slug}  {lead.state.value}  beat {paper.beat}  for {paper.correspondent}")
        said(paper.why_now)
        for name, value in paper.signals.parts.model_dump().items():
            said(f"  {name:12} {value:.2f}")
        for name in paper.snapshots:
            report = snapshots[name]
            at = f"{report.published:%d %b %H:%M}"
            line = f"{report.outlet.name}, {report.language}, {at}: {report.title}"
            said(f"  {visible(line)}")


@app.command("open")
def open_(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="The event's id.")],
    as_json: AsJson = False,
) -> None:
    """Follow an event that the monitor passed."""
    from newsroom_agents.pipeline.leads import open_lead

    with opened(context) as newsroom:
        lead = open_lead(newsroom.desk, event)
        if as_json:
            said_json({"slug": lead.slug, "event": event, "state": "open"})
            return
        said(f"{lead.slug} is open")
        said(f"next: newsroom report {lead.slug}")


@app.command("pass")
def pass_(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The lead's slug.")],
    why: Annotated[str, typer.Option(help="Why it is not followed.")],
    as_json: AsJson = False,
) -> None:
    """Stop following a lead that has not been reported yet."""
    from newsroom_agents.pipeline.leads import pass_lead

    with opened(context) as newsroom:
        pass_lead(newsroom.desk, slug, why)
        if as_json:
            said_json({"slug": slug, "state": "passed", "why": why})
        else:
            said(f"{slug} is passed")
