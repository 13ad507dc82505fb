"""Who else speaks to a matter: the passages beside those that a text cites.

They are found by code in what the researcher and the analyst filed: the other side of a
disagreement, the rest of a claim's passages. Nobody's judgement of likeness stands between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from newsroom_agents.desk.grounds import Grounds
from newsroom_agents.story.dossier import DisagreementKind
from newsroom_agents.text.visible import visible


@dataclass(frozen=True, slots=True)
class OtherVoice:
    """What other passages say on the same matter; `voices` are outlets and where they say it."""

    says: str
    about: str
    is_denial: bool
    voices: tuple[tuple[str, str], ...]


def snapshot_address(snapshot: str, start: int, end: int) -> str:
    """Return where a stored text opens with a passage marked."""
    return f"/snapshot/{snapshot}?{urlencode({'start': start, 'end': end})}#passage"


def also_said(grounds: Grounds, cites: Sequence[str]) -> tuple[OtherVoice, ...]:
    """Return who else says what the cited passages say."""
    return tuple(voice for voice in _same_side(grounds, cites) if voice.voices)


def said_otherwise(grounds: Grounds, cites: Sequence[str]) -> tuple[OtherVoice, ...]:
    """Return who says otherwise, or denies it."""
    return tuple(voice for voice in _other_sides(grounds, cites) if voice.voices)


def _same_side(grounds: Grounds, cites: Sequence[str]) -> Iterator[OtherVoice]:
    cited, told = set(cites), set(cites)
    for row in grounds.disagreements:
        for side in row.sides:
            others = [cite for cite in side.cites if cite not in told]
            if cited & set(side.cites):
                told.update(others)
                yield _voice(grounds, (side.says, row.about), others)
    for claim in grounds.claims:
        others = [cite for cite in claim.cites if cite not in told]
        if cited & set(claim.cites):
            told.update(others)
            yield _voice(grounds, (claim.text, ""), others)


def _other_sides(grounds: Grounds, cites: Sequence[str]) -> Iterator[OtherVoice]:
    cited = set(cites)
    for row in grounds.disagreements:
        is_ours = any(cited & set(side.cites) for side in row.sides)
        for side in row.sides if is_ours else ():
            if not cited & set(side.cites):
                is_denial = row.kind is DisagreementKind.DENIAL
                yield _voice(grounds, (side.says, row.about), side.cites, is_denial=is_denial)


def _voice(
    grounds: Grounds, said: tuple[str, str], cites: Sequence[str], *, is_denial: bool = False
) -> OtherVoice:
    found: dict[str, str] = {}
    for cite in cites:
        excerpt = grounds.excerpts.get(cite)
        source = grounds.sources.get(excerpt.source) if excerpt else None
        if excerpt and source:
            address = snapshot_address(excerpt.snapshot, excerpt.start, excerpt.end)
            found.setdefault(visible(source.outlet_name), address)
    says, about = (visible(each) for each in said)
    return OtherVoice(says, about, is_denial, tuple(found.items()))
