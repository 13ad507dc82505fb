"""`newsroom site`: the published site on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import said

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom


def site(
    context: typer.Context,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it on loopback.")] = False,
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8700,
    page: Annotated[str, typer.Option(help="Print the path of this story's page.")] = "",
    open_: Annotated[str, typer.Option("--open", help="Open this story's page.")] = "",
) -> None:
    """Say where the site lies; `--page SLUG` names a page, `--open SLUG` opens it in a browser.

    `--serve` serves the site on loopback until Ctrl-C.
    """
    import webbrowser

    from newsroom_agents.publish.serve import open_site_server

    with opened(context) as newsroom:
        folder = newsroom.presses.pressroom.site
        slug = page or open_
        path = folder / _path_of(newsroom, slug) if slug else folder / "index.html"
        said(str(path))
        if open_:
            webbrowser.open(path.as_uri())
        if serve:
            said(f"http://127.0.0.1:{port}/ (Ctrl-C ends it)")
            with open_site_server(folder, port) as server:
                server.serve_forever()


def _path_of(newsroom: "Newsroom", slug: str) -> str:
    """Return the page of a published story, inside the site."""
    from newsroom_agents.errors import NotFoundError
    from newsroom_agents.pipeline.aftercare import MAIN_TARGET

    with newsroom.desk.archive.reading() as room:
        found = room.publications.current(slug, MAIN_TARGET)
    if found is None:
        raise NotFoundError(kind="published story", name=slug)
    return f"{found.url_path}/index.html"
