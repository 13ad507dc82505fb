"""A wire folder, read as an agency delivers it: mostly well, sometimes broken."""

import json
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Source, SourceKind, source_kinds
from newsroom_agents.ingest.kinds.wire import read_wire
from newsroom_agents.ingest.ratings import read_ratings
from newsroom_agents.ingest.wire_item import LONGEST_BODY, fields_of
from newsroom_agents.story.source import Ownership, PubStatus, SourceItem, Tier

GOOD: Mapping[str, object] = {
    "uri": "urn:exercise:1",
    "versioncreated": "2026-03-04T05:06:07Z",
    "language": "en",
    "headline": "Ferry service returns",
    "body_text": "The ferry to Skerry Holm sails again.\nTickets cost 4 crowns.",
    "provider": "Holm Observer",
}


def write(folder: Path, *lines: object, name: str = "a.jsonl") -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / name).write_text("\n".join(texts) + "\n", encoding="utf-8")
    return folder


def with_field(**changes: object) -> dict[str, object]:
    return {**GOOD, **changes}


def without(field: str) -> dict[str, object]:
    return {name: value for name, value in GOOD.items() if name != field}


def items(folder: Path) -> list[SourceItem]:
    return [found for found in read_wire(str(folder)) if isinstance(found, SourceItem)]


def errors(folder: Path) -> list[WireError]:
    return [found for found in read_wire(str(folder)) if isinstance(found, WireError)]


def test_the_wire_is_found_as_a_kind_of_source(tmp_path: Path) -> None:
    kind = source_kinds()["wire"]
    assert isinstance(kind, SourceKind)
    [item] = kind.read(Source("a", "wire", str(write(tmp_path, GOOD))))
    assert isinstance(item, SourceItem)


def test_an_item_carries_what_its_line_says(tmp_path: Path) -> None:
    write(
        tmp_path,
        with_field(
            url="https://holm.example/ferry",
            version=2,
            ednote="Corrects price",
            embargoed="2026-03-05T00:00:00+02:00",
        ),
    )
    [item] = items(tmp_path)
    assert item.uri == "urn:exercise:1"
    assert item.title == "Ferry service returns"
    assert item.text == GOOD["body_text"]
    assert item.published == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert item.embargoed_until == datetime(2026, 3, 4, 22, tzinfo=UTC)
    assert (item.version, item.ednote, item.url) == (
        "2", "Corrects price", "https://holm.example/ferry",
    )  # fmt: skip
    assert (item.status, item.declared_language) == (PubStatus.USABLE, "en")
    assert item.place == "a.jsonl:1"


def test_the_body_is_kept_character_by_character(tmp_path: Path) -> None:
    body = "  \u200bIgnore this?\r\n\tNo. \U0001f600 e\u0301\u00a0 "
    [item] = items(write(tmp_path, with_field(body_text=body)))
    assert item.text == body


def test_unknown_fields_are_kept_in_the_raw_line(tmp_path: Path) -> None:
    [item] = items(write(tmp_path, with_field(genre="analysis", nested={"a": [1]})))
    assert fields_of(item)["genre"] == "analysis"
    assert fields_of(item)["nested"] == {"a": [1]}


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, with_field(uri="second"), name="b.jsonl")
    write(tmp_path, with_field(uri="first"), name="a.jsonl")
    write(tmp_path, with_field(uri="never"), name="notes.txt")
    assert [item.uri for item in items(tmp_path)] == ["first", "second"]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeff" + json.dumps(GOOD) + "\r\n\r\n   \n" + json.dumps(with_field(uri="u2"))
    (tmp_path / "a.jsonl").write_bytes(text.encode("utf-8"))
    assert [item.place for item in items(tmp_path)] == ["a.jsonl:1", "a.jsonl:4"]
    assert errors(tmp_path) == []


def test_a_folder_that_is_not_there_stops_the_call(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="expected a folder"):
        list(read_wire(str(tmp_path / "nowhere")))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{broken", "expected one JSON object"),
        ("[1, 2]", "expected one JSON object, got list"),
        ("[" * 100_000, "expected one JSON object"),
        (without("uri"), "uri: expected a text that is not empty"),
        (with_field(uri="  "), "uri: expected a text that is not empty"),
        (with_field(uri=7), "uri: expected a text, got 7"),
        (without("body_text"), "body_text: expected a text that is not empty"),
        (with_field(body_text=" \n"), "body_text: expected a text that is not empty"),
        (with_field(body_text=["a"]), "body_text: expected a text"),
        (with_field(provider=""), "provider: expected a text that is not empty"),
        (with_field(language="english"), "language: expected a BCP 47 code"),
        (with_field(language="qq"), "language: expected a BCP 47 code"),
        (with_field(versioncreated="yesterday"), "versioncreated: expected an ISO 8601 time"),
        (with_field(versioncreated="2026-02-30T00:00:00Z"), "versioncreated: expected an ISO"),
        (with_field(versioncreated="0001-01-01T00:00:00+14:00"), "versioncreated: expected an"),
        (with_field(embargoed="soon"), "embargoed: expected an ISO 8601 time"),
        (with_field(pubstatus="deleted"), "pubstatus: expected one of usable, withheld, canceled"),
        (with_field(headline="half \ud800"), "headline: expected text without half surrogates"),
        (with_field(body_text="a\x00b"), "body_text: expected text without half surrogates"),
    ],
)
def test_a_bad_line_is_reported_with_its_place_and_the_others_are_read(
    tmp_path: Path, line: object, expected: str
) -> None:
    write(tmp_path, GOOD, line, with_field(uri="after"))
    [error] = errors(tmp_path)
    assert error.place == "a.jsonl:2"
    assert error.reason.startswith(expected)
    assert [item.uri for item in items(tmp_path)] == ["urn:exercise:1", "after"]


def test_a_line_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    line = json.dumps(with_field(headline="Café"), ensure_ascii=False).encode("latin-1")
    (tmp_path / "a.jsonl").write_bytes(line + b"\n" + json.dumps(GOOD).encode())
    [error] = errors(tmp_path)
    assert "expected UTF-8" in error.reason
    assert len(items(tmp_path)) == 1


def test_a_body_over_the_limit_is_refused(tmp_path: Path) -> None:
    write(tmp_path, with_field(body_text="é" * (LONGEST_BODY // 2 + 1)), GOOD)
    [error] = errors(tmp_path)
    assert (error.place, "at most 1000000 bytes" in error.reason) == ("a.jsonl:1", True)
    assert len(items(tmp_path)) == 1


def test_a_body_at_the_limit_is_read_even_when_every_character_is_escaped(tmp_path: Path) -> None:
    write(tmp_path, with_field(body_text="é" * (LONGEST_BODY // 2)))
    [item] = items(tmp_path)
    assert len(item.text) == LONGEST_BODY // 2


@pytest.mark.parametrize("megabytes", [5, 40])
def test_a_huge_line_is_refused_without_being_held(tmp_path: Path, megabytes: int) -> None:
    with (tmp_path / "a.jsonl").open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(GOOD) + '\n{"uri": "big", "body_text": "')
        for _ in range(megabytes):
            stream.write("word " * 200_000)
        stream.write('"}\n' + json.dumps(with_field(uri="after")) + "\n")
    tracemalloc.start()
    found = list(read_wire(str(tmp_path)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.uri if isinstance(each, SourceItem) else each.place for each in found] == [
        "urn:exercise:1", "a.jsonl:2", "after",
    ]  # fmt: skip
    assert peak < 16 * 1024 * 1024


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    write(tmp_path, GOOD, name="b.jsonl")
    [error] = errors(tmp_path)
    assert error.place == "a.jsonl"
    assert len(items(tmp_path)) == 1


def test_a_time_without_a_zone_counts_as_utc(tmp_path: Path) -> None:
    [item] = items(write(tmp_path, with_field(versioncreated="2026-03-04 05:06")))
    assert item.published == datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "field", ["language", "url", "version", "pubstatus", "embargoed", "ednote"]
)
def test_an_optional_field_may_be_missing_or_null(tmp_path: Path, field: str) -> None:
    assert len(items(write(tmp_path, {**without(field), "x": 1}, with_field(**{field: None})))) == 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.example/x",
        "https://",
        "https://a:b@c.example/",
        "https://a b/",
    ],
)
def test_an_address_that_no_page_may_link_to_is_left_out_and_reported(
    tmp_path: Path, url: str
) -> None:
    write(tmp_path, with_field(url=url))
    [item] = items(tmp_path)
    [error] = errors(tmp_path)
    assert item.url == ""
    assert error.reason.startswith("url: expected an http or https address")


def test_a_cancellation_is_carried_even_without_a_body(tmp_path: Path) -> None:
    write(
        tmp_path, with_field(pubstatus="canceled", body_text=""), with_field(pubstatus="withheld")
    )
    assert [(item.status, bool(item.text)) for item in items(tmp_path)] == [
        (PubStatus.CANCELED, False), (PubStatus.WITHHELD, True),
    ]  # fmt: skip


def test_same_uri_and_content_is_the_same_snapshot_other_content_is_another(tmp_path: Path) -> None:
    write(tmp_path, GOOD, GOOD, with_field(body_text="The ferry is late."))
    first, again, changed = items(tmp_path)
    assert first.snapshot_id() == again.snapshot_id()
    assert first.snapshot_id() != changed.snapshot_id()


def test_a_cancellation_of_the_same_text_is_another_snapshot(tmp_path: Path) -> None:
    first, canceled = items(write(tmp_path, GOOD, with_field(pubstatus="canceled")))
    assert first.snapshot_id() != canceled.snapshot_id()


def test_outlets_get_the_ratings_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "providers.toml").write_text(
        '["Holm Observer"]\nname = "The Holm Observer"\ncountry = "ZZ"\nownership = "private"\n'
        'tier = "2"\nbasis = "Invented paper with a named editor."\nas_of = "2026-01-01"\n',
        encoding="utf-8",
    )
    rated, unrated = items(write(tmp_path, GOOD, with_field(provider="Skerry Post")))
    assert (rated.outlet.name, rated.outlet.tier) == ("The Holm Observer", Tier.TWO)
    assert rated.outlet.ownership is Ownership.PRIVATE
    assert (unrated.outlet.id, unrated.outlet.is_rated) == ("Skerry Post", False)


def test_an_unrated_outlet_keeps_the_spelling_in_which_it_came_first(tmp_path: Path) -> None:
    write(tmp_path, with_field(provider="Meridian Press"), with_field(provider="MERIDIAN  PRESS"))
    write(tmp_path, with_field(provider="meridian press"), name="b.jsonl")
    assert {item.outlet.id for item in items(tmp_path)} == {"Meridian Press"}


def test_two_tables_that_differ_only_in_case_are_an_error_that_names_the_second(
    tmp_path: Path,
) -> None:
    table = 'tier = "1"\nbasis = "x"\n'
    (tmp_path / "providers.toml").write_text(
        f'["Holm Observer"]\n{table}["HOLM observer"]\ntier = "3"\n', encoding="utf-8"
    )
    [item] = items(write(tmp_path, GOOD))
    [error] = errors(tmp_path)
    assert (item.outlet.id, item.outlet.tier) == ("Holm Observer", Tier.ONE)
    assert error.place == "providers.toml: HOLM observer"
    assert "'Holm Observer'" in error.reason


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('tier = "1"', "expected a basis for its tier"),
        ('tier = "9"\nbasis = "x"', "expected one of 1, 2, 3, unrated, got '9'"),
        ('ownership = "mine"', "expected one of state, public, private, agency, unrated"),
        ("name = 5", "name: expected a text, got 5"),
    ],
)
def test_a_wrong_rating_is_reported_and_the_outlet_counts_as_unrated(
    tmp_path: Path, table: str, expected: str
) -> None:
    (tmp_path / "providers.toml").write_text(f'["Holm Observer"]\n{table}\n', encoding="utf-8")
    write(tmp_path, GOOD)
    [error] = errors(tmp_path)
    assert error.place == "providers.toml: Holm Observer"
    assert expected in error.reason
    assert not items(tmp_path)[0].outlet.is_rated


@pytest.mark.parametrize("content", [b"[broken", b"\xff\xfe[x]", b"x = 1\n"])
def test_unreadable_ratings_never_hide_the_items(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "providers.toml").write_bytes(content)
    write(tmp_path, GOOD)
    assert len(items(tmp_path)) == 1
    assert all(error.place.startswith("providers.toml") for error in errors(tmp_path))
    assert errors(tmp_path)


@given(st.lists(st.one_of(st.binary(max_size=80), st.just(json.dumps(GOOD).encode())), max_size=6))
def test_any_bytes_give_items_or_errors_and_never_stop_the_run(lines: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_bytes(
            b"\n".join(lines) + b"\n" + json.dumps(GOOD).encode()
        )
        found = list(read_wire(folder))
    whole = sum(line == json.dumps(GOOD).encode() for line in lines)
    assert sum(isinstance(each, SourceItem) for each in found) >= min(whole, 1)
    assert isinstance(found[-1], SourceItem)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "url", "version", "pubstatus", "embargoed"]), JSON))
def test_any_values_in_the_fields_give_an_item_or_an_error(changes: dict[str, object]) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), with_field(**changes))
        found = list(read_wire(folder))
    assert found
    for item in found:
        if isinstance(item, SourceItem):
            assert item.snapshot_id()
            assert item.published.tzinfo is UTC


def test_an_outlet_is_found_by_the_name_in_its_table_too(tmp_path: Path) -> None:
    table = '[harbour-radio]\nname = "Harbour Radio"\ntier = "1"\nbasis = "EXERCISE"\n'
    (tmp_path / "providers.toml").write_text(table, encoding="utf-8")
    ratings = read_ratings(tmp_path)
    assert ratings.outlet("Harbour Radio") == ratings.outlet("harbour-radio")
    assert ratings.outlet("harbour radio").tier is Tier.ONE
    assert not ratings.outlet("Hill Radio").is_rated
