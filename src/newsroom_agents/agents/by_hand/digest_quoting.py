"""How a digest by hand puts a source's words on the page: letter for letter, and by name.

Outside the quotation marks stand only words that code knows: who published, and who is quoted.
Inside stand the source's, with one permitted change: its own curly double marks become single ones,
so that the outer marks stay clear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom_agents.agents._writer import WrittenSentence
from newsroom_agents.agents.by_hand.digest_passages import Quotable
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import SentenceKind

_INNER = str.maketrans({"“": "‘", "”": "’"})
_SPOKEN = re.compile(
    r"^[\"“](?P<words>[^\"“”]{20,})[\"”]\s+"
    r"(?:(?P<verb>said|says|told \w+(?: \w+)?|added|wrote)\s+(?P<after>[^\"“”]+)|"
    r"(?P<before>[^\"“”]{4,60}?)\s+(?:said|says|added|told \w+(?: \w+)?|wrote)"
    r"(?P<rest>[^\"“”]{0,80}))\.$"
)
_NAME = re.compile(
    r"[A-Z][\w.'’-]+(?:\s+(?:(?:de|da|del|van|von|bin|al|el|der|di)\s+)?[A-Z][\w.'’-]+)+"
)
_FIRST = ("{outlet} reported: {quote}", "{outlet} said: {quote}", "{outlet} wrote: {quote}")
_AGAIN = ("{outlet} added: {quote}", "{outlet} also reported: {quote}", "{outlet} went on: {quote}")


@dataclass(frozen=True, slots=True)
class Voice:
    """A direct quotation inside a source's sentence: the words, and who spoke them."""

    words: str
    speaker: str


def quoted_words(text: str) -> str:
    """Return the words of a source inside quotation marks, nothing else changed."""
    return f"“{text.translate(_INNER)}”"


def voice_in(text: str) -> Voice | None:
    """Return who is quoted in a sentence that is one direct quotation, and the words."""
    match = _SPOKEN.match(text)
    if match is None:
        return None
    name = _NAME.search(match["after"] or match["before"] or "")
    if name is None:
        return None
    return Voice(words=match["words"].rstrip(" ,"), speaker=name.group().rstrip("."))


def attributed(passage: Quotable, turn: int, *, follows_same: bool) -> WrittenSentence:
    """Return the passage as a sentence of the digest; `turn` varies the wording."""
    outlet = passage.source.outlet_name
    text = passage.text
    if voice := voice_in(text):
        sentence = f"{outlet} quoted {voice.speaker} as saying: {quoted_words(voice.words)}"
        if not voice.words.endswith((".", "!", "?")):
            sentence = f"{quoted_words(voice.words)}, {outlet} quoted {voice.speaker} as saying."
        return written(sentence, SentenceKind.QUOTE, (passage.id,), voice.speaker)
    is_open = not re.search(r"[.!?:][\"”'’]*$", text)
    if is_open or (turn % 4 == 3 and text.endswith(".") and not follows_same):
        sentence = f"{quoted_words(text.removesuffix('.'))}, according to {outlet}."
    else:
        forms = _AGAIN if follows_same else _FIRST
        form = forms[turn % len(forms)]
        sentence = form.format(outlet=outlet, quote=quoted_words(text))
    return written(sentence, SentenceKind.REPORTED, (passage.id,))


def written(
    text: str, kind: SentenceKind, cites: Sequence[str] = (), speaker: str = ""
) -> WrittenSentence:
    """Return a sentence of the reply, its first letter a capital where it is one of ours."""
    return WrittenSentence(text=text, kind=kind, cites=tuple(cites), speaker=speaker)


def listed(names: Sequence[str]) -> str:
    """Return names as a list with a final "and"."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= 1:
        return "".join(unique)
    return f"{', '.join(unique[:-1])} and {unique[-1]}"


def outlets_of(dossier: Dossier, cites: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the outlets behind these excerpts, each once, in order."""
    sources = dossier.source_by_id()
    names = (sources[cite.partition(".")[0]].outlet_name for cite in cites)
    return tuple(dict.fromkeys(names))


def origins_of(dossier: Dossier, cites: Sequence[str]) -> tuple[str, ...]:
    """Return the independent origins behind these excerpts, each once, in order."""
    sources = dossier.source_by_id()
    origins = (sources[cite.partition(".")[0]].origin for cite in cites)
    return tuple(dict.fromkeys(origins))
