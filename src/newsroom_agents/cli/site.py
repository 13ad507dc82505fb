"""`newsroom site`: the published site on this machine."""

from typing import Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import said


def site(
    context: typer.Context,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it on loopback.")] = False,
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8700,
    open_: Annotated[str, typer.Option("--open", help="Open this story's page.")] = "",
) -> None:
    """Say where the site lies; `--open SLUG` opens a page, `--serve` serves it on loopback."""
    import webbrowser

    from newsroom_agents.pipeline.aftercare import MAIN_TARGET
    from newsroom_agents.publish.serve import open_site_server

    with opened(context) as newsroom:
        folder = newsroom.presses.pressroom.site
        page = folder / "index.html"
        if open_:
            from newsroom_agents.errors import NotFoundError

            with newsroom.desk.archive.reading() as room:
                found = room.publications.current(open_, MAIN_TARGET)
            if found is None:
                raise NotFoundError(kind="published story", name=open_)
            page = folder / found.url_path / "index.html"
        said(str(page))
        if open_ and not serve:
            webbrowser.open(page.as_uri())
        if serve:
            said(f"http://127.0.0.1:{port}/ (Ctrl-C ends it)")
            with open_site_server(folder, port) as server:
                server.serve_forever()
