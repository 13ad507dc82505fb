"""What lies on the roles' tables: numbered sources, without what hides from a reader."""

from datetime import UTC, datetime

from newsroom_agents.pipeline.briefs import number_sources
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot

_NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def snapshot(number: int, title: str = "EXERCISE A lamp was lit", outlet: str = "Post") -> Snapshot:
    return Snapshot(
        id=f"snapshot{number}",
        uri=f"urn:exercise:{number}",
        number=1,
        outlet=Outlet(id=outlet, name=outlet),
        title=title,
        text="EXERCISE – A lamp was lit.",
        language="en",
        published=_NOON,
        retrieved=_NOON,
        url="",
        status=PubStatus.USABLE,
        embargoed_until=None,
        ednote="",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=f"origin{number}",
    )


def test_a_source_number_once_given_is_kept_and_never_given_again() -> None:
    first = number_sources([snapshot(1), snapshot(2)], {}, frozenset({"en"}))
    known = {source.snapshot: source.id for source in first} | {"gone": "S7"}
    later = number_sources([snapshot(3), snapshot(2)], known, frozenset({"en"}))
    assert [source.id for source in first] == ["S1", "S2"]
    assert [source.id for source in later] == ["S8", "S2"]


def test_signs_that_hide_or_turn_a_title_round_stay_with_the_snapshot() -> None:
    told = snapshot(1, title="EXERCISE A\u202e lamp\u200b was lit", outlet="Po\u200bst")
    [source] = number_sources([told], {}, frozenset({"en"}))
    assert source.title == "EXERCISE A lamp was lit"
    assert source.outlet_name == "Post"
    assert "\u202e" in told.title


def test_a_source_in_another_language_is_not_readable() -> None:
    foreign = snapshot(1).model_copy(update={"language": "ka"})
    [source] = number_sources([foreign], {}, frozenset({"en"}))
    assert not source.is_readable
