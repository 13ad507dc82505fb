"""Near-copies of one text share an origin: ten outlets that print one agency report are one voice.

Texts are compared by MinHash signatures over runs of words. Bands of the signature find the few
texts that can be alike; the whole signature then says how alike they are. A text that both sides
credit to the same agency needs less likeness, a short one needs nearly all, because two short
notes about one event are alike by nature.
"""

import hashlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rensa import RMinHash  # type: ignore[import-untyped]

from newsroom_agents.ports import Signatures, Signed
from newsroom_agents.story.source import Snapshot
from newsroom_agents.text.tokens import fold, shingles, words

_PERMUTATIONS = 128
_BANDS = 32
_ROWS = _PERMUTATIONS // _BANDS
# Signatures are stored: another seed or another run length would make the stored ones useless.
_SEED = 42
_RUN = 3

# Share of equal values from which two texts are one. Measured on real wire: independent reports of
# one event stay below 0.28, edited reprints begin at 0.4. In doubt a text is a copy, because an
# origin too many makes a claim look better confirmed than it is.
_ALIKE = 0.4
_ALIKE_WITH_CREDIT = 0.3
_ALIKE_SHORT = 0.85
# A shortened reprint: nearly all of the shorter text stands in the longer one.
_CONTAINED = 0.8
_CONTAINED_AT_LEAST = 0.2
_SHORT_WORDS = 30

_AGENCIES = (
    "reuters", "associated press", "ap", "afp", "agence france-presse", "dpa", "efe", "ansa",
    "lusa", "tass", "interfax", "xinhua", "kyodo", "yonhap", "pti", "ani", "ians", "bernama",
    "antara", "vna", "ttxvn", "pa media", "press association", "upi", "aap", "anadolu", "irna",
    "mena", "spa", "wam", "ukrinform", "belga", "anp", "apa", "ctk", "pap", "mti", "agerpres",
    "tanjug", "hina", "ntb", "tt", "stt", "ritzau", "keystone-sda", "europa press", "telam",
)  # fmt: skip
_DATELINE_CREDIT = re.compile(r"^[^\n(]{0,60}\(([^()\n]{2,30})\)\s*[-–—:,]")
_SIGNED_CREDIT = re.compile(
    r"(?:^|\n)\s*(?:source|quelle|fuente|fonte|źródło|zdroj|kaynak|источник|nguồn|sumber)\s*:\s*"
    r"([^\n]{2,30})\s*$",
    re.IGNORECASE,
)
_PARENTHESISED = re.compile(r"\(([^()\n]{2,30})\)")
_ENDS = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: a label that copies share, and why it got it."""

    label: str
    why: str
    signed: Signed


def trace(snapshot: Snapshot, signatures: Signatures, earlier: str = "") -> Origin:
    """Find the origin of a snapshot among the texts seen so far, and keep its signature.

    Snapshots must come in order of time, then uri, so that the first one seen is the one that the
    others copied. Asking again for the same snapshot gives the same answer.

    Args:
        snapshot: The text to place.
        signatures: The texts seen so far.
        earlier: Origin of an earlier snapshot of the same item: an update stays with it.
    """
    signed = sign(snapshot)
    candidates = signatures.with_bands(signed.bands)
    origin = _origin(signed, candidates, earlier)
    signatures.add(origin.signed)
    return origin


def sign(snapshot: Snapshot) -> Signed:
    """Return the signature of a snapshot's text, with an origin of its own."""
    runs = shingles(snapshot.text, snapshot.language, _RUN)
    values = _minhash(runs)
    label = hashlib.sha256(snapshot.id.encode()).hexdigest()[:12]
    return Signed(
        snapshot=snapshot.id,
        origin=f"origin-{label}",
        minhash=struct.pack(f">{_PERMUTATIONS}I", *values) if runs else b"",
        bands=_bands(values) if runs else (),
        words=len(words(snapshot.text)),
        credit=credit(snapshot.text),
    )


def likeness(one: Signed, other: Signed) -> float:
    """Return the estimated share of runs of words that two texts have in common."""
    if not one.minhash or not other.minhash:
        return 0.0
    pairs = zip(_unpacked(one), _unpacked(other), strict=True)
    return sum(mine == theirs for mine, theirs in pairs) / _PERMUTATIONS


def are_copies(one: Signed, other: Signed) -> bool:
    """Tell whether two texts are one text, edited or shortened at most."""
    alike = likeness(one, other)
    shorter, longer = sorted((one.words, other.words))
    if shorter < _SHORT_WORDS:
        return alike >= _ALIKE_SHORT
    if alike >= _ALIKE:
        return True
    if one.credit and one.credit == other.credit and alike >= _ALIKE_WITH_CREDIT:
        return True
    shared = alike * (shorter + longer) / (1 + alike)
    return alike >= _CONTAINED_AT_LEAST and shared / shorter >= _CONTAINED


def credit(text: str) -> str:
    """Return the agency a text credits at its start or end, folded; empty when none."""
    start, end = text[:_ENDS], text[-_ENDS:]
    for match in (_DATELINE_CREDIT.search(start), _SIGNED_CREDIT.search(end)):
        if match:
            return fold(match[1]).strip(" .")
    for match in _PARENTHESISED.finditer(f"{start}\n{end}"):
        if fold(match[1]) in _AGENCIES:
            return fold(match[1])
    return ""


def _origin(signed: Signed, candidates: Sequence[Signed], earlier: str) -> Origin:
    """Choose the origin: the known one, the item's own, the closest copy's, or a new one."""
    for candidate in candidates:
        if candidate.snapshot == signed.snapshot:
            return Origin(candidate.origin, "seen before", candidate)
    if earlier:
        return Origin(earlier, "a new version of the same item", replace(signed, origin=earlier))
    copies = [candidate for candidate in candidates if are_copies(signed, candidate)]
    if not copies:
        return Origin(signed.origin, "first to carry this text", signed)
    closest = max(copies, key=lambda copy: (likeness(signed, copy), copy.snapshot))
    share = round(100 * likeness(signed, closest))
    credited = f", both credit {signed.credit}" if signed.credit == closest.credit != "" else ""
    return Origin(
        closest.origin,
        f"{share} % like snapshot {closest.snapshot}{credited}",
        replace(signed, origin=closest.origin),
    )


def _minhash(runs: Sequence[str]) -> list[int]:
    """The one place that knows the library."""
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(list(runs))
    return [int(value) for value in signature.digest()]


def _bands(values: Sequence[int]) -> tuple[int, ...]:
    """Return a signed 64-bit key for each band; the band's number is part of it."""
    keys: list[int] = []
    for band in range(_BANDS):
        rows = values[band * _ROWS : (band + 1) * _ROWS]
        packed = struct.pack(f">I{_ROWS}I", band, *rows)
        keys.append(int.from_bytes(hashlib.sha256(packed).digest()[:8], "big", signed=True))
    return tuple(keys)


def _unpacked(signed: Signed) -> tuple[int, ...]:
    return struct.unpack(f">{_PERMUTATIONS}I", signed.minhash)
