"""A story's page: the draft with its marks, the evidence of one text, and who opened it."""

import re

import pytest

from newsroom_agents.desk.marks import Mark, mark_of, pieces_of
from newsroom_agents.story.check import SentenceVerdict, Verdict
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.queue import QueueState

from .builders import DeskHouse
from .papers import ARABIC, SLUG, Story, change_source, enter, hard, retake, soft

PAGE = f"/story/{SLUG}"


def opened(desk: DeskHouse, editor: str, digest: str) -> bool:
    with desk.archive.reading() as room:
        return room.openings.has(editor, SLUG, digest)


def evidence(desk: DeskHouse, where: str, editor: str = "Ada") -> str:
    answer = desk.signed_in(editor).get(f"{PAGE}/evidence?s={where}")
    assert answer.status_code == 200
    return str(answer.text)


def marks(page: str) -> dict[str, str]:
    """Return the mark of every text of a page."""
    found = re.findall(r'<a class="text (\w+)" href="[^"]+" data-where="([\w-]+)"', page)
    return {where: mark for mark, where in found}


def test_every_text_of_the_draft_carries_its_mark(bare_desk: DeskHouse) -> None:
    story = Story(findings=(soft("s2"), hard("dek")))
    enter(bare_desk.archive, bare_desk.clock(), story)
    page = bare_desk.signed_in("Ada").get(PAGE).text
    assert marks(page) == {
        "headline": "supported",
        "dek": "blocking",
        "s1": "supported",
        "s2": "soft",
        "s3": "transition",
        "heading-2": "supported",
        "s4": "analysis",
        "blurb": "supported",
    }
    assert "Two places need your attention." in page
    assert '<p class="gate">Section 2, for members</p>' in page


def test_a_heading_is_marked_and_rests_on_the_sentences_under_it(bare_desk: DeskHouse) -> None:
    story = Story(findings=(hard("heading-2"),))
    enter(bare_desk.archive, bare_desk.clock(), story)
    page = bare_desk.signed_in("Ada").get(PAGE).text
    assert marks(page)["heading-2"] == "blocking"
    shown = evidence(bare_desk, "heading-2")
    assert "Heading of section 2" in shown
    assert f'<a href="{PAGE}?s=s4#evidence" data-where="s4"' in shown


def test_what_is_wrong_with_the_whole_body_stands_over_the_draft(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock(), Story(findings=(hard("body"),)))
    page = bare_desk.signed_in("Ada").get(PAGE).text
    assert marks(page)["body"] == "blocking"
    assert "<b>The body as a whole</b>: no source gives this day" in page
    assert "blocks 1</span>" in page
    assert f'<a href="{PAGE}?s=body#evidence" data-where="body">one blocking text</a>' in page
    shown = evidence(bare_desk, "body")
    assert "The body as a whole" in shown
    assert "no source gives this day" in shown
    assert "It cites no passage" not in shown


def test_the_words_at_fault_are_marked_in_the_text(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get(PAGE).text
    assert 'that “<span class="fault" title="the figure is disputed">18</span> people' in page


def test_without_a_choice_the_first_text_that_needs_attention_is_shown(
    bare_desk: DeskHouse,
) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    assert 'id="evidence" tabindex="-1" data-where="s2"' in ada.get(PAGE).text
    assert 'id="evidence" tabindex="-1" data-where="s4"' in ada.get(f"{PAGE}?s=s4").text
    assert "There is no text s99 in this take." in ada.get(f"{PAGE}?s=s99").text


def test_evidence_shows_the_passage_in_its_source_and_its_translation(
    bare_desk: DeskHouse,
) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    shown = evidence(bare_desk, "s2")
    assert (
        '<blockquote lang="ar" dir="rtl"><span class="around">أغلق المرفأ يوم الاثنين. </span>'
        '<mark>قال المستشفى إن 18 شخصا أصيبوا.</mark><span class="around"> السبب مجهول حتى الآن.'
    ) in shown
    assert (
        '<blockquote lang="en" dir="ltr"><span class="around">The harbour was closed on Monday. '
        "</span><mark>The hospital said that 18 people were hurt.</mark>"
    ) in shown
    assert "state-controlled, limited standing" in shown
    start = len(ARABIC[0]) + 1
    assert f"?start={start}&amp;end={start + len(ARABIC[1])}#passage" in shown
    assert "An origin of its own" in shown


def test_evidence_tells_who_else_says_it_and_who_denies_it(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    shown = evidence(bare_desk, "s2")
    otherwise, denied = shown.partition("Said otherwise by")[2], shown.partition("Denied by")[2]
    assert "Kestrel Wire" in otherwise
    assert "14 hurt" in otherwise
    assert "Küstenblatt" in denied
    assert "nobody was hurt" in denied
    also = evidence(bare_desk, "s1").partition("Also said by")[2]
    assert "Küstenblatt" in also


def test_names_come_in_latin_letters_where_the_editor_does_not_read(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    assert '<details class="latin" open>' in evidence(bare_desk, "s2")
    ada = bare_desk.signed_in("Ada")
    token = re.findall(r'name="token" value="([^"]+)"', ada.get("/reading").text)[0]
    ada.post("/reading", data={"token": token, "language": "ar"})
    assert "latin" not in evidence(bare_desk, "s2")
    assert '<details class="latin" open>' in evidence(bare_desk, "s2", "Bo")


def test_a_short_text_shows_the_sentences_it_rests_on(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    shown = evidence(bare_desk, "headline")
    assert f'<a href="{PAGE}?s=s1#evidence" data-where="s1"' in shown


def test_evidence_names_the_checks_that_ran_and_what_they_found(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    shown = evidence(bare_desk, "s2")
    assert "<b>To look at</b>" in shown
    assert re.search(r"<td>Does every number stand [^<]+</td><td>found something</td>", shown)
    assert re.search(r"<td>Does every date stand [^<]+</td><td>nothing found</td>", shown)


def test_a_changed_source_is_told_on_the_page_and_beside_the_passage(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    changed = change_source(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get(PAGE).text
    assert page.count("<b>Source changed.</b>") == 1
    assert f'href="/snapshot/{changed}">as it stands today</a>' in page
    assert "<b>Source changed.</b>" in evidence(bare_desk, "s1")
    assert "<b>Source changed.</b>" not in evidence(bare_desk, "s2")


def test_opening_the_page_is_recorded_at_the_digest_that_was_shown(bare_desk: DeskHouse) -> None:
    first = enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    assert not opened(bare_desk, "Ada", first.digest)
    ada.get(PAGE)
    assert opened(bare_desk, "Ada", first.digest)
    assert not opened(bare_desk, "Bo", first.digest)
    second = retake(bare_desk.archive, bare_desk.clock(), headline="Harbour of Port Alba is shut")
    assert not opened(bare_desk, "Ada", second.digest)
    ada.get(PAGE)
    assert opened(bare_desk, "Ada", second.digest)


@pytest.mark.parametrize("asked", ["HEAD", "ahead", "evidence", "takes", "queue"])
def test_only_the_page_itself_counts_as_opening(desk: DeskHouse, asked: str) -> None:
    draft = enter(desk.archive, desk.clock())
    ada = desk.signed_in("Ada")
    if asked == "HEAD":
        ada.head(PAGE)
    elif asked == "ahead":
        ada.get(PAGE, headers={"Sec-Purpose": "prefetch;prerender"})
    else:
        addresses = {"evidence": f"{PAGE}/evidence?s=s1", "takes": f"{PAGE}/takes"}
        ada.get(addresses.get(asked, "/queue"))
    assert not opened(desk, "Ada", draft.digest)


def test_an_unknown_story_is_the_same_404_on_all_its_pages(bare_desk: DeskHouse) -> None:
    ada = bare_desk.signed_in("Ada")
    ways = (
        "",
        "/evidence?s=s1",
        "/record",
        "/takes",
        "/diff",
        "/history",
        "/preview",
        "/picture/ab",
    )
    pages = [ada.get(f"/story/nowhere{way}") for way in ways]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


def test_a_story_that_stopped_early_has_a_page_with_its_reasons(bare_desk: DeskHouse) -> None:
    draft = enter(bare_desk.archive, bare_desk.clock(), Story(slug="other"))
    stopped = draft.model_copy(
        update={
            "slug": SLUG,
            "package": None,
            "digest": "",
            "salts": {},
            "report": None,
            "reasons": ("two origins of three",),
        }
    )
    with bare_desk.archive.writing() as room:
        room.queue.enter(stopped, QueueState.STOPPED)
    ada = bare_desk.signed_in("Ada")
    page = ada.get(PAGE)
    assert page.status_code == 200
    assert "There is no draft to read." in page.text
    assert "two origins of three" in page.text
    for way in ("record", "takes", "diff", "history", "preview"):
        assert ada.get(f"{PAGE}/{way}").status_code == 200
    assert ada.get(f"{PAGE}/preview/page").status_code == 404


def test_a_reader_may_read_but_gets_no_way_to_change(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Rui").get(PAGE).text
    assert "Harbour of Port Alba closed after a fire" in page
    assert f"{PAGE}/edit" not in page


def test_the_record_shows_what_lies_behind_the_draft(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get(f"{PAGE}/record").text
    for words in (
        'A figure: <bdi dir="auto">how many people were hurt</bdi>',
        "A denial: ",
        "Who counted the wounded?",
        "the cause",
        "2031-05-04",
        "The harbour closed",
        "<b><bdi>صوت المرفأ</bdi></b></a>, <b>state-controlled, limited standing</b>",
        "In all it cost 4 US cents.",
    ):
        assert words in page, words


def test_the_history_tells_what_happened_and_who_looked(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    ada.get(PAGE)
    page = ada.get(f"{PAGE}/history").text
    assert "<b>Queued</b>" in page
    assert "Ada opened take 1" in page


@pytest.mark.parametrize(
    ("kind", "verdict", "mark"),
    [
        (SentenceKind.REPORTED, Verdict.SUPPORTED, Mark.SUPPORTED),
        (SentenceKind.REPORTED, Verdict.CONTRADICTED, Mark.BLOCKING),
        (SentenceKind.ANALYSIS, Verdict.NOT_CHECKED, Mark.BLOCKING),
        (SentenceKind.ANALYSIS, Verdict.SUPPORTED, Mark.ANALYSIS),
        (SentenceKind.TRANSITION, Verdict.SUPPORTED, Mark.TRANSITION),
    ],
)
def test_what_is_refuted_or_not_checked_blocks_whatever_it_is(
    kind: SentenceKind, verdict: Verdict, mark: Mark
) -> None:
    judged = SentenceVerdict(sentence="s1", verdict=verdict, cites=(), rung=None, reason="")
    assert mark_of(kind, (), judged) is mark


def test_pieces_hold_the_whole_text_whatever_the_findings_say() -> None:
    text = "The harbour of Port Alba closed."
    findings = (soft("s1", 4, 11), soft("s1", 8, 24), soft("s1", 0, 99), soft("s1", 9, 3))
    pieces = pieces_of(text, findings)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.fault] == ["harb", "our", " of Port Alba"]
