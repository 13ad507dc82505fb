"""Pictures by an images interface: only bytes, only pictures, written anew, never worth a story."""

import base64
import json
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Ok

from .asking import Reply, assignment, settings
from .speaker import Say, Speaker, completion, error

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(
    server: Speaker, say: Say, log: CallLog | None = None, words: str = "Waves."
) -> Ok[Reply]:
    server.answers = lambda heard: say if "prompt" in heard else completion()
    told = settings(server, image_model="brush", image_size="1536x1024")
    given = assignment("Draw.", role="illustrator", persona="aki", draws=lambda _: words)
    outcome = PLUGIN.opens(told, Means(calls=log)).fulfil(given)
    assert isinstance(outcome, Ok)
    return outcome


def sent(picture: bytes, **more: object) -> Say:
    body = {"created": 1, "data": [{"b64_json": base64.b64encode(picture).decode()}], **more}
    return Say(body=json.dumps(body).encode())


def encoded(kind: str = "PNG", size: tuple[int, int] = (600, 400), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 90).save(out, kind)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG whose head says that it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_comes_as_a_new_png_with_what_it_took(
    server: Speaker, kind: str, mode: str
) -> None:
    usage = {"input_tokens": 50, "output_tokens": 4000}
    outcome = drawn(server, sent(encoded(kind, mode=mode), usage=usage, model="brush-2"))
    assert outcome.drawn is not None
    assert outcome.drawn.engine_model == "brush-2"
    with Image.open(BytesIO(outcome.drawn.picture)) as shown:
        assert (shown.format, shown.mode, shown.size) == ("PNG", "RGB", (600, 400))
    assert (outcome.usage.tokens_in, outcome.usage.tokens_out) == (30 + 50, 5 + 4000)
    assert server.heard[1] == {
        **{"model": "brush", "prompt": "Waves.", "n": 1},
        **{"size": "1536x1024", "output_format": "png"},
    }
    assert server.paths[1] == "/v1/images/generations"


def test_nothing_but_pixels_comes_through(server: Speaker) -> None:
    told = PngInfo()
    told.add_itxt("XML:com.adobe.xmp", "<x>who made it</x>")
    told.add_text("Comment", "call home")
    out = BytesIO()
    Image.new("RGB", (600, 400)).save(out, "PNG", pnginfo=told, exif=b"Exif\x00\x00secret")
    found = drawn(server, sent(out.getvalue() + b"<script>trailing</script>")).drawn
    assert found is not None
    for word in (b"who made it", b"call home", b"secret", b"script"):
        assert word not in found.picture


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (SVG, "none of PNG, JPEG, WEBP"),
        (b"GIF89a" + bytes(50), "none of PNG"),
        (b"", "none of PNG"),
        (encoded()[:300], "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "none of PNG"),
        (encoded(size=(40, 40)), "smaller than is of use"),
        (bomb(6000, 6000), "larger than may be"),
        (bomb(50_000, 50_000), "more pixels than may be"),
        (bomb(600, 400), "broken"),
        (bytes(24_000_001), "at most 24000000"),
    ],
    ids=["svg", "gif", "empty", "cut", "torn", "tiny", "large", "bomb", "short rows", "heavy"],
)
def test_what_is_no_fit_picture_is_refused_and_the_reply_stands(
    server: Speaker, picture: bytes, why: str
) -> None:
    outcome = drawn(server, sent(picture))
    assert outcome.reply.text
    assert outcome.drawn is not None
    assert outcome.drawn.picture == b""
    assert why in outcome.drawn.why_none


@pytest.mark.parametrize(
    ("say", "why"),
    [
        (Say(body=b'{"data": [{"url": "http://127.0.0.1:9/cat.png"}]}'), "an address instead"),
        (Say(body=b'{"data": []}'), "no picture in it"),
        (Say(body=b"<html>"), "no picture in it"),
        (Say(body=b'{"data": [{"b64_json": "not base64!"}]}'), "not base64"),
        (Say(body=b'{"data": [{"b64_json": "\xc3\xa9"}]}'), "not base64"),
        (error(400, "Your request was rejected.", code="moderation_blocked"), "HTTP 400"),
        (error(404, "No such model."), "HTTP 404"),
        (Say(body=b"x", cut=True), "connection failed"),
    ],
)
def test_a_server_that_sends_no_picture_costs_no_story(server: Speaker, say: Say, why: str) -> None:
    found = drawn(server, say).drawn
    assert found is not None
    assert found.picture == b""
    assert why in found.why_none


def test_a_picture_is_logged_and_never_paid_twice(server: Speaker, log: CallLog) -> None:
    say = sent(encoded(), usage={"input_tokens": 50, "output_tokens": 4000})
    first, again = drawn(server, say, log), drawn(server, say, log)
    assert first.drawn == again.drawn
    assert (len(server.heard), len(first.calls), again.usage.tokens_out) == (2, 2, 0)
    assert {row.request.path for row in log.rows()} == {"chat/completions", "images/generations"}


def test_no_words_ask_for_no_picture(server: Speaker) -> None:
    assert drawn(server, sent(encoded()), words="").drawn is None
    assert len(server.heard) == 1
