"""Schedule, embargo and expiry: nothing goes out before its time, nothing old is approved."""

from datetime import UTC, datetime, timedelta

from newsroom_agents.cli.release import release_now
from newsroom_agents.cli.terminal import Code
from newsroom_agents.newsroom import open_newsroom
from tests.stories.shop import ROOT, Shop

SOON = datetime(2199, 1, 1, 12, 0, tzinfo=UTC)
LATER = SOON + timedelta(hours=3)
SECOND = timedelta(seconds=1)


def release_at(shop: Shop, moment: datetime) -> Code:
    """Do what `newsroom release` does, at a time of the test's choosing."""
    with open_newsroom(ROOT, shop.var, shop.env, lambda: moment) as newsroom:
        return release_now(newsroom, None, as_json=True)


def approve(shop: Shop, slug: str, *more: str) -> None:
    digest = shop.draft(slug)["digest"]
    said = shop.do("queue", "approve", slug, "--covers", digest, "--editor", "Ada", *more)
    assert said.code == 0, said.err


def pages(shop: Shop) -> int:
    """How many articles are public."""
    return len(list((shop.var / "site").rglob("bundle.json")))


def test_a_scheduled_story_is_published_at_its_time_and_not_before(shop: Shop) -> None:
    slug = shop.ready(risk=("low", "elevated"))[0]
    approve(shop, slug, "--at", SOON.isoformat())
    assert release_at(shop, SOON - SECOND) is Code.DONE
    assert (pages(shop), shop.queue()[slug]["state"]) == (0, "scheduled")
    assert release_at(shop, SOON) is Code.DONE
    assert (pages(shop), shop.queue()[slug]["state"]) == (1, "published")
    assert "1 January 2199" in shop.page(slug).read_text(encoding="utf-8")
    assert (shop.var / "site" / "archive/2199/01/index.html").is_file()


def test_an_embargo_holds_an_approved_story_until_it_is_lifted(shop: Shop) -> None:
    slug = shop.ready(risk=("low", "elevated"))[0]
    until = LATER.isoformat()
    said = shop.do("queue", "embargo", slug, "--until", until, "--editor", "Ada")
    assert said.code == 0, said.err
    approve(shop, slug, "--at", SOON.isoformat())
    assert release_at(shop, SOON + SECOND) is Code.DONE
    assert (pages(shop), shop.queue()[slug]["state"]) == (0, "scheduled")
    assert release_at(shop, LATER + SECOND) is Code.DONE
    assert (pages(shop), shop.queue()[slug]["state"]) == (1, "published")


def test_a_draft_that_nobody_attended_to_expires_and_cannot_be_approved(shop: Shop) -> None:
    slug = shop.ready(risk=("low", "elevated"))[0]
    row = shop.queue()[slug]
    expires = datetime.fromisoformat(row["expires"])
    assert release_at(shop, expires + SECOND) is Code.DONE
    assert shop.queue()[slug]["state"] == "expired"
    digest = shop.draft(slug)["digest"]
    said = shop.do("queue", "approve", slug, "--covers", digest, "--editor", "Ada", "--release")
    assert said.code != 0
    assert "expired" in said.err
    assert pages(shop) == 0
