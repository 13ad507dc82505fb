"""What calls cost, summed up: by story, persona, model or day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import CALLS


class By(StrEnum):
    """What sums can be made over."""

    STORY = "story"
    PERSONA = "persona"
    MODEL = "model"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Sum:
    """What the calls of one story, persona, model or day took.

    `calls` were sent, `repeats` answered from the log; `estimated` costs are ours, because the
    server did not tell.
    """

    name: str
    calls: int
    repeats: int
    failed: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    cost_microusd: int
    estimated: int


def sums(
    database: CallsDatabase, by: By, since: date | None = None, until: date | None = None
) -> tuple[Sum, ...]:
    """Return the sums of the calls of these days (UTC, both included), the dearest first."""
    told = CALLS.c
    sent = told.original == ""
    group = _group(by)
    query = (
        select(
            group.label("name"),
            _count(sent),
            _count(~sent),
            _count(sent & (told.status != 200)),
            func.sum(told.tokens_in),
            func.sum(told.tokens_cached),
            func.sum(told.tokens_out),
            func.sum(told.cost_microusd).label("cost"),
            _count(told.is_estimated),
        )
        .group_by(group)
        .order_by(func.sum(told.cost_microusd).desc(), group)
    )
    if since:
        query = query.where(told.day >= since.isoformat())
    if until:
        query = query.where(told.day <= until.isoformat())
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(Sum(str(name), *(int(number) for number in numbers)) for name, *numbers in rows)


def _group(by: By) -> ColumnElement[str]:
    told = CALLS.c
    named = case((told.answered_by != "", told.answered_by), else_=told.engine_model)
    groups: dict[By, ColumnElement[str]] = {
        By.STORY: told.subject,
        By.PERSONA: told.persona,
        By.MODEL: named,
        By.DAY: told.day,
    }
    return groups[by]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
