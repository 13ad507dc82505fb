"""39: a backup taken while the house works is a house, on an empty machine, on both databases."""

import gzip
from pathlib import Path
from threading import Event, Thread

from tests.stories.shop import DEMO, Shop

from .inside import public_copies
from .served import ServedShop, opened


def empty_machine(shop: Shop, folder: Path) -> Shop:
    """Return a house without anything, on a database of the same kind."""
    folder.mkdir()
    if not isinstance(shop, ServedShop) or shop.server is None:
        return Shop(folder / "var", shop.house)
    return ServedShop(folder / "var", shop.house, shop.server.new("template0"), shop.server)


def backed_up_at_work(shop: Shop, file: Path) -> None:
    """Take a backup while one thread writes rows and a process reads a wire."""
    is_over = Event()
    archive = opened(shop)

    def write() -> None:
        while not is_over.is_set():
            with archive.writing() as room:
                room.journal.append("", "busy", {}, room.journal.head().at)

    writer = Thread(target=write)
    writer.start()
    try:
        with shop.begin("monitor", "--wire", str(DEMO)) as monitor:
            assert shop.do("backup", str(file)).code == 0
            assert monitor.wait(100) == 0
    finally:
        is_over.set()
        writer.join()
        archive.close()


def publications(shop: Shop, slug: str) -> list[tuple[str, int]]:
    archive = opened(shop)
    with archive.reading() as room:
        found = [(one.target, one.revision) for one in room.publications.history(slug)]
    archive.close()
    return found


def test_case_39_nothing_approved_is_lost_and_nothing_is_published_twice(
    published_on: tuple[Shop, str, str], tmp_path: Path
) -> None:
    source, out, waiting = published_on
    shop = source.copy(tmp_path / "var")
    page = next(iter(public_copies(shop)))
    before = page.read_bytes()
    page.unlink()
    file = tmp_path / "backup.tar.gz"
    backed_up_at_work(shop, file)
    other = empty_machine(shop, tmp_path / "elsewhere")
    said = other.do("restore", str(file), "--json")
    assert (said.code, said.json()["journal_sound"]) == (0, True), said.err
    assert said.json()["drawn_again"] == [out]
    assert (other.var / page.relative_to(shop.var)).read_bytes() == before
    states = {slug: row["state"] for slug, row in other.queue().items()}
    assert (states[out], states[waiting]) == ("published", "approved")
    released = other.do("release")
    assert (released.code, released.out.count("published ")) == (0, 1), released.err
    for slug in (out, waiting):
        assert publications(other, slug) == [("feeds", 1), ("site", 1)]
    assert len(public_copies(other)) == 2
    assert other.do("verify", out).code == 0
    assert other.do("journal", "verify").code == 0


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"\x00\xff" + content[middle + 2 :]


def older(content: bytes) -> bytes:
    plain, mark = gzip.decompress(content), b'"archive_version":'
    place = plain.index(b'"', plain.index(mark) + len(mark)) + 1
    return gzip.compress(plain[:place] + b"0000" + plain[place + 4 :])


def test_case_39_a_corrupt_or_older_backup_is_refused_and_nothing_is_written(
    published_on: tuple[Shop, str, str], tmp_path: Path
) -> None:
    shop, file = published_on[0], tmp_path / "backup.tar.gz"
    assert shop.do("backup", str(file)).code == 0
    content = file.read_bytes()
    other = empty_machine(shop, tmp_path / "elsewhere")
    for fault in (cut, changed, older):
        file.write_bytes(fault(content))
        said = other.do("restore", str(file))
        assert (said.code, said.out) == (1, ""), fault.__name__
        assert ("version '0000'" if fault is older else "broken or cut short") in said.err
        assert not other.var.exists()
