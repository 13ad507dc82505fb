"""A reply that cannot be used goes back once, with the reason, before it stops a story."""

from dataclasses import dataclass, field

import pytest

from newsroom_agents.agents._role import Agent, Composed, Role
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.gateway.engine import Assignment
from newsroom_agents.gateway.outcome import Ok, Outcome, ReplyT, Unavailable, Usage
from newsroom_agents.ports import Message
from newsroom_agents.staff.persona import Persona, PersonaHead
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.paper import Paper
from newsroom_agents.story.paper import Role as RoleName


class Table(Paper):
    """An empty table."""


class Count(Paper):
    """A number of lamps."""

    lamps: int


def compose(_: Table, reply: Count) -> Composed[Count]:
    if reply.lamps < 0:
        msg = f"no lamps below nought, not {reply.lamps}"
        raise ReplyRejectedError(msg)
    return Composed(reply)


@dataclass
class Engine:
    """Answers in turn, and keeps what it was sent."""

    answers: list[int | None]
    asked: list[tuple[Message, ...]] = field(default_factory=list)
    name: str = "exercise"

    def expect(self) -> None:
        return

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        self.asked.append(assignment.messages)
        lamps = self.answers.pop(0)
        if lamps is None:
            return Unavailable(reason="away", retryable=False)
        reply = assignment.asks.model_validate({"lamps": lamps})
        return Ok(reply=reply, engine_model="exercise-1", usage=Usage(tokens_in=10))


@pytest.fixture
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("prompts")
    for name in ("monitor/system.md", "monitor/user.md", "shared/material.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("Count.", encoding="utf-8")
    return Shelf(folder, b"exercise")


def agent(shelf: Shelf, engine: Engine) -> Agent[Table, Count, Count]:
    head = PersonaHead(name="Odo", role=RoleName.MONITOR, title="Trainee", bio="An AI.")
    role = Role(
        name=RoleName.MONITOR,
        takes=Table,
        asks=Count,
        gives=Count,
        compose=compose,
        by_hand=lambda _: Count(lamps=0),
        second_look=lambda _, paper: "too many lamps" if paper.lamps > 100 else "",
    )
    return Agent(role, Persona(id="odo", head=head, character="An AI."), shelf, engine)


@pytest.mark.parametrize(
    ("first", "reason"), [(-1, "no lamps below nought, not -1"), (101, "too many lamps")]
)
def test_a_reply_that_does_not_fit_goes_back_once_with_the_reason(
    shelf: Shelf, first: int, reason: str
) -> None:
    engine = Engine([first, 14])
    work = agent(shelf, engine).work(Table(), "lamps")
    assert (work.paper.lamps, work.credit.tokens_in) == (14, 20)
    [_, again] = engine.asked
    assert again[-2] == Message("assistant", f'{{"lamps":{first}}}')
    assert again[-1].text.startswith(f"Turned back: {reason}")


def test_a_reply_that_fits_is_asked_for_once(shelf: Shelf) -> None:
    engine = Engine([14])
    assert agent(shelf, engine).work(Table(), "lamps").credit.tokens_in == 10


def test_the_second_reply_is_the_last(shelf: Shelf) -> None:
    with pytest.raises(ReplyRejectedError, match="not -2"):
        agent(shelf, Engine([-1, -2])).work(Table(), "lamps")


def test_a_paper_the_checks_would_block_stands_when_nothing_better_comes(shelf: Shelf) -> None:
    assert agent(shelf, Engine([101, 102])).work(Table(), "lamps").paper.lamps == 102
    assert agent(shelf, Engine([101, None])).work(Table(), "lamps").paper.lamps == 101


def test_without_a_second_reply_the_first_fault_is_told(shelf: Shelf) -> None:
    with pytest.raises(ReplyRejectedError, match="not -1"):
        agent(shelf, Engine([-1, None])).work(Table(), "lamps")


def test_the_packagers_short_texts_get_a_second_look() -> None:
    from newsroom_agents.agents.packager import ROLE as PACKAGER
    from tests.agents.builders_copy import FERRY, draft, packager_brief, texts_of

    brief = packager_brief(draft()).model_copy(update={"texts": texts_of(FERRY)})
    reply = PACKAGER.by_hand(brief)
    bad = reply.model_copy(update={"teaser": "Dragons devoured the entire harbour overnight."})
    assert PACKAGER.second_look is not None
    assert PACKAGER.second_look(brief, PACKAGER.compose(brief, reply).paper) == ""
    assert "teaser: " in PACKAGER.second_look(brief, PACKAGER.compose(brief, bad).paper)
