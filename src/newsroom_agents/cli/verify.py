"""`newsroom verify`: does a published article agree with its record?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import records, where
from newsroom_agents.cli.terminal import Code, leave, said, said_json, speaking
from newsroom_agents.errors import HouseError

if TYPE_CHECKING:
    from newsroom_agents.publish.verify import VerifyReport


def verify(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A bundle file, an article's folder, its address, or a slug.")
    ],
    anchor: Annotated[Path | None, typer.Option(help="File of journal anchors.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check page, digest, hashes and excerpts of a published article; exits with 1 if they differ.

    A slug also opens the stored snapshots and the journal of this house. An address (http or
    https) is fetched with all that lies beside it; only that uses the network.
    """
    path = Path(what)
    if what.lower().startswith(("http://", "https://")):
        report = _verify_url(context, what, anchor)
    elif path.exists():
        report = _verify_file(path, anchor)
    else:
        report = _verify_slug(context, what, anchor)
    if as_json:
        said_json(_json_of(report))
    else:
        for check in report.checks:
            said(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
        said(report.origin)
        said("verified" if report.ok else "NOT verified")
    leave(Code.DONE if report.ok else Code.NO)


def _verify_file(path: Path, anchor: Path | None) -> "VerifyReport":
    """Check a bundle, or the bundle in an article's folder; needs no house.

    Raises:
        HouseError: An anchor was given; without the journal it proves nothing of a bundle.
    """
    with speaking():
        from newsroom_agents.publish.verify import verify_bundle

        if anchor is not None:
            msg = f"--anchor needs a slug: the journal is not asked about the file {path.name!r}"
            raise HouseError(msg)
        return verify_bundle(path / "bundle.json" if path.is_dir() else path)


def _verify_url(context: typer.Context, url: str, anchor: Path | None) -> "VerifyReport":
    """Check an article on the web, spoken to as the settings of this house say.

    Raises:
        HouseError: An anchor was given; without the journal it proves nothing of a page.
    """
    with speaking():
        from newsroom_agents.pipeline.reaching import open_web
        from newsroom_agents.pipeline.verifying import verify_url
        from newsroom_agents.settings import environment, find_places, read_settings

        if anchor is not None:
            msg = "--anchor needs a slug: the journal is not asked about an address"
            raise HouseError(msg)
        place, env = where(context), environment()
        house = find_places(place.house, place.var, env).house
        return verify_url(open_web(read_settings(house, env), own_site=True), url)


def _verify_slug(context: typer.Context, slug: str, anchor: Path | None) -> "VerifyReport":
    with records(context) as found:
        from newsroom_agents.archive.anchors import read_anchors
        from newsroom_agents.pipeline.verifying import masthead_of, verify_slug
        from newsroom_agents.settings import environment, read_settings

        anchors = read_anchors(anchor) if anchor else ()
        masthead = masthead_of(read_settings(found.places.house, environment()))
        return verify_slug(found.archive, found.places.var, slug, anchors, masthead)


def _json_of(report: "VerifyReport") -> dict[str, object]:
    return {
        "slug": report.slug,
        "digest": report.digest,
        "ok": report.ok,
        "origin": report.origin,
        "checks": [
            {"name": check.name, "ok": check.ok, "detail": check.detail} for check in report.checks
        ],
    }
