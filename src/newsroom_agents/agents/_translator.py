"""The translator's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from newsroom_agents.agents._brief import Line
from newsroom_agents.story.paper import Paper
from newsroom_agents.story.translation import TranslationStatus


class TranslatorBrief(Paper):
    """One snapshot; `lines` are its sentences (ids `1`, `2`, …), `spans` their offsets."""

    snapshot: str
    source_language: str
    target_language: str
    lines: tuple[Line, ...]
    spans: tuple[tuple[int, int], ...]


class TranslatorReply(Paper):
    """One translated text for every line, in order (none when untranslated).

    `note` is said openly wherever the text is used.
    """

    status: TranslationStatus
    texts: tuple[str, ...]
    note: str
