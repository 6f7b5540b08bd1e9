"""Pure decisions of delivery: the state table, when to try again, when to give up."""

from datetime import timedelta

from directory.kernel.states import table

MESSAGE = table(
    "message",
    waiting="sending cancelled suppressed failed",
    sending="sent waiting unsure failed",
    unsure="waiting failed",
    sent="delivered failed",
    delivered="",
    failed="waiting",
    cancelled="",
    suppressed="",
)

#: Minutes after the first try at which a connection error is tried again; then every two hours for a day.
RETRY_MINUTES = (0, 1, 5, 15, 60)
RETRY_EVERY = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)
#: Longer than the longest send, so that no second worker takes a row that is still being sent.
LEASE = timedelta(seconds=90)
#: A lead that nobody was told of for this long is the operator's.
UNTOLD_AFTER = timedelta(minutes=15)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failed try (1 = the first)."""
    if attempts <= len(RETRY_MINUTES):
        return timedelta(minutes=RETRY_MINUTES[attempts - 1])
    return RETRY_EVERY
