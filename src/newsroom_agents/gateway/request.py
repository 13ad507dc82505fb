"""A request to a model's server, in the one form by which two requests are the same.

What is hashed is what is sent, byte for byte, with the address it goes to and the prompt it was
made from. Nothing else belongs in it: no time, no chance, no name of the story.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from newsroom_agents.ports import CallRequest
from newsroom_agents.story.paper import canonical_json


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for what: it stands in the log, and decides nothing.

    `prompt` is the digest of the prompt files; `subject` a slug or a snapshot.
    """

    role: str
    persona: str
    subject: str
    prompt: str


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
    )
    return replace(bare, key=_key(bare))


def _key(request: CallRequest) -> str:
    parts = (request.endpoint, request.path, request.engine_model, request.prompt, request.repeat)
    return hashlib.sha256(canonical_json([*parts, dict(request.body)])).hexdigest()
