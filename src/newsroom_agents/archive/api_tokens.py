"""Keys for programs that work in an editor's name: with a narrow scope, and an end.

A token never opens more than its editor may do, and it is worth nothing once the editor is
disabled.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, delete, select, update

from newsroom_agents.archive.desk_tables import ApiTokenRow
from newsroom_agents.archive.editors import editor_key, editor_of
from newsroom_agents.archive.secret_words import handle_of, hashed, new_secret
from newsroom_agents.archive.tables import EditorRow
from newsroom_agents.story.decision import Editor

PREFIX = "newsroom_"


class Scope(StrEnum):
    """What a token opens."""

    READ = "read"
    RULE = "rule"
    EDIT = "edit"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its editor sees it; the secret itself was shown once and is not kept."""

    handle: str
    label: str
    scopes: frozenset[Scope]
    made: datetime
    expires: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """In whose name a program asks, and what its token opens."""

    token: ApiToken
    editor: Editor


class ApiTokens:
    """The tokens, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(
        self, name: str, label: str, scopes: Collection[Scope], expires: datetime, now: datetime
    ) -> str:
        """Make a token and return it, this once; what has expired is thrown away."""
        self._session.exec(delete(ApiTokenRow).where(col(ApiTokenRow.expires) <= now))
        token = new_secret(PREFIX)
        row = ApiTokenRow(
            hash=hashed(token),
            editor=editor_key(name),
            label=label,
            scopes=" ".join(scope.value for scope in Scope if scope in scopes),
            made=now,
            expires=expires,
        )
        self._session.add(row)
        self._session.flush()
        return token

    def holder(self, token: str, now: datetime) -> Holder | None:
        """Return who asks with this token; None for an old or unknown one."""
        query = select(ApiTokenRow, EditorRow).where(
            ApiTokenRow.hash == hashed(token), EditorRow.key == ApiTokenRow.editor
        )
        found = self._session.exec(query).first()
        if found is None or found[0].expires <= now or not found[1].enabled:
            return None
        return Holder(_token_of(found[0]), editor_of(found[1]))

    def note_use(self, token: str, now: datetime) -> None:
        """Note that a token was used."""
        here = col(ApiTokenRow.hash) == hashed(token)
        self._session.exec(update(ApiTokenRow).where(here).values(used=now))

    def of(self, name: str, now: datetime) -> tuple[ApiToken, ...]:
        """Return an editor's tokens that work, the newest first."""
        query = select(ApiTokenRow).where(
            ApiTokenRow.editor == editor_key(name), ApiTokenRow.expires > now
        )
        rows = self._session.exec(query.order_by(col(ApiTokenRow.made).desc()))
        return tuple(_token_of(row) for row in rows)

    def revoke(self, name: str, handle: str) -> str:
        """End one of an editor's tokens and return its label; empty when there is none."""
        query = select(ApiTokenRow).where(ApiTokenRow.editor == editor_key(name))
        row = next((r for r in self._session.exec(query) if handle_of(r.hash) == handle), None)
        if row is None:
            return ""
        self._session.delete(row)
        self._session.flush()
        return row.label


def _token_of(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        handle=handle_of(row.hash),
        label=row.label,
        scopes=frozenset(map(Scope, row.scopes.split())),
        made=row.made,
        expires=row.expires,
        used=row.used,
    )
