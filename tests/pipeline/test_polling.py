"""Polling sources on a web of our own: what is asked, what is stored, what is remembered."""

from datetime import timedelta

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.pipeline.polling import checked, poll
from newsroom_agents.pipeline.schedule import Pace

from .world import TEXT, Kept, World, page, polled, rss

WHOLE = {"title": "Ticket counter closes", "link": "https://quai.example/1", "content": TEXT}


def summary(net: World, number: int = 1) -> dict[str, str]:
    return {
        "title": f"Counter {number} closes at the harbour",
        "link": f"{net.server.url}/p{number}",
        "description": f"The harbour office closed counter {number} on Friday.",
    }


def test_a_feed_is_stored_and_not_sent_again_unchanged(archive: Archive, net: World) -> None:
    source, poller, kept = net.source("quai"), net.poller(archive), Kept(archive)
    net.put("quai", rss(WHOLE), 'ETag: "one"')
    steps, first = polled(poller, [source])
    assert (first.asked, first.taken.new, first.same) == (1, 1, 0)
    assert [(step.doing, step.done, step.total, step.new) for step in steps] == [
        ("sources", 1, 1, 1)
    ]
    assert [uri for uri, _ in kept.texts()] == ["https://quai.example/1"]
    assert kept.state("quai").etag == '"one"'
    assert polled(poller, [source])[1].asked == 0, "it is not its turn"
    net.later(hours=2)
    _, second = polled(poller, [source])
    assert (second.asked, second.same, second.taken.items) == (1, 1, 0)
    assert kept.state("quai").minutes == 45.0


def test_a_summary_is_filled_from_its_page_as_far_as_robots_allow(
    archive: Archive, net: World
) -> None:
    net.put("robots.txt", "User-agent: *\nDisallow: /p2\n")
    net.put("quai", rss(summary(net, 1), summary(net, 2), summary(net, 3)))
    for number in (1, 2):
        net.put(f"p{number}", page(f"{TEXT} Number {number}."))
    _, done = polled(net.poller(archive), [net.source("quai")])
    assert (done.taken.new, done.pages) == (3, 1)
    assert net.asked("/p2") == 0
    assert [len(text) > 400 for _, text in Kept(archive).texts()].count(True) == 1


def test_pages_are_left_alone_where_the_source_says_so(archive: Archive, net: World) -> None:
    net.put("quai", rss(summary(net)))
    _, done = polled(net.poller(archive), [net.source("quai", fetches_pages=False)])
    assert (done.taken.new, net.asked("/p1")) == (1, 0)


def test_pages_of_old_entries_are_left_alone(archive: Archive, net: World) -> None:
    net.put("quai", rss({**summary(net), "pubDate": "Mon, 02 Mar 2026 10:00:00 GMT"}))
    _, done = polled(net.poller(archive), [net.source("quai")])
    assert (done.taken.new, net.asked("/p1")) == (1, 0)


def test_a_source_that_is_named_twice_is_asked_once(archive: Archive, net: World) -> None:
    net.put("quai", rss(summary(net)))
    net.put("p1", page(TEXT))
    _, done = polled(net.poller(archive), [net.source("quai")] * 2, at_once=True)
    assert (done.asked, done.taken.new) == (1, 1)


def test_the_same_text_on_every_page_is_no_article(archive: Archive, net: World) -> None:
    net.put("quai", rss(summary(net, 1), summary(net, 2)))
    wall = page("We value your choice. Please agree to all of our terms to read on. " * 8)
    net.put("p1", wall)
    net.put("p2", wall)
    polled(net.poller(archive), [net.source("quai")])
    assert sorted(len(text) < 100 for _, text in Kept(archive).texts()) == [True, True]


def test_a_corrected_entry_becomes_the_next_snapshot_of_its_item(
    archive: Archive, net: World
) -> None:
    source, poller = net.source("quai"), net.poller(archive)
    net.put("quai", rss(WHOLE))
    polled(poller, [source])
    net.later(hours=2)
    net.put("quai", rss({**WHOLE, "content": TEXT.replace("Friday", "Thursday")}))
    _, done = polled(poller, [source])
    assert (done.taken.new, done.taken.changed) == (0, 1)
    with archive.reading() as room:
        assert [one.number for one in room.snapshots.of_item("https://quai.example/1")] == [1, 2]


def test_nobody_overwrites_the_item_of_another_outlet(archive: Archive, net: World) -> None:
    net.put("quai", rss(WHOLE))
    net.put("evil", rss({**WHOLE, "content": "Nothing of this is true. " * 40}))
    poller = net.poller(archive)
    polled(poller, [net.source("quai")])
    _, done = polled(poller, [net.source("evil")])
    assert (done.taken.new, done.taken.changed) == (1, 0)
    assert [uri for uri, _ in Kept(archive).texts()] == [
        "evil:https://quai.example/1",
        "https://quai.example/1",
    ]


def test_a_page_cannot_take_the_address_of_another_host(archive: Archive, net: World) -> None:
    net.put("quai", rss(summary(net)))
    net.put("p1", page(TEXT, canonical="https://bulletin.example/front"))
    polled(net.poller(archive), [net.source("quai")])
    assert [uri for uri, _ in Kept(archive).texts()] == [f"{net.server.url}/p1"]


def test_a_new_name_at_every_poll_is_one_item(archive: Archive, net: World) -> None:
    source, poller = net.source("quai"), net.poller(archive)
    for number in range(4):
        entry = {"title": WHOLE["title"], "description": TEXT, "guid": f"name-{number}"}
        net.put("quai", rss(entry))
        polled(poller, [source], at_once=True)
        net.later(hours=20)
    assert len(Kept(archive).texts()) == 1


def test_a_flood_is_taken_in_portions_and_ends_with_the_day(archive: Archive, net: World) -> None:
    items = [{"title": f"Flood {n}", "link": f"https://quai.example/{n}"} for n in range(500)]
    net.put("quai", rss(*items), 'ETag: "flood"')
    net.put("tarn", rss({**WHOLE, "link": "https://tarn.example/1"}))
    sources = [net.source("quai", fetches_pages=False), net.source("tarn")]
    poller = net.poller(archive, Pace(items_a_run=20, items_a_day=50))
    brought: list[int] = []
    wrong: list[tuple[str, str]] = []
    for _ in range(4):
        _, done = polled(poller, sources, at_once=True)
        brought.append(done.taken.new)
        wrong = [(one.place, one.reason) for one in done.taken.errors]
    assert brought == [21, 20, 10, 0]
    assert wrong == [("quai: quota", "expected at most 0 new items; 450 wait for a later run")]
    net.later(days=1)
    assert polled(poller, sources, at_once=True)[1].taken.new == 20


def test_a_source_that_fails_is_asked_ever_later_and_listed(archive: Archive, net: World) -> None:
    source, poller, kept = net.source("quai"), net.poller(archive), Kept(archive)
    waits = []
    for _ in range(3):
        _, done = polled(poller, [source], at_once=True)
        assert (done.failed, [one.place for one in done.taken.errors]) == (1, ["quai"])
        waits.append(kept.state("quai").due - net.now)
    assert (kept.state("quai").failures, kept.state("quai").failure) == (3, "http.404")
    assert waits[0] < waits[1] < waits[2]
    net.put("quai", rss(WHOLE))
    polled(poller, [source], at_once=True)
    assert (kept.state("quai").failures, kept.state("quai").failure) == (0, "")


def test_what_is_no_feed_is_a_failure_of_its_source(archive: Archive, net: World) -> None:
    net.put("quai", "<html><body>Under construction</body></html>")
    _, done = polled(net.poller(archive), [net.source("quai")])
    assert (done.asked, done.failed) == (1, 1)
    state = Kept(archive).state("quai")
    assert (state.failure, state.succeeded) == ("document", None)


def test_a_move_for_ever_is_believed_at_the_third_time(archive: Archive, net: World) -> None:
    source, poller, kept = net.source("quai"), net.poller(archive), Kept(archive)
    net.put("quai", "", "Location: /new", status="301 Moved Permanently")
    net.put("new", rss(WHOLE))
    addresses = []
    for _ in range(3):
        polled(poller, [source], at_once=True)
        addresses.append(kept.state("quai").address)
    assert addresses == [source.place, source.place, f"{net.server.url}/new"]
    polled(poller, [source], at_once=True)
    assert net.asked("/quai") == 3


def test_what_is_gone_is_not_asked_again(archive: Archive, net: World) -> None:
    source, poller = net.source("quai"), net.poller(archive)
    net.put("quai", "", status="410 Gone")
    polled(poller, [source])
    net.later(days=60)
    assert polled(poller, [source])[1].asked == 0
    assert Kept(archive).state("quai").retired is not None
    elsewhere = net.source("quai", "moved")
    net.put("moved", rss(WHOLE))
    assert polled(poller, [elsewhere])[1].taken.new == 1, "the list names another place"


def test_a_server_is_left_alone_as_long_as_it_asks(archive: Archive, net: World) -> None:
    net.put("quai", "", "Retry-After: 36000", status="503 Service Unavailable")
    polled(net.poller(archive), [net.source("quai")])
    assert Kept(archive).state("quai").due >= net.now + timedelta(hours=10)


def test_what_the_time_did_not_reach_is_due_the_next_time(archive: Archive, net: World) -> None:
    source, poller = net.source("quai"), net.poller(archive)
    net.put("quai", rss(summary(net)))
    net.put("p1", page(TEXT))
    _, done = polled(poller, [source], net.now)
    assert (done.left, done.asked) == (1, 0)
    assert polled(poller, [source])[1].taken.new == 1


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_run_that_is_cut_off_loses_nothing_and_takes_nothing_twice(
    archive: Archive, net: World, steps: int
) -> None:
    sources = [net.source("quai"), net.source("tarn")]
    net.put("quai", rss(*(summary(net, number) for number in (1, 2))), 'ETag: "q"')
    net.put("tarn", rss(WHOLE), 'ETag: "t"')
    for number in (1, 2):
        net.put(f"p{number}", page(f"{TEXT} Number {number}."))
    run = poll(net.poller(archive), sources, None)
    for _ in range(steps):
        next(run)
    run.close()
    polled(net.poller(archive), sources)
    texts = Kept(archive).texts()
    assert len({uri for uri, _ in texts}) == len(texts) == 3
    assert all(len(text) > 400 for _, text in texts)


def test_an_index_of_sitemaps_leads_to_pages(archive: Archive, net: World) -> None:
    def entry(path: str, tag: str) -> str:
        return f"<{tag}><loc>{net.server.url}/{path}</loc><lastmod>2026-03-06</lastmod></{tag}>"

    net.put("index", f"<sitemapindex>{entry('map', 'sitemap')}</sitemapindex>", 'ETag: "i"')
    net.put("map", f"<urlset>{entry('p1', 'url')}{entry('p2', 'url')}</urlset>")
    net.put("p1", page(TEXT))
    _, done = polled(net.poller(archive), [net.source("quai", "index", kind="sitemap")])
    assert (done.taken.new, done.pages) == (1, 1)
    assert Kept(archive).state("quai").etag == "", "the index says nothing of its sitemaps"
    [(uri, text)] = Kept(archive).texts()
    assert uri == f"{net.server.url}/p1"
    assert "harbour" in text


def test_a_check_notes_that_a_source_was_seen_and_takes_nothing(
    archive: Archive, net: World
) -> None:
    good, bad = net.source("quai"), net.source("tarn")
    net.put("quai", rss(WHOLE), 'ETag: "q"')
    poller, kept = net.poller(archive), Kept(archive)
    found = {source.id: batch.failure for source, batch in checked(poller, [good, bad])}
    assert (found["quai"], bool(found["tarn"])) == ("", True)
    assert kept.state("quai").succeeded == net.now
    assert kept.texts() == []
    assert polled(poller, [good])[1].taken.new == 1
