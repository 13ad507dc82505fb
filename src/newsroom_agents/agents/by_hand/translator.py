"""Translating without a language model: Apertium's gist when it is installed, otherwise nothing.

Apertium gets numbers, names and dates right and senses wrong, silently ("cuarto de punto" becomes
"a chamber of point"). So its text is a gist for people and for keys, and never evidence. It is a
separate program under the GPL, called and not linked.
"""

import shutil
import subprocess
from collections.abc import Sequence

from newsroom_agents.agents._translator import TranslatorBrief, TranslatorReply
from newsroom_agents.story.translation import TranslationStatus
from newsroom_agents.text.language import display_name, primary

GIST_NOTE = "machine gist, not evidence"

# Apertium's modes into English: direct where there is one, else through a close relative.
_MODES = {
    "es": ("spa-eng",), "ca": ("cat-eng",), "gl": ("gl-en",), "eu": ("eu-en",), "mk": ("mkd-eng",),
    "sr": ("hbs-eng",), "hr": ("hbs-eng",), "bs": ("hbs-eng",), "sh": ("hbs-eng",),
    "is": ("isl-eng",), "eo": ("eo-en",), "fr": ("fr-es", "spa-eng"), "pt": ("pt-es", "spa-eng"),
    "it": ("ita-spa", "spa-eng"), "ro": ("ro-es", "spa-eng"), "oc": ("oc-ca", "cat-eng"),
    "bg": ("bul-mkd", "mkd-eng"), "sl": ("slv-hbs", "hbs-eng"),
}  # fmt: skip
_TARGET = "en"
_SECONDS = 60.0

# A line of signs that no pair knows as words, so that it comes out as it went in.
_SEPARATOR = "\n\n=====\n\n"
_RULE = "====="


def by_hand(brief: TranslatorBrief) -> TranslatorReply:
    """Return Apertium's gist, or leave the text as it is and say what it still serves for."""
    texts = _gist(brief)
    if texts is None:
        return TranslatorReply(
            status=TranslationStatus.UNTRANSLATED,
            texts=(),
            note=f"{display_name(brief.source_language)}, untranslated: it corroborates by names, "
            "numbers and dates only",
        )
    return TranslatorReply(status=TranslationStatus.GIST, texts=texts, note=GIST_NOTE)


def _gist(brief: TranslatorBrief) -> tuple[str, ...] | None:
    """Return one text for every line; None when no pair is installed or it loses a line."""
    program = shutil.which("apertium")
    modes = _MODES.get(primary(brief.source_language), ())
    if not (program and modes and brief.lines and primary(brief.target_language) == _TARGET):
        return None
    batch: str | None = _SEPARATOR.join(" ".join(line.text.split()) for line in brief.lines)
    for mode in modes:
        batch = _run(program, mode, batch) if batch is not None else None
    return _apart(batch, len(brief.lines)) if batch is not None else None


def _run(program: str, mode: str, text: str) -> str | None:
    """Return what one mode makes of the text; None when it is missing, fails or takes too long."""
    try:
        # The arguments are ours, and the text goes through stdin: nothing of a source is executed.
        done = subprocess.run(  # noqa: S603
            [program, "-u", mode],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None


def _apart(batch: str, expected: int) -> tuple[str, ...] | None:
    """Cut the batch at its rules; None when the number of texts is not the one expected."""
    texts: list[list[str]] = [[]]
    for line in batch.splitlines():
        if line.strip() == _RULE:
            texts.append([])
        else:
            texts[-1].append(line)
    found = tuple(" ".join(" ".join(lines).split()) for lines in texts)
    return found if _is_whole(found, expected) else None


def _is_whole(texts: Sequence[str], expected: int) -> bool:
    return len(texts) == expected and all(texts)
