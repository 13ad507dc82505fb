"""The writer's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from newsroom_agents.agents._brief import ListedSource, Note, Shown
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Access, Draft, SentenceKind
from newsroom_agents.story.paper import Paper


class Limits(Paper):
    """Lengths of the stylebook, in characters and words."""

    headline_chars: int
    dek_chars: int
    sentence_words: int
    teaser_chars: int
    blurb_chars: int


class WriterBrief(Paper):
    """Dossier, analysis, and who signs.

    From the second take on, `previous` is the last draft and `notes` name the failing sentences (by
    id) with reasons, or carry an editor's wish (`where` empty): only these sentences are rewritten.
    `voice` and `refuses` are the correspondent's. `shown` are the excerpts the analysis rests on,
    then the rest of the dossier as far as there is room.
    """

    dossier: Dossier
    analysis: Analysis
    listed: tuple[ListedSource, ...]
    shown: tuple[Shown, ...]
    correspondent: str
    voice: str
    refuses: tuple[str, ...]
    limits: Limits
    take: int
    previous: Draft | None
    notes: tuple[Note, ...]


class WrittenSentence(Paper):
    """A sentence and the excerpt ids it rests on; `speaker` only for a quote."""

    text: str
    kind: SentenceKind
    cites: tuple[str, ...]
    speaker: str


class WrittenParagraph(Paper):
    """Sentences that belong together."""

    sentences: tuple[WrittenSentence, ...]


class WrittenSection(Paper):
    """A section; the first has no heading: its paragraphs are the lede and the nut graf."""

    heading: str
    access: Access
    paragraphs: tuple[WrittenParagraph, ...]


class WriterReply(Paper):
    """The whole draft; `*_rests_on` count sentences from 1 in reading order, as text."""

    headline: str
    dek: str
    sections: tuple[WrittenSection, ...]
    headline_rests_on: tuple[str, ...]
    dek_rests_on: tuple[str, ...]
