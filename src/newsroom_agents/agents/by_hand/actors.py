"""Who matters: the names that most origins give, with a sentence that says what part they have.

A name alone does not say what it names. Somebody who acts or speaks is an actor; what mostly stands
behind "in" or "near" is a place, and a news agency is credited, not involved.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from newsroom_agents.agents._analyst import FoundActor
from newsroom_agents.agents.by_hand.passages import Passage
from newsroom_agents.text.names import Name, NameKind
from newsroom_agents.text.tokens import fold

_MOST_ACTORS = 8
_LEAST_ORIGINS = 2
_LONGEST = 6
_LEAST_ACTING = 0.3

_PLACED = re.compile(
    r"\b(?:in|at|near|off|across|around|outside|between|inside|into|through|throughout|of|to|from|via"
    r"|north|south|east|west|northern|southern|eastern|western|central|downtown)\s(?:the\s)?$",
    re.I,
)
_ACTED_ON = re.compile(
    r"\b(?:by|said|told|says|according to|accused|charged|arrested|convicted|spokes\w+ for)\s"
    r"(?:the\s)?$",
    re.I,
)
_ACTS = re.compile(
    r"^(?:,[^,]{3,60},)?\s(?:has |have |had |also |later |then |today )?(?:said|says|told"
    r"|announce[ds]|accuse[ds]|den(?:ied|ies)|reject(?:ed|s)|condemn(?:ed|s)|call(?:ed|s)|warn(?:ed|s)"
    r"|urge[ds]|ask(?:ed|s)|order(?:ed|s)|confirm(?:ed|s)|added|wrote|declare[ds]|insist(?:ed|s)"
    r"|claim(?:ed|s)|promise[ds]|pledge[ds]|vow(?:ed|s)|agree[ds]|refuse[ds]|decide[ds]|plans?|hopes?"
    r"|expects?|wants?|blame[ds]|report(?:ed|s)|admit(?:ted|s)|pleaded|testified|escaped|overturned"
    r"|signed|met|visited|leads?|led|won|lost|died|sent|launched|released|suspended|opened"
    r"|estimate[ds]|apologi[sz]ed|explained|will|was|were|is|has|had)\b"
)
_DESCRIBED = re.compile(r"^, (?:an? |the |who |\d{2},)")
_TITLED = re.compile(
    r"\b(?:spokes\w+|president|minister|chief|director|judge|officer|mr|mrs|ms|dr)\.?\s$", re.I
)
_AGENCIES = frozenset(
    {"afp", "ap", "associated press", "the associated press", "reuters", "xinhua", "bbc", "cnn"}
    | {"bloomberg", "dpa", "efe", "ansa", "itar-tass", "tass", "interfax", "kyodo", "upi", "nbc"}
    | {"abc news", "cbs", "fox news", "bbc news", "agence france-presse", "getty images"}
)


@dataclass(slots=True)
class _Known:
    """A name with the passages that hold it, and how often it acts there."""

    passages: list[Passage] = field(default_factory=list)
    acting: int = 0


def actors(ranked: Sequence[Passage]) -> tuple[FoundActor, ...]:
    """Return the persons and bodies named by at least two origins, the most named first."""
    found = _named(ranked)
    groups: dict[str, list[str]] = {}
    for name, full in _full_names(found).items():
        groups.setdefault(full, []).append(name)
    rows = []
    for names in groups.values():
        passages = [passage for name in names for passage in found[name].passages]
        spread = len({passage.origin for passage in passages})
        acting = sum(found[name].acting for name in names) / len(passages)
        if spread >= _LEAST_ORIGINS and acting >= _LEAST_ACTING:
            rows.append((-spread, -len(passages), _shown(names, found)))
    return tuple(_actor(name, found[name].passages) for _, _, name in sorted(rows)[:_MOST_ACTORS])


def _named(ranked: Sequence[Passage]) -> Mapping[str, _Known]:
    """Return the names with their passages, in their order; places and agencies are left out."""
    found: dict[str, _Known] = {}
    outlets = {fold(passage.outlet) for passage in ranked}
    for passage in ranked:
        seen: set[str] = set()
        for name in passage.names:
            written = name.text.removesuffix("'s").removesuffix("’s")
            if written in seen or _is_credited(written, outlets):
                continue
            if not _may_act(passage.text, name):
                continue
            seen.add(written)
            known = found.setdefault(written, _Known())
            known.passages.append(passage)
            known.acting += _is_acting(passage.text, name)
    return found


def _is_credited(name: str, outlets: Iterable[str]) -> bool:
    """Tell whether a name is that of one of the outlets, or its first words, or holds it."""
    folded = fold(name)
    return any(
        f"{outlet} ".startswith(f"{folded} ") or folded.startswith(f"{outlet} ")
        for outlet in outlets
    )


def _may_act(text: str, name: Name) -> bool:
    """Tell whether a name can be an actor's: no place, no agency, no tail of a joined word."""
    return (
        name.kind is not NameKind.PLACE
        and text[: name.start][-1:] not in {"-", "‑"}
        and len(name.text.split()) <= _LONGEST
        and fold(name.text) not in _AGENCIES
    )


def _is_acting(text: str, name: Name) -> bool:
    """Tell whether the name does or says something here, and is not just where it happens."""
    before, after = text[: name.start], text[name.end :]
    if _PLACED.search(before):
        return False
    is_named_body = name.kind is NameKind.ORGANISATION and " " in name.text
    if is_named_body or _TITLED.search(before):
        return True
    is_described = name.kind is NameKind.PERSON and _DESCRIBED.match(after)
    return bool(is_described or _ACTS.match(after) or _ACTED_ON.search(before))


def _full_names(names: Iterable[str]) -> Mapping[str, str]:
    """Return for each name the longest one that holds all its words, if only one does."""
    held = {name: frozenset(fold(name).split()) for name in names}
    full = {}
    for name, words in held.items():
        longer = [other for other, theirs in held.items() if words < theirs]
        longest = [one for one in longer if not any(held[one] < held[other] for other in longer)]
        full[name] = longest[0] if len(longest) == 1 else name
    return full


def _shown(names: Sequence[str], found: Mapping[str, _Known]) -> str:
    """Return the form most used, of more than one word where there is such a form."""
    uses = Counter({name: len(found[name].passages) for name in names})
    return max(names, key=lambda name: (" " in name, uses[name], -len(name), name))


def _actor(name: str, passages: Sequence[Passage]) -> FoundActor:
    """Return the actor with the first sentence that names them so."""
    first = passages[0]
    return FoundActor(name=name, part=first.text, cites=(first.id,))
