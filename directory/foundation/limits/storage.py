"""Where counts are kept: the site's own database, for the `limits` library."""

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from limits.storage import Storage
from sqlalchemy import Connection, Engine, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, db, turn_to_write
from directory.kernel import clock

#: The transaction in which several counts are made together.
_together: ContextVar[Connection | None] = ContextVar("counts_made_together", default=None)


class RateCounter(Base):
    """How often one key was counted in its present window. The key is a digest: no address is kept in clear."""

    __tablename__ = "rate_counters"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DatabaseStorage(Storage):
    """The `limits` library's storage on the site's own database; no service beside it."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012  (declared by the library as a plain class attribute)

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    @property
    def _engine(self) -> Engine:
        return db.engine

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is counted inside counts as one, or not at all where the block raises."""
        with self._writing() as connection:
            before = _together.set(connection)
            try:
                yield
            finally:
                _together.reset(before)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A short transaction of its own: a count stands whatever becomes of the act."""
        shared = _together.get()
        if shared is not None:
            yield shared
            return

        def begin(options: dict[str, Any]) -> Connection:
            connection = self._engine.connect().execution_options(**options)
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            return connection

        # Closed before the turn ends: whoever is next finds the database free.
        with turn_to_write(self._engine, begin) as connection, closing(connection):
            yield connection
            connection.commit()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more under `key`, whose window lasts `expiry` seconds from its first count."""
        now = clock.now()
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        row = insert(RateCounter).values(key=key, count=amount, expires_at=now + timedelta(seconds=expiry))
        over = RateCounter.expires_at <= now
        counted = row.on_conflict_do_update(
            index_elements=[RateCounter.key],
            set_={
                "count": case((over, amount), else_=RateCounter.count + amount),
                "expires_at": case((over, row.excluded.expires_at), else_=RateCounter.expires_at),
            },
        ).returning(RateCounter.count)
        with self._writing() as connection:
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        """The count of a key's present window."""
        query = select(RateCounter.count).where(RateCounter.key == key, RateCounter.expires_at > clock.now())
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def counts(self, keys: Collection[str]) -> dict[str, int]:
        """The counts of those of these keys whose window is not over."""
        query = select(RateCounter.key, RateCounter.count).where(
            RateCounter.key.in_(keys), RateCounter.expires_at > clock.now()
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def get_expiry(self, key: str) -> float:
        """When the key's window ends, in seconds since the epoch."""
        with self._engine.connect() as connection:
            ends = connection.execute(select(RateCounter.expires_at).where(RateCounter.key == key)).scalar()
        return (ends or datetime.now(UTC)).timestamp()

    def check(self) -> bool:
        """The database is checked by the site itself."""
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        with self._writing() as connection:
            return int(connection.execute(delete(RateCounter)).rowcount)

    def forget_expired(self) -> int:
        """Forget every key whose window is over; how many there were."""
        with self._writing() as connection:
            return int(connection.execute(delete(RateCounter).where(RateCounter.expires_at <= clock.now())).rowcount)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._writing() as connection:
            connection.execute(delete(RateCounter).where(RateCounter.key == key))
