"""Passwords: what may be one, and how one is hashed.

Hashing is slow and takes much memory on purpose, so few hashes are made at once and the rest wait
outside the threads that answer everybody else. Who waits too long is asked to come back.
"""

import asyncio
import secrets
import unicodedata
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from threading import BoundedSemaphore

from fastapi import HTTPException
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from newsroom_agents.settings import DeskSettings

LEAST, MOST = 12, 200
"""Characters of a password: the least that withstands guessing, the most that is read."""

_AT_ONCE = 2
"""Hashes made side by side: a flood of sign-ins takes no more memory than these."""
_WAITING, _BUSY_SECONDS = 32, 10
# What is tried first: common passwords of so many characters, and what people write when twelve are
# asked for. They are compared without signs and spaces.
_COMMON_WORDS = """
1q2w3e4r5t6y 1qaz2wsx3edc 123412341234 123123123123 123456123456 123456789012 1234567890123
1234567890qwerty 12345678910 123456789101 123qweasdzxc 987654321098 abcdefghijkl abcd12345678
administrator adminadminadmin changemechangeme correcthorsebatterystaple editoreditor
editorineditorin iloveyou1234 letmeinletmein newsroom1234 newsroomnewsroom newsroompassword
passwordpassword password1234 password12345 password123456 passw0rdpassw0rd qazwsxedcrfv
qwerty123456 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiopasdfghjkl secretsecret
thisismypassword trustno1trustno1 welcome12345 welcomewelcome zaq12wsxcde3 asdfghjklasdf
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was right; `renewed` is its new hash when the parameters have moved."""

    is_right: bool
    renewed: str = ""


class Passwords:
    """Hashes and checks passwords, few at a time."""

    def __init__(self, settings: DeskSettings) -> None:
        hasher = Argon2Hasher(settings.hash_passes, settings.hash_kib, settings.hash_lanes)
        self._hash = PasswordHash((hasher,))
        self._threads: Executor = ThreadPoolExecutor(_AT_ONCE, "passwords")
        self._places = BoundedSemaphore(_AT_ONCE + _WAITING)
        self._decoy = self._hash.hash(secrets.token_urlsafe())

    async def hashed(self, password: str) -> str:
        """Return the hash of a new password.

        Raises:
            HTTPException: Too many wait already; says when to come back.
        """
        with _Place(self._places):
            work = self._threads.submit(self.hashed_now, password)
            return await asyncio.wrap_future(work)

    async def check(self, password: str, known: str) -> Checked:
        """Check a password; without a known hash it takes as long, and is wrong.

        Raises:
            HTTPException: Too many wait already; says when to come back.
        """
        with _Place(self._places):
            work = self._threads.submit(self._checked, plain(password), known)
            return await asyncio.wrap_future(work)

    def hashed_now(self, password: str) -> str:
        """Return the hash of a new password, for a caller who may wait."""
        return self._hash.hash(plain(password))

    def close(self) -> None:
        """Let what is being hashed end."""
        self._threads.shutdown(wait=True)

    def _checked(self, password: str, known: str) -> Checked:
        try:
            is_right, renewed = self._hash.verify_and_update(password, known or self._decoy)
        except UnknownHashError:
            return Checked(is_right=False)
        return Checked(is_right and bool(known), renewed or "")


class _Place:
    """A place among those who wait."""

    def __init__(self, places: BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Too many people sign in at this moment. Please try again in some seconds.",
                headers={"Retry-After": str(_BUSY_SECONDS)},
            )

    def __exit__(self, *_: object) -> None:
        self._places.release()


def plain(password: str) -> str:
    """Return a password as it is hashed: the same from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, name: str) -> str:
    """Say why this cannot be the password of an editor; empty when it can.

    No kinds of characters are asked for: length is what withstands guessing.
    """
    if not LEAST <= len(plain(password)) <= MOST:
        return f"A password has {LEAST} to {MOST} characters; a few words in a row are fine."
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in password):
        return "This has characters that cannot be typed on every keyboard."
    letters = _letters(password)
    own = _letters(name)
    if letters in _COMMON or len(set(letters)) <= len("ab"):
        return "Many people have this password: it is tried first. Please take another."
    if own and not letters.replace(own, ""):
        return "The password may not be your name."
    return ""


def _letters(text: str) -> str:
    """Return what is left of a text without case, spaces and signs."""
    return "".join(sign for sign in plain(text).casefold() if sign.isalnum())
