"""The archive: one database and one folder of blobs, opened once, used in short transactions.

Everything is reached through a room: one open transaction with the stores in it. What happens in a
room for writing is there as a whole or not at all, also after a kill or a power cut.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from newsroom_agents.archive.accounts import Accounts
from newsroom_agents.archive.api_answers import ApiAnswers
from newsroom_agents.archive.api_tokens import ApiTokens
from newsroom_agents.archive.at_hand import AtHand
from newsroom_agents.archive.attempts import Attempts
from newsroom_agents.archive.blobs import Blobs
from newsroom_agents.archive.claims import Claim, claimed
from newsroom_agents.archive.database import file_of, make_engine, translated
from newsroom_agents.archive.desk_sessions import DeskSessions
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.archive.edit_drafts import EditDrafts
from newsroom_agents.archive.editors import Editors
from newsroom_agents.archive.events import Events
from newsroom_agents.archive.journal import Journal
from newsroom_agents.archive.leads import Leads
from newsroom_agents.archive.migrating import migrate
from newsroom_agents.archive.notices import Notices
from newsroom_agents.archive.openings import Openings
from newsroom_agents.archive.outcomes import Outcomes
from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.publications import Publications
from newsroom_agents.archive.queue import Queue
from newsroom_agents.archive.queue_list import QueueList
from newsroom_agents.archive.readers import Readers
from newsroom_agents.archive.robots_files import RobotsFiles
from newsroom_agents.archive.search import Search
from newsroom_agents.archive.seeds import Seeds
from newsroom_agents.archive.signatures import Signatures
from newsroom_agents.archive.signing_in import SigningIn
from newsroom_agents.archive.snapshots import Snapshots
from newsroom_agents.archive.source_states import SourceStates
from newsroom_agents.archive.turns import Turns
from newsroom_agents.clock import Clock
from newsroom_agents.errors import StorageError


class Room:
    """One open transaction, with the stores in it.

    `session` is for the durable engine only, which commits its own rows with ours.
    """

    def __init__(self, session: Session, clock: Clock) -> None:
        dialect = dialect_of(session.get_bind().dialect.name)
        self.session = session
        self.snapshots = Snapshots(session, dialect)
        self.papers = Papers(session, dialect)
        self.leads = Leads(session, dialect, self.papers)
        self.events = Events(session, dialect)
        self.signatures = Signatures(session, dialect)
        self.journal = Journal(session, dialect)
        self.queue = Queue(session, self.papers, self.journal, clock)
        self.queue_list = QueueList(session)
        self.search = Search(session, dialect)
        self.editors = Editors(session)
        self.accounts = Accounts(session, self.editors)
        self.desk_sessions = DeskSessions(session)
        self.api_tokens = ApiTokens(session)
        self.api_answers = ApiAnswers(session)
        self.notices = Notices(session, dialect)
        self.attempts = Attempts(session)
        self.openings = Openings(session, dialect)
        self.outcomes = Outcomes(session)
        self.seeds = Seeds(session)
        self.edit_drafts = EditDrafts(session)
        self.at_hand = AtHand(session)
        self.publications = Publications(session, dialect)
        self.readers = Readers(session, dialect)
        self.signing_in = SigningIn(session)
        self.source_states = SourceStates(session, dialect)
        self.robots_files = RobotsFiles(session, dialect)


class Archive:
    """The house's memory. Make it with `open`, and close it."""

    def __init__(self, engine: Engine, blobs: Blobs, clock: Clock) -> None:
        self.engine, self.blobs, self._clock = engine, blobs, clock
        file = file_of(engine)
        self._turns = Turns(str(file)) if file else None

    @classmethod
    def open(cls, url: str, var: Path, clock: Clock, synchronous: str = "FULL") -> "Archive":
        """Open the archive; what is missing is made, what is old is brought up to date.

        Args:
            url: The database, as SQLAlchemy writes it (`sqlite:///…`, `postgresql://…`).
            var: The folder for run-time files; blobs lie in `var/blobs`.
            clock: Says when things happen that carry no time of their own.
            synchronous: How hard SQLite presses a commit onto the disk.

        Raises:
            HouseError: The address cannot be used, or the database has a newer version.
            StorageError: The database or the folder cannot be opened, made or written.
        """
        engine = make_engine(url, synchronous)
        file = file_of(engine)
        folder = var / "blobs"
        for needed in (folder, *([file.parent] if file else [])):
            _make_folder(needed)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, Blobs(folder), clock)

    @contextmanager
    def reading(self) -> Iterator[Room]:
        """Open a room that sees one unchanging picture; whatever is written in it is dropped.

        Raises:
            StorageError: The database cannot be read.
        """
        with self._session(writing=False) as session:
            yield Room(session, self._clock)
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Room]:
        """Open a room for writing; leaving it commits, an error in it undoes everything.

        One room for writing is open at a time; others wait, up to 30 seconds.

        Raises:
            StorageError: The database is locked for too long, full, read-only, failing or gone.
            ArchiveError: The database refused what was to be written.
        """
        turn = self._turns.taken() if self._turns else nullcontext()
        with turn, self._session(writing=True) as session:
            yield Room(session, self._clock)
            session.commit()

    def room(self, session: Session) -> Room:
        """Return a room for writing over a session that the durable engine will commit.

        It takes the lock for writing now: what is read in it must still hold when it writes.

        Raises:
            StorageError: The database cannot be written, or is locked for too long.
        """
        with translated(self.engine):
            dialect_of(self.engine.dialect.name).begin(session.connection(), writing=True)
        return Room(session, self._clock)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may do booked work on it at once: on a server they may."""
        return file_of(self.engine) is None

    @contextmanager
    def claimed(self, name: str) -> Iterator[Claim]:
        """Hold a name among all processes that share the database, for the time of the block.

        Raises:
            LockedError: Another process holds it; says which.
            StorageError: The database cannot be reached.
        """
        with claimed(self.engine, name) as claim:
            yield claim

    def close(self) -> None:
        """Close all connections; the archive cannot be used afterwards."""
        self.engine.dispose()

    @contextmanager
    def _session(self, *, writing: bool) -> Iterator[Session]:
        with translated(self.engine), Session(self.engine, expire_on_commit=False) as session:
            dialect_of(self.engine.dialect.name).begin(session.connection(), writing=writing)
            yield session


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: the folder cannot be made: {error.strerror}"
        raise StorageError(msg) from error
