"""The edit form: a package as fields, fields as a revision, and two editors' fields as one.

A form is a plain mapping of names to texts, so that what an editor left unsaved can be kept, and
compared with what somebody else saved meanwhile, field by field:

`t:WHERE` a text, `gone:ID` a sentence that goes, `at:ID` where a sentence stands as
`section.paragraph.place`, `order:N`, `heading:N` and `access:N` a section, `places` and `topics`
codes between spaces, `picture` one that was brought, `anew` a wish for another.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from pydantic import ValidationError

from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
from newsroom_agents.story.revision import NewPicture, NewText, PlacedSection, Revision

TEXT, GONE, AT = "t:", "gone:", "at:"
ORDER, HEADING, ACCESS = "order:", "heading:", "access:"
PLACES, TOPICS, PICTURE, ANEW = "places", "topics", "picture", "anew"
SHORT = ("headline", "dek", "teaser", "blurb")
OF_PICTURE = ("caption", "alt")
_LEVELS, _DIGITS = 3, 4
_PREFIXES = (TEXT, GONE, AT, ORDER, HEADING, ACCESS)
_NAMES = frozenset({PLACES, TOPICS, PICTURE, ANEW})

Form = Mapping[str, str]


def form_of(package: Package) -> Form:
    """Return a package as the fields of an untouched form."""
    form = {f"{TEXT}{name}": getattr(package, name) for name in SHORT}
    if package.art is not None:
        form |= {f"{TEXT}{name}": getattr(package.art, name) for name in OF_PICTURE}
    for number, section in enumerate(package.sections, start=1):
        form |= {
            f"{ORDER}{number}": str(number),
            f"{HEADING}{number}": section.heading,
            f"{ACCESS}{number}": section.access.value,
        }
        for at, paragraph in enumerate(section.paragraphs, start=1):
            for place, one in enumerate(paragraph.sentences, start=1):
                form[f"{TEXT}{one.id}"] = one.text
                form[f"{AT}{one.id}"] = f"{number}.{at}.{place}"
    new = len(package.sections) + 1
    form |= {f"{ORDER}{new}": str(new), f"{HEADING}{new}": "", f"{ACCESS}{new}": "public"}
    form[PLACES] = " ".join(package.tags.places)
    form[TOPICS] = " ".join(topic.code for topic in package.tags.topics)
    return form


def filled_in(fields: Mapping[str, str]) -> Form:
    """Return the fields that belong to a form, cleaned of line breaks; others are left out."""
    return {
        name: " ".join(value.replace("\r\n", "\n").split("\n")).strip()
        for name, value in fields.items()
        if name.startswith(_PREFIXES) or name in _NAMES
    }


def merged(base: Form, theirs: Form, yours: Form) -> Form:
    """Return one form of two: what you changed is yours, everything else is theirs."""
    fields = {name: value for name, value in yours.items() if name in theirs or _is_own(name)}
    mine = {name: value for name, value in fields.items() if value != base.get(name, "")}
    return {**theirs, **mine}


def homeless(base: Form, theirs: Form, yours: Form) -> Mapping[str, str]:
    """Return the words you changed at texts that are no longer there, by place."""
    return {
        name.removeprefix(TEXT): value
        for name, value in yours.items()
        if name.startswith(TEXT) and name not in theirs and value != base.get(name, "")
    }


def revision_of(package: Package, form: Form) -> Revision:
    """Return what a form changes in a package.

    Raises:
        StandardsError: A place or an access level cannot be read; says which.
    """
    base = form_of(package)
    gone = tuple(
        one.id for one in package.sentences() if form.get(f"{GONE}{one.id}", "") not in {"", "0"}
    )
    is_anew = form.get(ANEW, "") not in {"", "0"}
    brought = form.get(PICTURE, "")
    try:
        texts = tuple(_texts(base, form, gone, is_anew=is_anew, is_brought=bool(brought)))
        return Revision(
            texts=texts,
            removed=gone,
            sections=tuple(_sections(base, form, gone)),
            places=_codes(base, form, PLACES),
            topics=_codes(base, form, TOPICS),
            picture=NewPicture.model_validate_json(brought) if brought else None,
            draws_anew=is_anew and not brought,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        msg = f"{package.slug!r} cannot be changed so: {place}: {first['msg']}"
        raise StandardsError(msg) from error


def _is_own(name: str) -> bool:
    return name.startswith(GONE) or name in {PICTURE, ANEW}


def _texts(
    base: Form, form: Form, gone: tuple[str, ...], *, is_anew: bool, is_brought: bool
) -> Iterator[NewText]:
    for name, before in base.items():
        where = name.removeprefix(TEXT)
        if not name.startswith(TEXT) or where in gone:
            continue
        is_of_picture = where in OF_PICTURE
        if is_of_picture and is_anew and not is_brought:
            continue
        after = form.get(name, before)
        if after != before or (is_of_picture and is_brought):
            yield NewText(where=where, text=after)


def _codes(base: Form, form: Form, name: str) -> tuple[str, ...] | None:
    now = form.get(name, base[name]).upper().replace(",", " ").split()
    return None if now == base[name].upper().split() else tuple(dict.fromkeys(now))


def _sections(base: Form, form: Form, gone: tuple[str, ...]) -> Iterator[PlacedSection]:
    """Yield the sections in their new order; nothing when order, headings and access stay."""
    told = (ORDER, HEADING, ACCESS, AT)
    now = {name: form.get(name, value) for name, value in base.items() if name.startswith(told)}
    moved = any(now[name] != base[name] for name in now if name.startswith(AT))
    if not moved and all(now[name] == base[name] for name in now):
        return
    stands = sorted(
        (_place(name, value), name.removeprefix(AT))
        for name, value in now.items()
        if name.startswith(AT) and name.removeprefix(AT) not in gone
    )
    numbers = [int(name.removeprefix(ORDER)) for name in now if name.startswith(ORDER)]
    for number in sorted(numbers, key=lambda one: (_order(now, one), one)):
        mine = [(place, one) for place, one in stands if place[0] == number]
        if not mine:
            continue
        paragraphs = tuple(
            tuple(one for _, one in group) for _, group in groupby(mine, lambda each: each[0][1])
        )
        yield PlacedSection(
            was=0 if number == max(numbers) else number,
            heading=now[f"{HEADING}{number}"],
            access=_access(now, number),
            paragraphs=paragraphs if moved or number == max(numbers) else (),
        )
    strange = [one for place, one in stands if place[0] not in numbers]
    if strange:
        msg = f"{strange[0]} stands in no section; there are {len(numbers)}"
        raise StandardsError(msg)


def _place(name: str, text: str) -> tuple[int, ...]:
    steps = text.split(".")
    if len(steps) != _LEVELS or not all(_is_number(step) for step in steps):
        where = name.removeprefix(AT)
        msg = f"{where}: {text[:20]!r} is no place, expected section.paragraph.place as in 2.1.3"
        raise StandardsError(msg)
    return tuple(int(step) for step in steps)


def _order(now: Form, number: int) -> int:
    text = now[f"{ORDER}{number}"]
    if not _is_number(text):
        msg = f"section {number}: {text[:20]!r} is no place, expected a number"
        raise StandardsError(msg)
    return int(text)


def _access(now: Form, number: int) -> Access:
    told = now[f"{ACCESS}{number}"]
    found = next((access for access in Access if access.value == told), None)
    if found is None:
        msg = f"section {number}: {told[:20]!r} is no access, expected one of {', '.join(Access)}"
        raise StandardsError(msg)
    return found


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= _DIGITS
