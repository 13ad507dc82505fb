"""`newsroom site`: the published site on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import records
from newsroom_agents.cli.terminal import said

if TYPE_CHECKING:
    from newsroom_agents.archive.archive import Archive


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
    from newsroom_agents.publish.target import SITE

    with records(context) as found:
        folder = found.places.var / SITE
        slug = page or open_
        path = folder / _path_of(found.archive, slug) if slug else folder / "index.html"
        said(str(path))
        if open_:
            webbrowser.open(path.as_uri())
        if serve:
            said(f"http://127.0.0.1:{port}/ (Ctrl-C ends it)")
            with open_site_server(folder, port) as server:
                server.serve_forever()


def _path_of(archive: "Archive", slug: str) -> str:
    """Return the page of a published story, inside the site."""
    from newsroom_agents.errors import NotFoundError
    from newsroom_agents.pipeline.aftercare import MAIN_TARGET

    with archive.reading() as room:
        published = room.publications.current(slug, MAIN_TARGET)
    if published is None:
        raise NotFoundError(kind="published story", name=slug)
    return f"{published.url_path}/index.html"
