"""What takes long to set up is set up once a process: where a test begins alike, it gets what it led to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from directory.foundation.db import Base, db
from directory.kernel import clock
from tests.conftest import MovableClock
from tests.support import databases

P, T = ParamSpec("P"), TypeVar("T")
#: What may be given and come back beside stored objects, and lists and tuples of these.
_PLAIN = (str, bytes, int, float, type(None))


@dataclass(frozen=True)
class _Stored:
    """An object of the database, to be read again."""

    model: type[Base]
    identity: tuple[Any, ...]
    #: Whether a session still has it, which reads it again where it changed.
    is_attached: bool


@dataclass(frozen=True)
class _World:
    """What was there afterwards."""

    rows: databases.Rows
    files: dict[str, bytes]
    moment: Any
    result: Any


def once(build: Callable[P, T]) -> Callable[P, T]:
    """A function that writes to the database and to files: called alike again, it puts there what it wrote.

    Alike is: the same arguments, rows, settings and moment. Arguments and result are plain values, stored objects, and
    lists and tuples of them; also the application, its session, and the clock where it is moved. Raises TypeError for
    others, RuntimeError where a clock moves that was not given. At a moment that passes, it is simply called. What a
    test replaces in the code is not looked at: call it before.
    """
    worlds: dict[bytes, _World] = {}

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        movable = next((value for value in (*args, *kwargs.values()) if isinstance(value, MovableClock)), None)
        moment = clock.now()
        if moment != clock.now():
            return build(*args, **kwargs)
        db.session.rollback()
        present = databases.copied(db.engine)
        alike = _digest(str(db.engine.url), _noted(args), _noted(kwargs), _settings(), moment, present)
        if alike not in worlds:
            result = build(*args, **kwargs)
            if movable is None and clock.now() != moment:
                raise RuntimeError(f"{build.__qualname__} moves the clock")
            worlds[alike] = _World(databases.copied(db.engine), _files(), clock.now(), _noted(result))
            return result
        world = worlds[alike]
        databases.put_back(db.engine, world.rows, present)
        for file, content in world.files.items():
            path = _folder() / file
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(content)
        if movable is not None:
            movable.moment = world.moment
        for stored in list(db.session):
            name = inspect(stored).mapper.local_table.name
            if world.rows.get(name) != present.get(name):
                db.session.refresh(stored)
        given: T = _read(world.result)
        db.session.commit()
        return given

    return built


def _digest(*parts: object) -> bytes:
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _settings() -> list[tuple[str, str]]:
    """What a test may have set."""
    return [(name, repr(value)) for name, value in current_app.config.items() if name != "INSTANCE"]


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"])


def _files() -> dict[str, bytes]:
    paths = [path for path in _folder().rglob("*") if path.is_file()]
    return {str(path.relative_to(_folder())): path.read_bytes() for path in paths}


def _noted(value: Any) -> Any:
    """A value without what lives: equal where it stands for the same."""
    if isinstance(value, Base):
        return _Stored(type(value), inspect(value).identity, value in db.session)
    if isinstance(value, list | tuple):
        return type(value)(map(_noted, value))
    if isinstance(value, dict):
        return {key: _noted(part) for key, part in value.items()}
    if isinstance(value, Flask | Session | MovableClock):
        return type(value).__name__
    if not isinstance(value, _PLAIN):
        raise TypeError(f"{type(value).__name__} cannot be kept")
    return value


def _read(value: Any) -> Any:
    if isinstance(value, _Stored):
        stored = db.session.get_one(value.model, value.identity)
        if not value.is_attached:
            db.session.expunge(stored)
        return stored
    if isinstance(value, list | tuple):
        return type(value)(map(_read, value))
    return value
