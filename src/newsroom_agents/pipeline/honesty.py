"""The honesty meter: now and then a draft made wrong on purpose, to see whether anybody reads.

A real story that the desk is done with comes again under another slug, with one sentence turned
wrong in a way that the checks let pass. It can never be published: its mark stands against every
approval, release and record, and its digest is that of no text, so that no approved package could
be built of it even without the mark.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.archive.seeds import Defect, Seed
from newsroom_agents.evidence.ground import Checked, check_package
from newsroom_agents.evidence.mutate import mutants
from newsroom_agents.evidence.risk import assess
from newsroom_agents.pipeline.filing import CREDITED
from newsroom_agents.pipeline.material import Material
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Sentence, SentenceKind
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Paper, PaperT, Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState

_MOST_SOURCES = 40
_MOST_STORIES, _MOST_TRIES = 4, 24
"""So many stories are tried, each with so many errors: checking a package takes time."""
_SUBTLE = ("attribution_swapped", "name_swapped_in_source", "role_swap")
"""The kinds of errors that checks let pass most often; they are tried first."""
_OBVIOUS = "fabricated"
"""Begins the kinds of errors that put a whole foreign sentence in; anybody would see them."""
_WHOLE = 2**64


@dataclass(frozen=True, slots=True)
class _Made:
    """A package with one defect, and what the checks say of it."""

    package: Package
    dossier: Dossier
    defect: Defect
    checked: Checked


@dataclass(frozen=True, slots=True)
class Seeding:
    """Slips seeded drafts into the queue."""

    desk: Newsdesk

    def perhaps(self, slug: str, take: int) -> str:
        """Slip a seeded draft in after a queued take, when its lot says so.

        The lot is drawn from the house's secret, so that a step done twice draws the same, and
        nobody outside can tell beforehand. Returns the seed's slug; empty when there is none.
        """
        cause = f"{slug}/{take}"
        if self._lot(cause) >= self.desk.rules.seed_rate * _WHOLE:
            return ""
        return self.plant(cause)

    def plant(self, cause: str) -> str:
        """Make a seeded draft of some story that the desk is done with, and put it into the queue.

        Returns its slug; empty when no story allows one, or one was made for this cause before.
        """
        with self.desk.archive.reading() as room:
            if room.seeds.is_caused(cause):
                return ""
            sources = sorted(
                room.seeds.sources(_MOST_SOURCES), key=lambda each: self._lot(cause + each)
            )
            drafts = [room.queue.draft(each) for each in sources[:_MOST_STORIES]]
        for draft in drafts:
            made = self._made(draft)
            if made is not None:
                return self._enter(cause, draft, made)
        return ""

    def _lot(self, what: str) -> int:
        digest = hmac.new(self.desk.secret, f"seed {what}".encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8])

    def _made(self, draft: QueuedDraft) -> _Made | None:
        """Return the draft's package with an error that the checks let pass; None if there is none.

        What the checks find by themselves would measure nobody.
        """
        package = draft.package
        if package is None:
            return None
        with self.desk.archive.reading() as room:
            filed = room.papers.latest(draft.slug, Stage.RESEARCH, Dossier)
        if filed is None:
            return None
        texts = Material(self.desk.archive).texts(filed.paper)
        for _, defect in zip(range(_MOST_TRIES), self._defects(package), strict=False):
            wrong = reworded(package, {defect.before: defect.after})
            checked = check_package(wrong, filed.paper, texts)
            if not any(finding.blocks for finding in checked.findings):
                return _Made(wrong, filed.paper, defect, checked)
        return None

    def _defects(self, package: Package) -> Iterator[Defect]:
        """Yield errors of the package's cited sentences, one of each sentence and kind."""
        said = {one.id: one.translation or one.text for one in package.excerpts}
        found = [
            Defect(mutant.kind, one.id, one.text, mutant.text)
            for one in package.sentences()
            if _is_told(one)
            for mutant in mutants(
                one.text, " ".join(said.get(cite, "") for cite in one.cites), package.language
            )
            if not mutant.kind.startswith(_OBVIOUS)
        ]
        yield from sorted(
            found,
            key=lambda each: (each.kind not in _SUBTLE, self._lot(f"{each.place} {each.after}")),
        )

    def _enter(self, cause: str, source: QueuedDraft, made: _Made) -> str:
        """File the copies, the draft and its mark in one transaction; return the slug."""
        now = self.desk.clock()
        with self.desk.archive.writing() as room:
            slug = _free_slug(room, source.slug)
            words = {made.defect.before: made.defect.after, source.slug: slug}
            _copy_papers(self.desk, room, source, words)
            draft = self._draft(source, made, slug).model_copy(
                update={"queued_at": now, "expires": now + self.desk.rules.expires_after}
            )
            seed = Seed(
                slug=slug,
                cause=cause,
                source=source.slug,
                defect=made.defect,
                persona=draft.persona,
                languages=draft.languages,
                made=now,
            )
            room.seeds.plant(seed)
            room.queue.enter(draft, QueueState.READY)
        return slug

    def _draft(self, source: QueuedDraft, made: _Made, slug: str) -> QueuedDraft:
        package = reworded(made.package, {source.slug: slug})
        findings = made.checked.findings
        assessed = assess(package, made.dossier, findings, self.desk.rules.risk_lists)
        report = FactCheckReport(
            take=source.take, verdicts=made.checked.verdicts, findings=findings
        )
        return source.model_copy(
            update={
                "slug": slug,
                "package": package,
                "digest": _no_digest(package),
                "report": report,
                "findings": findings,
                "risk": assessed.risk,
                "risk_reasons": assessed.reasons,
                "reasons": (),
                "made_by": (),
            }
        )


def reworded(paper: PaperT, words: Mapping[str, str]) -> PaperT:
    """Return a paper in which every text that is one of these is replaced."""
    return type(paper).model_validate(_replaced(paper.model_dump(mode="json"), words))


def _replaced(value: object, words: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, list):
        return [_replaced(each, words) for each in value]
    if isinstance(value, dict):
        held = cast("dict[str, object]", value)
        return {name: _replaced(each, words) for name, each in held.items()}
    return value


def _is_told(sentence: Sentence) -> bool:
    return bool(sentence.cites) and sentence.kind in {SentenceKind.REPORTED, SentenceKind.QUOTE}


def _no_digest(package: Package) -> str:
    """Return what stands for the digest of a seeded draft: no package has it."""
    return hashlib.sha256(b"a seeded draft\n" + package.canonical()).hexdigest()


def _free_slug(room: Room, slug: str) -> str:
    """Return a slug as the house gives to a second story of the same words."""
    number = 2
    while room.leads.slug_is_taken(f"{slug}-{number}") or room.seeds.find(f"{slug}-{number}"):
        number += 1
    return f"{slug}-{number}"


def _copy_papers(desk: Newsdesk, room: Room, source: QueuedDraft, words: Mapping[str, str]) -> None:
    """File what lies behind the source under the seed's slug, so that its pages look like any."""
    now = desk.clock()
    for stage, kind in CREDITED:
        takes = [each for each in room.papers.takes(source.slug, stage) if each <= source.take]
        if not takes:
            continue
        filed = room.papers.get(paper_id(source.slug, stage, max(takes)), kind)
        paper: Paper = reworded(filed.paper, words)
        copied = filed_as(type(paper))(
            slug=words[source.slug],
            stage=stage,
            take=max(takes),
            filed_at=now,
            credit=filed.credit,
            paper=paper,
        )
        room.papers.file(copied)
