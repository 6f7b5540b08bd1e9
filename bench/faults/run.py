"""One run: how much of each family is done, where its databases are, what is printed meanwhile."""

import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import connect
from tempfile import mkdtemp

from sqlalchemy import create_engine, select

from bench.faults.site import Site, site
from bench.faults.traffic import PER_FIRM, Traffic
from directory.businesses import actions as businesses
from directory.businesses.models import ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation.unit import unit
from tests.support.databases import Databases, clean
from tests.support.homeowner import firm


@dataclass
class Run:
    """`share` of the full counts, in `folder`; sites are on one of `engines`, where the family does not say which."""

    folder: Path
    databases: Databases
    share: float = 1.0
    engines: tuple[str, ...] = ("sqlite", "postgresql")
    is_quiet: bool = False
    family: str = ""
    _began: float = field(default_factory=time.monotonic)

    def count(self, full: int, least: int = 1) -> int:
        """So many of `full`, and never fewer than `least`."""
        return max(least, round(full * self.share))

    def say(self, text: str) -> None:
        """A line of progress, for whoever waits."""
        if not self.is_quiet:
            print(f"{time.monotonic() - self._began:6.0f} s  {self.family}: {text}", file=sys.stderr, flush=True)

    @contextmanager
    def database(self, engine: str, folder: Path) -> Iterator[str]:
        """The address of an empty database with its tables; SQLite's file is in `folder`."""
        migrated = self.databases.migrated(engine)
        if engine == "sqlite":
            path = folder / "site.sqlite3"
            with closing(connect(migrated.removeprefix("sqlite:///"))) as made, closing(connect(path)) as copy:
                made.backup(copy)
            yield f"sqlite:///{path}"
            return
        try:
            yield migrated
        finally:
            admin = create_engine(migrated)
            clean(admin)
            admin.dispose()

    @contextmanager
    def site(
        self, engine: str, visits: int, *, disk: Path | None = None, **settings: str
    ) -> Iterator[tuple[Site, Traffic]]:
        """A site without hosts yet, with firms enough for so many requests, and homeowners to send off to it.

        `disk`: where SQLite's file is, if not beside the rest.
        """
        # One each: what a gateway wrote down for another site would be strangers' texts here.
        folder = Path(mkdtemp(prefix=f"{self.family}-{engine}-", dir=self.folder))
        firms = max(4, visits // PER_FIRM + 1)
        with self.database(engine, disk or folder) as url, site(folder, url, **settings) as (running, _app):
            with unit() as session:
                businesses.enter_many(session, [firm(number) for number in range(firms)])
                # No phone answers here, and a firm that never agreed is only called after two texts without an answer.
                for point in session.scalars(select(ContactPoint.id)).all():
                    businesses.set_contact_state(session, point, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")
            yield running, Traffic(lambda: running.doors, firms)
