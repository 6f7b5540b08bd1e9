"""The database has no room: somebody else has all its connections, or its lock, for longer than a page waits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from bench.faults.figures import Figure
from bench.faults.outages import SEND, outages
from bench.faults.run import Run
from directory.foundation.db import WRITING

TIMES = 6


@contextmanager
def _locked_file(engine: Engine) -> Iterator[None]:
    """Another process writes and does not come to an end."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        yield


@contextmanager
def _locked_table(engine: Engine) -> Iterator[None]:
    """As while somebody changes the table by hand."""
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE quote_requests IN ACCESS EXCLUSIVE MODE"))
        yield


@contextmanager
def _no_connections(engine: Engine) -> Iterator[None]:
    """Every connection that the server gives is somebody else's; those of the site are broken off first."""
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with ExitStack() as stack:
        first = stack.enter_context(engine.connect())
        first.execute(others)
        while True:
            try:
                stack.enter_context(engine.connect())
            except OperationalError:
                break
        yield


_OUTAGES: dict[str, dict[str, Callable[[Engine], AbstractContextManager[None]]]] = {
    "sqlite": {"another writer": _locked_file},
    "postgresql": {"a locked table": _locked_table, "no connections": _no_connections},
}


def faults(run: Run) -> Iterator[Figure]:
    """On each engine what can happen to it."""
    for engine in run.engines:
        for name, spend in _OUTAGES[engine].items():
            times = run.count(TIMES // 3)
            with run.site(engine, 8 * SEND * times) as (site, traffic):
                site.open("host")
                site.until_ready()
                other = create_engine(site.database_url, poolclass=NullPool)
                yield from outages(run, site, traffic, lambda: spend(other), times, about=f"{engine}, {name}")  # noqa: B023
