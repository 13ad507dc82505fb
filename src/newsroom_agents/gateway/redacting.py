"""What keeps secrets out of everything that is stored, logged or shown.

Servers quote keys in error texts, and libraries put those into exceptions. So bodies are cleared
before they are read or kept, and every log record of the process before it is written.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_INSTEAD = "[key]"
_KEY_LIKE = re.compile(r"\b(?:sk|rk|pk)-[\w*.-]{4,}")
_LEAST_CHARACTERS = 6
"""A shorter secret would be found in half of all words."""


class Redaction:
    """Takes known secrets out of what came from outside."""

    def __init__(self, secrets: Sequence[str]) -> None:
        found = {secret for secret in secrets if len(secret) >= _LEAST_CHARACTERS}
        self._secrets = sorted(found, key=len, reverse=True)

    def body(self, body: bytes) -> bytes:
        """Return what a server sent without our secrets."""
        for secret in self._secrets:
            body = body.replace(secret.encode(), _INSTEAD.encode())
        return body

    def words_of(self, body: bytes) -> bytes:
        """Return an error page without anything that looks like a key."""
        return self.words(body.decode("utf-8", "replace")).encode()

    def text(self, text: str) -> str:
        """Return a text without our secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _INSTEAD)
        return text

    def words(self, text: str) -> str:
        """Return a server's words about a trouble, without anything that looks like a key."""
        return _KEY_LIKE.sub(_INSTEAD, self.text(text))


@contextmanager
def redacted_logs(secrets: Sequence[str]) -> Iterator[None]:
    """Clear the log records of all loggers of the process, for the time of the block.

    At the source, because a filter on the root logger sees no record of another logger, and some
    libraries have handlers of their own.
    """
    redaction = Redaction(secrets)
    made = logging.getLogRecordFactory()
    formatter = logging.Formatter()

    def cleared(*args: object, **kwargs: object) -> logging.LogRecord:
        record = made(*args, **kwargs)
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            said = f"{record.msg} {record.args}"
        clear = redaction.words(said)
        if clear != said:
            record.msg, record.args = clear, ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text = redaction.words(formatter.formatException(record.exc_info))
        return record

    logging.setLogRecordFactory(cleared)
    try:
        yield
    finally:
        logging.setLogRecordFactory(made)
