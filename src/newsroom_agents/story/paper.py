"""What every paper shares: it is frozen, strict, and has one canonical form.

A paper is filed with a credit that says who made it and how. Its id is `slug/stage/take`, so that
filing the same stage and take twice is harmless and a person can read an id aloud.
"""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Paper(BaseModel):
    """Base of all papers and of their parts: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def canonical(self) -> bytes:
        """Return the paper's canonical bytes: UTF-8 JSON, sorted keys, no spaces."""
        return canonical_json(self.model_dump(mode="json"))

    def fingerprint(self) -> str:
        """Return the sha256 of the canonical bytes, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()


class GrownPaper(Paper):
    """A paper that has gained fields since it was first released.

    They are left out while they are empty, so that what an older version filed and sealed comes out
    byte by byte as it went in.
    """

    NEWER: ClassVar[frozenset[str]] = frozenset()
    """The fields that the first released version did not have."""

    @model_serializer(mode="wrap")
    def _as_released(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        fields = handler(self).items()
        return {name: value for name, value in fields if value or name not in self.NEWER}


PaperT = TypeVar("PaperT", bound=Paper)


def canonical_json(value: object) -> bytes:
    """Return `value` as UTF-8 JSON with sorted keys and no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


class Stage(StrEnum):
    """A station of the rundown; the middle part of a paper's id."""

    LEAD = "lead"
    TRANSLATION = "translation"
    RESEARCH = "research"
    ANALYSIS = "analysis"
    WRITING = "writing"
    CHECKING = "checking"
    COPY = "copy"
    ART = "art"
    PACKAGING = "packaging"
    QUEUE = "queue"
    RULING = "ruling"
    RELEASE = "release"
    AFTERCARE = "aftercare"


class Role(StrEnum):
    """A job at the house; a persona fills it."""

    MONITOR = "monitor"
    TRANSLATOR = "translator"
    RESEARCHER = "researcher"
    ANALYST = "analyst"
    WRITER = "writer"
    FACT_CHECKER = "fact-checker"
    COPY_EDITOR = "copy-editor"
    ILLUSTRATOR = "illustrator"
    PACKAGER = "packager"


class Credit(Paper):
    """Who made a paper and what it took: the machine's record, not the byline.

    `prompt` is the digest of the prompt files, `engine_model` the name the provider gave, `calls`
    the ids of the logged calls, `cost_microusd` whole millionths of a US dollar.
    """

    role: Role | None
    persona: str
    prompt: str
    engine: str
    engine_model: str
    calls: tuple[str, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_microusd: int = 0


HOUSE_CREDIT = Credit(role=None, persona="house", prompt="", engine="code", engine_model="")
"""Credit of what code files without any persona (the queue's entry, for instance)."""

DESK_CREDIT = Credit(role=None, persona="editor", prompt="", engine="desk", engine_model="")
"""Credit of what a person changed by hand; who it was stays in the queue and the journal."""


class Filed(Paper, Generic[PaperT]):
    """A paper that was handed in: what it is, where it belongs, who made it."""

    slug: str
    stage: Stage
    take: int
    filed_at: datetime
    credit: Credit
    paper: PaperT

    @property
    def id(self) -> str:
        """The paper's id, `slug/stage/take`."""
        return paper_id(self.slug, self.stage, self.take)


def paper_id(slug: str, stage: Stage, take: int) -> str:
    """Return the id of a paper, `slug/stage/take`."""
    return f"{slug}/{stage.value}/{take}"
