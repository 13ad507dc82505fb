"""Cases 17, 18 and 21: bombs, entities, depth, and feeds that try to be programs.

Time and memory are taken in a process of its own, so that no other test's memory counts.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsroom_agents.errors import WireError
from newsroom_agents.ingest.kind import Source, source_kinds
from newsroom_agents.story.source import SourceItem

MIB = 1024 * 1024
WATCHED = """
import json, resource, sys, time
from newsroom_agents.ingest.kind import Source, source_kinds
read = source_kinds()[sys.argv[1]].read
list(read(Source(id="warm", kind=sys.argv[1], place=sys.argv[2])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
found = list(read(Source(id="case", kind=sys.argv[1], place=sys.argv[3])))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "seconds": time.process_time() - began,
    "grown": (after - before) * 1024,
    "found": [str(getattr(one, "text", one)) for one in found],
}))
"""
WARM = {
    "feed": "<rss version='2.0'><channel><item><title>Rye & wheat</title></item></channel></rss>",
    "sitemap": "<urlset><url><loc>https://a.example/</loc><lastmod>2026-01-01</lastmod></url></urlset>",
    "page": f"<html><body><article><p>{'The pier closes. ' * 30}</p></article></body></html>",
}
HEAD = b"<rss version='2.0'><channel><item><title>"
TAIL = b"</title></item></channel></rss>"
LAUGHS = (
    b"<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>" + HEAD + b"&j;" + TAIL
)  # fmt: skip
QUADRATIC = b"<!DOCTYPE rss [<!ENTITY a '" + b"x" * 50_000 + b"'>]>" + HEAD + b"&a;" * 50_000 + TAIL
OUTSIDE = b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + HEAD + b"&a;" + TAIL
PARAMETER = b"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'>" + HEAD + b"calm" + TAIL


def watched(folder: Path, kind: str, body: bytes, name: str) -> Mapping[str, object]:
    """Return what a process of its own needed for one hostile file, and what it found there."""
    warm, case = folder / "warm.html", folder / name
    warm.write_text(WARM[kind], encoding="utf-8")
    case.write_bytes(body)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, kind, str(warm), str(case)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("kind", ["feed", "page"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_case_17_a_gzip_bomb_stops_at_the_cap(tmp_path: Path, kind: str, times: int) -> None:
    body = b"<rss>" + b"\0" * (256 * MIB)
    for _ in range(times):
        body = gzip.compress(body, 6)
    said = watched(tmp_path, kind, body, "bomb.xml.gz")
    assert float(str(said["grown"])) < 64 * MIB
    assert "expected" in str(said["found"])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", LAUGHS),
        ("feed", QUADRATIC),
        ("feed", OUTSIDE),
        ("feed", PARAMETER),
        ("feed", b"<rss a='" + b"x" * 6_000_000 + b"'/>"),
        ("feed", b"<rss>" + b"<a>" * 100_000),
        ("feed", b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>"),
        ("feed", b"[" * 1_000_000),
        ("feed", b"<rss><channel>" + b"<item/>" * 1_000_000),
        ("feed", b"<rss><channel>" + b"<item><title>a</title></item>" * 150_000),
        ("page", b"<html><body>" + b"<div>" * 100_000),
        ("page", b"<html><body a='" + b"x" * 6_000_000 + b"'>"),
        ("page", b"<html><body " + b"a=1 " * 100_000 + b">"),
        ("page", LAUGHS.replace(b"rss", b"html")),
        ("sitemap", LAUGHS.replace(b"rss", b"urlset")),
        ("sitemap", OUTSIDE.replace(b"rss", b"urlset")),
        ("sitemap", b"<urlset>" + b"<a>" * 100_000),
        ("sitemap", b"<urlset a='" + b"x" * 6_000_000 + b"'/>"),
        ("sitemap", b"<urlset>" + b"<url><loc>https://a.example/</loc></url>" * 100_000),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:24].decode(),
)
def test_case_18_a_hostile_document_is_answered_within_bounds(
    tmp_path: Path, kind: str, body: bytes
) -> None:
    said = watched(tmp_path, kind, body, "hostile.xml")
    assert float(str(said["seconds"])) < 2
    assert float(str(said["grown"])) < 200 * MIB
    assert "root:" not in str(said["found"])


def test_case_21_a_feed_that_tries_to_be_a_program_is_only_text(tmp_path: Path) -> None:
    attack = (
        "&lt;script&gt;alert(1)&lt;/script&gt;Pier&lt;/title&gt;&lt;svg onload=alert(1)&gt;"
        "&lt;/svg&gt;&lt;img src=x onerror=alert(1)&gt; &lt;b onclick='x()'&gt;closes&lt;/b&gt; "
        "{{7*7}} {% x %}"
    )
    links = (
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "https://u:p@a.example/",
    )
    (tmp_path / "a.xml").write_text(
        "<rss version='2.0'><channel>"
        + "".join(f"<item><title>{attack}</title><link>{link}</link></item>" for link in links)
        + "</channel></rss>",
        encoding="utf-8",
    )
    found = list(source_kinds()["feed"].read(Source(id="a", kind="feed", place=str(tmp_path))))
    assert not [one for one in found if isinstance(one, WireError)]
    items = [one for one in found if isinstance(one, SourceItem)]
    assert {item.title for item in items} == {"Pier closes {{7*7}} {% x %}"}
    assert {item.url for item in items} == {""}
