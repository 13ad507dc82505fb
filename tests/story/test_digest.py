"""The digest covers every published word, and a gated part can be held back from it."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.story.draft import Access, RestsOn
from newsroom_agents.story.package import (
    Byline,
    Package,
    Tags,
    digest_of_hashes,
    package_digest,
    parts_of,
)

from .builders import digest, package, salts, section, source

PACKAGE = package()
NOT_PUBLISHED = {"slug", "take", "headline_variants", "news_time"}
"""How the house files it; none of it is shown to a reader as it stands."""

CHANGES: dict[str, object] = {
    "language": "pt",
    "beat": "harvests",
    "headline": "Ferry stopped at Port Alba.",
    "dek": "",
    "url_path": "2031/05/ferry-stopped-2",
    "byline": Byline(persona="nela", name="Nella", title="Coasts", bio="Nela is an AI."),
    "located": (),
    "sections": PACKAGE.sections[:1],
    "teaser": "What the stop means.",
    "blurb": "A ferry was stopped",
    "rests_on": RestsOn(headline=("s1",)),
    "art": None,
    "tags": Tags(places=(), topics=()),
    "sources": PACKAGE.sources[:1],
    "excerpts": PACKAGE.excerpts[:1],
    "destinations": ("site",),
    "disclosure": "Written by people.",
    "label": "Assembled from quotations",
}


def test_every_published_field_has_a_case_here() -> None:
    assert set(CHANGES) | NOT_PUBLISHED == set(Package.model_fields)


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_a_change_of_any_published_field_changes_the_digest(field: str) -> None:
    assert digest(_with(field, CHANGES[field])) != digest(PACKAGE)


@pytest.mark.parametrize(
    "changed",
    [
        _source.model_copy(update={field: value})
        for _source in (source(1),)
        for field, value in {
            "outlet_name": "Other Wire",
            "title": "Other title",
            "sha256": "e" * 64,
            "url": "https://other.example/",
            "uri": "urn:other",
            "origin": "o9",
        }.items()
    ],
    ids=lambda changed: changed.id,
)
def test_a_change_inside_a_source_changes_the_digest(changed: object) -> None:
    assert digest(_with("sources", (changed, source(2)))) != digest(PACKAGE)


def test_the_order_of_the_sections_is_signed() -> None:
    turned = _with("sections", PACKAGE.sections[::-1])
    assert digest(turned) != digest(PACKAGE)


def test_the_digest_is_what_the_contract_says() -> None:
    lines = sorted(
        f"{part.name}\t{hashlib.sha256((salt + part.content).encode()).hexdigest()}\n"
        for part in parts_of(PACKAGE)
        for salt in [salts(PACKAGE)[part.name]]
    )
    assert digest(PACKAGE) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_gated_part_can_be_held_back_and_the_digest_still_be_checked() -> None:
    salted = salts(PACKAGE)
    public = {p.name: p.hashed(salted[p.name]) for p in parts_of(PACKAGE) if _is_public(p.access)}
    held_back = {
        p.name: p.hashed(salted[p.name]) for p in parts_of(PACKAGE) if not _is_public(p.access)
    }
    assert set(held_back) == {"section-2", "address-S1", "address-S2"}
    assert digest_of_hashes(public | held_back) == digest(PACKAGE)


def test_no_public_part_holds_a_word_of_a_gated_section_or_an_address() -> None:
    public = "\n".join(part.content for part in parts_of(PACKAGE) if _is_public(part.access))
    for secret in ("Fares may rise", "It was stopped before", "kestrel.example", "urn:exercise"):
        assert secret not in public


def test_an_excerpt_that_a_public_section_cites_stands_in_the_public_part() -> None:
    contents = {part.name: part.content for part in parts_of(PACKAGE)}
    assert '"S1.1","' in contents["section-1"].replace(":", ",")
    assert "The ferry was stopped." not in contents["section-2"]
    assert "Fares may rise." in contents["section-2"]


def test_an_excerpt_belongs_to_the_most_open_section_that_cites_it() -> None:
    gated_first = _with("sections", PACKAGE.sections[::-1])
    contents = {part.name: part.content for part in parts_of(gated_first)}
    assert "The ferry was stopped." not in contents["section-1"]
    assert "The ferry was stopped." in contents["section-2"]


def test_part_names_are_unique() -> None:
    names = [part.name for part in parts_of(PACKAGE)]
    assert len(set(names)) == len(names)


def test_a_part_without_a_salt_is_an_error() -> None:
    salted = salts(PACKAGE)
    del salted["section-2"]
    with pytest.raises(KeyError, match="section-2"):
        package_digest(PACKAGE, salted)


def test_another_salt_gives_another_digest() -> None:
    salted = salts(PACKAGE)
    assert package_digest(PACKAGE, salted | {"dek": "other"}) != package_digest(PACKAGE, salted)


@given(st.text(), st.text())
def test_two_headlines_share_a_digest_only_when_they_are_the_same(one: str, other: str) -> None:
    is_same = digest(package(one)) == digest(package(other))
    assert is_same is (one == other)


@given(st.text(min_size=1), st.sampled_from(list(Access)))
def test_a_sections_part_is_as_open_as_the_section(text: str, access: Access) -> None:
    made = _with("sections", (section("Heading", access, ("s1", text, ())),))
    [part] = [part for part in parts_of(made) if re.fullmatch(r"section-\d+", part.name)]
    assert part.access is access


def _with(field: str, value: object) -> Package:
    return PACKAGE.model_copy(update={field: value})


def _is_public(access: Access) -> bool:
    return access is Access.PUBLIC
