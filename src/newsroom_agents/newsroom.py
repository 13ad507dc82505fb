"""The composition root: settings and files in, a newsroom out.

When the house opens, before any call: every role has a persona on duty and prompts that fit its
brief. What is wrong stops here, with the file and the field.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from newsroom_agents.agents import (
    analyst,
    copy_editor,
    fact_checker,
    illustrator,
    monitor,
    packager,
    researcher,
    translator,
    writer,
)
from newsroom_agents.agents._role import hire
from newsroom_agents.agents.copy_editor import StyleRules, WordRule
from newsroom_agents.agents.writer import Limits
from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.ledger import Ledger
from newsroom_agents.archive.probes import Probes
from newsroom_agents.clock import Clock, system_clock
from newsroom_agents.errors import HouseError, StorageError
from newsroom_agents.evidence.risk import load_risk_lists
from newsroom_agents.gateway.engine import Engine, Means
from newsroom_agents.gateway.opening import open_engine
from newsroom_agents.gateway.redacting import redacted_logs
from newsroom_agents.gateway.replay import LogMode
from newsroom_agents.gateway.spans import open_spans
from newsroom_agents.ingest.kind import source_kinds
from newsroom_agents.ingest.sources import FILE as SOURCES
from newsroom_agents.ingest.sources import SourceList
from newsroom_agents.pipeline.aftercare import Aftercare
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.durable import Bookings
from newsroom_agents.pipeline.editing import Editing
from newsroom_agents.pipeline.flow import Flow
from newsroom_agents.pipeline.live import LivePieces
from newsroom_agents.pipeline.newsdesk import Newsdesk, Rules, Staff
from newsroom_agents.pipeline.polling import Poller, open_poller
from newsroom_agents.pipeline.queueing import Queueing
from newsroom_agents.pipeline.release import Presses, release_flow
from newsroom_agents.pipeline.reporting import AtOnce, flows_of
from newsroom_agents.pipeline.rulings import Rulings
from newsroom_agents.pipeline.stages import stages_of
from newsroom_agents.pipeline.verifying import masthead_of
from newsroom_agents.pipeline.working import Desk, Workshop
from newsroom_agents.ports import StaffCard
from newsroom_agents.publish.target import BUNDLES, SITE, Pressroom, open_targets
from newsroom_agents.settings import Places, Settings, find_places, read_settings
from newsroom_agents.staff.beats import read_beats
from newsroom_agents.staff.bylines import read_bylines
from newsroom_agents.staff.persona import Persona, correspondents, on_duty, read_personas
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.staff.stylebook import Replacement, Stylebook, read_stylebook
from newsroom_agents.story.paper import Role

KEY_FILE = "house.key"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Newsroom:
    """An open newsroom, as commands use it."""

    places: Places
    settings: Settings
    personas: Mapping[str, Persona]
    desk: Newsdesk
    presses: Presses
    books: Books

    @property
    def rulings(self) -> Rulings:
        """What carries out editors' rulings."""
        return Rulings(self.desk.archive, self.books, self.desk.clock)

    @property
    def editing(self) -> Editing:
        """What makes takes by hand."""
        stages = stages_of(self.desk)
        return Editing(stages, Queueing(self.desk, stages.filing, stages.material))

    @property
    def aftercare(self) -> Aftercare:
        """What corrects, updates and kills."""
        return Aftercare(self.desk.archive, self.books, self.desk.clock)

    @property
    def working_desk(self) -> Desk:
        """What booking work and waiting for it take."""
        return Desk(self.desk.archive, self.books, self.desk.clock)

    def poller(self) -> Poller:
        """Return what polls the web sources.

        Raises:
            HouseError: A setting of the network cannot be used.
        """
        return open_poller(self.settings, self.desk.archive, self.desk.clock)

    def prompt_digests(self) -> tuple[tuple[str, str, str], ...]:
        """Return role, persona and prompt digest of everybody who works here."""
        staff = self.desk.staff
        shelf = staff.monitor.shelf
        personas = (
            staff.monitor.persona,
            staff.translator.persona,
            staff.researcher.persona,
            staff.analyst.persona,
            *(agent.persona for agent in staff.writers.values()),
            staff.fact_checker.persona,
            staff.copy_editor.persona,
            staff.illustrator.persona,
            staff.packager.persona,
        )
        return tuple(
            (one.head.role.value, one.id, shelf.digest(one.head.role, one)) for one in personas
        )

    @property
    def workshop(self) -> Workshop:
        """What doing booked work takes."""
        return Workshop(flows=self.flows(), var=self.places.var)

    def expect_work(self) -> None:
        """Have the engine load what it needs, in a process that has nothing to do yet."""
        self.desk.staff.monitor.engine.expect()

    def flows(self) -> tuple[Flow, ...]:
        """Return the flows that this house's worker runs."""
        release = release_flow(self.desk.archive, self.presses, self.desk.clock)
        at_once = AtOnce(self.settings.work.stories, self.settings.work.translations)
        return (*flows_of(self.desk, self.books.bookings, at_once), release)


@dataclass(frozen=True, slots=True)
class House:
    """The house's files, read and found to fit together."""

    places: Places
    settings: Settings
    personas: Mapping[str, Persona]
    staff: Staff
    rules: Rules
    calls: CallsDatabase
    """The call log's; not opened before the first call."""


def open_house(
    places: Places, env: Mapping[str, str], secret: bytes, clock: Clock = system_clock
) -> House:
    """Read every file of the house and hire its staff; touches nothing under var/.

    Raises:
        HouseError: A file is missing or wrong, a role has nobody on duty, or a prompt asks for a
            field its brief does not have.
    """
    settings = read_settings(places.house, env)
    folder = places.house
    personas = read_personas(folder / "personas")
    beats = read_beats(folder / "data" / "beats.toml")
    stylebook = read_stylebook(folder / "data" / "stylebook.toml")
    rules = Rules(
        language=settings.news.language,
        reads=frozenset(settings.news.reads) | {settings.news.language},
        threshold=settings.news.threshold,
        window=timedelta(days=settings.news.window_days),
        leads_per_run=settings.news.leads_per_run,
        takes=settings.queue.takes,
        expires_after=timedelta(hours=settings.queue.expire_hours),
        style=_style_rules(stylebook),
        risk_lists=load_risk_lists(folder / "data" / "risk.toml"),
        destinations=settings.publish.targets,
        bylines=read_bylines(personas, folder / "data" / "regions.toml", frozenset(beats)),
        beats=beats,
        sources=SourceList(folder / "data" / SOURCES, source_kinds(), frozenset(beats)),
        seed_rate=settings.honesty.rate,
    )
    shelf = Shelf(folder / "prompts", secret)
    calls = CallsDatabase(settings.calls_url(places.var), settings.database.synchronous)
    staff = _hire(personas, shelf, _engine(settings, folder, calls, clock))
    return House(places, settings, personas, staff, rules, calls)


@contextmanager
def open_newsroom(
    house: Path | None, var: Path | None, env: Mapping[str, str], clock: Clock = system_clock
) -> Iterator[Newsroom]:
    """Open the newsroom for the time of the block.

    Raises:
        HouseError: A file of the house is wrong.
        StorageError: The run-time folder or the database cannot be used.
    """
    places = find_places(house, var, env)
    secret = _secret(places.var)
    opened = open_house(places, env, secret, clock)
    settings = opened.settings
    url = settings.database_url(places.var)
    archive = Archive.open(url, places.var, clock, settings.database.synchronous)
    try:
        bookings = Bookings(archive.engine)
        try:
            desk = Newsdesk(
                archive=archive,
                staff=opened.staff,
                cards=_cards(opened.personas),
                masthead=masthead_of(settings),
                rules=opened.rules,
                clock=clock,
                secret=secret,
            )
            presses = _presses(desk, places, settings)
            with redacted_logs([settings.openai_api_key.get_secret_value(), secret.hex()]):
                yield Newsroom(places, settings, opened.personas, desk, presses, Books(bookings))
        finally:
            bookings.close()
    finally:
        opened.calls.close()
        archive.close()


def _hire(personas: Mapping[str, Persona], shelf: Shelf, engine: Engine) -> Staff:
    return Staff(
        monitor=hire(monitor.ROLE, on_duty(personas, Role.MONITOR), shelf, engine),
        translator=hire(translator.ROLE, on_duty(personas, Role.TRANSLATOR), shelf, engine),
        researcher=hire(researcher.ROLE, on_duty(personas, Role.RESEARCHER), shelf, engine),
        analyst=hire(analyst.ROLE, on_duty(personas, Role.ANALYST), shelf, engine),
        writers={
            persona.id: hire(writer.ROLE, persona, shelf, engine)
            for persona in (*correspondents(personas), on_duty(personas, Role.WRITER))
        },
        fact_checker=hire(fact_checker.ROLE, on_duty(personas, Role.FACT_CHECKER), shelf, engine),
        copy_editor=hire(copy_editor.ROLE, on_duty(personas, Role.COPY_EDITOR), shelf, engine),
        illustrator=hire(illustrator.ROLE, on_duty(personas, Role.ILLUSTRATOR), shelf, engine),
        packager=hire(packager.ROLE, on_duty(personas, Role.PACKAGER), shelf, engine),
    )


def _engine(settings: Settings, house: Path, calls: CallsDatabase, clock: Clock) -> Engine:
    log_mode = LogMode(settings.calls.mode)
    means = Means(
        calls=CallLog(calls),
        log_mode=log_mode,
        probes=Probes(calls),
        spans=open_spans() if settings.calls.spans else None,
        clock=clock,
    )
    return open_engine(settings, house / "data" / "prices.toml", Ledger(calls), means)


def _presses(desk: Newsdesk, places: Places, settings: Settings) -> Presses:
    """Return the presses with the targets that the settings name.

    Raises:
        HouseError: No such target.
    """
    found = open_targets()
    for name in settings.publish.targets:
        if name not in found:
            msg = f"newsroom.toml: field 'publish.targets': no target {name!r}, expected one of "
            raise HouseError(msg + ", ".join(found))
    pressroom = Pressroom(
        site=places.var / SITE,
        bundles=places.var / BUNDLES,
        masthead=desk.masthead,
        staff=desk.cards,
        beats=desk.rules.beats,
        blobs=desk.archive.blobs,
        published=LivePieces(desk.archive),
    )
    chosen = {name: one for name, one in found.items() if name in settings.publish.targets}
    return Presses(pressroom=pressroom, targets=chosen)


def _cards(personas: Mapping[str, Persona]) -> dict[str, StaffCard]:
    return {name: persona.card() for name, persona in personas.items()}


def _style_rules(book: Stylebook) -> StyleRules:
    return StyleRules(
        words=_word_rules(book.word),
        attribution_avoid=_word_rules(book.attribution.avoid),
        innocence=_word_rules(book.innocence),
        relative_days=book.relative_days.words,
        minors_below=0 if book.victims.name_minors else book.victims.minor_below_age,
        limits=Limits(
            headline_chars=book.length.headline_chars,
            dek_chars=book.length.dek_chars,
            sentence_words=book.length.sentence_words,
            teaser_chars=book.length.teaser_chars,
            blurb_chars=book.length.blurb_chars,
        ),
    )


def _word_rules(rules: tuple[Replacement, ...]) -> tuple[WordRule, ...]:
    return tuple(WordRule(avoid=rule.avoid, use=rule.use, why=rule.why) for rule in rules)


def _secret(var: Path) -> bytes:
    """Return the house's secret; it is made once, readable by its owner only.

    Raises:
        StorageError: The file cannot be made or read.
    """
    path = var / KEY_FILE
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        msg = f"{path}: the house's secret cannot be made or read: {error}"
        raise StorageError(msg) from error
    if len(key) != _SECRET_BYTES:
        msg = f"{path}: expected {_SECRET_BYTES} bytes as hexadecimal digits, found {len(key)}"
        raise StorageError(msg)
    return key


def _make_key(path: Path) -> None:
    """Make the key file whole or not at all; of two processes at once, one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
