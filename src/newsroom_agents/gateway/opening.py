"""The engine that a house's settings name, with what it needs to know."""

from pydantic import SecretStr

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Engine, EngineKind, EngineSettings, Means
from newsroom_agents.plugins import discover
from newsroom_agents.settings import EngineTable


def open_engine(wanted: EngineTable, api_key: SecretStr, means: Means) -> Engine:
    """Return the engine that the settings name; nothing is sent yet.

    Raises:
        HouseError: No such engine, or it cannot be opened.
    """
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
            api_key=api_key,
        ),
        means,
    )
