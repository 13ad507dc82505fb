import hashlib

import pytest

from newsroom_agents.agents.illustrator import ROLE, IllustratorReply, Motif, compose
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.package import SourceType
from tests.agents.builders_copy import draft, illustrator_brief


def _reply(**update: object) -> IllustratorReply:
    reply = ROLE.by_hand(illustrator_brief(draft()))
    return reply.model_copy(update=update)


def test_the_picture_by_hand_is_labelled_and_enclosed() -> None:
    composed = compose(illustrator_brief(draft()), _reply())
    art = composed.paper
    assert art.picture is not None
    assert art.card is not None
    hashes = [hashlib.sha256(content).hexdigest() for content in composed.enclosures]
    assert hashes == [art.picture.sha256, art.card.sha256]
    assert art.caption.startswith("AI-generated illustration")
    assert art.label == "AI-generated illustration"
    assert art.source_type is SourceType.ALGORITHMIC


def test_the_words_by_hand_describe_the_drawing_and_not_the_event() -> None:
    reply = _reply()
    assert "ferry" not in f"{reply.alt} {reply.caption}".lower()
    assert reply.alt.startswith("Abstract drawing in blue")


def test_no_picture_needs_a_reason() -> None:
    brief = illustrator_brief(draft())
    with pytest.raises(ReplyRejectedError, match="no reason why"):
        compose(brief, _reply(motif=Motif.NONE))
    art = compose(brief, _reply(motif=Motif.NONE, none_because="Children died.")).paper
    assert (art.picture, art.caption, art.why_none) == (None, "", "Children died.")


def test_a_caption_that_hides_the_machine_is_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="must begin with 'AI-generated illustration'"):
        compose(illustrator_brief(draft()), _reply(caption="Waves off Port Alba."))


def test_words_that_pretend_to_a_photograph_are_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="alt says 'Photo'"):
        compose(illustrator_brief(draft()), _reply(alt="Photo of the ferry on the rocks."))


def test_words_that_rest_on_an_unknown_sentence_are_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="s99"):
        compose(illustrator_brief(draft()), _reply(alt_rests_on=("s99",)))
