"""`newsroom desk`: where editors read, change and rule, in a browser."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, trouble

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom


def desk(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(help="Port to serve on; 0 takes a free one.  [desk.port]")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
) -> None:
    """Serve the desk to editors until SIGTERM or Ctrl-C.

    Whoever signs in was registered with `newsroom editors add`.
    """
    import signal

    try:
        from newsroom_agents.desk.serving import configured, open_desk
        from newsroom_agents.webapp.serving import listen, serve
    except ModuleNotFoundError as error:
        trouble(f"the desk needs a package that is not installed ({error}); see the extra 'desk'")
        raise typer.Exit(Code.WRONG) from error

    with opened(context) as newsroom:
        wanted = newsroom.settings.desk.port if port is None else port
        with listen(host, wanted) as listening:
            found = int(listening.getsockname()[1])
            with open_desk(newsroom, host, found) as front:
                said(f"{front.address}/ (Ctrl-C ends it)")
                _tell_who_may_enter(newsroom)
                number = serve(configured(front), listening)
    trouble("stopped")
    leave(Code.INTERRUPTED if number == signal.SIGINT else Code.DONE)


def _tell_who_may_enter(newsroom: "Newsroom") -> None:
    """Say how the first editor is made, where nobody could sign in yet."""
    with newsroom.desk.archive.reading() as room:
        nobody = not any(one.enabled for one in room.editors.all())
        closed = room.accounts.is_closed_to_all()
    if nobody:
        trouble("nobody is registered yet: newsroom editors add NAME --role editor")
    elif closed:
        trouble("nobody has set a password yet: newsroom editors link NAME makes a one-time link")
