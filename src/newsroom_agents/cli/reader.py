"""`newsroom reader`: the site with its access levels, on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import records
from newsroom_agents.cli.terminal import Code, leave, said, trouble

if TYPE_CHECKING:
    from newsroom_agents.reader.mail import Letter


def reader(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.")] = 8700,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
) -> None:
    """Serve the site with sign-in and access levels until SIGTERM or Ctrl-C.

    Without a mail server in the settings, sign-in links are printed here.
    """
    import signal

    from newsroom_agents.settings import environment, read_settings

    try:
        from newsroom_agents.reader.serving import configured, open_front
        from newsroom_agents.webapp.serving import listen, serve
    except ModuleNotFoundError as error:
        trouble(f"the reader needs a package that is not installed ({error}); see the extra 'desk'")
        raise typer.Exit(Code.WRONG) from error

    with records(context) as found:
        settings = read_settings(found.places.house, environment())
        front = open_front(found.archive, found.places.var, settings, found.clock, _Terminal())
        with listen(host, port) as listening:
            said(f"http://{host}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
            number = serve(configured(front), listening)
    trouble("stopped")
    leave(Code.INTERRUPTED if number == signal.SIGINT else Code.DONE)


class _Terminal:
    """Prints sign-in links for the operator, where no mail server is set."""

    def open(self) -> "_Terminal":
        """Return itself: a terminal is always open."""
        return self

    def send(self, letter: "Letter") -> None:
        """Print the link."""
        said(f"sign-in link for {letter.address}: {letter.link}")

    def close(self) -> None:
        """Do nothing: the terminal stays open."""
