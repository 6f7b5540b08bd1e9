"""Limits kept in the database, each counted in its own short transaction: a refused act never undoes its count."""

from collections.abc import Iterable, Mapping, Sequence

from flask import current_app
from limits import RateLimitItem, parse_many
from limits.strategies import FixedWindowRateLimiter

from directory.foundation.limits.rules import RULES, SAME_FORM
from directory.foundation.limits.storage import DatabaseStorage, RateCounter
from directory.foundation.tokens import keyed_digest
from directory.kernel import clock
from directory.kernel.errors import TooMany

__all__ = ["RULES", "RateCounter", "allows", "count", "count_all", "is_spent", "purge", "used", "visitor"]

#: A rule and whom it is counted for: a network, a contact, the site.
Count = tuple[str, str]

_storage = DatabaseStorage()
_limiter = FixedWindowRateLimiter(_storage)


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


def count_all(counts: Sequence[Count], *, once: Iterable[str] = ()) -> None:
    """Count an act under several rules, under all of them or none; TooMany of the first that is spent.

    `once` names the act: where any of the names was counted within `SAME_FORM`, this is a copy of it and passes
    uncounted. Copies at the same moment wait for the first one's count. Give `counts` from narrow to wide, so that
    no two acts wait for each other. Call it outside a unit, like `count`.
    """
    if not current_app.config["RATE_LIMITS"]:
        return
    items = [(item, rule, _key(who)) for rule, who in counts for item in parse_many(RULES[rule])]
    names = ["once/" + keyed_digest("once", name) for name in once]
    # Whoever goes on asking after a refusal costs one read and no write.
    counts_now = _storage.counts([*names, *(item.key_for(rule, key) for item, rule, key in items)])
    if any(name in counts_now for name in names):
        return
    _refuse_spent(items, counts_now)
    with _storage.together():
        # Every name is written, also behind one that is known: the next copy may come with that alone.
        seen = [_storage.incr(name, int(SAME_FORM.total_seconds())) for name in names]
        if max(seen, default=1) > 1:
            return
        for item, rule, key in items:
            if not _limiter.hit(item, rule, key):
                raise TooMany(_seconds_left(item, rule, key), rule)


def allows(rule: str, who: str, *, once: Iterable[str] = ()) -> bool:
    """Count one act as `count_all` does; False where the rule is spent."""
    try:
        count_all([(rule, who)], once=once)
    except TooMany:
        return False
    return True


def _refuse_spent(items: Iterable[tuple[RateLimitItem, str, str]], counts_now: Mapping[str, int]) -> None:
    spent = [each for each in items if counts_now.get(each[0].key_for(*each[1:]), 0) >= each[0].amount]
    if spent:
        rule = spent[0][1]
        raise TooMany(max(_seconds_left(*each) for each in spent if each[1] == rule), rule)


def is_spent(rule: str, who: str) -> bool:
    """Whether `who` has nothing left under `rule`; counts nothing."""
    if not current_app.config["RATE_LIMITS"]:
        return False
    return any(not _limiter.test(item, rule, _key(who)) for item in parse_many(RULES[rule]))


def used(rule: str, who: str) -> int:
    """How often `who` was counted in the present window of `rule`, its last where it has several."""
    item = parse_many(RULES[rule])[-1]
    return _storage.get(item.key_for(rule, _key(who)))


def _key(who: str) -> str:
    return keyed_digest("limit", who)[:32]


def _seconds_left(item: RateLimitItem, rule: str, key: str) -> int:
    ends = _limiter.get_window_stats(item, rule, key).reset_time
    return max(1, int(ends - clock.now().timestamp()) + 1)


def purge() -> int:
    """Forget counts whose window is over; how many. Call it outside a unit, like `count`."""
    return _storage.forget_expired()
