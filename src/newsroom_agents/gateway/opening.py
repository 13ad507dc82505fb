"""The engine that a house's settings name, with what it needs to know."""

from dataclasses import replace
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.prices import read_prices
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.plugins import discover
from newsroom_agents.ports import Ledger
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
    wanted = settings.engine
    spending = Spending(ledger, settings.budget, read_prices(prices))
    kinds = discover("newsroom_agents.gateway.engines", EngineKind)
    if wanted.name not in kinds:
        msg = f"newsroom.toml: field 'engine.name': no engine {wanted.name!r}, expected one of "
        raise HouseError(msg + ", ".join(kinds))
    return kinds[wanted.name].opens(
        EngineSettings(
            engine_model=wanted.engine_model,
            base_url=wanted.base_url,
            script=wanted.script,
            timeout_seconds=wanted.timeout_seconds,
            reply_tokens=wanted.reply_tokens,
            image_model=wanted.image_model,
            image_size=wanted.image_size,
            limits=Limits(wanted.at_once, wanted.requests_a_minute, wanted.tokens_a_minute),
            patience=Patience(wanted.attempts, wanted.patience_seconds),
            fallbacks=wanted.fallbacks,
            refusals_fall_back=wanted.refusals_fall_back,
            api_key=settings.openai_api_key,
        ),
        replace(means, spending=spending),
    )
