"""Bodies as they are packed for transport, unpacked from the raw bytes and never beyond a cap.

Libraries unpack a received piece whole, and a piece of some kilobytes can hold gigabytes. Here the
unpacking itself is told how much there is room for.
"""

import zlib
from contextlib import suppress

from newsroom_agents.errors import BadAnswerError, TooLargeError

ACCEPTED = "gzip, deflate"
_GZIP_OR_ZLIB = 47
_BARE = -15
_HEAD = 2
_PLAIN = frozenset({"", "identity"})
_MOST_PIECES = 50_000
"""More than any honest body is sent in; each piece costs time, however small it is."""
_MOST_MEMBERS = 1_000
"""An empty member takes twenty bytes, and as long to begin as one that holds something."""
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class Unpacking:
    """Takes a body piece by piece; `body` is what came out so far, at most `most_bytes`.

    Raises:
        BadAnswerError: The coding is unknown, or one inside another.
    """

    def __init__(self, url: str, coding: str, most_bytes: int) -> None:
        self._url, self._most = url, most_bytes
        self._body = bytearray()
        self._inflating: zlib._Decompress | None = None
        self._start, self._pieces, self._members = b"", 0, 0
        named = [part.strip().lower() for part in coding.split(",")]
        packed = [name for name in named if name not in _PLAIN]
        if len(packed) > 1 or not _PACKED.issuperset(packed):
            raise BadAnswerError(url=url, reason=f"expected gzip or deflate, got {coding[:80]!r}")
        # Some servers have always sent "deflate" without its wrapping; its first bytes tell.
        self._may_be_bare = packed == ["deflate"]
        if packed:
            self._begin_member()

    @property
    def body(self) -> bytes:
        """What came out so far."""
        return bytes(self._body)

    def take(self, piece: bytes) -> None:
        """Add a piece as received.

        Raises:
            TooLargeError: More came out than may be taken, or it came in too many pieces or
                members; what came out before is kept.
            BadAnswerError: It cannot be unpacked.
        """
        self._pieces += 1
        if self._pieces > _MOST_PIECES:
            raise TooLargeError(url=self._url, reason=f"expected at most {_MOST_PIECES} pieces")
        if self._inflating is None:
            self._add(piece)
            return
        while piece:
            if self._inflating.eof:
                # Files of several members are in the format's own rules; what else follows is not.
                if not piece.startswith(b"\x1f"):
                    return
                self._begin_member()
            self._add(self._inflated(self._inflating, piece))
            piece = self._inflating.unused_data

    def end(self) -> None:
        """Check that the body came to its end.

        Raises:
            BadAnswerError: It was cut off.
        """
        if self._inflating is not None and not self._inflating.eof and self._start:
            raise BadAnswerError(url=self._url, reason="the packed body is cut off")

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise TooLargeError(url=self._url, reason=f"expected at most {_MOST_MEMBERS} members")
        self._inflating = zlib.decompressobj(_GZIP_OR_ZLIB)

    def _inflated(self, inflating: "zlib._Decompress", piece: bytes) -> bytes:
        room = self._most - len(self._body) + 1
        before, self._start = self._start, (self._start + piece)[:_HEAD]
        try:
            if len(before) < _HEAD and self._may_be_bare:
                with suppress(zlib.error):
                    return inflating.decompress(piece, room)
                self._inflating = inflating = zlib.decompressobj(_BARE)
                piece = before + piece
            return inflating.decompress(piece, room)
        except zlib.error as error:
            reason = f"expected a body that can be unpacked: {error}"
            raise BadAnswerError(url=self._url, reason=reason) from error

    def _add(self, part: bytes) -> None:
        room = self._most - len(self._body)
        self._body += part[:room]
        if len(part) > room:
            reason = f"expected at most {self._most} bytes"
            raise TooLargeError(url=self._url, reason=reason)
