import hashlib
from io import BytesIO

import pytest
from PIL import Image

from newsroom_agents.agents.illustrator import (
    ROLE,
    IllustratorReply,
    Motif,
    compose,
    hang,
    wants_picture,
)
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.gateway.outcome import Drawn
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.package import SourceType
from newsroom_agents.story.paper import Role
from tests.agents.builders_copy import draft, illustrator_brief
from tests.stories.shop import ROOT


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


def _png(size: tuple[int, int] = (1536, 1024)) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_models_picture_is_cut_to_size_and_says_in_the_file_who_drew_it() -> None:
    brief, reply = illustrator_brief(draft()), _reply()
    composed = hang(brief, reply, Drawn(picture=_png(), engine_model="brush-2"))
    art = composed.paper
    assert art.source_type is SourceType.TRAINED
    assert (art.label, art.why_none) == ("AI-generated illustration", "")
    for content, size in zip(composed.enclosures, ((1600, 900), (1200, 630)), strict=True):
        with Image.open(BytesIO(content)) as shown:
            assert shown.size == size
        assert b"trainedAlgorithmicMedia" in content
        assert b"drawn by brush-2" in content
    by_code = compose(brief, reply)
    assert composed.enclosures[0] != by_code.enclosures[0]


def test_a_picture_that_failed_is_drawn_by_code_with_the_reason_on_record() -> None:
    brief, reply = illustrator_brief(draft()), _reply()
    composed = hang(brief, reply, Drawn(why_none="HTTP 400: moderation"))
    assert composed.enclosures == compose(brief, reply).enclosures
    assert composed.paper.why_none == "HTTP 400: moderation"
    assert composed.paper.source_type is SourceType.ALGORITHMIC


@pytest.mark.parametrize(
    ("update", "is_wanted"),
    [
        ({}, True),
        ({"motif": Motif.NONE, "none_because": "Children died."}, False),
        ({"alt": "Photo of the ferry on the rocks."}, False),
    ],
)
def test_a_picture_is_asked_for_only_when_its_words_would_be_accepted(
    update: dict[str, object], is_wanted: bool
) -> None:
    assert wants_picture(illustrator_brief(draft()), _reply(**update)) is is_wanted


def test_a_story_without_a_picture_stays_without_one() -> None:
    reply = _reply(motif=Motif.NONE, none_because="Children died.")
    art = hang(illustrator_brief(draft()), reply, Drawn(picture=_png())).paper
    assert (art.picture, art.why_none) == (None, "Children died.")


def test_the_words_for_a_picture_forbid_people_and_photographs() -> None:
    words = Shelf(ROOT / "prompts", b"").picture(
        Role.ILLUSTRATOR, illustrator_brief(draft()), _reply()
    )
    assert "No people" in words
    assert "Not a photograph" in words
    assert _reply().alt in words
