"""Calls as spans: the convention's names, sums and no text; nothing is imported unless it is on."""

import subprocess
import sys

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.trace import SpanKind, StatusCode

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Ok
from newsroom_agents.gateway.spans import NAMES, CallSpans

from .asking import assignment, settings
from .speaker import MODEL, Say, Speaker, completion, error


def watched(server: Speaker, log: CallLog | None, *says: Say) -> tuple[ReadableSpan, ...]:
    """Return the spans of an assignment that is fulfilled at last."""
    server.says = list(says)
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    means = Means(calls=log, spans=CallSpans(provider.get_tracer("tests")))
    told = settings(server, attempts=3, reply_tokens=900)
    assert isinstance(PLUGIN.opens(told, means).fulfil(assignment()), Ok)
    return kept.get_finished_spans()


def test_every_attempt_is_a_span_that_says_who_and_how_much(server: Speaker, log: CallLog) -> None:
    failed, good = watched(server, log, error(503, "Overloaded."), completion())
    assert (good.name, good.kind) == (f"chat {MODEL}", SpanKind.CLIENT)
    told = dict(good.attributes or {})
    assert told["gen_ai.request.max_tokens"] == 900
    assert (told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"]) == (30, 5)
    assert told["gen_ai.response.model"] == "house-large-2026-11"
    assert (told["newsroom.role"], told["gen_ai.agent.name"]) == ("writer", "nela")
    assert (told["newsroom.attempt"], told["server.address"]) == (2, "127.0.0.1")
    assert "error.type" not in told
    assert failed.status.status_code is StatusCode.ERROR
    assert (failed.attributes or {})["error.type"] == "503"
    assert good.start_time is not None
    assert good.end_time is not None
    assert failed.end_time is not None
    assert failed.end_time <= good.start_time <= good.end_time


def test_a_span_carries_no_text(server: Speaker) -> None:
    [span] = watched(server, None, completion())
    assert "ferry has stopped" not in span.to_json()
    assert "You are Nela" not in span.to_json()


def test_an_answer_from_the_log_is_no_call(server: Speaker, log: CallLog) -> None:
    assert len(watched(server, log, completion())) == 1
    assert watched(server, log, completion()) == ()


def test_the_names_are_the_conventions() -> None:
    known = {value for value in vars(gen_ai_attributes).values() if isinstance(value, str)}
    ours = {name for name in NAMES if name.startswith("gen_ai.")}
    assert ours <= known


def test_nothing_is_imported_unless_it_is_on() -> None:
    code = "import sys, newsroom_agents.newsroom; print('opentelemetry' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
