"""What the benchmark's model answers, role by role, from the request alone.

It knows nothing but the messages: it reads excerpt ids, outlets and wording out of the material
and gives back sentences of it, quoted or attributed. That is no journalism, but it is a reply of
the right shape and size that the house's checks can pass, so that a whole story can be measured.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

Reply = dict[str, object]

_BLOCK = re.compile(r"^<material (\w+)>\n(.*?)\n</material \1>", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^\[(S\d+\.\d+|\d+)[^\]]*\] (.+)$", re.MULTILINE)
_LISTED = re.compile(r"^(S\d+) voice \d+: (.+?), [\w-]+, \d{4}-", re.MULTILINE)
_OPENS_BADLY = re.compile(
    r"^(?:he|she|it|they|this|that|these|those|but|and|so|then|there)\b", re.I
)
_PREFIX = re.compile(r"^(?:EXERCISE\s*[–—-]\s*)")
_CREDIT = re.compile(r"\s*\([A-Z][^)]*\)\.?$")
_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight"
    r"|last (?:week|month|year|night)|next (?:week|month|year)|this (?:week|month|year))\b",
    re.I,
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|instructions?|assistant|system prompt|you must)\b", re.I
)
_MARKS = set('"“”«»„‘`?!:;[]{}')
_LEAST_WORDS, _MOST_WORDS = 6, 24
_MOST_CHOSEN, _MOST_TOLD, _MOST_CLAIMS = 40, 16, 8
_QUOTED_PER_SOURCE = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of material that can stand in an article."""

    id: str
    outlet: str
    text: str

    @property
    def source(self) -> str:
        """The source's id."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a draft as a prompt shows it."""

    id: str
    kind: str
    cites: tuple[str, ...]
    text: str


def answer(role: str, user: str, *, slips: bool = False, translates: bool = False) -> Reply:
    """Return the reply of a role.

    Args:
        role: As the schema's name tells it.
        user: The request's first user message.
        slips: A first draft invents a figure.
        translates: The translator vouches for its lines, which are the original's all the same.
    """
    if role == "writer":
        return _write(user, slips)
    if role == "translator" and translates:
        return {**_translator(user), "status": "translated"}
    return _ROLES[role](user) if role in _ROLES else {}


def _lines(user: str) -> list[tuple[str, str, str]]:
    """Return id, outlet and text of every line of material, in order; of several ids the first."""
    blocks = [match[2] for match in _BLOCK.finditer(user)]
    outlets = {m[1]: m[2] for block in blocks for m in _LISTED.finditer(block)}
    return [
        (m[1], outlets.get(m[1].partition(".")[0], ""), m[2].strip())
        for block in blocks
        for m in _LINE.finditer(block)
    ]


def _usable(user: str) -> list[Passage]:
    """Return the lines that stand alone as a plain sentence."""
    found = []
    for name, outlet, line in _lines(user):
        text = _CREDIT.sub(".", _PREFIX.sub("", line)).strip()
        text = text if _CREDIT.search(line) else _PREFIX.sub("", line)
        if _stands_alone(text):
            found.append(Passage(name, outlet, text))
    return found


def _stands_alone(text: str) -> bool:
    return (
        text.endswith(".")
        and text[:1].isupper()
        and _LEAST_WORDS <= len(text.split()) <= _MOST_WORDS
        and not _MARKS & set(text)
        and not _ORDERS.search(text)
        and not _OPENS_BADLY.match(text)
    )


def _by_turns(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages taking one of each source in turn."""
    rows: dict[str, list[Passage]] = {}
    for passage in passages:
        rows.setdefault(passage.source, []).append(passage)
    return [one for one in chain.from_iterable(zip_longest(*rows.values())) if one]


def _monitor(user: str) -> Reply:
    events = re.findall(r"^Event (\S+)$", user, re.MULTILINE)
    why = "Several independent origins carry it, with enough text that the house can read."
    picks = [{"event": one, "follow": True, "reason": "judged", "why": why} for one in events]
    return {"picks": picks}


def _translator(user: str) -> Reply:
    texts = [text for _, _, text in _lines(user)]
    note = "A benchmark's model translates nothing: the lines are the original's."
    return {"status": "gist", "texts": texts, "note": note}


def _researcher(user: str) -> Reply:
    chosen = _by_turns(_usable(user))[:_MOST_CHOSEN]
    ids = [passage.id for passage in chosen] or [name for name, _, _ in _lines(user)][:3]
    questions = ["What it will cost is not said.", "Who decides what comes next is not said."]
    return {"excerpts": ids, "disagreements": [], "questions": questions}


def _analyst(user: str) -> Reply:
    passages = _by_turns(_usable(user)) or _whatever(user)
    claims = [
        {"text": f"{one.outlet} reports: {one.text}", "cites": [one.id]}
        for one in passages[:_MOST_CLAIMS]
    ]
    return {
        "angle": passages[0].text,
        "claims": claims,
        "timeline": [],
        "actors": [],
        "scenarios": [],
        "unknown": ["What it will cost is not said."],
    }


def _whatever(user: str) -> list[Passage]:
    return [Passage(*line) for line in _lines(user)][:3]


def _write(user: str, slips: bool) -> Reply:
    previous = tuple(_sentences(user.partition("Your last take")[2].partition("What is wrong")[0]))
    passages = _by_turns(_usable(user)) or _whatever(user)
    if not previous:
        return _article(passages, _tell(passages[:_MOST_TOLD], slips), frozenset(), user)
    wrong = user.partition("What is wrong with it")[2]
    blamed = frozenset(re.findall(r"^(s\d+|headline|dek): ", wrong, re.MULTILINE))
    used = {cite for sentence in previous for cite in sentence.cites}
    fresh = iter([one for one in passages if one.id not in used])
    told: list[Reply] = []
    for sentence in previous:
        if sentence.kind == "analysis":
            continue
        if sentence.id not in blamed:
            told.append(_said(sentence.text, sentence.cites))
        elif (passage := next(fresh, None)) is not None:
            told.append(_quoted(passage))
    return _article(passages, told, blamed, user, previous)


def _tell(passages: Sequence[Passage], slips: bool) -> list[Reply]:
    """Tell the passages, each in its outlet's name; the first of a source is quoted."""
    told: list[Reply] = []
    quoted: set[str] = set()
    for passage in passages:
        if passage.source not in quoted:
            quoted.add(passage.source)
            told.append(_quoted(passage))
        elif not _DAYS.search(passage.text):
            told.append(_said(f"{passage.text[:-1]}, {passage.outlet} reported.", (passage.id,)))
    if slips and told:
        invented = f"More than 4,711 people were there, {passages[-1].outlet} reported."
        told[-1] = _said(invented, (passages[-1].id,))
    return told


def _quoted(passage: Passage) -> Reply:
    return _said(f"{passage.outlet} reported: “{passage.text}”", (passage.id,))


def _said(text: str, cites: Sequence[str], kind: str = "reported") -> Reply:
    return {"text": text, "kind": kind, "cites": list(cites), "speaker": ""}


def _article(
    passages: Sequence[Passage],
    told: Sequence[Reply],
    blamed: frozenset[str],
    user: str,
    previous: Sequence[Told] = (),
) -> Reply:
    """Return the draft: an opening, the reports, and what they add up to for members."""
    sections = [_section("", "public", told[:4], 2)]
    if told[4:]:
        sections.append(_section("What the reports say", "public", told[4:], 3))
    gated = [] if _gated(previous) & blamed else list(_adding_up(passages))
    if gated:
        sections.append(_section("How the reports compare", "member", gated, 3))
    by_id = {passage.id: passage for passage in passages}
    heads = [by_id[str(c)] for one in told for c in list(one["cites"])[:1] if str(c) in by_id]  # type: ignore[call-overload]
    limit = int((re.search(r"headline (\d+) characters", user) or ["", "90"])[1])
    short = [at for at, one in enumerate(heads) if len(one.text) <= limit] or [0]
    head = short[-1] if "headline" in blamed else short[0]
    dek = next((at for at in range(len(heads)) if at != head), head)
    return {
        "headline": _cut(heads[head].text.rstrip("."), limit),
        "dek": _cut(f"{heads[dek].text[:-1]}, {heads[dek].outlet} reported", 175) + ".",
        "sections": sections,
        "headline_rests_on": [str(head + 1)],
        "dek_rests_on": [str(dek + 1)],
    }


def _gated(previous: Sequence[Told]) -> frozenset[str]:
    return frozenset(sentence.id for sentence in previous if sentence.kind == "analysis")


def _adding_up(passages: Sequence[Passage]) -> Iterator[Reply]:
    """Yield sentences that only put the outlets side by side."""
    firsts = list({one.outlet: one for one in reversed(passages)}.values())[::-1]
    if len(firsts) > 1:
        one, other = firsts[:2]
        text = (
            f"Taken together, {one.outlet} and {other.outlet} give different parts of the account."
        )
        yield _said(text, (one.id, other.id), "analysis")
    if len(firsts) > 3:
        one, other = firsts[2:4]
        text = f"What {one.outlet} reports and what {other.outlet} reports compare as one account."
        yield _said(text, (one.id, other.id), "analysis")


def _section(heading: str, access: str, told: Sequence[Reply], size: int) -> Reply:
    cut = [list(told[at : at + size]) for at in range(0, len(told), size)]
    return {"heading": heading, "access": access, "paragraphs": [{"sentences": s} for s in cut]}


def _cut(text: str, most: int) -> str:
    """Return the text, shortened at a word where it is too long."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0].rstrip(",")


_SENTENCE = re.compile(r"^\[(s\d+)\] \(([^)]*)\) (.+)$", re.MULTILINE)


def _sentences(text: str) -> Iterator[Told]:
    """Yield a draft's sentences as prompts show them: `[s1] (kind; S1.2 S3.4) text`."""
    for match in _SENTENCE.finditer(text):
        kind, _, rest = match[2].partition(";")
        cites = tuple(re.findall(r"S\d+\.\d+", rest))
        yield Told(match[1], kind.strip(), cites, match[3].strip())


def _fact_checker(user: str) -> Reply:
    draft, _, found = user.partition("What code found")
    blocked = dict(re.findall(r"^(\w+), [\w-]+, (\w+), blocks:", found, re.MULTILINE))
    verdicts = [
        {
            "sentence": one.id,
            "verdict": blocked.get(one.id, "supported"),
            "cites": list(one.cites),
            "reason": f"What {', '.join(one.cites) or 'nothing'} says carries the whole sentence.",
        }
        for one in _sentences(draft)
    ]
    return {"verdicts": verdicts}


def _copy_editor(user: str) -> Reply:
    del user
    return {"changes": []}


def _illustrator(user: str) -> Reply:
    colour = (re.search(r"colour (\w+)", user) or ["", "blue"])[1]
    return {
        "motif": "network",
        "prompt": "Links between places and people, so points and lines.",
        "alt": f"Abstract drawing in {colour}: points joined by thin lines.",
        "caption": "AI-generated illustration: an abstract drawing that shows no real scene.",
        "alt_rests_on": [],
        "caption_rests_on": [],
        "none_because": "",
    }


def _packager(user: str) -> Reply:
    story = user.partition("The story\n")[2]
    public, gated = [], []
    for part in re.split(r"^Section ", story, flags=re.MULTILINE)[1:]:
        (public if part.startswith("(public") else gated).extend(_sentences(part))
    limit = int((re.search(r"blurb (\d+)", user) or ["", "400"])[1])
    blurb = [one for at, one in enumerate(public) if len(_joined(public[: at + 1])) <= limit][:2]
    headline = (re.search(r"^\[headline\] \([^)]*\) (.+)$", story, re.M) or ["", "story"])[1]
    words = re.findall(r"[a-z0-9]+", headline.lower())
    places = re.search(r"^Places to choose from: (.+)$", user, re.MULTILINE)
    topics = user.partition("Topics to choose from: ")[2].partition("\n")[0]
    return {
        "url_words": "-".join(words[:7]),
        "headline_variants": [],
        "teaser": "How the reports compare, and what they add up to." if gated else "",
        "teaser_rests_on": [one.id for one in gated],
        "blurb": _joined(blurb),
        "blurb_rests_on": [one.id for one in blurb],
        "places": re.findall(r"\b[A-Z]{2}\b", places[1] if places else "")[:1],
        "topics": re.findall(r"(\S+) \(", topics),
    }


def _joined(told: Sequence[Told]) -> str:
    return " ".join(one.text for one in told)


_ROLES: Mapping[str, Callable[[str], Reply]] = {
    "monitor": _monitor,
    "translator": _translator,
    "researcher": _researcher,
    "analyst": _analyst,
    "fact-checker": _fact_checker,
    "copy-editor": _copy_editor,
    "illustrator": _illustrator,
    "packager": _packager,
}
