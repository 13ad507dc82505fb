"""Bodies unpacked from raw bytes, and never beyond their cap."""

import gzip
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.errors import BadAnswerError, TooLargeError
from newsroom_agents.web.unpacking import Unpacking

URL = "http://news.example/"
MOST = 10_000
TEXT = b"The pier closes. " * 100


def unpacked(coding: str, body: bytes, size: int = 100) -> bytes:
    unpacking = Unpacking(URL, coding, MOST)
    for piece in pieces(body, size):
        unpacking.take(piece)
    unpacking.end()
    return unpacking.body


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    yield from (body[at : at + size] for at in range(0, len(body), size))


def bare(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(body) + packing.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("identity, gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0trailing"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_comes_out_however_it_was_packed_and_cut(
    coding: str, body: bytes, size: int
) -> None:
    assert unpacked(coding, body, size) == TEXT


def test_an_empty_body_may_claim_any_packing() -> None:
    assert unpacked("gzip", b"") == b""


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "aes128gcm", "exi"])
def test_nested_and_unknown_packings_are_refused(coding: str) -> None:
    with pytest.raises(BadAnswerError, match="gzip or deflate"):
        Unpacking(URL, coding, MOST)


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_what_comes_out_stops_at_the_cap_and_is_kept(coding: str) -> None:
    bomb = b"a" * 20_000_000 if coding else b"a" * (MOST + 1)
    packed = {"": bomb, "gzip": gzip.compress(bomb), "deflate": bare(bomb)}[coding]
    unpacking = Unpacking(URL, coding, MOST)
    with pytest.raises(TooLargeError, match="10000 bytes"):
        unpacking.take(packed)
    assert unpacking.body == b"a" * MOST


def test_a_body_of_exactly_the_cap_is_taken() -> None:
    assert unpacked("gzip", gzip.compress(b"a" * MOST)) == b"a" * MOST


def test_many_small_bombs_in_a_row_count_together() -> None:
    with pytest.raises(TooLargeError):
        unpacked("gzip", gzip.compress(b"a" * 1000) * 11, 10_000)


@pytest.mark.parametrize("cut", [1, 5, 20, -1])
def test_a_packed_body_that_is_cut_off_or_damaged_is_told(cut: int) -> None:
    with pytest.raises(BadAnswerError, match="cut off"):
        unpacked("gzip", gzip.compress(TEXT)[:cut])
    with pytest.raises(BadAnswerError, match="unpacked"):
        unpacked("gzip", b"<rss>" * 10)


def test_a_body_of_empty_members_without_end_is_refused() -> None:
    began = time.process_time()
    with pytest.raises(TooLargeError, match="members"):
        unpacked("gzip", gzip.compress(b"") * 200_000, 65_536)
    assert time.process_time() - began < 1


def test_a_body_in_more_pieces_than_an_honest_one_is_refused() -> None:
    unpacking = Unpacking(URL, "", 10_000_000)
    for _ in range(50_000):
        unpacking.take(b"a")
    with pytest.raises(TooLargeError, match="pieces"):
        unpacking.take(b"a")


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 50))
def test_any_bytes_come_out_within_the_cap_or_are_refused(
    noise: bytes, coding: str, size: int
) -> None:
    packed = gzip.compress(TEXT)
    for body in (noise, packed[: len(noise)] + noise, noise + packed):
        unpacking = Unpacking(URL, coding, 50)
        with suppress(BadAnswerError, TooLargeError):
            for piece in pieces(body, size):
                unpacking.take(piece)
            unpacking.end()
        assert len(unpacking.body) <= 50
