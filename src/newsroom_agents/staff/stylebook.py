"""The house's stylebook, from data/stylebook.toml.

Rules with a `use` may be applied by code outside quotation marks; those under a `watch` depend on
the sentence and are only shown.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from newsroom_agents.staff.files import parse_table, read_text


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Replacement(_Table):
    """What to avoid, what to use instead, and why."""

    avoid: str
    use: str
    why: str


class Watch(_Table):
    """Words that need an editor's eye, and why."""

    avoid: str
    why: str


class Attribution(_Table):
    """How speech is attributed."""

    allowed: tuple[str, ...]
    watch: tuple[str, ...]
    avoid: tuple[Replacement, ...]


class Victims(_Table):
    """Who is named and who is not."""

    name_minors: bool
    name_relatives_of_minors: bool
    name_victims_of_sexual_offences: bool
    name_dead_before_official_release: bool
    name_suspects_before_charge: bool
    name_convicted_after_years: int
    give_exact_address: bool
    describe_method_of_suicide: bool
    add_help_line_to_suicide: bool
    state_ethnicity_or_religion: str
    minor_below_age: int


class Lengths(_Table):
    """Upper limits, in characters, words or sentences as their names say."""

    headline_chars: int = Field(gt=20)
    dek_chars: int = Field(gt=20)
    sentence_words: int = Field(gt=5)
    paragraph_sentences: int = Field(gt=0)
    teaser_chars: int = Field(gt=20)
    blurb_chars: int = Field(gt=20)
    caption_chars: int = Field(gt=20)
    alt_chars: int = Field(gt=20)


class RelativeDays(_Table):
    """Words that mean a day only to those who read them that day."""

    words: tuple[str, ...]
    weekdays: tuple[str, ...]


class Stylebook(_Table):
    """The whole stylebook."""

    word: tuple[Replacement, ...]
    watch: tuple[Watch, ...]
    attribution: Attribution
    innocence: tuple[Replacement, ...]
    innocence_watch: tuple[Watch, ...]
    victims: Victims
    length: Lengths
    relative_days: RelativeDays


def read_stylebook(path: Path) -> Stylebook:
    """Return the stylebook.

    Raises:
        HouseError: The file is missing or a field is wrong; names file and field.
    """
    return parse_table(read_text(path), path, Stylebook)
