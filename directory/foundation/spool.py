"""What the text gateway brought while the database was busy or away: a file each, read by the worker.

The gateway gives a request up within seconds, so none is refused that can be written down at all. What is said to have
arrived is on the disk: in the database, or here.
"""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from directory.foundation import metrics
from directory.foundation.db import AWAY
from directory.foundation.logs import frames_of, log
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import StorageAway
from directory.kernel.files import write_whole

Form = Mapping[str, str]
#: Does what one request says, once however often it is called. The moment is that at which it came.
Hook = Callable[[Session, Form, datetime], None]

#: By name; wiring registers them.
hooks: dict[str, Hook] = {}
#: Folder of INSTANCE.
FOLDER = "spool"
#: Endings of what waits to be read, and of what could not be.
_WAITING, _UNREADABLE = ".json", ".unreadable"


def take(hook: str, form: Form) -> None:
    """Do what a request of the gateway's says, or write it down for the worker where the database cannot take it now.

    While anything waits, what comes later waits behind it: a phone's second text is not read before its first. Raises
    StorageAway where not even a file can be written.
    """
    at = clock.now()
    if not waiting():
        try:
            with unit() as session:
                hooks[hook](session, form, at)
            return
        except AWAY as error:
            log.warning("a request of the gateway's waits for the worker", hook=hook, error=type(error).__name__)
    _write(hook, form, at)


def waiting() -> list[Path]:
    """What waits, the oldest first."""
    return sorted(_folder().glob(f"*{_WAITING}"))


def waiting_since() -> datetime | None:
    """Since when the oldest waits; None where nothing does."""
    paths = waiting()
    return _came_at(paths[0]) if paths else None


def unreadable() -> list[Path]:
    """What the worker stumbled over and left for a person."""
    return sorted(_folder().glob(f"*{_UNREADABLE}"))


def forget_unreadable(before: datetime) -> int:
    """Remove what was left for a person before a moment; how much that was."""
    paths = [path for path in unreadable() if _came_at(path) < before]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def read_waiting() -> int:
    """Do what waits; how much that was. Raises the errors of `AWAY` and DBAPIError: the rest goes on waiting.

    Whoever dies on the way does one of them again later, and two workers may do the same one.
    """
    paths = waiting()
    for path in paths:
        try:
            _do(path)
        except AWAY:
            raise
        except FileNotFoundError:
            # Another worker was quicker.
            continue
        except Exception as error:
            log.error("cannot be read", file=path.name, error=type(error).__name__, frames=frames_of(error))
            path.replace(path.with_suffix(_UNREADABLE))
            continue
        path.unlink(missing_ok=True)
    return len(paths)


def _folder() -> Path:
    return settings().instance / FOLDER


def _came_at(path: Path) -> datetime:
    """When a request was written down, as its file's name says: the worker may have read and removed it by now."""
    return datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1e9, UTC)


def _write(hook: str, form: Form, at: datetime) -> None:
    path = _folder() / f"{time.time_ns():020}-{secrets.token_hex(4)}{_WAITING}"
    content = json.dumps({"hook": hook, "form": dict(form), "at": at.isoformat()})
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, content.encode())
    except OSError as error:
        raise StorageAway(type(error).__name__) from error
    metrics.SPOOLED.inc()


def _do(path: Path) -> None:
    content = json.loads(path.read_bytes())
    with unit() as session:
        hooks[content["hook"]](session, content["form"], datetime.fromisoformat(content["at"]))
