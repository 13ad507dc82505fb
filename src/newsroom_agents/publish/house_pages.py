"""The pages of the site that are not articles: front page, lists, personas, search, how we work."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsroom_agents.ports import Published, StaffCard
from newsroom_agents.publish.addresses import shelf_path, shelf_title
from newsroom_agents.publish.drawing import SEARCH_POLICY, SECURITY_POLICY, render
from newsroom_agents.publish.listing import latest
from newsroom_agents.publish.page import House, Teaser, on_day, when
from newsroom_agents.publish.paging import Paging
from newsroom_agents.publish.presentation import beat_card
from newsroom_agents.publish.record import PersonaRecord
from newsroom_agents.publish.wording import counted, shortened
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import EVERYTHING, Shelf, ShelfCount, ShelfKind
from newsroom_agents.text.language import display_name

_FRONT_SECONDARY = 3
_FRONT_RIVER = 12
_FRONT_BEAT = 5
_FRONT_NAV = 5
_BEATS_FROM = 9
_PERSONA_BEATS = 3
KIND_WORDS = {
    ShelfKind.PLACE: "Place",
    ShelfKind.TOPIC: "Topic",
    ShelfKind.MONTH: "Archive",
    ShelfKind.PERSONA: "AI persona",
}
_INDEX_WORDS = {
    ShelfKind.PLACE: ("Places", "What we have reported, by the places it is about."),
    ShelfKind.TOPIC: ("Topics", "What we have reported, by subject."),
    ShelfKind.MONTH: ("Archive", "Everything we have published and not withdrawn, by month."),
}


@dataclass(frozen=True, slots=True)
class BeatRow:
    """A beat with its newest pieces."""

    title: str
    id: str
    accent: str
    pieces: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of a list: `number` is 0 for its first page, else counted from the oldest."""

    shelf: Shelf
    paging: Paging
    number: int
    entries: tuple[ReleaseIndexEntry, ...]


def front_page(live: Published, house: House) -> str:
    """Return the front page: the newest piece, those after it, the river, the beats."""
    shown = latest(live, EVERYTHING, 1 + _FRONT_SECONDARY + _FRONT_RIVER)
    pieces = [house.teaser(entry) for entry in shown]
    rows = _beat_rows(live, house) if len(pieces) >= _BEATS_FROM else []
    secondary_until = 1 + _FRONT_SECONDARY
    newest = max((entry.updated for entry in shown), default=None)
    return render(
        "front.html",
        lead=pieces[0] if pieces else None,
        secondary=pieces[1:secondary_until],
        river=pieces[secondary_until:],
        beat_rows=rows,
        nav_rows=rows[:_FRONT_NAV],
        updated=when(newest, house.masthead.time_zone) if newest else None,
        house=house,
        root="",
        policy=SECURITY_POLICY,
    )


def persona_page(card: StaffCard, page: ShelfPage, record: PersonaRecord, house: House) -> str:
    """Return a persona's page: what it is, its lenses and method, its pieces and corrections."""
    zone = house.masthead.time_zone
    beats = [beat_card(beat, house.beats) for beat in card.beats]
    return render(
        "persona.html",
        card=card,
        beats=beats,
        beat_words=shortened([beat.title for beat in beats], _PERSONA_BEATS, "beats"),
        languages=[
            f"{display_name(language)} ({counted(times, 'report')})"
            for language, times in record.languages
        ],
        pieces_read=counted(record.pieces, "piece"),
        corrections=[
            (house.teaser(piece.entry), on_day(piece.correction.at, zone), piece.correction.text)
            for piece in record.corrections
        ],
        pieces=[house.teaser(entry) for entry in page.entries],
        page=page,
        house=house,
        root="../../",
        policy=SECURITY_POLICY,
    )


def shelf_page(page: ShelfPage, house: House) -> str:
    """Return one page of the list of a place, a topic, a month or a persona."""
    path, shelf = shelf_path(page.shelf), page.shelf
    is_persona = shelf.kind is ShelfKind.PERSONA
    title = house.staff[shelf.key].name if is_persona else shelf_title(shelf)
    depth = path.count("/") + 1 + (2 if page.number else 0)
    return render(
        "shelf.html",
        page=page,
        kind=KIND_WORDS[shelf.kind],
        title=title,
        path=path,
        has_feed=has_feed(shelf),
        pieces=[house.teaser(entry) for entry in page.entries],
        house=house,
        root="../" * depth,
        policy=SECURITY_POLICY,
    )


def has_feed(shelf: Shelf) -> bool:
    """Whether a list has a feed of its own."""
    return shelf.kind in {ShelfKind.PLACE, ShelfKind.TOPIC}


def index_page(kind: ShelfKind, counts: Sequence[ShelfCount], house: House) -> str:
    """Return the page that names all places, all topics or all months."""
    title, words = _INDEX_WORDS[kind]
    rows = [(Shelf(kind, count.key), count) for count in counts]
    if kind is ShelfKind.MONTH:
        rows.reverse()
    else:
        rows.sort(key=lambda row: (shelf_title(row[0]).casefold(), row[0].key))
    return render(
        "index.html",
        title=title,
        words=words,
        path={ShelfKind.MONTH: "archive"}.get(kind, title.lower()),
        rows=[
            (shelf_path(shelf), shelf_title(shelf), counted(count.pieces, "piece"))
            for shelf, count in rows
        ],
        house=house,
        root="../",
        policy=SECURITY_POLICY,
    )


def staff_page(house: House) -> str:
    """Return the page that names the whole staff: correspondents first, then those behind them."""
    correspondents = house.correspondents()
    known = {card.id for card in correspondents}
    others = [card for card in house.staff.values() if card.id not in known]
    return render(
        "staff.html",
        correspondents=correspondents,
        others=sorted(others, key=lambda card: card.name),
        house=house,
        root="../",
        policy=SECURITY_POLICY,
    )


def search_page(house: House) -> str:
    """Return the page with the search; without scripts it leads to the lists."""
    return render("search.html", house=house, root="../", policy=SEARCH_POLICY)


def about_page(house: House) -> str:
    """Return the page that says how the house works and corrects itself."""
    return render("about.html", house=house, root="../", policy=SECURITY_POLICY)


def not_found_page(house: House) -> str:
    """Return the page for addresses that lead nowhere; it is served at any depth."""
    root = urlsplit(house.masthead.base_url).path.rstrip("/") + "/"
    return render("notfound.html", house=house, root=root, policy=SECURITY_POLICY)


def _beat_rows(live: Published, house: House) -> list[BeatRow]:
    """Return the beats, the one with the newest piece first; none when there is one only."""
    counts = sorted(live.counts(ShelfKind.BEAT), key=lambda count: count.newest, reverse=True)
    if len(counts) <= 1:
        return []
    rows = []
    for count in counts:
        card = beat_card(count.key, house.beats)
        pieces = latest(live, Shelf(ShelfKind.BEAT, count.key), _FRONT_BEAT)
        teasers = tuple(house.teaser(entry) for entry in pieces)
        rows.append(BeatRow(card.title, card.id, card.accent, teasers))
    return rows
