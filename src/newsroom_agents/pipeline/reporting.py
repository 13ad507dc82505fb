"""Reporting: one lead through the stages to the queue.

The only place where a story's fate is decided when something goes wrong. A model that gave no
answer was asked again by the gateway: the story is cut off until somebody resumes it, as it is when
there is no budget left. What is about this story stops it, with the reason, for a person to look
at; what is about the house rises.
"""

import logging
from dataclasses import dataclass

from newsroom_agents.archive.leads import LeadState
from newsroom_agents.errors import (
    ArchiveError,
    GatewayError,
    HouseError,
    NewsroomError,
    StandardsError,
)
from newsroom_agents.pipeline.ahead import Ahead
from newsroom_agents.pipeline.flow import Flow, Keys, Run, Step
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.pipeline.queueing import Queueing
from newsroom_agents.pipeline.rundown import ART, REPORTING, TRANSLATION
from newsroom_agents.pipeline.stages import PASSED, Stages, stages_of
from newsroom_agents.pipeline.task import Task
from newsroom_agents.pipeline.translating import Translating, await_translations
from newsroom_agents.story.paper import Stage

_STOP = "stop: "
_OUT = "out: "
_log = logging.getLogger(__name__)


class _StoppedError(NewsroomError):
    """The story cannot go on; carries the reason in words and the take it came to."""

    code = "stopped"

    def __init__(self, task: Task, why: str) -> None:
        self.task = task
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Reporting:
    """The reporting flow, and the art desk's flow that runs beside its copy desk."""

    stages: Stages
    translating: Translating
    ahead: Ahead
    queueing: Queueing
    takes: int

    def report(self, run: Run, argument: str) -> str:
        """Take one story from its start stage to the queue; return the queued draft's id."""
        task = Task.read(argument)
        try:
            task = self._written(run, self._prepared(run, task))
            drawn = run.beside(ART, f"{ART}:{task.slug}:{task.take}", task.text())
            _do(run, "copy", self.stages.edit, task)
            _stop_if(task, _out_if(drawn.result()))
            _do(run, "packaging", self.stages.package, task)
            return run.step("queue", self.queueing.queue, task.text())
        except _StoppedError as stopped:
            return self._stop(run, stopped.task, str(stopped))
        except GatewayError as error:
            return self._cut_off(run, task, str(error))
        except (HouseError, ArchiveError):
            raise
        except Exception as fault:  # noqa: BLE001 - top of the worker's loop: a fault stops the story
            _log.exception("story %s: a fault in the newsroom's own code", task.slug)
            return self._stop(
                run, task, f"a fault in the newsroom: {type(fault).__name__}: {fault}"
            )

    def draw(self, run: Run, argument: str) -> str:
        """Draw the illustration: the flow of the art desk."""
        return run.step("art", _guarded(self.stages.illustrate), argument)

    def _prepared(self, run: Run, task: Task) -> Task:
        """Do the stages before the writing that this round asks for."""
        if task.start is Stage.RESEARCH:
            self._translated(run, task)
            _do(run, "research", self.stages.research, task)
        self.ahead.begin(task.slug)
        if task.start in {Stage.RESEARCH, Stage.ANALYSIS}:
            _do(run, "analysis", self.stages.analyse, task)
        return task

    def _translated(self, run: Run, task: Task) -> None:
        """Have every report translated that the house cannot read, side by side."""
        planned = _do(run, "translation", self.translating.plan, task)
        unread, out = await_translations(run, planned)
        if out:
            raise GatewayError("; ".join(out), retryable=True)
        if unread:
            run.step("unread", self.translating.note, task.stopped(*unread).text())

    def _written(self, run: Run, task: Task) -> Task:
        """Write and check until a take passes; each take rewrites only what failed."""
        for attempt in range(self.takes):
            at = task.at_take(task.take + attempt)
            _do(run, "writing", self.stages.write, at)
            if _do(run, "checking", self._check, at) == PASSED:
                return at
        last = task.at_take(task.take + self.takes - 1)
        raise _StoppedError(last, f"the draft still has blocking findings after {self.takes} takes")

    def _check(self, argument: str) -> str:
        self.ahead.end(Task.read(argument).slug)
        return self.stages.check(argument)

    def _stop(self, run: Run, task: Task, why: str) -> str:
        return run.step("stop", self.queueing.stop, task.stopped(why).text())

    def _cut_off(self, run: Run, task: Task, why: str) -> str:
        """Show the story as stopped, and let the next `report` go on with it."""
        stopped = self._stop(run, task, why)
        run.step("cut off", self._leave_open, task.slug)
        return stopped

    def _leave_open(self, slug: str) -> str:
        with self.queueing.desk.archive.writing() as room:
            room.leads.settle(slug, LeadState.REPORTING)
        return slug


@dataclass(frozen=True, slots=True)
class AtOnce:
    """How many stories, and how many translations, one process works on at once."""

    stories: int
    translations: int


def flows_of(desk: Newsdesk, keys: Keys, at_once: AtOnce) -> tuple[Flow, ...]:
    """Return the reporting flow, and those of the desks that work beside it."""
    stages = stages_of(desk)
    translating = Translating(desk, stages.filing, stages.material, keys)
    queueing = Queueing(desk=desk, filing=stages.filing, material=stages.material)
    ahead = Ahead(stages.filing, stages.material)
    reporting = Reporting(stages, translating, ahead, queueing, takes=desk.rules.takes)
    return (
        Flow(name=REPORTING, run=reporting.report, at_once=at_once.stories),
        Flow(name=TRANSLATION, run=translating.run, at_once=at_once.translations),
        Flow(name=ART, run=reporting.draw, at_once=at_once.stories),
    )


def _do(run: Run, name: str, do: Step, task: Task) -> str:
    """Run one stage and return what it returned, or stop the story or cut it off."""
    return _stop_if(task, _out_if(run.step(name, _guarded(do), task.text())))


def _stop_if(task: Task, text: str) -> str:
    if text.startswith(_STOP):
        raise _StoppedError(task, text.removeprefix(_STOP))
    return text


def _out_if(text: str) -> str:
    """Return what a stage returned, or raise the outage it met."""
    if text.startswith(_OUT):
        raise GatewayError(text.removeprefix(_OUT), retryable=True)
    return text


def _guarded(do: Step) -> Step:
    """Return the step with errors turned into a word that stops the story or cuts it off."""

    def step(argument: str) -> str:
        try:
            return do(argument)
        except StandardsError as error:
            return f"{_STOP}{error}"
        except GatewayError as error:
            return f"{_OUT if error.retryable else _STOP}{error}"

    return step
