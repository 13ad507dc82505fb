"""Names that a source carries without having their letters: languages and feasts.

A report in Japanese need not say that it is in Japanese, and one about Weihnachten is one about
Christmas. Both are known by tables, and only of what the cited sources are and say.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError

from newsroom_agents.evidence.material import Passage, SourceText
from newsroom_agents.text.feasts import feasts
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import fold


def is_language_of(name: str, sources: Iterable[SourceText], language: str) -> bool:
    """Whether a name is that of the language in which one of the sources is written."""
    said = fold(name)
    return any(said == _language_name(primary(source.language), language) for source in sources)


def is_feast_of(
    name: str, sources: Sequence[SourceText], near: Iterable[Passage], language: str
) -> bool:
    """Whether a name is that of a feast which a source names, or on whose day a passage falls."""
    meant = feasts(name, language)
    if not meant:
        return False
    held = frozenset(feast for source in sources for feast in feasts(source.text, source.language))
    days = {one.parts[1:] for passage in near for one in passage.dates}
    return all(feast in held or (feast.day is not None and feast.day in days) for feast in meant)


@cache
def _language_name(code: str, language: str) -> str:
    """Return what a language calls another one, folded; empty when it is not known."""
    try:
        return fold(Locale.parse(primary(language)).languages.get(code, ""))
    except (UnknownLocaleError, ValueError):
        return ""
