import pytest

from newsroom_agents.agents.by_hand.packager import url_words
from newsroom_agents.agents.packager import ROLE, PackagerBrief, PackagerReply, compose
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.ground import check_package
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
from tests.agents.builders_copy import (
    CREDIT,
    DAM,
    FERRY,
    dossier,
    draft,
    ferry_dossier,
    packager_brief,
    texts_of,
)


def _package(brief: PackagerBrief | None = None, **update: object) -> Package:
    given = brief or packager_brief(draft())
    return compose(given, _reply(given, **update)).paper


def _reply(brief: PackagerBrief, **update: object) -> PackagerReply:
    return ROLE.by_hand(brief).model_copy(update=update)


def test_a_package_by_hand_has_no_finding_that_blocks() -> None:
    checked = check_package(_package(), ferry_dossier(), texts_of(FERRY))
    assert [finding for finding in checked.findings if finding.blocks] == []


def test_a_second_package_by_hand_has_no_finding_that_blocks() -> None:
    held = dossier(DAM, slug="selka-dam")
    package = _package(packager_brief(draft(held), held))
    checked = check_package(package, held, texts_of(DAM))
    assert [finding for finding in checked.findings if finding.blocks] == []


def test_every_short_text_says_what_it_rests_on() -> None:
    rests_on = _package().rests_on
    for part in ("headline", "dek", "teaser", "blurb", "caption", "alt"):
        assert getattr(rests_on, part)


def test_the_address_by_hand_is_the_day_and_the_slug() -> None:
    assert _package().url_path == "2026/03/14/port-alba-ferry"


def test_address_words_are_ascii_and_end_between_words() -> None:
    words = url_words(
        "Überfülle in Łódź’s alter Hafenstraße nach langen Jahren wieder ganz und gar offen"
    )
    assert words.isascii()
    assert len(words) <= 60
    assert words.startswith("uberfulle-in-lodzs-alter-hafenstrasse")


def test_the_source_box_holds_the_cited_sources_only() -> None:
    package = _package()
    cited = {cite for sentence in package.sentences() for cite in sentence.cites}
    assert {source.id for source in package.sources} == {cite.partition(".")[0] for cite in cited}
    assert {excerpt.id for excerpt in package.excerpts} == cited


def test_the_disclosure_says_that_rules_made_it() -> None:
    text = _package().disclosure
    assert "by rules, without a language model, from 4 independent reports" in text
    assert text.endswith("approved by an editor before publication.")


def test_the_disclosure_names_the_model_that_answered() -> None:
    credit = CREDIT.model_copy(update={"engine": "openai_compatible", "engine_model": "exercise-1"})
    brief = packager_brief(draft()).model_copy(update={"credits": (CREDIT, credit)})
    assert "with the language model exercise-1" in _package(brief).disclosure


def test_the_teaser_speaks_of_the_gated_part_and_quotes_nothing() -> None:
    package = _package()
    gated = [part for part in package.sections if part.access is not Access.PUBLIC]
    ids = {sentence.id for part in gated for sentence in part.sentences()}
    assert set(package.rests_on.teaser) == ids
    assert "“" not in package.teaser


def test_variants_of_the_headline_keep_its_phrase() -> None:
    package = _package()
    assert package.headline not in package.headline_variants
    assert all(
        one.split(",")[0].split(":")[0] in package.headline for one in package.headline_variants
    )


def test_places_are_named_in_english() -> None:
    assert (_package().tags.places, _package().located) == (("MT",), ("Malta",))


def test_a_teaser_that_gives_away_a_gated_sentence_is_rejected() -> None:
    written = draft()
    gated = next(part for part in written.sections if part.access is Access.MEMBER)
    sentence = next(gated.sentences())
    with pytest.raises(ReplyRejectedError, match="gives away a gated sentence"):
        _package(teaser=sentence.text)


def test_the_teaser_names_only_what_the_gated_part_holds() -> None:
    teaser = _package().teaser
    assert teaser.startswith("For members: ")
    assert "what more than one independent report says" in teaser
    assert "timeline" not in teaser


def test_a_package_without_a_gate_has_no_teaser_and_is_whole() -> None:
    written = draft()
    public = tuple(part for part in written.sections if part.access is Access.PUBLIC)
    package = _package(packager_brief(written.model_copy(update={"sections": public})))
    assert (package.teaser, package.rests_on.teaser) == ("", ())
    checked = check_package(package, ferry_dossier(), texts_of(FERRY))
    assert [finding for finding in checked.findings if finding.blocks] == []


def test_a_gate_without_a_teaser_stops_the_package() -> None:
    with pytest.raises(StandardsError, match="no teaser"):
        _package(teaser="", teaser_rests_on=())


@pytest.mark.parametrize(
    ("update", "match"),
    [
        ({"places": ("ZZ",)}, "'ZZ' is no place"),
        ({"topics": ("99999999",)}, "no topic"),
        ({"blurb_rests_on": ("s99",)}, "s99"),
        ({"blurb": "See www.example.test."}, "address"),
        ({"headline_variants": ("a", "b", "c", "d")}, "at most"),
        ({"url_words": "w" * 200}, "url_words"),
    ],
)
def test_a_reply_that_does_not_fit_is_rejected(update: dict[str, object], match: str) -> None:
    with pytest.raises(ReplyRejectedError, match=match):
        compose(packager_brief(draft()), _reply(packager_brief(draft()), **update))


def test_a_package_without_a_blurb_cannot_be_published() -> None:
    with pytest.raises(StandardsError, match="has no blurb"):
        _package(blurb=" ")


def test_a_package_that_goes_nowhere_is_stopped() -> None:
    brief = packager_brief(draft()).model_copy(update={"destinations": ()})
    with pytest.raises(StandardsError, match="goes nowhere"):
        _package(brief)
