"""Waking another process by a commit: NOTIFY and LISTEN of PostgreSQL. SQLite has nothing like it: there one looks."""

import time
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.foundation.logs import log

_WAKES = "wakes"


def notify(session: Session, channel: str) -> None:
    """Wake whoever listens to `channel` once this unit commits; on SQLite nothing."""
    if session.get_bind().dialect.name == "postgresql":
        session.info.setdefault(_WAKES, set()).add(channel)


def send(session: Session) -> None:
    """What a unit does before it commits: one statement a channel. It arrives with the commit, never without it."""
    for channel in sorted(session.info.pop(_WAKES, ())):
        session.execute(select(func.pg_notify(channel, "")))


def forget(session: Session) -> None:
    """Nobody is woken by a unit that was rolled back."""
    session.info.pop(_WAKES, None)


class Listener:
    """A connection of its own that waits for one channel. Never raises: without it, one looks oftener."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self._engine, self._channel = engine, channel
        self._connection: Any = None

    def open(self) -> bool:
        """Whether it listens, opened anew where the connection was lost."""
        if self._engine.dialect.name != "postgresql":
            return False
        if self._connection is None:
            try:
                self._connection = self._engine.dialect.connect(*self._arguments[0], **self._arguments[1])
                self._connection.autocommit = True
                self._connection.execute(f'LISTEN "{self._channel}"')
            except self._lost as error:
                self._drop(error)
        return self._connection is not None

    def wait(self, seconds: float) -> bool:
        """Wait until somebody notifies, for so many seconds at most; whether somebody did."""
        if self._connection is None:
            time.sleep(seconds)
            return False
        try:
            return any(True for _notice in self._connection.notifies(timeout=seconds, stop_after=1))
        except self._lost as error:
            self._drop(error)
            return False

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _arguments(self) -> tuple[list[Any], dict[str, Any]]:
        positional, named = self._engine.dialect.create_connect_args(self._engine.url)
        return list(positional), dict(named)

    @property
    def _lost(self) -> tuple[type[Exception], ...]:
        driver = self._engine.dialect.loaded_dbapi
        return (driver.Error, DBAPIError, OSError)

    def _drop(self, error: Exception) -> None:
        log.warning("no longer listening", channel=self._channel, error=type(error).__name__)
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
