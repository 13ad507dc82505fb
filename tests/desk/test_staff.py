"""The staff's page: bios, prompts by digest, and what became of what each of them signed."""

from newsroom_agents.story.decision import Ruling

from .builders import DeskHouse
from .houses import ready, row_of, ruled


def test_everybody_is_shown_with_bio_and_prompt(plain_desk: DeskHouse) -> None:
    newsroom = plain_desk.front.newsroom
    page = plain_desk.signed_in("Rui").get("/staff").text
    for card in newsroom.desk.cards.values():
        assert f'<h2 id="p-{card.id}">{card.name}</h2>' in page
    assert all(digest in page for _, _, digest in newsroom.prompt_digests())
    assert "No ruling on a byline of theirs yet." in page


def test_rates_name_what_they_are_a_share_of(desk: DeskHouse) -> None:
    ada = desk.signed_in()
    persona = row_of(desk, ready(desk).slug).persona
    with desk.archive.reading() as room:
        slugs = [row.slug for row in room.queue.rows() if row.persona == persona]
    assert ruled(ada, slugs[0], "spike", note="old news").status_code == 303
    with desk.archive.reading() as room:
        outcome = room.outcomes.by_persona()[persona]
    assert (outcome.spiked, outcome.unchanged, outcome.number) == (1, 0, 1)
    page = ada.get("/staff").text
    assert "one ruling" in page
    assert "1 of 1 (100 %)" in page
    assert "0 of 1 (0 %)" in page


def test_a_ruling_is_timed_from_when_its_editor_opened_the_text(desk: DeskHouse) -> None:
    draft, ada = ready(desk), desk.signed_in()
    ada.get(f"/story/{draft.slug}")
    desk.clock.forward(minutes=4)
    assert ruled(ada, draft.slug, "return", note="shorter").status_code == 303
    with desk.archive.reading() as room:
        timed = room.outcomes.rulings(10)[0]
        returned = room.outcomes.by_persona()[draft.persona].returned
    assert (timed.editor, timed.ruling, returned) == ("Ada", Ruling.RETURN, 1)
    assert timed.opened is not None
    assert (timed.at - timed.opened).total_seconds() == 240
