"""People come to the desk and leave it: registered, let in anew, shut out, each on record.

Registering gives nobody a password. It makes a link that works once; what its holder types there is
known to nobody else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.clock import Clock
from newsroom_agents.settings import DeskSettings
from newsroom_agents.story.decision import Editor, EditorRole


@dataclass(frozen=True, slots=True)
class Invited:
    """A person, and the address where they set their password; it is not known a second time."""

    editor: Editor
    link: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Registers people; `address` is where their browsers find the desk, `by` who does it."""

    archive: Archive
    clock: Clock
    address: str
    link_life: timedelta
    by: str

    def add(self, name: str, role: EditorRole) -> Invited:
        """Register a person and make their link.

        Raises:
            ArchiveError: The name is empty, has control characters, or is taken.
        """
        with self.archive.writing() as room:
            editor = room.editors.add(name, role, self.clock())
            self._note(room, "editor added", editor)
            return self._invited(room, editor)

    def invite(self, name: str) -> Invited:
        """Make a new link for a person; one that was made before works no more.

        Raises:
            NotFoundError: Nobody with this name is registered.
            ArchiveError: The person is disabled.
        """
        with self.archive.writing() as room:
            return self._invited(room, room.editors.get(name))

    def disable(self, name: str) -> Editor:
        """Shut a person out at once: sessions, links and tokens end; what they signed stays.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        with self.archive.writing() as room:
            editor = room.editors.disable(name)
            self._note(room, "editor disabled", editor)
            return editor

    def enable(self, name: str) -> Editor:
        """Let a disabled person in again, with the password they had.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        with self.archive.writing() as room:
            editor = room.editors.enable(name)
            self._note(room, "editor enabled", editor)
            return editor

    def set_role(self, name: str, role: EditorRole) -> Editor:
        """Give a person another role, from the next request on.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        with self.archive.writing() as room:
            editor = room.editors.set_role(name, role)
            self._note(room, "editor role set", editor)
            return editor

    def _invited(self, room: Room, editor: Editor) -> Invited:
        expires = self.clock() + self.link_life
        token = room.accounts.new_link(editor.name, expires)
        self._note(room, "link made", editor)
        return Invited(editor, f"{self.address}/first-time/{token}", expires)

    def _note(self, room: Room, event: str, editor: Editor) -> None:
        facts = {"editor": editor.name, "role": editor.role.value, "by": self.by}
        room.journal.append("", event, facts, self.clock())


def desk_address(settings: DeskSettings) -> str:
    """Return where the settings say that browsers find the desk."""
    return settings.address or f"http://127.0.0.1:{settings.port}"
