"""Saying where two texts first differ, for reports that a person reads."""


def difference(wanted: bytes, found: bytes, lines_before: int = 0) -> str:
    """Say where two texts first differ: line, column and the words there."""
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b),
        min(len(wanted), len(found)),
    )
    line = lines_before + found.count(b"\n", 0, at) + 1
    column = at - (found.rfind(b"\n", 0, at) + 1) + 1
    there = found[max(0, at - 20) : at + 20].decode("utf-8", "replace")
    expected = wanted[max(0, at - 20) : at + 20].decode("utf-8", "replace")
    return f"line {line}, column {column}: found {there!r}, expected {expected!r}"
