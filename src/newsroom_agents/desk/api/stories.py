"""Stories for programs: text, evidence, takes, history, and the record behind them.

Reading a story here counts as opening it at its digest, as opening its page does.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.openings import Opening
from newsroom_agents.desk.api.answers import (
    DiffAnswer,
    DraftAnswer,
    EventAnswer,
    EvidenceAnswer,
    HistoryAnswer,
    OpeningAnswer,
    PassageAnswer,
    RecordAnswer,
    RulingsOpen,
    SnapshotAnswer,
    StoryAnswer,
    TakeAnswer,
    VersionAnswer,
    item_of,
)
from newsroom_agents.desk.api.callers import Reading
from newsroom_agents.desk.front import front_of
from newsroom_agents.desk.grounds import Grounds, read_grounds
from newsroom_agents.desk.ruling_view import ruling_of
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.takes_view import two_takes
from newsroom_agents.errors import NotFoundError
from newsroom_agents.pipeline.answering import texts_in
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft

_LONGEST, _FARTHEST = 200, 100_000_000
_MOST_TAKES = 60
_MOST_CHARACTERS = 20_000
_AROUND = 400

router = APIRouter(tags=["stories"])

Slug = Annotated[str, Path(max_length=_LONGEST, description="The story's name.")]
Take = Annotated[int, Path(ge=0, le=1_000_000)]


@router.get("/stories/{slug}")
def story(request: Request, holder: Reading, slug: Slug) -> StoryAnswer:
    """Return a story with its text, and record that the editor opened it at this digest."""
    front, editor = front_of(request), holder.editor
    now = front.clock()
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        package = lying.draft.package
        newer = (
            room.snapshots.superseded([one.snapshot for one in package.sources]) if package else {}
        )
        readers = room.openings.present([slug], now).get(slug, ())
        rulings = RulingsOpen.of(ruling_of(room, lying.row, lying.draft, editor))
        opening = Opening(slug, editor.name, lying.row.digest, lying.row.take, now)
        is_noted = room.openings.is_noted(opening)
    if not is_noted:
        with front.archive.writing() as room:
            room.openings.note(opening)
    return StoryAnswer(
        story=item_of(lying.row),
        draft=DraftAnswer.model_validate(lying.draft),
        rulings=rulings,
        readers=readers,
        superseded={old: snapshot.id for old, snapshot in newer.items()},
    )


@router.get("/stories/{slug}/evidence/{where}")
def evidence(
    request: Request,
    holder: Reading,
    slug: Slug,
    where: Annotated[
        str, Path(max_length=_LONGEST, description="A sentence id, or the name of a short text.")
    ],
) -> EvidenceAnswer:
    """Return what one text rests on: passages with what stands around them, and the findings."""
    del holder
    with front_of(request).archive.reading() as room:
        draft = find_story(room, slug).draft
        grounds = read_grounds(room, draft, where)
    package = draft.package
    texts = texts_in(package) if package else {}
    if package is None or where not in texts:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"{slug!r} has no text {where!r}.")
    verdicts = draft.report.verdicts if draft.report else ()
    return EvidenceAnswer(
        where=where,
        text=texts[where],
        sentence=grounds.sentences.get(where),
        verdict=next((one for one in verdicts if one.sentence == where), None),
        findings=tuple(one for one in draft.findings if one.where == where),
        passages=_passages(grounds),
        rests_on=getattr(package.rests_on, where, ()),
    )


@router.get("/snapshots/{snapshot}")
def snapshot(
    request: Request,
    holder: Reading,
    snapshot: Annotated[str, Path(max_length=_LONGEST)],
    start: Annotated[int, Query(ge=0, le=_FARTHEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST_CHARACTERS)] = _MOST_CHARACTERS,
) -> SnapshotAnswer:
    """Return a stored text, or a piece of it; places count Unicode code points."""
    del holder
    with front_of(request).archive.reading() as room:
        found = room.snapshots.get(snapshot)
        versions = room.snapshots.of_item(found.uri)
    return SnapshotAnswer(
        **{name: getattr(found, name) for name in _OF_SNAPSHOT},
        characters=len(found.text),
        start=start,
        text=found.text[start : start + limit],
        versions=tuple(map(VersionAnswer.model_validate, versions)),
    )


_OF_SNAPSHOT = tuple(
    name
    for name in SnapshotAnswer.model_fields
    if name not in {"characters", "start", "text", "versions"}
)


@router.get("/stories/{slug}/takes")
def takes(request: Request, holder: Reading, slug: Slug) -> tuple[TakeAnswer, ...]:
    """Return the takes of a story that came to the queue, the newest first."""
    del holder
    with front_of(request).archive.reading() as room:
        find_story(room, slug)
        numbers = room.papers.takes(slug, Stage.QUEUE)[-_MOST_TAKES:]
        return TakeAnswer.all_of([_take(room, slug, number) for number in reversed(numbers)])


@router.get("/stories/{slug}/takes/{take}")
def take(request: Request, holder: Reading, slug: Slug, take: Take) -> DraftAnswer:
    """Return one take whole; this does not count as opening the story."""
    del holder
    with front_of(request).archive.reading() as room:
        find_story(room, slug)
        return DraftAnswer.model_validate(_take(room, slug, take))


@router.get("/stories/{slug}/diff/{before}/{after}")
def diff(request: Request, holder: Reading, slug: Slug, before: Take, after: Take) -> DiffAnswer:
    """Return what changed from one take to another."""
    del holder
    with front_of(request).archive.reading() as room:
        find_story(room, slug)
        old, new = (_take(room, slug, number) for number in (before, after))
    return DiffAnswer.model_validate(two_takes(old, new))


@router.get("/stories/{slug}/history")
def history(request: Request, holder: Reading, slug: Slug) -> HistoryAnswer:
    """Return what the journal says of a story, and who opened which text."""
    del holder
    with front_of(request).archive.reading() as room:
        find_story(room, slug)
        entries, openings = room.journal.rows(slug), room.openings.of(slug)
    return HistoryAnswer(
        events=tuple(map(EventAnswer.model_validate, entries)),
        openings=tuple(map(OpeningAnswer.model_validate, openings)),
    )


@router.get("/stories/{slug}/record")
def record(request: Request, holder: Reading, slug: Slug) -> RecordAnswer:
    """Return the lead, the dossier and the analysis, as far as the story came."""
    del holder
    with front_of(request).archive.reading() as room:
        find_story(room, slug)
        lead = room.papers.latest(slug, Stage.LEAD, Lead)
        dossier = room.papers.latest(slug, Stage.RESEARCH, Dossier)
        analysis = room.papers.latest(slug, Stage.ANALYSIS, Analysis)
    return RecordAnswer(
        lead=lead.paper if lead else None,
        dossier=dossier.paper if dossier else None,
        analysis=analysis.paper if analysis else None,
    )


def _take(room: Room, slug: str, number: int) -> QueuedDraft:
    try:
        return room.papers.get(paper_id(slug, Stage.QUEUE, number), QueuedDraft).paper
    except NotFoundError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"{slug!r} has no take {number}.") from error


def _passages(grounds: Grounds) -> tuple[PassageAnswer, ...]:
    """Return the passages that the text cites, each with what stands around it."""
    sentence = grounds.sentences.get(grounds.where)
    cited = (grounds.excerpts.get(cite) for cite in (sentence.cites if sentence else ()))
    found = []
    for excerpt in cited:
        if excerpt is None:
            continue
        held = grounds.snapshots.get(excerpt.snapshot)
        text = held.text if held else ""
        found.append(
            PassageAnswer(
                excerpt=excerpt,
                source=grounds.sources.get(excerpt.source),
                before=text[max(0, excerpt.start - _AROUND) : excerpt.start],
                after=text[excerpt.end : excerpt.end + _AROUND],
            )
        )
    return tuple(found)
