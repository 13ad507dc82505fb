"""What a step is told: one story, one round, one take. Small JSON, so that only texts cross."""

from newsroom_agents.story.paper import Paper, Stage


class Task(Paper):
    """One piece of work.

    `round` counts the story's passes from 1 (each return by an editor opens another), `take` the
    drafts over all rounds. `start` is the first stage of this round. `why` carries the reasons when
    a story has to stop, or has to go on without a report. A round is urgent when somebody asked for
    it and waits.
    """

    slug: str
    round: int
    take: int
    start: Stage
    why: tuple[str, ...] = ()
    is_urgent: bool = False

    def text(self) -> str:
        """Return the task as it crosses a checkpoint."""
        return self.canonical().decode("utf-8")

    @classmethod
    def read(cls, text: str) -> "Task":
        """Return the task that `text` holds."""
        return cls.model_validate_json(text)

    def at_take(self, take: int) -> "Task":
        """Return the same task for another draft."""
        return self.model_copy(update={"take": take})

    def stopped(self, *why: str) -> "Task":
        """Return the task that stops this story, with its reasons."""
        return self.model_copy(update={"why": why})


def report_prefix(slug: str) -> str:
    """Return how the keys of a story's reporting runs begin."""
    return f"report:{slug}:"


def translation_prefix(snapshot: str) -> str:
    """Return how the keys of a snapshot's translations begin."""
    return f"translation:{snapshot}:"


def release_prefix(slug: str) -> str:
    """Return how the keys of a story's releases begin."""
    return f"release:{slug}:"
