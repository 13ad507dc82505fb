"""A queued draft as text for a person and as JSON for a machine."""

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from newsroom_agents.errors import HouseError, NotFoundError
from newsroom_agents.story.approval import finding_key
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft

if TYPE_CHECKING:
    from newsroom_agents.archive.archive import Archive
    from newsroom_agents.archive.queue_rows import QueueRow

_MARKS = {"reported": " ", "quote": "“", "analysis": "~", "transition": "·"}


def draft_json(row: "QueueRow", draft: QueuedDraft) -> Mapping[str, object]:
    """Return the queued draft in the shape of the contract."""
    package = draft.package
    return {
        "slug": draft.slug,
        "take": draft.take,
        "state": row.state.value,
        "digest": draft.digest,
        "risk": draft.risk.value,
        "risk_reasons": [one.model_dump(mode="json") for one in draft.risk_reasons],
        "reasons": list(row.reasons),
        "expires": draft.expires.isoformat(),
        "events": list(draft.events),
        "package": package.model_dump(mode="json", exclude={"excerpts"}) if package else None,
        "excerpts": [one.model_dump(mode="json") for one in package.excerpts] if package else [],
        "report": draft.report.model_dump(mode="json") if draft.report else {"verdicts": []},
        "findings": [one.model_dump(mode="json") for one in draft.findings],
        "changes": [one.model_dump(mode="json") for one in draft.changes],
        "credits": [one.model_dump(mode="json") for one in draft.credits],
        "cost_usd": draft.cost_microusd / 1_000_000,
        "approvals": list(row.approvals),
    }


def draft_text(row: "QueueRow", draft: QueuedDraft) -> str:
    """Return the queued draft as an editor reads it in a terminal."""
    return "\n".join(_lines(row, draft))


def diff_text(archive: "Archive", slug: str, takes: tuple[int, ...]) -> str:
    """Return what changed between two takes, one sentence a line.

    Raises:
        HouseError: Not two takes were named.
        NotFoundError: There are not two takes to compare, or a named one is missing.
    """
    with archive.reading() as room:
        known = room.papers.takes(slug, Stage.QUEUE)
        if len(takes) not in {0, 2}:
            msg = f"queue diff: expected two takes, found {len(takes)}"
            raise HouseError(msg)
        chosen = takes or known[-2:]
        if len(chosen) < 2 or not set(chosen) <= set(known):
            raise NotFoundError(kind="pair of takes to compare", name=slug)
        old, new = (
            room.papers.get(paper_id(slug, Stage.QUEUE, take), QueuedDraft).paper for take in chosen
        )
    lines = difflib.unified_diff(
        _texts(old.package),
        _texts(new.package),
        f"take {old.take}",
        f"take {new.take}",
        lineterm="",
        n=1,
    )
    return "\n".join(lines) or "the two takes read the same"


def _texts(package: Package | None) -> list[str]:
    if package is None:
        return []
    return [package.headline, package.dek, *(one.text for one in package.sentences())]


def _lines(row: "QueueRow", draft: QueuedDraft) -> Iterator[str]:
    package = draft.package
    yield f"{draft.slug}  take {draft.take}  {row.state.value}  risk {draft.risk.value}"
    for reason in draft.risk_reasons:
        yield f"  risk: {reason.reason}"
    for text in row.reasons:
        yield f"  {text}"
    if package is None:
        return
    yield from _package_lines(package)
    for finding in draft.findings:
        weight = f"blocks [{finding_key(finding)}]" if finding.blocks else "soft"
        yield f"{weight}: {finding.where}: {finding.check}: {finding.reason}"
    yield ""
    yield f"digest {draft.digest}"
    yield f"next: newsroom queue approve {draft.slug} --covers {draft.digest[:12]} --editor NAME"


def _package_lines(package: Package) -> Iterator[str]:
    yield ""
    yield package.headline
    yield package.dek
    yield f"by {package.byline.name}, {package.byline.title} · {package.disclosure}"
    for section in package.sections:
        yield ""
        if section.heading:
            yield f"## {section.heading} [{section.access.value}]"
        for sentence in section.sentences():
            rung = sentence.rung.value if sentence.rung else ""
            cites = " ".join(sentence.cites)
            yield f"{_MARKS[sentence.kind.value]} {sentence.text}"
            yield f"    {sentence.id} {sentence.kind.value} {rung} [{cites}]"
    yield ""
    for source in package.sources:
        yield f"{source.id} {source.outlet_name}, {source.language}, origin {source.origin}"
