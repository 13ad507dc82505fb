"""Papers are frozen and strict, and each has one canonical form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsroom_agents.story.check import FactCheckReport, Finding, SentenceVerdict, Verdict
from newsroom_agents.story.dossier import Excerpt
from newsroom_agents.story.draft import Access, Draft, RestsOn
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Paper, Stage, canonical_json
from newsroom_agents.story.source import Outlet, SourceItem

from .builders import NOON, excerpt, package, section

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def every_paper(kind: type[Paper] = Paper) -> list[type[Paper]]:
    """Return all kinds of paper that are loaded."""
    below = [one for sub in kind.__subclasses__() for one in every_paper(sub)]
    return [kind, *below]


def test_every_paper_is_frozen_and_takes_no_unknown_field() -> None:
    kinds = [kind for kind in every_paper() if kind.__module__.startswith("newsroom_agents")]
    assert len(kinds) > 30
    faults = [
        kind.__name__
        for kind in kinds
        if not (kind.model_config.get("frozen") and kind.model_config.get("extra") == "forbid")
    ]
    assert faults == []


def test_a_paper_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        package().headline = "Other"  # type: ignore[misc]


def test_a_paper_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Outlet.model_validate({"id": "kestrel", "name": "Kestrel", "mood": "good"})


@given(JSON)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: object) -> None:
    turned = dict(reversed(value.items())) if isinstance(value, dict) else value
    assert canonical_json(turned) == canonical_json(value)


def test_canonical_json_is_utf8_without_spaces() -> None:
    assert canonical_json({"b": ["é", 1], "a": None}) == '{"a":null,"b":["é",1]}'.encode()


def test_a_paper_read_back_has_the_same_fingerprint() -> None:
    made = package()
    assert type(made).model_validate_json(made.canonical()).fingerprint() == made.fingerprint()


def test_a_filed_papers_id_can_be_read_aloud() -> None:
    filed = Filed[Excerpt](
        slug="ferry-stopped",
        stage=Stage.RESEARCH,
        take=2,
        filed_at=NOON,
        credit=HOUSE_CREDIT,
        paper=excerpt("S3.14", "The ferry was stopped."),
    )
    assert filed.id == "ferry-stopped/research/2"
    assert filed.paper.source == "S3"


def test_lede_and_nut_graf_are_the_first_paragraphs() -> None:
    opening = section("", Access.PUBLIC, ("s1", "It happened.", ()))
    draft = Draft(
        slug="ferry",
        headline="Ferry",
        dek="",
        sections=(opening,),
        rests_on=RestsOn(),
        correspondent="nela",
    )
    assert draft.lede.sentences[0].id == "s1"
    assert draft.nut_graf is None
    assert [sentence.id for sentence in draft.sentences()] == ["s1"]


@pytest.mark.parametrize(
    ("verdict", "is_hard", "passes"),
    [
        (Verdict.SUPPORTED, False, True),
        (Verdict.UNSUPPORTED, False, True),
        (Verdict.UNSUPPORTED, True, False),
        (Verdict.NOT_CHECKED, False, False),
    ],
)
def test_a_report_passes_only_without_hard_and_unchecked_findings(
    verdict: Verdict, is_hard: bool, passes: bool
) -> None:
    finding = Finding(where="s1", check="numbers", verdict=verdict, is_hard=is_hard, reason="")
    assert _report(Verdict.SUPPORTED, finding).passed is passes


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.SUPPORTED])
def test_a_report_with_an_unsupported_sentence_does_not_pass(verdict: Verdict) -> None:
    assert not _report(verdict).passed


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"text": "Other"},
        {"declared_language": "pt"},
        {"url": "https://other.example/"},
        {"ednote": "Corrects figure"},
    ],
)
def test_another_content_of_an_item_is_another_snapshot(change: dict[str, str]) -> None:
    item = SourceItem(
        uri="urn:exercise:1",
        outlet=Outlet(id="kestrel", name="Kestrel"),
        title="Ferry",
        text="It was stopped.",
        declared_language="en",
        published=NOON,
        raw=b"{}",
    )
    assert item.model_copy(update=change).snapshot_id() != item.snapshot_id()
    assert item.model_copy(update={"raw": b"{ }"}).snapshot_id() == item.snapshot_id()


def _report(verdict: Verdict, *findings: Finding) -> FactCheckReport:
    judged = SentenceVerdict(sentence="s1", verdict=verdict, cites=(), rung=None, reason="")
    return FactCheckReport(take=1, verdicts=(judged,), findings=findings)
