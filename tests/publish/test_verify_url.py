"""`newsroom verify URL`: an article checked where it stands on the web."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsroom_agents.errors import RefusedAddressError, UnreachableError, VerificationError
from newsroom_agents.pipeline.verifying import verify_url
from newsroom_agents.publish.serve import open_site_server
from newsroom_agents.publish.target import SITE
from newsroom_agents.publish.verify import UNPROVEN
from tests.stories.shop import Shop
from tests.web.servers import answer, moved, pages, serving, web


@contextmanager
def online(site: Path) -> Iterator[str]:
    """Serve a site on loopback."""
    with open_site_server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def path_of(shop: Shop, slug: str) -> str:
    return shop.page(slug).parent.relative_to(shop.var / SITE).as_posix()


def test_the_command_proves_a_page_by_its_address(published: tuple[Shop, str]) -> None:
    shop, slug = published
    with online(shop.var / SITE) as site:
        url = f"{site}/{path_of(shop, slug)}/"
        refused = shop.do("verify", url)
        said = shop.do("verify", url, env={"NEWSROOM_WEB__ALLOW": site.removeprefix("http://")})
        own = shop.do("verify", url, env={"NEWSROOM_SITE__BASE_URL": site})
    assert refused.code != 0
    assert "127.0.0.1, which is not public" in refused.err
    assert said.code == own.code == 0, said.out + said.err + own.err
    assert said.out.endswith(f"{UNPROVEN}\nverified\n")
    assert "ok   static files" in said.out


@pytest.mark.parametrize("end", ["", "/", "/index.html", "/bundle.json"])
def test_page_folder_and_bundle_name_the_same_article(
    published: tuple[Shop, str], end: str
) -> None:
    shop, slug = published
    with online(shop.var / SITE) as site:
        report = verify_url(web(), f"{site}/{path_of(shop, slug)}{end}")
    assert report.ok, report.failed
    assert report.slug == slug


def test_one_changed_letter_on_the_way_is_found(
    published: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = published
    changed = shop.copy(tmp_path / "var")
    page = changed.page(slug)
    page.write_text(page.read_text(encoding="utf-8").replace("</p>", "!</p>", 1), encoding="utf-8")
    with online(changed.var / SITE) as site:
        report = verify_url(web(), f"{site}/{path_of(changed, slug)}/")
    assert not report.ok


def test_a_page_without_a_bundle_and_a_server_in_trouble_are_told() -> None:
    ways = {"/a/": answer(b"<p>news</p>"), "/b/": answer(b"", status="500 Oops")}
    with serving(pages(ways)) as server:
        [missing] = verify_url(web(), f"{server.url}/a/").checks
        assert (missing.ok, missing.name) == (False, "bundle")
        with pytest.raises(VerificationError, match="500"):
            verify_url(web(), f"{server.url}/b/")
    with pytest.raises(UnreachableError):
        verify_url(web(), f"{server.url}/a/")


def test_a_page_never_leads_the_check_inward() -> None:
    with serving(pages({"/a/": moved("http://10.0.0.1/admin")})) as server:
        with pytest.raises(RefusedAddressError):
            verify_url(web(), f"{server.url}/a/")
        assert server.paths == ["/a/"]
