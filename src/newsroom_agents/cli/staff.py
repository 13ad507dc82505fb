"""`newsroom staff` and `newsroom prompts`: who works here, and with what words."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import said, said_json, table

prompts = typer.Typer(help="The personas' prompts.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def staff(context: typer.Context, as_json: AsJson = False) -> None:
    """List the personas, their roles, and the beats of the correspondents.

    Reads the house's files and checks that every prompt fits its role; exits with 2 and one line of
    explanation when a file is wrong.
    """
    from dataclasses import asdict

    with opened(context) as newsroom:
        cards = newsroom.desk.cards.values()
        if as_json:
            for card in cards:
                said_json(asdict(card))
            return
        rows = [
            (
                card.id,
                card.name,
                card.role,
                "correspondent" if card.is_correspondent else "desk",
                card.bio,
            )
            for card in cards
        ]
        table(("id", "name", "role", "works as", "bio"), rows, {})


@prompts.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every persona's prompt with the digest that stands in its credits."""
    with opened(context) as newsroom:
        found = newsroom.prompt_digests()
        if as_json:
            for role, persona, digest in found:
                said_json({"role": role, "persona": persona, "digest": digest})
            return
        table(("role", "persona", "digest"), found, {})


@prompts.command("lint")
def lint(context: typer.Context) -> None:
    """Check that every prompt fits its role's brief; exits with 2 when one does not."""
    with opened(context) as newsroom:
        said(f"{len(newsroom.prompt_digests())} prompts fit their roles")
