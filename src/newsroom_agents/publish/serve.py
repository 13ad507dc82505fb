"""A small server for looking at the site on this machine; the real one is any web server."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOOPBACK = "127.0.0.1"

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
"""The content type of every kind of file that a site holds, by its suffix."""


class _Pages(SimpleHTTPRequestHandler):
    """Serves the site's files with the right types, its own 404 page, and no folder listings."""

    extensions_map = {  # noqa: RUF012 -- the parent's attribute
        "": "application/octet-stream",
        **CONTENT_TYPES,
    }

    def end_headers(self) -> None:
        """Add the headers that a public server would send."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page with the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: object) -> None:
        """Show no folder listings."""
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent; the terminal belongs to the command."""


def open_site_server(site: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server for `site` on loopback, bound but not yet serving.

    Call `serve_forever()`; `server_address[1]` tells the port when 0 was asked for.

    Raises:
        OSError: The port is taken.
    """
    return ThreadingHTTPServer((LOOPBACK, port), partial(_Pages, directory=str(site)))
