"""Pictures by an images interface.

A picture is never worth a story: whatever goes wrong becomes the reason why there is none, and the
house draws one by code.
"""

from dataclasses import dataclass

from newsroom_agents.gateway.attempting import Heard
from newsroom_agents.gateway.calling import Caller
from newsroom_agents.gateway.classify import Garbled, read_account, read_picture
from newsroom_agents.gateway.engine import EngineSettings
from newsroom_agents.gateway.outcome import Drawn, Usage
from newsroom_agents.gateway.pictures import redrawn
from newsroom_agents.gateway.redacting import Redaction
from newsroom_agents.gateway.request import Asker, request_of

IMAGES = "images/generations"


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of asking for a picture, and what that took."""

    drawn: Drawn
    usage: Usage
    calls: tuple[str, ...]


def draw(
    caller: Caller, settings: EngineSettings, redaction: Redaction, asker: Asker, words: str
) -> Attempted:
    """Return the picture that `words` ask for, or why there is none.

    The bytes must come in the reply: an address that a server names is never fetched.
    """
    body = {
        "model": settings.image_model,
        "prompt": words,
        "n": 1,
        "size": settings.image_size,
        "output_format": "png",
    }
    try:
        request = request_of(asker, settings.base_url, IMAGES, body, 0)
    except ValueError:
        return Attempted(Drawn(why_none="its words cannot be sent"), Usage(), ())
    came = caller.call(request)
    if not isinstance(came, Heard):
        return Attempted(Drawn(why_none=came.reason), Usage(), ())
    found = read_picture(came.body)
    if isinstance(found, Garbled):
        drawn = Drawn(why_none=f"the server sent {found.why}")
    else:
        model = redaction.words(read_account(came.body).engine_model) or settings.image_model
        drawn = redrawn(found, model)
    return Attempted(drawn, came.usage, (came.call,) if came.call else ())
