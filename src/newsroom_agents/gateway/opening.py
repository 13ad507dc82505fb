"""The engine that a house's settings name, with what it needs to know."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.prices import read_prices
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.plugins import discover
from newsroom_agents.ports import Ledger, Probe
from newsroom_agents.settings import Settings


def open_engine(settings: Settings, prices: Path, ledger: Ledger, means: Means) -> Engine:
    """Return the engine that the settings name; nothing is sent yet.

    Args:
        settings: The house's.
        prices: Its price list; it need not exist.
        ledger: Where money is counted.
        means: The rest of what the engine works with.

    Raises:
        HouseError: No such engine, or it cannot be opened.
    """
    kind = _kind(settings)
    spending = Spending(ledger, settings.budget, read_prices(prices))
    return kind.opens(_told(settings), replace(means, spending=spending))


def examine_engine(
    settings: Settings, prices: Path, ledger: Ledger, means: Means, *, again: bool
) -> Sequence[Probe]:
    """Return what the models of the house can do; none for an engine without a model.

    Args:
        settings: The house's.
        prices: Its price list; it need not exist.
        ledger: Where money is counted: probes cost some.
        means: The rest of what the engine works with.
        again: Probe also what was probed before.

    Raises:
        HouseError: No such engine, or it cannot be opened.
    """
    kind = _kind(settings)
    if kind.examines is None:
        return ()
    spending = Spending(ledger, settings.budget, read_prices(prices))
    return kind.examines(_told(settings), replace(means, spending=spending), again)


def _kind(settings: Settings) -> EngineKind:
    kinds = discover("newsroom_agents.gateway.engines", EngineKind)
    wanted = settings.engine.name
    if wanted not in kinds:
        msg = f"newsroom.toml: field 'engine.name': no engine {wanted!r}, expected one of "
        raise HouseError(msg + ", ".join(kinds))
    return kinds[wanted]


def _told(settings: Settings) -> EngineSettings:
    wanted = settings.engine
    return EngineSettings(
        engine_model=wanted.engine_model,
        base_url=wanted.base_url,
        script=wanted.script,
        timeout_seconds=wanted.timeout_seconds,
        reply_tokens=wanted.reply_tokens,
        image_model=wanted.image_model,
        image_size=wanted.image_size,
        mode=wanted.mode,
        cache_keys=wanted.cache_keys,
        limits=Limits(wanted.at_once, wanted.requests_a_minute, wanted.tokens_a_minute),
        patience=Patience(wanted.attempts, wanted.patience_seconds),
        fallbacks=wanted.fallbacks,
        refusals_fall_back=wanted.refusals_fall_back,
        api_key=settings.openai_api_key,
    )
