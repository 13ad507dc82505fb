"""The edit page: the form beside what the checks say, and a conflict with three texts beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.desk.edit_form import AT, GONE, OF_PICTURE, SHORT, TEXT, Form, homeless
from newsroom_agents.desk.text_changes import text_name
from newsroom_agents.desk.word_diff import Piece, word_diff
from newsroom_agents.desk.wording import KIND_WORDS
from newsroom_agents.publish.wording import ACCESS_WORDS
from newsroom_agents.story.check import Finding
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
from newsroom_agents.text.language import direction
from newsroom_agents.text.visible import visible


@dataclass(frozen=True, slots=True)
class FoundView:
    """What a check holds against a text."""

    where: str
    name: str
    reason: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class TextField:
    """A text that can be changed in place."""

    where: str
    name: str
    text: str
    kind: str
    at: str
    is_gone: bool
    found: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True)
class SectionFields:
    """A section that can be moved, renamed, or opened to others; the last one is new and empty."""

    number: int
    order: str
    heading: str
    access: str
    is_new: bool
    texts: tuple[TextField, ...]


@dataclass(frozen=True, slots=True)
class EditView:
    """The form as it is filled in now, over one text."""

    slug: str
    covers: str
    take: int
    lang: str
    dir: str
    short: tuple[TextField, ...]
    sections: tuple[SectionFields, ...]
    of_picture: tuple[TextField, ...]
    accesses: tuple[tuple[str, str], ...]
    places: str
    topics: str
    picture: str
    is_anew: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text that two editors changed: from the words both had, to theirs and to yours."""

    where: str
    name: str
    theirs: tuple[Piece, ...]
    yours: tuple[Piece, ...]
    their_text: str


def edit_view(
    package: Package, covers: str, form: Form, findings: Sequence[Finding] = ()
) -> EditView:
    """Return the form over a package, filled in as given, with what the checks found."""
    order = [one.id for one in package.sentences()]
    found = found_views(findings, order)
    last = len(package.sections) + 1

    def text(where: str, kind: str = "") -> TextField:
        return TextField(
            where=where,
            name=text_name(where, order),
            text=form.get(f"{TEXT}{where}", ""),
            kind=kind,
            at=form.get(f"{AT}{where}", ""),
            is_gone=form.get(f"{GONE}{where}", "") not in {"", "0"},
            found=tuple(one for one in found if one.where == where),
        )

    sections = tuple(
        SectionFields(
            number=number,
            order=form.get(f"order:{number}", str(number)),
            heading=form.get(f"heading:{number}", ""),
            access=form.get(f"access:{number}", Access.PUBLIC.value),
            is_new=number == last,
            texts=tuple(
                text(one.id, KIND_WORDS[one.kind])
                for section in package.sections[number - 1 : number]
                for one in section.sentences()
            ),
        )
        for number in range(1, last + 1)
    )
    return EditView(
        slug=package.slug,
        covers=covers,
        take=package.take,
        lang=package.language,
        dir=direction(package.language),
        short=tuple(text(where) for where in SHORT if where != "teaser" or package.teaser),
        sections=sections,
        of_picture=tuple(text(where) for where in OF_PICTURE) if package.art else (),
        accesses=tuple((one.value, ACCESS_WORDS[one]) for one in Access),
        places=form.get("places", ""),
        topics=form.get("topics", ""),
        picture=form.get("picture", ""),
        is_anew=form.get("anew", "") not in {"", "0"},
    )


def found_views(findings: Sequence[Finding], order: Sequence[str] = ()) -> tuple[FoundView, ...]:
    """Return findings in words, what blocks first."""
    views = (
        FoundView(one.where, text_name(one.where, order), visible(one.reason), one.blocks)
        for one in findings
    )
    return tuple(sorted(views, key=lambda one: not one.blocks))


def conflicts(base: Form, theirs: Form, yours: Form) -> tuple[Conflict, ...]:
    """Return the texts that both changed, and differently."""
    return tuple(
        Conflict(
            where=name.removeprefix(TEXT),
            name=text_name(name.removeprefix(TEXT)),
            theirs=word_diff(base.get(name, ""), theirs[name]),
            yours=word_diff(base.get(name, ""), mine),
            their_text=theirs[name],
        )
        for name, mine in yours.items()
        if name.startswith(TEXT) and name in theirs
        if mine != base.get(name, "") != theirs[name] != mine
    )


def without_home(base: Form, theirs: Form, yours: Form) -> Mapping[str, str]:
    """Return your words at texts that are gone, by what the texts were called."""
    return {
        text_name(where): visible(words) for where, words in homeless(base, theirs, yours).items()
    }
