"""Limits kept in the database, each counted in its own short transaction: a refused act never undoes its count."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, Engine, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, db, turn_to_write
from directory.foundation.tokens import keyed_digest
from directory.kernel import clock
from directory.kernel.errors import TooMany

#: What is limited, and how much of it is allowed.
RULES = {
    "request-by-network": "5/hour; 20/day",
    "request-by-contact": "3/day",
    "receipt-by-phone": "3/day",
    "report-by-network": "5/hour; 20/day",
    "token-miss": "30/minute",
    "claim-by-network": "5/hour",
    # Codes to a phone of an ad: whoever never asked for one is not to get ten a day.
    "code-by-printed-phone": "3/hour; 5/day",
    # The site's own budget (accounts/rules.py says why) comes last: whom the others stop does not spend it.
    "code-by-network": "10/hour",
    "code-by-address": "3/10minutes; 10/day",
    "codes-a-day": "1000/day",
    "list-by-network": "10/hour; 30/day",
    "invite-by-business": "20/day",
}


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
    def _writing(self) -> Iterator[Connection]:
        """A short transaction of its own: a count stands whatever becomes of the act."""

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


_storage = DatabaseStorage()
_limiter = FixedWindowRateLimiter(_storage)


def count(rule: str, who: str) -> None:
    """Count one act of `who` under `rule`; TooMany (seconds to wait) when that is more than it allows.

    Call it outside a unit: on SQLite the count needs the write lock that an open unit holds.
    """
    if not current_app.config["RATE_LIMITS"]:
        return
    key = keyed_digest("limit", who)[:32]
    for item in parse_many(RULES[rule]):
        if not _limiter.hit(item, rule, key):
            raise TooMany(_seconds_left(item, rule, key), rule)


def is_spent(rule: str, who: str) -> bool:
    """Whether `who` has nothing left under `rule`; counts nothing."""
    if not current_app.config["RATE_LIMITS"]:
        return False
    key = keyed_digest("limit", who)[:32]
    return any(not _limiter.test(item, rule, key) for item in parse_many(RULES[rule]))


def seconds_left(rule: str, who: str) -> int:
    """Seconds until `who` may act again under `rule`, by its longest window; one at least."""
    key = keyed_digest("limit", who)[:32]
    return max(_seconds_left(item, rule, key) for item in parse_many(RULES[rule]))


def _seconds_left(item: RateLimitItem, rule: str, key: str) -> int:
    ends = _limiter.get_window_stats(item, rule, key).reset_time
    return max(1, int(ends - clock.now().timestamp()) + 1)


def purge() -> int:
    """Forget counts whose window is over; how many. Call it outside a unit, like `count`."""
    return _storage.forget_expired()
