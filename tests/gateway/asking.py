"""What these tests ask a model for, and how they reach the server that is asked."""

from dataclasses import replace
from datetime import UTC, datetime

from pydantic import SecretStr

from newsroom_agents.gateway.engine import Assignment, EngineSettings
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.ports import Message
from newsroom_agents.story.paper import Paper

from .speaker import KEY, MODEL, Speaker

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON = 0.02
"""Seconds before a failed call is sent again, where no wait is what is shown."""


class Reply(Paper):
    """What these tests ask for."""

    text: str


def assignment(text: str = "Write.", **more: object) -> Assignment[Reply]:
    """Return an assignment; `more` are other fields of it."""
    plain = Assignment(
        role="writer",
        persona="nela",
        subject="ferry",
        messages=(Message("system", "You are Nela."), Message("user", text)),
        prompt="p1",
        asks=Reply,
        by_hand=lambda: Reply(text="by hand"),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def settings(server: Speaker, attempts: int = 1, **more: object) -> EngineSettings:
    """Return what leads an engine to a server; `more` are other settings."""
    plain = EngineSettings(
        engine_model=MODEL,
        base_url=server.address,
        timeout_seconds=5,
        api_key=SecretStr(KEY),
        patience=Patience(attempts, seconds=30, first_wait=SOON),
    )
    return replace(plain, **more)  # type: ignore[arg-type]
