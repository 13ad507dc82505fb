"""A request to a model's server, in the one form by which two requests are the same.

What is hashed is what is sent, byte for byte, with the address it goes to and the prompt it was
made from. Nothing else belongs in it: no time, no chance, no name of the story; and not what only
helps the server to find its cache, which changes no reply.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from newsroom_agents.ports import CallRequest
from newsroom_agents.story.paper import canonical_json

CACHE_KEY = "prompt_cache_key"
"""The parameter that tells a server which requests begin alike."""
CACHE_KEY_PROBE = "takes a key for its cache"
"""What the finding of a probe is called that says so."""
_CACHE_KEY_CHARACTERS = 64
_DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for what: it stands in the log, and decides nothing.

    `prompt` is the digest of the prompt files; `subject` a slug or a snapshot. What `is_urgent`
    goes ahead of what is not.
    """

    role: str
    persona: str
    subject: str
    prompt: str
    is_urgent: bool = False


def request_of(
    asker: Asker, endpoint: str, path: str, body: Mapping[str, object], repeat: int
) -> CallRequest:
    """Return the request with its key.

    Args:
        asker: Who asks.
        endpoint: The server's address.
        path: What is asked of it, such as `chat/completions`.
        body: The whole body, with model, schema and parameters.
        repeat: 0 for the first asking; another number asks the same thing anew.

    Raises:
        ValueError: The body is no text that can be sent.
    """
    bare = CallRequest(
        key="",
        endpoint=endpoint,
        path=path,
        engine_model=str(body.get("model", "")),
        prompt=asker.prompt,
        repeat=repeat,
        role=asker.role,
        persona=asker.persona,
        subject=asker.subject,
        body=body,
        is_urgent=asker.is_urgent,
    )
    return replace(bare, key=_key(bare))


def cache_key(asker: Asker) -> str:
    """Return the name under which a server may keep the beginning of a persona's requests."""
    return f"{asker.persona}-{asker.prompt[:_DIGEST_DIGITS]}"[-_CACHE_KEY_CHARACTERS:]


def _key(request: CallRequest) -> str:
    parts = (request.endpoint, request.path, request.engine_model, request.prompt, request.repeat)
    body = {name: value for name, value in request.body.items() if name != CACHE_KEY}
    return hashlib.sha256(canonical_json([*parts, body])).hexdigest()
