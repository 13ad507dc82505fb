"""What a story may rest on, fetched from the archive: snapshots, texts, earlier pieces."""

from dataclasses import dataclass

from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import NotFoundError, StandardsError
from newsroom_agents.story.dossier import Background, Dossier
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.source import PubStatus, Snapshot
from newsroom_agents.story.translation import Translation
from newsroom_agents.text.tokens import search_terms

PIECE = "piece"
"""Kind under which published pieces are indexed for search; the id is the slug."""
_MAX_BACKGROUND = 3
_LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Material:
    """The archive's holdings, as the researcher's table needs them."""

    archive: Archive

    def snapshots(self, lead: Lead) -> tuple[Snapshot, ...]:
        """Return the lead's snapshots, each in its newest content, without withdrawn ones.

        Raises:
            StandardsError: Every report was withdrawn by its sender.
        """
        with self.archive.reading() as room:
            found = room.snapshots.many(lead.snapshots)
            newer = room.snapshots.superseded(lead.snapshots)
        current = [newer.get(name, found[name]) for name in lead.snapshots if name in found]
        usable = tuple(one for one in current if one.status is PubStatus.USABLE)
        if not usable:
            msg = f"{lead.slug!r}: every report this story rests on was withdrawn by its sender"
            raise StandardsError(msg)
        return usable

    def snapshot(self, name: str) -> Snapshot:
        """Return one stored content by its id.

        Raises:
            NotFoundError: The archive has none with this id.
        """
        with self.archive.reading() as room:
            found = room.snapshots.many([name])
        if name not in found:
            raise NotFoundError(kind="snapshot", name=name)
        return found[name]

    def texts(self, dossier: Dossier) -> dict[str, str]:
        """Return the stored texts of the dossier's sources, by snapshot id."""
        with self.archive.reading() as room:
            found = room.snapshots.many([source.snapshot for source in dossier.sources])
        return {name: snapshot.text for name, snapshot in found.items()}

    def source_numbers(self, slug: str) -> dict[str, str]:
        """Return the source ids this slug has given so far, by snapshot."""
        numbers: dict[str, str] = {}
        with self.archive.reading() as room:
            for take in room.papers.takes(slug, Stage.RESEARCH):
                filed = room.papers.get(paper_id(slug, Stage.RESEARCH, take), Dossier)
                numbers.update({source.snapshot: source.id for source in filed.paper.sources})
        return numbers

    def translations(self, snapshots: tuple[Snapshot, ...]) -> dict[str, Translation]:
        """Return the translations there are, by snapshot id."""
        with self.archive.reading() as room:
            found = {
                snapshot.id: room.papers.latest(snapshot.id, Stage.TRANSLATION, Translation)
                for snapshot in snapshots
            }
        return {name: filed.paper for name, filed in found.items() if filed is not None}

    def background(self, lead: Lead, language: str) -> tuple[Background, ...]:
        """Return earlier pieces of ours that share words with the lead's title, best first."""
        terms = search_terms(lead.title, language)
        with self.archive.reading() as room:
            hits = room.search.find(terms, _MAX_BACKGROUND * 2, kind=PIECE)
            live = {entry.slug: entry for entry in room.publications.live("site")}
        found = [live[hit.id] for hit in hits if hit.id in live and hit.id != lead.slug]
        return tuple(
            Background(
                slug=entry.slug,
                headline=entry.headline,
                url_path=entry.url_path,
                published=entry.first_published,
            )
            for entry in found
            if len(set(search_terms(entry.headline, language)) & set(terms)) >= _LEAST_SHARED
        )[:_MAX_BACKGROUND]
