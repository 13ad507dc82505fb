"""Calls as OpenTelemetry spans, for houses that watch them beside their other services.

Off unless `calls.spans` is set, and nothing of OpenTelemetry is imported before. A span says who
was asked, how long it took and what it cost, and carries no text: that stays in the call log. Where
spans go is told to the exporter by its own variables (OTEL_EXPORTER_OTLP_ENDPOINT and others).
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsroom_agents.errors import HouseError
from newsroom_agents.ports import CallReply, CallRequest

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_SERVICE = "newsroom"
_OPERATIONS = {"images/generations": "generate_content", "embeddings": "embeddings"}
_CHAT = "chat"

Value = str | int
NAMES: Mapping[str, Callable[[CallRequest, CallReply], Value]] = {
    "gen_ai.operation.name": lambda asked, _: _OPERATIONS.get(asked.path, _CHAT),
    "gen_ai.provider.name": lambda *_: "openai",
    "gen_ai.request.model": lambda asked, _: asked.engine_model,
    "gen_ai.request.max_tokens": lambda asked, _: _limit(asked),
    "gen_ai.response.model": lambda _, came: came.answered_by,
    "gen_ai.response.id": lambda _, came: came.provider_call,
    "gen_ai.usage.input_tokens": lambda _, came: came.tokens_in,
    "gen_ai.usage.output_tokens": lambda _, came: came.tokens_out,
    "gen_ai.usage.cache_read.input_tokens": lambda _, came: came.tokens_cached,
    "gen_ai.agent.name": lambda asked, _: asked.persona,
    "server.address": lambda asked, _: urlsplit(asked.endpoint).hostname or "",
    "http.response.status_code": lambda _, came: came.status,
    "error.type": lambda _, came: _error(came),
    "newsroom.role": lambda asked, _: asked.role,
    "newsroom.subject": lambda asked, _: asked.subject,
    "newsroom.attempt": lambda _, came: came.attempt,
    "newsroom.cost_microusd": lambda _, came: came.cost_microusd,
}
"""Every attribute of a span; one that is empty or 0 is left out."""


class CallSpans:
    """Turns attempts that ended into spans.

    Args:
        tracer: Makes them.
    """

    def __init__(self, tracer: "Tracer") -> None:
        self._tracer = tracer

    def add(self, request: CallRequest, reply: CallReply) -> None:
        """Note one attempt; it is sent on in the background."""
        from opentelemetry.trace import SpanKind, Status, StatusCode  # noqa: PLC0415 - optional

        told = {name: value for name, of in NAMES.items() if (value := of(request, reply))}
        begun = reply.at.timestamp()
        span = self._tracer.start_span(
            f"{told['gen_ai.operation.name']} {request.engine_model}",
            kind=SpanKind.CLIENT,
            attributes=told,
            start_time=_nanoseconds(begun),
        )
        if _error(reply):
            span.set_status(Status(StatusCode.ERROR))
        span.end(_nanoseconds(begun + reply.seconds))


def open_spans() -> CallSpans:
    """Return what sends spans to where the exporter's variables say.

    Raises:
        HouseError: The extra `otel` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - optional
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - optional
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - optional
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - optional
    except ModuleNotFoundError as error:
        msg = f"newsroom.toml: field 'calls.spans' needs the extra 'otel' ({error.name} is missing)"
        raise HouseError(msg) from error
    provider = TracerProvider(resource=Resource.create({"service.name": _SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return CallSpans(provider.get_tracer(_SERVICE))


def _limit(request: CallRequest) -> int:
    limit = request.body.get("max_completion_tokens", request.body.get("max_output_tokens"))
    return limit if isinstance(limit, int) else 0


def _error(reply: CallReply) -> str:
    """Return what kind of failure an attempt was; empty when it was none."""
    if reply.outcome == "replied":
        return ""
    return str(reply.status) if reply.status else "no reply"


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1_000_000_000)
