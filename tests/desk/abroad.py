"""A demo story that also quotes an Arabic and an Italian report; everything in it is invented."""

from dataclasses import dataclass

from newsroom_agents.archive.papers import filed_as
from newsroom_agents.story.dossier import Dossier, Excerpt
from newsroom_agents.story.draft import Draft, Paragraph, Sentence, SentenceKind
from newsroom_agents.story.paper import HOUSE_CREDIT, Stage
from newsroom_agents.story.revision import NewText, Revision

from .builders import DeskHouse
from .houses import draft_of, ruled

SLUG = "ferry-aboard-runs-aground"
ARABIC = (
    "وقالت المتحدثة باسم خفر السواحل إيليني فارداكو إن 14 شخصا أصيبوا بجروح،"
    " فيما تحدث مدير مستشفى الجزيرة بيتروس كاليغاس عن 21 مصابا."
)
ITALIAN = "La compagnia nega qualsiasi avaria al timone e assicura il rimborso dei biglietti."
WRONG = "The coast guard said that 41 people were injured."
RIGHT = "The coast guard said that 14 people were injured."
COMPANY = (
    "Il Corriere di Portovieto reported that the company denies any fault in the steering and"
    " promises to pay back the tickets."
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage in another language, its translation, and the sentence that rests on it."""

    language: str
    passage: str
    translation: str
    sentence: str


QUOTED = (
    Quoted(
        "ar",
        ARABIC,
        "Coast guard spokeswoman Eleni Fardako said that 14 people were injured, while the"
        " director of the island's hospital, Petros Kalligas, spoke of 21 injured.",
        WRONG,
    ),
    Quoted(
        "it",
        ITALIAN,
        "The company denies any fault in the steering and promises to pay back the tickets.",
        COMPANY,
    ),
)


class Longer(Revision):
    """A revision that also puts sentences behind those of the second section."""

    more: tuple[Sentence, ...]

    def draft(self, before: Draft) -> Draft:
        """Return the draft with the sentences in it."""
        draft = super().draft(before)
        first, second, *rest = draft.sections
        paragraphs = (*second.paragraphs, Paragraph(sentences=self.more))
        longer = second.model_copy(update={"paragraphs": paragraphs})
        return draft.model_copy(update={"sections": (first, longer, *rest)})


def quote_abroad(house: DeskHouse, editor: str = "Bo") -> None:
    """Let an editor quote two foreign reports, one with a wrong figure, and put it on top."""
    with house.archive.reading() as room:
        filed = room.papers.latest(SLUG, Stage.RESEARCH, Dossier)
        assert filed is not None
        dossier = filed.paper
        sources = {one.language: one for one in dossier.sources}
        texts = {code: room.snapshots.get(one.snapshot).text for code, one in sources.items()}
    excerpts = []
    for one in QUOTED:
        source, start = sources[one.language], texts[one.language].index(one.passage)
        excerpts.append(
            Excerpt(
                id=f"{source.id}.90",
                snapshot=source.snapshot,
                start=start,
                end=start + len(one.passage),
                text=one.passage,
                language=one.language,
                translation=one.translation,
            )
        )
    longer = dossier.model_copy(update={"excerpts": (*dossier.excerpts, *excerpts)})
    with house.archive.writing() as room:
        room.papers.file(
            filed_as(Dossier)(
                slug=SLUG,
                stage=Stage.RESEARCH,
                take=2,
                filed_at=house.clock(),
                credit=HOUSE_CREDIT,
                paper=longer,
            )
        )
    draft = draft_of(house, SLUG)
    more = tuple(
        Sentence(id=f"s9{n}", text=one.sentence, kind=SentenceKind.REPORTED, cites=(cited.id,))
        for n, (one, cited) in enumerate(zip(QUOTED, excerpts, strict=True), start=1)
    )
    headline = draft.headline.rstrip(".") + ", reports say"
    revision = Longer(texts=(NewText(where="headline", text=headline),), more=more)
    house.front.newsroom.editing.keep(SLUG, draft.digest, revision, editor)
    assert ruled(house.signed_in("Cy"), SLUG, "priority", priority="9").status_code == 303
