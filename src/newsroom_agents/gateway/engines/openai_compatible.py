"""Any language model behind an OpenAI-compatible address: OpenAI, Azure, vLLM, llama.cpp, Ollama.

Chat Completions, because that is what most servers speak. The provider's SDK only carries bytes:
its parser loses the usage of a reply that does not fit, and its retries repeat calls that can never
succeed. What is asked and what is made of the reply is in `gateway/model.py`.
"""

import re
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.attempting import Attempts, Line
from newsroom_agents.gateway.calling import Caller
from newsroom_agents.gateway.chain import Chain
from newsroom_agents.gateway.engine import Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.model import Model
from newsroom_agents.gateway.pacing import Pace
from newsroom_agents.gateway.probing import Prober
from newsroom_agents.gateway.redacting import Redaction
from newsroom_agents.gateway.replay import LogMode
from newsroom_agents.gateway.transport import Lost, Page
from newsroom_agents.ports import Probe

if TYPE_CHECKING:
    import ssl

    import httpx2
    from openai import OpenAI
    from openai._types import RequestOptions

_NAME = "openai_compatible"
_FIRST_ADDRESS = "https://api.openai.com/v1"
_NO_KEY = "none"
"""Servers on one's own machine ask for no key; the SDK insists on some."""
_KEY = re.compile(r"[!-~]+")
_CONNECT_SECONDS = 10.0
_MOST_BYTES = 64_000_000
_REASON_CHARACTERS = 200
_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "identity"}


class SdkTransport:
    """Carries bytes by the provider's SDK; imported at the first request, for it costs a second."""

    def __init__(self, address: str, key: str) -> None:
        self._address, self._key = address, key
        self._making = threading.Lock()

    def expect(self) -> None:
        """Load the SDK in a thread, while nothing else is done: beside work it would slow that."""
        threading.Thread(target=self._opened, name="load the SDK", daemon=True).start()

    def post(self, path: str, content: bytes, seconds: float) -> Page | Lost:
        """Return what came back within so many seconds, the whole of it or nothing."""
        return self._asked(path, content, seconds)

    def get(self, path: str, seconds: float) -> Page | Lost:
        """Return what is at a path, within so many seconds."""
        return self._asked(path, None, seconds)

    def _asked(self, path: str, content: bytes | None, seconds: float) -> Page | Lost:
        import httpx2  # noqa: PLC0415 - a second of imports that only a model's house pays
        from openai import APIStatusError, APITimeoutError, OpenAIError  # noqa: PLC0415 - as above

        patience = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        options: RequestOptions = {"headers": _HEADERS, "timeout": patience}
        answers, url = httpx2.Response, f"/{path}"
        try:
            if content is None:
                answer = self._opened().get(url, cast_to=answers, options=options)
            else:
                answer = self._opened().post(url, cast_to=answers, content=content, options=options)
        except APIStatusError as error:
            return _page(error.response)
        except APITimeoutError as error:
            is_unsent = isinstance(error.__cause__, httpx2.ConnectTimeout)
            return Lost(f"no reply within {seconds:g} seconds", may_be_billed=not is_unsent)
        except OpenAIError as error:
            cause = error.__cause__ or error
            reason = f"the connection failed: {type(cause).__name__}: {cause}"
            is_unsent = isinstance(cause, httpx2.ConnectError | httpx2.UnsupportedProtocol)
            return Lost(reason[:_REASON_CHARACTERS], may_be_billed=not is_unsent)
        return _page(answer)

    def _opened(self) -> "OpenAI":
        with self._making:
            return self._client

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import DefaultHttpxClient, OpenAI  # noqa: PLC0415 - as above

        carrier = DefaultHttpxClient(verify=_trusted(), event_hooks={"response": [_bound]})
        client = OpenAI(
            api_key=self._key or _NO_KEY,
            base_url=self._address,
            max_retries=0,
            http_client=carrier,
        )
        weakref.finalize(self, client.close)
        return client


@cache
def _trusted() -> "ssl.SSLContext":
    """Return the authorities that this machine trusts; reading them takes a tenth of a second."""
    import httpx2  # noqa: PLC0415 - as above

    return httpx2.create_ssl_context()


def _page(answer: "httpx2.Response") -> Page:
    return Page(answer.status_code, answer.content, dict(answer.headers))


def _bound(answer: "httpx2.Response") -> None:
    """Bound what will be read of an answer, in time and in size.

    The client's own patience begins anew with every byte that comes.
    """
    import httpx2  # noqa: PLC0415 - as above

    seconds = answer.request.extensions.get("timeout", {}).get("read")
    inner, until = answer.stream, time.monotonic() + (seconds or 0.0)

    class _Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for piece in inner if isinstance(inner, httpx2.SyncByteStream) else ():
                size += len(piece)
                if seconds is not None and time.monotonic() > until:
                    msg = "the reply did not end in time"
                    raise httpx2.ReadTimeout(msg)
                if size > _MOST_BYTES:
                    msg = f"the reply is larger than {_MOST_BYTES} bytes"
                    raise httpx2.ReadError(msg)
                yield piece

        def close(self) -> None:
            if isinstance(inner, httpx2.SyncByteStream):
                inner.close()

    if answer.headers.get("content-encoding", "identity") != "identity":
        msg = "the reply is compressed, which was not asked for"
        raise httpx2.ReadError(msg)
    answer.stream = _Bounded()


def _open(settings: EngineSettings, means: Means) -> Engine:
    """Return the engine; nothing is sent and nothing imported before the first assignment.

    Raises:
        HouseError: The model is not named, the address is none, or the key is missing or no key.
    """
    key = settings.api_key.get_secret_value()
    address = settings.base_url or _FIRST_ADDRESS
    parts = urlsplit(address)
    if not settings.engine_model:
        msg = (
            f"newsroom.toml: field 'engine.engine_model': the engine {_NAME!r} (chosen, or because "
            "OPENAI_API_KEY is set) needs the model's name as the provider spells it, also from "
            "NEWSROOM_ENGINE__ENGINE_MODEL; NEWSROOM_ENGINE__NAME=extractive works without a model"
        )
        raise HouseError(msg)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "newsroom.toml: field 'engine.base_url': expected an address such as https://host/v1"
        raise HouseError(msg)
    if not key and not settings.base_url and means.log_mode.sends:
        msg = f"OPENAI_API_KEY is not set, and the engine {_NAME!r} without a base_url needs it"
        raise HouseError(msg)
    if key and not _KEY.fullmatch(key):
        msg = "OPENAI_API_KEY: expected printable ASCII characters without spaces"
        raise HouseError(msg)
    seats = [replace(settings, base_url=address), *_fallbacks(settings, address)]
    if means.spending is not None and means.log_mode.sends:
        for seat in seats:
            wanted = [name for name in (seat.engine_model, seat.image_model) if name]
            means.spending.refuse_unpriced(seat.base_url, wanted)
    paces = {seat.base_url: Pace(settings.limits) for seat in seats}
    redaction = Redaction([key])
    models = [_model(seat, means, redaction, paces[seat.base_url]) for seat in seats]
    return Chain(models, settings.refusals_fall_back) if len(models) > 1 else models[0]


def _fallbacks(settings: EngineSettings, address: str) -> Iterator[EngineSettings]:
    """Yield the settings of the models that follow; another address is never sent our key."""
    for named in settings.fallbacks:
        model, _, elsewhere = named.partition("@")
        if elsewhere and elsewhere != address:
            no_key = SecretStr("")
            yield replace(settings, engine_model=model, base_url=elsewhere, api_key=no_key)
        else:
            yield replace(settings, engine_model=model, base_url=address)


def _model(settings: EngineSettings, means: Means, redaction: Redaction, pace: Pace) -> Model:
    caller = _caller(settings, _transport(settings), means, redaction, pace)
    return Model(_NAME, caller, settings, means, redaction)


def _transport(settings: EngineSettings) -> SdkTransport:
    return SdkTransport(settings.base_url, settings.api_key.get_secret_value())


def _caller(
    settings: EngineSettings,
    transport: SdkTransport,
    means: Means,
    redaction: Redaction,
    pace: Pace,
) -> Caller:
    line = Line(transport, pace, settings.timeout_seconds)
    return Caller(Attempts(line, means, redaction), means, settings.patience)


def _examine(settings: EngineSettings, means: Means, again: bool) -> tuple[Probe, ...]:
    """Return the probe of every model that is named; made anew when the server is another.

    Raises:
        HouseError: As when the engine is opened.
    """
    _open(settings, means)
    asking = replace(means, log_mode=LogMode.RECORD)
    address = settings.base_url or _FIRST_ADDRESS
    found: list[Probe] = []
    for seat in (replace(settings, base_url=address), *_fallbacks(settings, address)):
        once = replace(seat, patience=replace(seat.patience, attempts=1))
        transport = _transport(once)
        redaction = Redaction([seat.api_key.get_secret_value()])
        caller = _caller(once, transport, asking, redaction, Pace(once.limits))
        prober = Prober(once, transport, caller, means.clock)
        found.append(_saved(prober, means, again) or _probed(prober, means))
    return tuple(found)


def _saved(prober: Prober, means: Means, again: bool) -> Probe | None:
    """Return the saved probe of the same server and model."""
    told = prober.settings
    if again or means.probes is None:
        return None
    saved = means.probes.saved(told.base_url, told.engine_model)
    is_same = saved is not None and saved.fingerprint == prober.fingerprint()
    return saved if is_same else None


def _probed(prober: Prober, means: Means) -> Probe:
    probe = prober.probe()
    if means.probes is not None and probe.mode:
        means.probes.save(probe)
    return probe


PLUGIN = EngineKind(name=_NAME, opens=_open, examines=_examine)
