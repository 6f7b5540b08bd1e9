"""How often something may happen: the windows, their counters in the database, and what is left."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cache

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from sqlalchemy import Connection, Engine, String, TextClause, bindparam, delete, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, Options, db, turn_to_write
from directory.foundation.settings import settings
from directory.foundation.tokens import keyed_digest
from directory.kernel import clock
from directory.kernel.errors import TooMany

#: Widths of a visitor's network, narrow to wide: an IPv4 address or a /64 (a household, a phone); a /56 (a larger
#: line); a /24 or a /48 (a provider's part, an office, somebody who rents a block).
WIDTHS = ("near", "middle", "wide")
#: What a visitor may do, by the width of the network; then all strangers together, and beside them, with a share of
#: their own, the people we know.
VISITORS: Mapping[str, Mapping[str, str]] = {
    # One address may be a home for the aged, or a carrier's for a whole town: many people of whom each asks once.
    "request": {
        "near": "15/hour; 40/day",
        "middle": "18/hour; 45/day",
        "wide": "20/hour; 50/day",
        "strangers": "40/hour; 150/day",
        "known": "20/hour; 60/day",
    },
    # All together: CODES.
    "code": {"near": "10/hour; 30/day", "middle": "15/hour; 45/day", "wide": "20/hour; 60/day"},
    # Each is a mail to the operator, who can read so many a day.
    "report": {
        "near": "5/hour; 20/day",
        "middle": "8/hour; 30/day",
        "wide": "12/hour; 40/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
    # Megabytes of photos as they are sent. What is kept of them is a tenth.
    "photo": {
        "near": "300/hour; 900/day",
        "middle": "400/hour; 1200/day",
        "wide": "600/hour; 1800/day",
        "strangers": "3000/hour; 10000/day",
        "known": "3000/hour; 10000/day",
    },
    "claim": {
        "near": "5/hour; 15/day",
        "middle": "8/hour; 20/day",
        "wide": "10/hour; 30/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
    "list": {
        "near": "10/hour; 30/day",
        "middle": "12/hour; 40/day",
        "wide": "15/hour; 50/day",
        "strangers": "60/hour; 200/day",
        "known": "20/hour; 60/day",
    },
}

#: So many requests of one network are anybody's. Those beyond them are taken too, and their texts are a `crowd`'s: they
#: have half of the common part of the day, and wait while one phone got `CROWDED`. Each may text three firms, so `wide`
#: stays below what strangers may have texted to one phone (`TO_ONE_PHONE`).
CALM: Mapping[str, str] = {"near": "5/hour; 20/day", "middle": "6/hour; 22/day", "wide": "8/hour; 25/day"}

#: Codes a day by who gets them. 1,000 codes x 5 guesses / 10^8 = 0.00005 expected takeovers a day. Strangers, the
#: `newcomer`s, spend their own part only. `own`: somebody who signed in with this browser before; nobody else can
#: spend that. `known` has an account; `printed` is a phone of a listed ad, asked for to claim it or to take it down.
CODES: Mapping[str, int] = {"own": 200, "operator": 50, "known": 200, "printed": 150, "newcomer": 400}

#: Of SMS_DAILY_LIMIT, in hundredths, what is reserved for whom. The rest is common: whoever has used up what is
#: reserved goes on with it, and codes for newcomers, receipts and progress texts have nothing else. `proven` are
#: homeowners whom a firm answered, who texted us or have an account; `stranger` are the others.
TEXTS: Mapping[str, int] = {"operator": 5, "own": 5, "known": 10, "printed": 10, "proven": 15, "stranger": 20}
#: Whose texts stop first: they have only the common part, and less of one phone's hour.
UNPROVEN = ("stranger", "crowd", "newcomer", "progress")

#: Texts that nobody at that phone asked for just now: in so much time at most so many by strangers' requests, and so
#: many in all. More wait until the time is over. An hour with twelve customers is a good hour for any firm.
TO_ONE_PHONE = ((timedelta(hours=1), 10, 12), (timedelta(days=1), 32, 40))
#: The same where a crowd's text comes next: the rest of what strangers have is for strangers elsewhere.
CROWDED = (6, 20)

RULES: dict[str, str] = {
    "token-miss": "30/minute",
    # One contact from one network: a stranger elsewhere who types it takes nothing from its owner.
    "request-by-contact": "5/day",
    # Receipts to one phone or e-mail, whoever typed it. The request goes either way.
    "receipt-by-contact": "3/day",
    # Each may text three firms.
    "change-by-request": "5/hour; 10/day",
    "typed-by-request": "40/hour; 100/day",
    # A wrong phone or email is mended however often the rest was corrected.
    "contact-change-by-request": "5/hour; 10/day",
    # Requests a day that count as a proven homeowner's for one contact; then they are a stranger's.
    "proven-by-contact": "4/day",
    # Codes to a phone of an ad: whoever never asked for one is not to get ten a day.
    "code-by-printed-phone": "3/hour; 5/day",
    "code-by-address": "6/10minutes; 10/day",
    "code-by-address-and-network": "3/10minutes; 8/day",
    "code-by-own-browser": "3/10minutes; 10/day",
    "invite-by-business": "20/day",
    **{f"codes-{budget}": f"{most}/day" for budget, most in CODES.items()},
    **{f"calm-by-{width}": text for width, text in CALM.items()},
    **{f"{act}-by-{width}": text for act, rules in VISITORS.items() for width, text in rules.items()},
}


def quoted() -> dict[str, int]:
    """The numbers that pages tell, by name."""
    (_, _, phone_hour), (_, _, phone_day) = TO_ONE_PHONE
    hour, day = (int(part.partition("/")[0]) for part in VISITORS["request"]["near"].split(";"))
    return {"phone_hour": phone_hour, "phone_day": phone_day, "request_hour": hour, "request_day": day}


_LONGEST_WINDOW = timedelta(days=1, hours=1)  # a day, and what two clocks may differ by
#: How long copies of one form, sent at once or again, count as one.
SAME_FORM = timedelta(hours=1)
#: The transaction in which several counts are made together.
_together: ContextVar[Connection | None] = ContextVar("counts_made_together", default=None)


class RateCounter(Base):
    """How often one key was counted in its present window. The key is a digest: no address is kept in clear."""

    __tablename__ = "rate_counters"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


_COUNTS = select(RateCounter.key, RateCounter.count, RateCounter.expires_at).where(
    RateCounter.key.in_(bindparam("keys", expanding=True)), RateCounter.expires_at > bindparam("now")
)


@cache
def _counting(many: int) -> TextClause:
    """The statement that counts so many keys, written once: the mapper would write it anew for each act."""
    windows = ", ".join(f"(:key{number}, :amount, :ends{number})" for number in range(many))
    times = ("now", *(f"ends{number}" for number in range(many)))
    return sql(
        f'INSERT INTO rate_counters ("key", count, expires_at) VALUES {windows} '  # noqa: S608  (numbers of ours)
        'ON CONFLICT ("key") DO UPDATE SET '
        "count = CASE WHEN rate_counters.expires_at <= :now THEN :amount ELSE rate_counters.count + :amount END, "
        "expires_at = CASE WHEN rate_counters.expires_at <= :now THEN excluded.expires_at "
        'ELSE rate_counters.expires_at END RETURNING "key", count'
    ).bindparams(*(bindparam(name, type_=RateCounter.expires_at.type) for name in times))


class DatabaseStorage(Storage):
    """The `limits` library's storage on the site's own database; no service beside it."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012  (declared by the library as a plain class attribute)

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

        def begin(options: Options) -> Connection:
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
        return self.count_together({key: expiry}, amount)[key]

    def count_together(self, windows: Mapping[str, int], amount: int = 1) -> dict[str, int]:
        """Count `amount` more under each of these keys, whose windows last so many seconds: one statement, which takes
        their rows in the order given. Every key's count."""
        now = clock.now()
        values: dict[str, object] = {"now": now, "amount": amount}
        for number, (key, seconds) in enumerate(windows.items()):
            values |= {f"key{number}": key, f"ends{number}": now + timedelta(seconds=seconds)}
        with self._writing() as connection:
            return {key: int(count) for key, count in connection.execute(_counting(len(windows)), values)}

    def get(self, key: str) -> int:
        """The count of a key's present window."""
        query = select(RateCounter.count).where(RateCounter.key == key, RateCounter.expires_at > clock.now())
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def counts(self, keys: Collection[str]) -> dict[str, tuple[int, datetime]]:
        """The counts of those of these keys whose window is not over, and when it will be."""
        with self._engine.connect() as connection:
            counts = connection.execute(_COUNTS, {"keys": list(keys), "now": clock.now()})
            return {key: (count, ends) for key, count, ends in counts}

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
        """Forget every key whose window is over, or ends further away than any is long; how many there were."""
        now, ends = clock.now(), RateCounter.expires_at
        with self._writing() as connection:
            gone = delete(RateCounter).where((ends <= now) | (ends > now + _LONGEST_WINDOW))
            return int(connection.execute(gone).rowcount)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._writing() as connection:
            connection.execute(delete(RateCounter).where(RateCounter.key == key))


#: A rule and whom it is counted for: a network, a contact, the site.
Count = tuple[str, str]
_storage = DatabaseStorage()


def visitor(act: str, networks: Iterable[tuple[str, str]], *, is_known: bool = False) -> list[Count]:
    """What `act` counts of a visitor: each width of the network (`security.client_networks`), then the whole site.

    People we know have a share of the site's of their own: strangers cannot use it up.
    """
    site = f"{act}-by-{'known' if is_known else 'strangers'}"
    counts = [(f"{act}-by-{width}", network) for width, network in networks]
    return [*counts, (site, "site")] if site in RULES else counts


def count(rule: str, who: str) -> None:
    """Count one act of `who` under `rule`; TooMany (seconds to wait) when that is more than it allows.

    Call it outside a unit: on SQLite the count needs the write lock that an open unit holds.
    """
    count_all([(rule, who)])


class _Copy(Exception):
    """The act is a copy of one that was counted."""


def count_all(
    counts: Sequence[Count], *, once: Iterable[str] = (), amount: int = 1, calm: Iterable[tuple[str, str]] = ()
) -> bool:
    """Count an act under several rules, under all of them or none; TooMany of the first that is spent.

    `amount`: how much of a rule it takes, where that counts something else than acts. `calm`: networks of a visitor
    whose acts are no crowd's yet, counted while that is so; True where it is beyond what `CALM` has for them.

    `once` names the act: where any of the names was counted within `SAME_FORM`, this is a copy of it and passes
    uncounted. Copies at the same moment wait for the first one's count. Give `counts` from narrow to wide, so that
    no two acts wait for each other. Call it outside a unit, like `count`.
    """
    if not settings().rate_limits:
        return False
    items, calm_items = _items(counts), _items([(f"calm-by-{width}", network) for width, network in calm])
    names = ["once/" + keyed_digest("once", name) for name in once]
    # Whoever goes on asking after a refusal costs one read and no write.
    counts_now = _storage.counts([*names, *(item.key_for(rule, key) for item, rule, key in (*items, *calm_items))])
    if any(name in counts_now for name in names):
        return False
    _refuse_spent(items, counts_now)
    is_crowd = _first_spent(calm_items, counts_now) is not None
    of_names = dict.fromkeys(names, int(SAME_FORM.total_seconds()))
    counted_items = items if is_crowd else [*items, *calm_items]
    windows = of_names | {item.key_for(rule, key): item.get_expiry() for item, rule, key in counted_items}
    if not windows:
        return is_crowd
    try:
        with _storage.together():
            counted = _storage.count_together(windows, amount)
            if any(counted[name] > amount for name in names):
                raise _Copy
            for item, rule, key in items:
                if counted[item.key_for(rule, key)] > item.amount:
                    raise TooMany(_seconds_until(_storage.get_expiry(item.key_for(rule, key))), rule)
    except _Copy:
        # Every name is written, also behind one that is known: the next copy may come with that alone.
        _storage.count_together(of_names)
        return False
    return is_crowd or any(counted[item.key_for(rule, key)] > item.amount for item, rule, key in calm_items)


def _items(counts: Iterable[Count]) -> list[tuple[RateLimitItem, str, str]]:
    """Each window of these rules, with its rule and the key of whom it is counted for."""
    return [(item, rule, _key(who)) for rule, who in counts for item in _windows(RULES[rule])]


@cache
def _windows(words: str) -> list[RateLimitItem]:
    return parse_many(words)


def allows(rule: str, who: str, *, once: Iterable[str] = ()) -> bool:
    """Count one act as `count_all` does; False where the rule is spent."""
    try:
        count_all([(rule, who)], once=once)
    except TooMany:
        return False
    return True


def _refuse_spent(
    items: Iterable[tuple[RateLimitItem, str, str]], counts_now: Mapping[str, tuple[int, datetime]]
) -> None:
    """Raise TooMany of the first rule that is spent: when the last of its spent windows is over."""
    if spent := _first_spent(items, counts_now):
        raise TooMany(_seconds_until(spent[1].timestamp()), spent[0])


def _first_spent(
    items: Iterable[tuple[RateLimitItem, str, str]], counts_now: Mapping[str, tuple[int, datetime]]
) -> tuple[str, datetime] | None:
    """The first rule that is spent, and when the last of its spent windows is over."""
    now = clock.now()
    spent = [
        (rule, ends)
        for item, rule, key in items
        for count, ends in [counts_now.get(item.key_for(rule, key), (0, now))]
        if count >= item.amount
    ]
    first = spent[0][0] if spent else ""
    return (first, max(ends for rule, ends in spent if rule == first)) if spent else None


def is_spent(rule: str, who: str) -> bool:
    """Whether `who` has nothing left under `rule`; counts nothing."""
    if not settings().rate_limits:
        return False
    items = _items([(rule, who)])
    return _first_spent(items, _storage.counts([item.key_for(name, key) for item, name, key in items])) is not None


def used(rule: str, who: str) -> int:
    """How often `who` was counted in the present window of `rule`, its last where it has several."""
    item = _windows(RULES[rule])[-1]
    return _storage.get(item.key_for(rule, _key(who)))


def _key(who: str) -> str:
    return keyed_digest("limit", who)[:32]


def _seconds_until(ends: float) -> int:
    """Whole seconds from now to a moment in seconds since the epoch, at least 1: then it is over."""
    return max(1, int(ends - clock.now().timestamp()) + 1)


def write_something() -> None:
    """Commit a count that means nothing; raises as every write does. Call it outside a unit, like `count`."""
    _storage.count_together({"readiness": 60})


def purge() -> int:
    """Forget counts whose window is over, or was opened while a clock ran ahead; how many. Call it outside a unit."""
    return _storage.forget_expired()
