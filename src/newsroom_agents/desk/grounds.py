"""What the evidence of a text is drawn from, read from the archive in one go.

Only what the chosen text cites is read: a story of forty sources costs no more than one of two.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from newsroom_agents.archive.archive import Room
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.analysis import Analysis, Claim
from newsroom_agents.story.dossier import Disagreement, Dossier, Excerpt, Source
from newsroom_agents.story.draft import Sentence
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.story.source import Snapshot
from newsroom_agents.story.translation import Translation


@dataclass(frozen=True)
class Grounds:
    """A draft with what one text of it rests on.

    `newer` holds, for a snapshot whose item has changed since, the item's newest one.
    """

    draft: QueuedDraft
    where: str
    dossier: Dossier | None
    claims: tuple[Claim, ...]
    snapshots: Mapping[str, Snapshot]
    newer: Mapping[str, Snapshot]
    translations: Mapping[str, Translation]

    @cached_property
    def sentences(self) -> Mapping[str, Sentence]:
        """The draft's sentences by id."""
        package = self.draft.package
        return {one.id: one for one in package.sentences()} if package else {}

    @cached_property
    def excerpts(self) -> Mapping[str, Excerpt]:
        """The excerpts of the dossier and of the package by id."""
        held = dict(self.dossier.excerpt_by_id()) if self.dossier else {}
        package = self.draft.package
        return held | {one.id: one for one in package.excerpts} if package else held

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of the dossier and of the package by id."""
        held = dict(self.dossier.source_by_id()) if self.dossier else {}
        package = self.draft.package
        return held | {one.id: one for one in package.sources} if package else held

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Where the sources differ."""
        return self.dossier.disagreements if self.dossier else ()

    def same_origin(self, source: Source) -> tuple[Source, ...]:
        """Return the other sources that carry the same text as this one."""
        return tuple(
            one
            for one in self.sources.values()
            if one.origin and one.origin == source.origin and one.id != source.id
        )


def read_grounds(room: Room, draft: QueuedDraft, where: str) -> Grounds:
    """Return what one text of a draft rests on.

    Args:
        room: The open archive.
        draft: The draft.
        where: A sentence id or the name of a short text.
    """
    found = room.papers.latest(draft.slug, Stage.RESEARCH, Dossier)
    analysed = room.papers.latest(draft.slug, Stage.ANALYSIS, Analysis)
    claims = analysed.paper.claims if analysed else ()
    bare = Grounds(draft, where, found.paper if found else None, claims, {}, {}, {})
    sentence = bare.sentences.get(where)
    cites = sentence.cites if sentence else ()
    held = (bare.excerpts.get(cite) for cite in cites)
    ids = tuple(dict.fromkeys(one.snapshot for one in held if one is not None))
    return Grounds(
        draft=draft,
        where=where,
        dossier=bare.dossier,
        claims=claims,
        snapshots=room.snapshots.many(ids),
        newer=room.snapshots.superseded(ids),
        translations=_translations(room, ids),
    )


def _translations(room: Room, snapshots: Collection[str]) -> Mapping[str, Translation]:
    found: dict[str, Translation] = {}
    for snapshot in snapshots:
        try:
            filed = room.papers.get(paper_id(snapshot, Stage.TRANSLATION, 1), Translation)
        except NotFoundError:
            continue
        found[snapshot] = filed.paper
    return found
