"""The parser of replies: one strict JSON object or the paths that are wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.gateway.reply import parse
from newsroom_agents.story.paper import Paper


class Line(Paper):
    """A part of the reply."""

    text: str
    cites: tuple[str, ...]


class Reply(Paper):
    """What these tests ask for."""

    title: str
    lines: tuple[Line, ...]


SOUND = '{"title": "Ferry", "lines": [{"text": "It stopped.", "cites": ["S1.1"]}]}'


def test_a_sound_reply_is_read() -> None:
    reply = parse(SOUND, Reply)
    assert isinstance(reply, Reply)
    assert reply.lines[0].cites == ("S1.1",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("I cannot help with that.", "not JSON"),
        (f"Here it is: {SOUND}", "not JSON"),
        (f"{SOUND} {SOUND}", "not JSON"),
        (SOUND[:-1], "not JSON"),
        ('{"title": NaN, "lines": []}', "NaN is not a JSON value"),
        ('{"title": "a", "title": "b", "lines": []}', "repeated key 'title'"),
        ('{"title": "a", "lines": [{"text": "", "text": "", "cites": []}]}', "repeated key 'text'"),
        ('{"title": "\\ud800", "lines": []}', "half a character"),
        ("null", "reply: "),
        ("[]", "reply: "),
        ('"Ferry"', "reply: "),
        ('{"title": "a"}', "lines: Field required"),
        ('{"title": 7, "lines": []}', "title: "),
        ('{"title": "a", "lines": [], "mood": "good"}', "mood: Extra inputs"),
        ('{"title": "a", "lines": [{"text": "b", "cites": "S1"}]}', "lines.0.cites: "),
        ('{"title": "a", "lines": [{"text": "b", "cites": [null]}]}', "lines.0.cites.0: "),
    ],
)
def test_anything_else_is_refused_with_the_path(text: str, problem: str) -> None:
    errors = parse(text, Reply)
    assert isinstance(errors, tuple)
    assert errors[0].startswith(problem) or problem in errors[0]


def test_every_wrong_path_is_named() -> None:
    errors = parse('{"lines": [{"text": 1, "cites": []}]}', Reply)
    assert isinstance(errors, tuple)
    assert {error.partition(":")[0] for error in errors} == {"title", "lines.0.text"}


@given(st.text())
def test_garbage_never_passes(text: str) -> None:
    assert isinstance(parse(text, Reply), tuple)


@given(st.text(), st.lists(st.tuples(st.text(), st.lists(st.text()))))
def test_every_reply_survives_its_way_through_json(
    title: str, lines: list[tuple[str, list[str]]]
) -> None:
    made = {"title": title, "lines": [{"text": t, "cites": c} for t, c in lines]}
    assert parse(json.dumps(made), Reply) == Reply.model_validate(made)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 50_000])
def test_a_reply_nested_without_end_is_refused(text: str) -> None:
    assert isinstance(parse(text, Reply), tuple)


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{SOUND}\n```",
        f"\n\n```\n{SOUND}\n```\n",
        f"\ufeff{SOUND}",
        f" \r\n{SOUND}\t",
        f"\ufeff```JSON\n{SOUND}\n```",
    ],
)
def test_what_stands_round_the_whole_reply_is_taken_off(text: str) -> None:
    assert parse(text, Reply) == parse(SOUND, Reply)


@pytest.mark.parametrize(
    "text",
    [
        f"Sure: ```json\n{SOUND}\n```",
        f"```json\n{SOUND}\n``` I hope that helps.",
        f"```json\n{SOUND}",
        f"{SOUND} {SOUND}",
        f"```json\n{SOUND}\n```\n```json\n{SOUND}\n```",
    ],
)
def test_nothing_is_looked_for_inside_other_words(text: str) -> None:
    assert isinstance(parse(text, Reply), tuple)
