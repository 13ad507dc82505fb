"""The list of sources that is shipped: how far it reaches, and what it claims."""

import tomllib
from collections import Counter
from datetime import date

import pytest

from newsroom_agents.ingest.kind import source_kinds
from newsroom_agents.ingest.sources import SourceTable, problems_of, read_tables
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.language import primary
from tests.stories.shop import ROOT

FILE = ROOT / "data" / "sources.toml"
BEATS = frozenset(tomllib.loads((ROOT / "data" / "beats.toml").read_text("utf-8"))["beat"])
ON_EVERY_CONTINENT = {
    "Africa": {"NG", "KE", "ZA", "ET", "SN", "MA", "CD"},
    "Asia": {"CN", "JP", "IN", "ID", "PK", "TH", "IL"},
    "Europe": {"GB", "DE", "FR", "PL", "UA", "ES", "SE"},
    "North America": {"US", "CA", "MX", "CU", "JM", "GT", "HT"},
    "South America": {"BR", "AR", "CO", "PE", "VE", "CL", "EC"},
    "Oceania": {"AU", "NZ", "FJ", "PG", "TO", "SB", "PF"},
}


@pytest.fixture(scope="module")
def tables() -> dict[str, SourceTable]:
    return dict(read_tables(FILE))


def test_the_list_is_sound(tables: dict[str, SourceTable]) -> None:
    assert problems_of(tables, source_kinds(), BEATS) == []


def test_the_list_reaches_round_the_world(tables: dict[str, SourceTable]) -> None:
    assert len(tables) >= 250
    assert len({one.outlet for one in tables.values()}) >= 150
    assert len({primary(one.language) for one in tables.values()}) >= 45
    countries = {one.country for one in tables.values()}
    assert {name for name, some in ON_EVERY_CONTINENT.items() if some - countries} == set()


def test_every_beat_has_sources(tables: dict[str, SourceTable]) -> None:
    assert {beat for one in tables.values() for beat in one.beats} == BEATS


def test_no_address_is_listed_twice(tables: dict[str, SourceTable]) -> None:
    counts = Counter(one.place.split("://", 1)[-1] for one in tables.values())
    assert [place for place, count in counts.items() if count > 1] == []


def test_every_address_is_said_to_be_unverified(tables: dict[str, SourceTable]) -> None:
    assert [name for name, one in tables.items() if not one.unverified] == []


def test_a_rating_has_a_basis_and_a_day_and_nobody_is_given_a_tier(
    tables: dict[str, SourceTable],
) -> None:
    rated = [one for one in tables.values() if one.is_rated]
    assert len(rated) > 50
    assert {one.basis.startswith("https://") for one in rated} == {True}
    assert all(one.as_of and one.as_of >= date(2026, 1, 1) for one in rated)
    assert {one.tier for one in tables.values()} == {Tier.UNRATED}


def test_an_outlet_is_rated_the_same_in_all_its_sources(tables: dict[str, SourceTable]) -> None:
    said: dict[str, set[tuple[str, Ownership]]] = {}
    for one in tables.values():
        said.setdefault(one.outlet, set()).add((one.country, one.ownership))
    assert {outlet: found for outlet, found in said.items() if len(found) > 1} == {}
