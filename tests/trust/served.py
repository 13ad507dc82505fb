"""A house on a server, which tests copy like one on a file."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import system_clock
from tests.archive.postgres import Postgres, name_of
from tests.stories.shop import Shop


@dataclass(frozen=True, slots=True)
class ServedShop(Shop):
    """A house whose database is on Postgres."""

    server: Postgres | None = None

    def copy(self, var: Path) -> "ServedShop":
        """Return a second shop with a copy of everything this one has."""
        assert self.server is not None
        shutil.copytree(self.var, var)
        return ServedShop(var, self.house, self.server.new(name_of(self.url)), self.server)


def served_by(server: Postgres, shop: Shop, folder: Path) -> ServedShop:
    """Return the same house on Postgres: moved there by a backup."""
    folder.mkdir()
    file = folder / "moved.tar.gz"
    assert shop.do("backup", str(file)).code == 0
    moved = ServedShop(folder / "var", shop.house, server.new("template0"), server)
    said = moved.do("restore", str(file))
    assert said.code == 0, said.err
    return moved


def opened(shop: Shop) -> Archive:
    """Open the archive of a house in this process."""
    url = shop.url or f"sqlite:///{shop.var / 'newsroom.sqlite'}"
    return Archive.open(url, shop.var, system_clock)


def by_hand(shop: Shop, *statements: str) -> None:
    """Change the database as an intruder would: without our code, and with the guards dropped."""
    if shop.url:
        with psycopg.connect(shop.url, autocommit=True) as server:
            server.execute("DROP TRIGGER journal_is_not_changed ON journal")
            for statement in statements:
                server.execute(statement.encode())
        return
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(shop.var / "newsroom.sqlite")) as file:
        file.execute("DROP TRIGGER journal_is_not_changed")
        file.execute("DROP TRIGGER journal_is_not_deleted")
        for statement in statements:
            file.execute(statement)
        file.commit()
