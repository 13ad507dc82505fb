"""Who is not named: the stylebook's rule for minors, told to the editor, never applied in silence.

A name beside an age is found by its form, in quotations too, because publishing a quotation
publishes the name in it. Leaving the name out is a person's decision.
"""

import re
from collections.abc import Iterator

from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.draft import Draft

_NAME = r"[A-Z]\w+(?:[ -][A-Z]\w+)+"
_FORMS = (
    re.compile(rf"(?P<name>{_NAME}),? \(?(?:aged )?(?P<age>\d{{1,2}})(?=[,;)]|\.(?:\W|$))"),
    re.compile(rf"(?P<age>\d{{1,2}})-year-old(?: [a-z]+){{0,3}},? (?P<name>{_NAME})"),
)
CHECK = "stylebook"
"""The name under which the copy desk's own findings stand beside those of the checks."""


def named_minors(draft: Draft, below: int) -> Iterator[Finding]:
    """Yield a soft finding for each name that stands beside an age under `below` years.

    Args:
        draft: The draft as edited.
        below: The age from which the stylebook allows a name; 0 allows every name.
    """
    texts = [("headline", draft.headline), ("dek", draft.dek)]
    texts += [(sentence.id, sentence.text) for sentence in draft.sentences()]
    for where, text in texts:
        for form in _FORMS:
            for found in form.finditer(text):
                if int(found["age"]) < below:
                    yield Finding(
                        where=where,
                        check=CHECK,
                        verdict=Verdict.UNSUPPORTED,
                        is_hard=False,
                        reason=f"names {found['name']}, {found['age']}: the stylebook names no"
                        f" minors under {below}",
                        start=found.start("name"),
                        end=found.end("name"),
                    )
