"""Every number of a sentence stands in what the sentence cites, with its kind and unit."""

from collections.abc import Iterable, Iterator

from newsroom_agents.evidence.check import Check, Statement, hard, soft, with_evidence
from newsroom_agents.evidence.material import Material, Passage
from newsroom_agents.story.check import Finding
from newsroom_agents.text.numbers import Quantity, QuantityKind, equal

_NAME = "numbers"
_BARE = frozenset((QuantityKind.COUNT, QuantityKind.ORDINAL))


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    for quantity in statement.passage.quantities:
        is_ours = statement.is_ours(quantity.start, quantity.end)
        if not (is_ours or _is_part_of_date(quantity, statement) or _is_idle(quantity)):
            yield from _judged(quantity, statement, material)


def _judged(quantity: Quantity, statement: Statement, material: Material) -> Iterator[Finding]:
    if _stands_in(quantity, statement.near):
        return
    span = (quantity.start, quantity.end)
    if _stands_in(quantity, statement.far):
        reason = f"“{quantity.text}” stands in the cited source, but not in the cited passage"
        yield with_evidence(soft(statement, _NAME, reason, span), statement.near)
        return
    if statement.is_short_text:
        place = "stands in no sentence this text rests on"
    elif _stands_in(quantity, _everything(material)):
        place = "stands in no cited source"
    else:
        place = "is from no source"
    others = _others(quantity, statement.near) or _others(quantity, statement.far)
    said = f"; the sources say {', '.join(others)}" if others else ""
    finding = hard(statement, _NAME, f"“{quantity.text}” {place}{said}", span)
    yield with_evidence(finding, statement.near)


def _is_part_of_date(quantity: Quantity, statement: Statement) -> bool:
    return any(
        mention.start <= quantity.start and quantity.end <= mention.end
        for mention in statement.passage.dates
    )


def _is_idle(quantity: Quantity) -> bool:
    """Whether the number is hardly one: the words "one" and "first"."""
    return quantity.value == 1 and not quantity.unit and not quantity.text[0].isdigit()


def _stands_in(quantity: Quantity, passages: Iterable[Passage]) -> bool:
    return any(equal(quantity, other) for passage in passages for other in passage.quantities)


def _everything(material: Material) -> Iterator[Passage]:
    for text in material.texts.values():
        yield from text.passages


def _others(quantity: Quantity, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return what the passages say in numbers of the same kind, the nearest values first."""
    same = [
        other
        for passage in passages
        for other in passage.quantities
        if other.kind is quantity.kind or (other.kind in _BARE and quantity.kind in _BARE)
    ]
    same.sort(key=lambda other: abs(other.value - quantity.value))
    return tuple(dict.fromkeys(other.text for other in same))[:3]


PLUGIN = Check(
    name=_NAME,
    asks="Does every number stand in a cited passage, with its kind and unit?",
    each=_each,
)
