"""Rulings by programs: the same rules as at the page, and each made once however often it is sent.

A program that did not hear the answer sends the ruling again under the same `Idempotency-Key`, and
gets the answer that was given. A ruling that is refused changed nothing and is asked anew.
"""

import hashlib
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Header, HTTPException, Request

from newsroom_agents.archive.api_answers import ApiAnswer
from newsroom_agents.archive.api_tokens import Holder
from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.api.answers import RuledAnswer, item_of
from newsroom_agents.desk.api.callers import Ruling
from newsroom_agents.desk.api.stories import Slug
from newsroom_agents.desk.api.wishes import AnyWish
from newsroom_agents.desk.front import Front, front_of
from newsroom_agents.desk.story import find_story
from newsroom_agents.story.paper import canonical_json

_KEY = r"^[!-~]{1,200}$"

router = APIRouter(tags=["rulings"])


@router.post("/stories/{slug}/rulings")
def rule(
    request: Request,
    holder: Ruling,
    slug: Slug,
    wish: Annotated[AnyWish, Body()],
    idempotency_key: Annotated[
        str | None, Header(pattern=_KEY, description="Your own name for this ruling.")
    ] = None,
) -> RuledAnswer:
    """Rule on a story.

    An approval covers the digest that its editor opened. With an `Idempotency-Key` the ruling is
    made once: within 24 hours the same request gets the same answer, another one is refused.
    """
    front = front_of(request)
    asked = hashlib.sha256(canonical_json([slug, wish.model_dump(mode="json")])).hexdigest()
    with front.archive.writing() as room:
        given = _given(room, front, holder, idempotency_key, asked)
        if given is not None:
            return given
        find_story(room, slug)
        ruled = front.newsroom.rulings.rule_in(room, wish.ask(slug, holder))
        answer = RuledAnswer(story=item_of(ruled.row), started=ruled.started)
        if idempotency_key is not None:
            kept = ApiAnswer(asked, answer.model_dump_json())
            room.api_answers.keep(holder.editor.name, idempotency_key, kept, front.clock())
    return answer


def _given(
    room: Room, front: Front, holder: Holder, key: str | None, asked: str
) -> RuledAnswer | None:
    """Return what was answered under this key; None when nothing was."""
    if key is None:
        return None
    given = room.api_answers.find(holder.editor.name, key, front.clock())
    if given is None:
        return None
    if given.asked != asked:
        words = (
            "Another ruling was sent under this Idempotency-Key; expected the same, or a new key."
        )
        raise HTTPException(HTTPStatus.CONFLICT, words)
    return RuledAnswer.model_validate_json(given.answer)
