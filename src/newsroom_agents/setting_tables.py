"""What the tables of newsroom.toml may hold that say what the house does and how it works."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

EMBEDDED_ENGINE = "extractive"


def _parted(value: object) -> object:
    """Part a list that came as one text, from a variable: `en,fr`."""
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


Names = Annotated[tuple[str, ...], BeforeValidator(_parted)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        msg = f"{name!r} is no time zone, expected a name such as Europe/Lisbon"
        raise ValueError(msg) from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class Table(BaseModel):
    """A table of newsroom.toml: frozen, and without fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SiteSettings(Table):
    """How the publication presents itself; `base_url` is absolute, without a trailing slash.

    A `join_url` that begins with `/` is a page that `newsroom reader` serves; without a reader set
    another address, or an empty one.
    """

    title: str = "The Newsroom"
    tagline: str = "Reports from many sources, checked against every one of them"
    base_url: str = Field(default="http://127.0.0.1:8700", pattern=r"^https?://[^\s/?#]+")
    join_url: str = "/join"
    support_url: str = ""
    support_line: str = "This publication is paid for by its readers."
    contact: str = ""


class NewsSettings(Table):
    """What becomes a story.

    `language` is the language the house writes in, `reads` those it can work from without a
    translator. `threshold` is the least score of a lead (0..1), `window_days` how far back reports
    of one event are grouped, `leads_per_run` the most leads one run opens.
    """

    language: str = "en"
    reads: Names = ("en",)
    threshold: float = Field(default=0.3, ge=0, le=1)
    window_days: int = Field(default=7, ge=1, le=90)
    leads_per_run: int = Field(default=40, ge=1)


class QueueSettings(Table):
    """`takes` is how often a draft may be rewritten unattended; `expire_hours` a draft's life."""

    takes: int = Field(default=3, ge=1, le=10)
    expire_hours: int = Field(default=48, ge=1)


class EngineTable(Table):
    """Which engine fulfils assignments, and what it needs to know.

    With `OPENAI_API_KEY` in the environment, `extractive` in the file gives way to
    `openai_compatible` and `engine_model` must be named; `NEWSROOM_ENGINE__NAME=extractive` works
    without a model all the same. `base_url` also comes from `OPENAI_BASE_URL`; `timeout_seconds` is
    how long one reply may take. `reply_tokens` is the most a reply may have; 0 leaves it to the
    server. `image_model` draws covers at `image_size` (empty: code draws them). `mode` is how
    a reply's shape is asked for: json_schema, responses, json_object+schema, tool, json_object or
    text; empty takes what `newsroom doctor --llm` found, or json_schema. `cache_keys` is whether
    requests carry a key by which the server finds what it read before: yes, no, or empty for what
    was found.

    A call is tried `attempts` times within `patience_seconds`, at most `at_once` calls at a time,
    so many requests and tokens a minute (0: no limit). Who does not answer is followed by the
    models of `fallbacks`, each `MODEL` or `MODEL@ADDRESS` (another address is never sent our key);
    a refusal falls back only for the personas of `refusals_fall_back`.
    """

    name: str = EMBEDDED_ENGINE
    engine_model: str = ""
    base_url: str = ""
    script: str = ""
    timeout_seconds: float = Field(default=120.0, gt=0, le=3600)
    reply_tokens: int = Field(default=16_000, ge=0)
    image_model: str = ""
    image_size: str = Field(default="1536x1024", pattern=r"^\d{2,4}x\d{2,4}$")
    mode: str = Field(
        default="", pattern=r"^(json_schema|responses|json_object\+schema|tool|json_object|text)?$"
    )
    cache_keys: str = Field(default="", pattern="^(yes|no)?$")
    at_once: int = Field(default=8, ge=1, le=256)
    requests_a_minute: int = Field(default=0, ge=0)
    tokens_a_minute: int = Field(default=0, ge=0)
    attempts: int = Field(default=5, ge=1, le=20)
    patience_seconds: float = Field(default=600.0, gt=0, le=86_400)
    fallbacks: Names = ()
    refusals_fall_back: Names = ()


class PublishSettings(Table):
    """The targets every piece goes to, by plug-in name."""

    targets: Names = ("site", "feeds")


class WorkSettings(Table):
    """`stories` and `translations` are how many are in work at once in one process."""

    stories: int = Field(default=2, ge=1, le=64)
    translations: int = Field(default=8, ge=1, le=64)


class HonestySettings(Table):
    """The honesty meter: how often, of all queued drafts, one made wrong on purpose is slipped in.

    At `rate` 0 it is off. Tell everybody whom it measures before it is switched on.
    """

    rate: float = Field(default=0.0, ge=0, le=0.2)


class SourcesSettings(Table):
    """Polling of web sources: a source's minutes from poll to poll, and what it may bring.

    A source is asked after `least_minutes` to `most_minutes`. It brings `items_a_run` new items at
    once and `items_a_day`. A move for ever is believed after `moves` polls that told it.
    """

    least_minutes: float = Field(default=10.0, ge=1, le=1440)
    most_minutes: float = Field(default=720.0, ge=1, le=10_080)
    items_a_run: int = Field(default=60, ge=1, le=2000)
    items_a_day: int = Field(default=600, ge=1)
    moves: int = Field(default=3, ge=1, le=100)
