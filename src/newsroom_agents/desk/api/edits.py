"""Changes by programs: tried by the checks, and kept as a new take in the editor's name."""

from fastapi import APIRouter, Request

from newsroom_agents.desk.api.answers import QueueItem, TriedAnswer, item_of
from newsroom_agents.desk.api.callers import Editing
from newsroom_agents.desk.api.stories import Slug
from newsroom_agents.desk.api.wishes import EditSent
from newsroom_agents.desk.front import front_of
from newsroom_agents.desk.story import find_story

router = APIRouter(tags=["edits"])


@router.post("/stories/{slug}/edits/try")
def try_edit(request: Request, holder: Editing, slug: Slug, edit: EditSent) -> TriedAnswer:
    """Return what changes would come to, with all findings; nothing is kept."""
    front = front_of(request)
    with front.archive.reading() as room:
        find_story(room, slug)
    editing = front.newsroom.editing
    revised = editing.tried(slug, edit.covers, edit.revision(), holder.editor.name)
    return TriedAnswer.model_validate(revised.draft)


@router.post("/stories/{slug}/edits")
def keep_edit(request: Request, holder: Editing, slug: Slug, edit: EditSent) -> QueueItem:
    """Put changes into the queue as a new take; approvals of the text before no longer count."""
    front = front_of(request)
    with front.archive.reading() as room:
        find_story(room, slug)
    editing = front.newsroom.editing
    return item_of(editing.keep(slug, edit.covers, edit.revision(), holder.editor.name))
