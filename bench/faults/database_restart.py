"""PostgreSQL breaks off as at a loss of power, stays away until somebody hears of it, and starts again."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine, make_url, text

from bench.faults.figures import Figure
from bench.faults.outages import SEND, outages
from bench.faults.run import Run
from tests.support import postgres

TIMES = 5


def faults(run: Run) -> Iterator[Figure]:
    """PostgreSQL, whose commits wait for its log here, as in production."""
    if "postgresql" not in run.engines:
        yield Figure(run.family, "PostgreSQL was left out", 0)
        return
    times = run.count(TIMES)
    with run.site("postgresql", 8 * SEND * times) as (site, traffic):
        admin = create_engine(site.database_url, poolclass=NullPool)
        with admin.begin() as connection:
            database = make_url(site.database_url).database
            connection.execute(text(f"ALTER DATABASE {database} SET synchronous_commit = on"))
        server = postgres.Control.of(admin)
        site.open("host", workers=2, WEB_WORKERS="2")
        site.until_ready()

        @contextmanager
        def away() -> Iterator[None]:
            server.stop()
            try:
                yield
            finally:
                server.start()

        yield from outages(run, site, traffic, away, times, about="postgresql", most_repeats=1)
