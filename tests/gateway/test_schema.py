"""Every reply a role asks for can be held to its shape by a strict server."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from newsroom_agents.agents import (
    analyst,
    copy_editor,
    fact_checker,
    illustrator,
    monitor,
    packager,
    researcher,
    translator,
    writer,
)
from newsroom_agents.gateway.schema import faults, strict_schema
from newsroom_agents.story.paper import Paper, Role

ASKED: Mapping[Role, type[Paper]] = {
    role.name: role.asks
    for role in (
        *(monitor.ROLE, translator.ROLE, researcher.ROLE, analyst.ROLE, writer.ROLE),
        *(fact_checker.ROLE, copy_editor.ROLE, illustrator.ROLE, packager.ROLE),
    )
}


class Open(BaseModel):
    text: str


class WithDefault(Paper):
    text: str = "nothing"


class Optional(Paper):
    text: str | None


class Pair(Paper):
    both: tuple[str, int]


class Loose(Paper):
    any_of_it: Any


class Table(Paper):
    rows: dict[str, str]


class Tree(Paper):
    children: tuple["Tree", ...]


class Grove(Paper):
    trees: tuple[Tree, ...]


class Headed(Paper):
    title: str
    description: Literal["short", "long"]


class Noted(BaseModel):
    """A sentence that no model needs to read."""

    model_config = ConfigDict(extra="forbid")
    inner: Headed
    rows: tuple[Headed, ...]


def test_every_role_is_asked_about() -> None:
    assert set(ASKED) == set(Role)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_reply_of_every_role_fits_strict_mode(role: Role) -> None:
    assert faults(strict_schema(ASKED[role])) == ()


@pytest.mark.parametrize(
    ("asks", "fault"),
    [
        (Open, "reply: takes fields that nobody named"),
        (WithDefault, "reply.text: 'default' is not part of strict mode"),
        (WithDefault, "reply.text: may be left out"),
        (Pair, "reply.both: 'prefixItems' is not part of strict mode"),
        (Loose, "reply.any_of_it: anything goes"),
        (Table, "reply.rows: takes fields that nobody named"),
    ],
)
def test_what_strict_servers_refuse_is_named_with_its_path(
    asks: type[BaseModel], fault: str
) -> None:
    assert fault in faults(strict_schema(asks))


def test_a_reply_that_holds_itself_is_too_deep() -> None:
    assert any("deeper than 5 objects" in fault for fault in faults(strict_schema(Grove)))


def test_a_reply_that_is_no_object_is_refused() -> None:
    assert faults({"type": "array", "items": {"type": "string"}}) == ("reply: not an object",)


def test_a_field_that_may_be_null_is_allowed_as_long_as_it_is_there() -> None:
    assert faults(strict_schema(Optional)) == ()


def test_our_docstrings_stay_here_and_fields_of_the_same_name_stay_in() -> None:
    schema = strict_schema(Noted)
    assert "A sentence" not in str(schema)
    assert faults(schema) == ()
    named: Any = schema["$defs"]
    assert set(named["Headed"]["properties"]) == {"title", "description"}
