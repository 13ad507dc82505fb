"""What programs were answered, kept for a day: a ruling that is sent twice is made once.

The answer is written in the transaction of what it tells of. So there is never one without the
other, and of two processes with one key at once the second finds the first one's answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from newsroom_agents.archive.api_tables import ApiAnswerRow
from newsroom_agents.archive.editors import editor_key

KEPT = timedelta(hours=24)
"""So long an answer is given again."""


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """An answer that was given; `asked` is the hash of what it answered."""

    asked: str
    answer: str


class ApiAnswers:
    """The answers, in one open transaction: one for each key of an editor's programs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, editor: str, key: str, now: datetime) -> ApiAnswer | None:
        """Return what was answered under a key; None when nothing was, or too long ago."""
        row = self._session.get(ApiAnswerRow, (editor_key(editor), key))
        if row is None or row.at <= now - KEPT:
            return None
        return ApiAnswer(row.asked, row.answer)

    def keep(self, editor: str, key: str, answer: ApiAnswer, now: datetime) -> None:
        """Keep an answer; those of yesterday are forgotten."""
        self._session.exec(delete(ApiAnswerRow).where(col(ApiAnswerRow.at) <= now - KEPT))
        row = ApiAnswerRow(
            editor=editor_key(editor), key=key, asked=answer.asked, answer=answer.answer, at=now
        )
        self._session.add(row)
        self._session.flush()
