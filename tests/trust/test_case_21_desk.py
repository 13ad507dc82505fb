"""Case 21 at the desk: whatever a source or a persona puts into a text is letters on every page.

The scripts and links below stand in every text that outsiders or personas could have written; no
page of the desk may hold one of them as markup, as a link, or as a template that was computed.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.desk.builders import DeskHouse, opened_desk, staff
from tests.desk.papers import SLUG, Story, Wording, change_source, enter, soft

HOSTILE = (
    '<script>alert("x")</script><img src=x onerror=alert(1)><svg onload=alert(2)>'
    '</title></style></textarea><a href="javascript:alert(3)">press</a>'
    '{{7*7}}{{7191*7193}}{% raw %}{{ config }}" onmouseover="alert(4)'
    " \u202egnikcatta\u202c \u2066x\u2069"
    " ]]> --> <iframe src=//evil.example>"
)
INERT = re.compile("[\u202a-\u202e\u2066-\u2069]")
PATHS = (
    "/queue",
    "/queue?q=%3Cscript%3Ealert(5)%3C/script%3E&beat=%22onload=alert(6)&language=%7B%7B7*7%7D%7D",
    f"/story/{SLUG}",
    *(f"/story/{SLUG}?s={where}" for where in ("headline", "dek", "s1", "s2", "s4", "blurb")),
    f"/story/{SLUG}?s=%22%3E%3Cscript%3Ealert(7)%3C/script%3E",
    *(f"/story/{SLUG}/evidence?s={where}" for where in ("headline", "s1", "s2", "s4")),
    f"/story/{SLUG}/record",
    f"/story/{SLUG}/takes",
    f"/story/{SLUG}/diff",
    f"/story/{SLUG}/diff?from=2&to=1",
    f"/story/{SLUG}/history",
    f"/story/{SLUG}/preview?as=feed",
    f"/story/{SLUG}/preview?as=newsletter",
    f"/story/{SLUG}/preview?as=card",
    *(f"/story/{SLUG}/preview/page?level={level}" for level in ("public", "member")),
)
OUR_SCRIPT = re.compile(r"/static/[a-z]+\.js")


class Markup(HTMLParser):
    """What of a page a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.amiss: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not OUR_SCRIPT.fullmatch(given.get("src", "")):
            self.amiss.append(f"a script: {given}")
        if tag in {"iframe", "object", "embed"} and not given.get("src", "").startswith("/story/"):
            self.amiss.append(f"a frame: {given}")
        self.amiss += [f"{name} on {tag}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            address = given.get(name, "").strip().lower()
            if address.startswith(("javascript:", "data:", "vbscript:", "//")):
                self.amiss.append(f"{name}={address}")
        if given.get("style"):
            self.amiss.append(f"style on {tag}")


@pytest.fixture(scope="module")
def hostile_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A desk with a story of two takes in which every text is hostile."""
    with opened_desk(tmp_path_factory.mktemp("hostile") / "var") as house:
        staff(house.archive, house.clock())
        names = Wording.__dataclass_fields__
        wording = Wording(**{name: f"{HOSTILE} {name}" for name in names if name != "url"})
        told = Wording(**{**wording.__dict__, "url": "javascript:alert(8)"})
        finding = soft("s2", 0, 20).model_copy(update={"reason": HOSTILE, "check": HOSTILE})
        enter(house.archive, house.clock(), Story(wording=told, findings=(finding,)))
        again = Wording(**{**told.__dict__, "headline": f"Other {HOSTILE}"})
        enter(house.archive, house.clock(), Story(take=2, wording=again, findings=(finding,)))
        change_source(house.archive, house.clock())
        yield house


@pytest.mark.parametrize("path", PATHS)
def test_21_hostile_text_is_inert_on_every_page_of_the_desk(
    hostile_desk: DeskHouse, path: str
) -> None:
    answer = hostile_desk.signed_in("Ada").get(path)
    assert answer.status_code == 200
    page = Markup()
    page.feed(answer.text)
    assert page.amiss == []
    assert str(7191 * 7193) not in answer.text
    # The frame shows a release's own characters; everything else is the desk's page.
    assert "/preview/page" in path or not INERT.search(answer.text)
    assert "<script>alert" not in answer.text


def test_21_a_stored_text_is_shown_as_letters(hostile_desk: DeskHouse) -> None:
    with hostile_desk.archive.reading() as room:
        package = room.queue.draft(SLUG).package
    assert package is not None
    texts = []
    for source in package.sources:
        answer = hostile_desk.signed_in("Ada").get(f"/snapshot/{source.snapshot}?start=3&end=9")
        page = Markup()
        page.feed(answer.text)
        assert page.amiss == []
        assert not INERT.search(answer.text)
        texts.append(answer.text)
    assert any("{{7*7}}" in text for text in texts)


def test_21_a_link_that_is_no_web_address_is_not_offered(hostile_desk: DeskHouse) -> None:
    shown = hostile_desk.signed_in("Ada").get(f"/story/{SLUG}/evidence?s=s1").text
    assert "Open the stored text here" in shown
    assert "The outlet's page" not in shown


def test_21_every_answer_forbids_scripts_that_are_not_ours(hostile_desk: DeskHouse) -> None:
    ada = hostile_desk.signed_in("Ada")
    for path in PATHS:
        policy = ada.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
