"""Nothing is approved unless a person's decision covers exactly these bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.errors import NotApprovedError
from newsroom_agents.story.decision import Approved, Decision, Editor, EditorRole, Ruling
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import Risk

from .builders import NOON, decision, digest, package, salts

PACKAGE = package()
DIGEST = digest(PACKAGE)


def approved(
    *decisions: Decision,
    of: Package = PACKAGE,
    risk: Risk = Risk.LOW,
    covers: str = DIGEST,
) -> Approved:
    return Approved(package=of, salts=salts(of), digest=covers, risk=risk, decisions=decisions)


def test_one_covering_approval_is_enough_below_high_risk() -> None:
    for risk in (Risk.LOW, Risk.ELEVATED):
        assert approved(decision(DIGEST), risk=risk).digest == DIGEST


def test_two_different_editors_are_needed_for_high_risk() -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST), risk=Risk.HIGH)
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST), decision(DIGEST), risk=Risk.HIGH)
    both = (decision(DIGEST), decision(DIGEST, editor="Ruben"))
    assert approved(*both, risk=Risk.HIGH).decisions == both


def test_two_who_both_changed_the_text_are_not_enough_for_high_risk() -> None:
    mine, other = decision(DIGEST), decision(DIGEST, editor="Ruben")
    facts = {"package": PACKAGE, "salts": salts(PACKAGE), "digest": DIGEST, "risk": Risk.HIGH}
    with pytest.raises(NotApprovedError):
        Approved(**facts, decisions=(mine, other), made_by=(mine.editor, "Ruben"))
    assert Approved(**facts, decisions=(mine, other), made_by=(mine.editor,)).digest == DIGEST


def test_no_decision_is_no_approval() -> None:
    with pytest.raises(NotApprovedError, match="no decision"):
        approved()


@pytest.mark.parametrize("ruling", [ruling for ruling in Ruling if ruling is not Ruling.APPROVE])
def test_another_ruling_is_no_approval(ruling: Ruling) -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST, ruling=ruling))


def test_a_decision_over_another_text_does_not_fit() -> None:
    with pytest.raises(NotApprovedError, match="the decision covers 000000000000"):
        approved(decision("0" * 64))


def test_a_prefix_of_the_digest_does_not_fit() -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST[:12]))


def test_a_decision_on_another_story_does_not_fit() -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST, slug="other-story"))


def test_one_stale_decision_among_good_ones_voids_the_approval() -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST), decision("0" * 64, editor="Ruben"))


def test_a_changed_salt_voids_the_approval() -> None:
    with pytest.raises(NotApprovedError):
        Approved(
            package=PACKAGE,
            salts=salts(PACKAGE) | {"dek": "other"},
            digest=DIGEST,
            risk=Risk.LOW,
            decisions=(decision(DIGEST),),
        )


@given(st.text(max_size=40).filter(lambda text: text != PACKAGE.headline))
def test_an_approval_never_carries_over_to_another_headline(headline: str) -> None:
    with pytest.raises(NotApprovedError):
        approved(decision(DIGEST), of=package(headline))


def test_an_approval_cannot_be_brought_in_by_loading_json() -> None:
    sound = approved(decision(DIGEST)).model_dump_json()
    assert Approved.model_validate_json(sound).digest == DIGEST
    with pytest.raises(NotApprovedError):
        Approved.model_validate_json(sound.replace("Ferry stopped at", "Ferry sunk at"))


@pytest.mark.parametrize(
    ("role", "enabled", "may"),
    [
        (EditorRole.EDITOR, True, True),
        (EditorRole.CHIEF, True, True),
        (EditorRole.EDITOR, False, False),
        (EditorRole.READER, True, False),
        (EditorRole.ADMIN, True, False),
    ],
)
def test_only_an_enabled_editor_or_chief_may_rule(
    role: EditorRole, enabled: bool, may: bool
) -> None:
    assert Editor(name="Wanda", role=role, enabled=enabled, added=NOON).may_rule is may
