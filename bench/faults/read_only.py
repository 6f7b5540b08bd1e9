"""The database can be read and not written for a while, as on a failing disk or a standby."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from bench.faults.figures import Figure, not_tried
from bench.faults.mounts import MAY_MOUNT, in_memory, remount
from bench.faults.outages import SEND, outages
from bench.faults.run import Run
from bench.faults.site import Host
from directory.foundation.db import db
from tests.support.patience import until

TIMES, SIZE = 6, "64m"


def faults(run: Run) -> Iterator[Figure]:
    """On each engine by its own means."""
    times = run.count(TIMES // len(run.engines))
    if "sqlite" in run.engines and not MAY_MOUNT:
        yield not_tried(run.family, "only root may mount a small disk")
    elif "sqlite" in run.engines:
        disk = run.folder / run.family
        with in_memory(disk, SIZE), run.site("sqlite", 8 * SEND * times, disk=disk) as (site, traffic):
            host = site.open("host")
            site.until_ready()
            yield from outages(run, site, traffic, lambda: _disk(host, disk), times, about="sqlite", most_repeats=1)
    if "postgresql" in run.engines:
        with run.site("postgresql", 8 * SEND * times) as (site, traffic):
            site.open("host")
            site.until_ready()
            yield from outages(run, site, traffic, lambda: _standby(site.database_url), times, about="postgresql")


@contextmanager
def _disk(host: Host, disk: Path) -> Iterator[None]:
    """What is mounted there may only be read. A system does that to files nobody writes: so all processes die first,
    and come back to it."""

    def is_done() -> bool:
        try:
            remount(disk, "ro")
        except subprocess.CalledProcessError:
            host.kill()
            return False
        return True

    db.session.remove()
    db.engine.dispose()
    until(is_done, "the disk stays writable")
    try:
        yield
    finally:
        remount(disk, "rw")


@contextmanager
def _standby(url: str) -> Iterator[None]:
    """Every connection may only read, as if the standby had taken the name of the database; those there break off."""
    admin, database = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT"), make_url(url).database
    break_off = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {database} SET default_transaction_read_only = on"))
        connection.execute(break_off)
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {database} RESET default_transaction_read_only"))
