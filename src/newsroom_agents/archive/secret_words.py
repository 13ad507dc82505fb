"""Random words that are given out once and kept as their hash.

A row is found by that hash, so no comparison takes longer the more of a guess is right.
"""

import hashlib
import secrets

_TOKEN_BYTES = 32
_HANDLE_DIGITS = 16


def new_secret(prefix: str = "") -> str:
    """Return a new random word; a prefix lets people and scanners see what it is for."""
    return prefix + secrets.token_urlsafe(_TOKEN_BYTES)


def hashed(secret: str) -> str:
    """Return what stands in the database for a secret, or for a name that is only counted."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def handle_of(digest: str) -> str:
    """Return the beginning of a hash: enough to point at a row, no use for anything else."""
    return digest[:_HANDLE_DIGITS]
