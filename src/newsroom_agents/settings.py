"""Settings of the house, read once and handed down.

`newsroom.toml` in the house's folder, overridden by `NEWSROOM_…` variables (nested with `__`). This
is the only module that looks at the environment.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError

from newsroom_agents.errors import HouseError
from newsroom_agents.setting_tables import (
    EMBEDDED_ENGINE,
    EngineTable,
    HonestySettings,
    Names,
    NewsSettings,
    PublishSettings,
    QueueSettings,
    SiteSettings,
    SourcesSettings,
    Table,
    WorkSettings,
    Zone,
)

SETTINGS_FILE = "newsroom.toml"
MODEL_ENGINE = "openai_compatible"
_PREFIX = "NEWSROOM_"
_OWN_NAMES = {"NEWSROOM_HOUSE", "NEWSROOM_VAR"}
_SECRETS = {
    "openai_api_key": "OPENAI_API_KEY",
    "mail.password": "NEWSROOM_MAIL__PASSWORD",
    "reader.webhook_secret": "NEWSROOM_READER__WEBHOOK_SECRET",
}


class BudgetSettings(Table):
    """The most that calls to models may cost, in millionths of a US dollar; 0 means no cap.

    For one `call`, one `story`, one persona on one day, one `day` and one `month` (UTC). The worst
    case of a call must fit before it is sent.
    """

    call: int = Field(default=0, ge=0)
    story: int = Field(default=0, ge=0)
    persona_day: int = Field(default=0, ge=0)
    day: int = Field(default=0, ge=0)
    month: int = Field(default=0, ge=0)


class CallsSettings(Table):
    """The call log: where it lies, and how it is used.

    `url` is a database (empty: var/calls.sqlite, or the house's own database on Postgres). `mode`
    is live (log everything, answer repeats from the log), record (log, ask everything anew), replay
    (send nothing) or replay-or-fail (as replay, and a miss ends the run). With `spans` every call
    is told to OpenTelemetry, too (extra `otel`): names and sums, and no text.
    """

    url: str = ""
    mode: str = Field(default="live", pattern="^(live|record|replay|replay-or-fail)$")
    spans: bool = False


class DatabaseSettings(Table):
    """`url` is `sqlite:///…` (empty: var/newsroom.sqlite); `synchronous` FULL or NORMAL."""

    url: str = ""
    synchronous: str = Field(default="FULL", pattern="^(FULL|NORMAL)$")


class MailSettings(Table):
    """The mail server for sign-in links and notices; without `host` links are printed.

    Port 465 speaks TLS from the start. The password comes from NEWSROOM_MAIL__PASSWORD.
    """

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    user: str = ""
    sender: str = ""
    starttls: bool = True
    password: SecretStr = SecretStr("")


class ReaderSettings(Table):
    """The readers' side; `prices` maps the payment provider's price ids to `subscriber`, `member`.

    `proxies` are the addresses or networks of those that are believed when they say for whom they
    ask. NEWSROOM_READER__WEBHOOK_SECRET signs payment notices; without it none is taken.
    """

    link_minutes: int = Field(default=15, ge=1, le=1440)
    session_days: int = Field(default=30, ge=1, le=400)
    proxies: Names = ("127.0.0.1", "::1")
    prices: dict[str, Literal["subscriber", "member"]] = Field(default={})
    webhook_secret: SecretStr = SecretStr("")


class WebSettings(Table):
    """How the house speaks to the network when it fetches, verifies or notifies.

    `contact` (a web or mail address) is named to every server. Only public hosts are spoken to, on
    `ports`; `allow` names what is spoken to although it is not public: networks (10.2.0.0/16),
    hosts (wiki.example) and hosts with a port (wiki.example:8080). `seconds` is the most one
    request may take, `spacing` the least time between two requests to one host, `at_once` how many
    hosts are fetched from side by side. With a `proxy`, which looks names up by itself, only what
    stands in an address can be checked. `authorities` is a file of certificates to trust besides
    the usual ones.
    """

    contact: str = Field(default="", max_length=200, pattern=r"^[!-~]*$")
    allow: Names = ()
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (80, 443)
    seconds: float = Field(default=30.0, gt=0, le=600)
    spacing: float = Field(default=1.0, ge=0, le=60)
    at_once: int = Field(default=16, ge=1, le=128)
    proxy: str = Field(default="", pattern=r"^(https?://[^\s/?#@]+)?$")
    authorities: str = ""


class DeskSettings(Table):
    """The editors' desk: found at `address` (empty: this machine, at `port`); https binds cookies.

    `proxies` are those of the reader. A link works `link_hours`; a session ends after `idle_hours`
    unused and `session_days` in any case, a token after `token_days`. Passwords are hashed by
    argon2id with `hash_kib` of memory, `hash_passes` and `hash_lanes` (RFC 9106's second choice). A
    token may ask the API `calls_a_minute` times.
    """

    port: int = Field(default=8800, ge=0, le=65535)
    address: str = Field(default="", pattern=r"^(https?://[^\s/?#]+)?$")
    proxies: Names = ("127.0.0.1", "::1")
    link_hours: int = Field(default=48, ge=1, le=720)
    idle_hours: int = Field(default=12, ge=1, le=168)
    session_days: int = Field(default=7, ge=1, le=90)
    token_days: int = Field(default=90, ge=1, le=400)
    calls_a_minute: int = Field(default=300, ge=1, le=100_000)
    hash_kib: int = Field(default=65_536, ge=19_456, le=1_048_576)
    hash_passes: int = Field(default=3, ge=2, le=20)
    hash_lanes: int = Field(default=4, ge=1, le=16)


class NoticesSettings(Table):
    """Notices to editors: those who want a digest get it at `digest_at`, the house's time.

    A story is told of `expiring_hours` before it expires, a budget at `budget_percent` of a day's
    or a month's cap. A webhook is called by https only, unless `plain_http` is set; which hosts may
    be called `web.allow` says.
    """

    digest_at: str = Field(default="07:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    expiring_hours: float = Field(default=2.0, gt=0, le=168)
    budget_percent: int = Field(default=80, ge=1, le=100)
    plain_http: bool = False


class Settings(Table):
    """Everything a house can set, with the embedded defaults."""

    time_zone: Zone = "UTC"
    site: SiteSettings = SiteSettings()
    news: NewsSettings = NewsSettings()
    queue: QueueSettings = QueueSettings()
    engine: EngineTable = EngineTable()
    calls: CallsSettings = CallsSettings()
    budget: BudgetSettings = BudgetSettings()
    database: DatabaseSettings = DatabaseSettings()
    publish: PublishSettings = PublishSettings()
    work: WorkSettings = WorkSettings()
    mail: MailSettings = MailSettings()
    reader: ReaderSettings = ReaderSettings()
    desk: DeskSettings = DeskSettings()
    honesty: HonestySettings = HonestySettings()
    notices: NoticesSettings = NoticesSettings()
    web: WebSettings = WebSettings()
    sources: SourcesSettings = SourcesSettings()
    openai_api_key: SecretStr = SecretStr("")

    def database_url(self, var: Path) -> str:
        """Return the address of the database; without one set it is a file in `var`."""
        return self.database.url or f"sqlite:///{var / 'newsroom.sqlite'}"

    def calls_url(self, var: Path) -> str:
        """Return the address of the call log: a file in `var`, or the house's own server."""
        shared = "" if self.database.url.startswith("sqlite") else self.database.url
        return self.calls.url or shared or f"sqlite:///{var / 'calls.sqlite'}"


class Places(Table):
    """Where the house and its run-time files are."""

    house: Path
    var: Path


def environment() -> Mapping[str, str]:
    """Return the process's environment; called once, at the door."""
    return dict(os.environ)


def find_places(house: Path | None, var: Path | None, env: Mapping[str, str]) -> Places:
    """Return the house's folder and its run-time folder.

    The house is `--house`, then NEWSROOM_HOUSE, then the working folder, then the copy inside the
    package (whose run-time files lie under the working folder).

    Raises:
        HouseError: The named folder is no house.
    """
    named = house or (Path(env["NEWSROOM_HOUSE"]) if env.get("NEWSROOM_HOUSE") else None)
    if named is not None and not is_house(named):
        msg = (
            f"{named}: not a house (expected a folder with personas/, prompts/ and {SETTINGS_FILE})"
        )
        raise HouseError(msg)
    here = Path.cwd()
    home = here
    if named is not None:
        found = home = named.resolve()
    elif is_house(here):
        found = here
    else:
        found = packaged_house()
    where = var or (Path(env["NEWSROOM_VAR"]) if env.get("NEWSROOM_VAR") else home / "var")
    return Places(house=found, var=where.resolve())


def is_house(folder: Path) -> bool:
    """Return whether `folder` has the look of a house."""
    return (folder / "personas").is_dir() and (folder / "prompts").is_dir()


def packaged_house() -> Path:
    """Return the copy of the house inside the package (in a checkout: the repository's root)."""
    inside = Path(__file__).parent / "house"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def read_settings(house: Path, env: Mapping[str, str]) -> Settings:
    """Return the house's settings.

    Raises:
        HouseError: The file cannot be read or a field is wrong; names file and field.
    """
    path = house / SETTINGS_FILE
    values: dict[str, object] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            msg = f"{path}: cannot read the settings: {error}"
            raise HouseError(msg) from error
    _refuse_secrets(path, values)
    for name, text in env.items():
        if name.startswith(_PREFIX) and name not in _OWN_NAMES:
            _set(values, name, text)
    _set_for_models(values, env)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"])
        msg = f"{path}: field {field!r}: {problem['msg']}"
        raise HouseError(msg) from error


def _refuse_secrets(path: Path, values: Mapping[str, object]) -> None:
    for field, variable in _SECRETS.items():
        table, _, last = field.rpartition(".")
        holds = values.get(table, {}) if table else values
        if isinstance(holds, Mapping) and last in holds:
            msg = f"{path}: field {field!r}: secrets belong in the environment ({variable})"
            raise HouseError(msg)


def _set_for_models(values: dict[str, object], env: Mapping[str, str]) -> None:
    """Lay the variables over the file's values that other users of a model know too.

    Our own variables win over them.
    """
    if env.get("OPENAI_BASE_URL") and "NEWSROOM_ENGINE__BASE_URL" not in env:
        _set(values, "NEWSROOM_ENGINE__BASE_URL", env["OPENAI_BASE_URL"])
    if env.get("OPENAI_API_KEY"):
        values["openai_api_key"] = env["OPENAI_API_KEY"]
        table = values.get("engine")
        name = table.get("name", EMBEDDED_ENGINE) if isinstance(table, dict) else EMBEDDED_ENGINE
        if name == EMBEDDED_ENGINE and "NEWSROOM_ENGINE__NAME" not in env:
            _set(values, "NEWSROOM_ENGINE__NAME", MODEL_ENGINE)


def _set(values: dict[str, object], name: str, text: str) -> None:
    """Lay one variable over the file's values: NEWSROOM_NEWS__THRESHOLD is news.threshold."""
    if name == "NEWSROOM_DATABASE_URL":
        name = "NEWSROOM_DATABASE__URL"
    *tables, last = name.removeprefix(_PREFIX).lower().split("__")
    at = values
    for table in tables:
        inner = at.setdefault(table, {})
        if not isinstance(inner, dict):
            msg = f"{name}: {table!r} is a single value, not a table"
            raise HouseError(msg)
        at = inner
    at[last] = text
