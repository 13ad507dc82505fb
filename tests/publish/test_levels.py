"""The article for a reader's level: more of what was signed, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import Bundle, build
from newsroom_agents.publish.levels import opened, page_for
from newsroom_agents.publish.page import MoreTeasers, article_page
from newsroom_agents.story.draft import Access

from .builders import MASTHEAD, pressroom, release
from .exercise import GATED_WORDS, package


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return build(release(), pressroom(tmp_path))


def page_of(bundle: Bundle) -> bytes:
    return article_page(bundle.public, MoreTeasers()).encode()


def drawn(bundle: Bundle, reads: Access) -> str:
    return page_for(page_of(bundle), bundle.public, bundle.full, reads).decode()


def test_each_level_reads_what_the_levels_below_it_read() -> None:
    opens = {reads: [gate for gate in Access if reads.opens(gate)] for reads in Access}
    assert opens == {
        Access.PUBLIC: [Access.PUBLIC],
        Access.SUBSCRIBER: [Access.PUBLIC, Access.SUBSCRIBER],
        Access.MEMBER: list(Access),
    }


def test_a_level_opens_its_parts_with_their_salts_and_no_other(bundle: Bundle) -> None:
    for reads in Access:
        for part in opened(bundle.public, bundle.full, reads).parts:
            is_open = part.content is not None
            assert is_open is reads.opens(part.access), part.part
            assert (part.salt is not None) is is_open


def test_the_page_outside_the_article_is_the_released_one(bundle: Bundle) -> None:
    released, member = page_of(bundle).decode(), drawn(bundle, Access.MEMBER)
    assert member.partition("<article ")[0] == released.partition("<article ")[0]
    assert member.partition("</article>")[2] == released.partition("</article>")[2]


def test_a_free_reader_gets_no_gated_word(bundle: Bundle) -> None:
    page = drawn(bundle, Access.PUBLIC)
    assert [word for word in GATED_WORDS if word in page] == []
    assert "gated-address" not in page
    assert "You read this as a free reader." in page


def test_a_member_gets_every_sentence_with_its_evidence(bundle: Bundle) -> None:
    page = drawn(bundle, Access.MEMBER)
    assert [word for word in GATED_WORDS if word not in page] == []
    assert 'class="gate' not in page
    assert "The titles lead to the originals." in page
    for sentence in package().sentences():
        assert f'id="{sentence.id}"' in page


def test_a_source_without_a_followable_address_is_no_link(tmp_path: Path) -> None:
    first, *others = package().sources
    sources = (first.model_copy(update={"url": "javascript:alert(1)"}), *others)
    built = build(release(package(sources=sources)), pressroom(tmp_path))
    page = drawn(built, Access.SUBSCRIBER)
    assert "javascript:" not in page
    assert page.count('rel="noreferrer nofollow"') == len(others)


def test_a_full_bundle_of_another_release_opens_nothing(tmp_path: Path, bundle: Bundle) -> None:
    other = build(release(revision=2), pressroom(tmp_path))
    with pytest.raises(VerificationError, match="another release"):
        page_for(page_of(bundle), bundle.public, other.full, Access.MEMBER)


def test_a_part_that_is_not_the_signed_one_opens_nothing(bundle: Bundle) -> None:
    parts = tuple(
        part.model_copy(update={"hash": "0" * 64}) if part.access is Access.MEMBER else part
        for part in bundle.public.parts
    )
    changed = bundle.public.model_copy(update={"parts": parts})
    with pytest.raises(VerificationError, match="differs from its public hash"):
        opened(changed, bundle.full, Access.MEMBER)


def test_a_page_without_an_article_is_refused(bundle: Bundle) -> None:
    with pytest.raises(VerificationError, match="no article element"):
        page_for(b"<p>notice</p>", bundle.public, bundle.full, Access.MEMBER)


def test_the_gate_leads_back_to_the_piece_when_the_site_takes_readers_in(tmp_path: Path) -> None:
    room = pressroom(tmp_path, masthead=replace(MASTHEAD, join_url="/join"))
    page = page_of(build(release(), room)).decode()
    wanted = f"https://courier.example/join?next=/{package().url_path}/"
    assert f'class="button" href="{wanted}"' in page
