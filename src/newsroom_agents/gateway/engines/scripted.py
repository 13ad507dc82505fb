"""Replies from a file, for tests and drills.

The script is a JSON object: role name -> list of replies, used in turn, the last one for ever. A
reply is the text a model would have sent, so garbage can be scripted too. A role without a script
is done by hand.
"""

import json
import threading
from collections import Counter
from pathlib import Path

from newsroom_agents.errors import HouseError, StandardsError
from newsroom_agents.gateway.engine import Assignment, Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.outcome import Invalid, Ok, Outcome, Refused, ReplyT
from newsroom_agents.gateway.reply import parse


class Scripted:
    """Answers from its script, in order."""

    name = "scripted"

    def __init__(self, script: dict[str, list[str]]) -> None:
        self._script = script
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def expect(self) -> None:
        """A script needs nothing."""

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return the next scripted reply of the role, parsed as a model's would be."""
        texts = self._script.get(assignment.role)
        if not texts:
            try:
                return Ok(reply=assignment.by_hand(), engine_model="by hand")
            except StandardsError as error:
                return Refused(reason=str(error))
        with self._lock:
            turn = self._asked[assignment.role]
            self._asked[assignment.role] += 1
        reply = parse(texts[min(turn, len(texts) - 1)], assignment.asks)
        if isinstance(reply, tuple):
            return Invalid(errors=reply)
        return Ok(reply=reply, engine_model="script")


def read_script(path: Path) -> dict[str, list[str]]:
    """Return the script in `path`.

    Raises:
        HouseError: The file is missing, or is not an object of lists of texts.
    """
    try:
        script = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path}: cannot read the script of the scripted engine: {error}"
        raise HouseError(msg) from error
    is_script = isinstance(script, dict) and all(
        isinstance(texts, list) and all(isinstance(text, str) for text in texts)
        for texts in script.values()
    )
    if not is_script:
        msg = f"{path}: expected an object of role names, each with a list of reply texts"
        raise HouseError(msg)
    return {str(role): list(texts) for role, texts in script.items()}


def _open(settings: EngineSettings, means: Means) -> Engine:
    del means
    return Scripted(read_script(Path(settings.script)))


PLUGIN = EngineKind(name="scripted", opens=_open)
