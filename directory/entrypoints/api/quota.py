"""How often one network may ask the API in a minute, and how that is told (RateLimit headers).

Counted in the process that answers and nowhere else: a page of listings is to cost no write. Several processes count
apart, so whoever stays below what the headers say is never refused, and beyond it may be served all the same.
"""

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from directory.kernel import clock

#: Requests a minute of one network (an address, a /64). All 2,000 listings are 20.
MOST = 300
#: Seconds; the minutes are those of the clock.
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Spent:
    """What a network has left in this minute, -1 for one too many, and in how many seconds the next begins."""

    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers writes it."""
        return {
            "RateLimit-Policy": f'"minute";q={MOST};w={int(WINDOW.total_seconds())}',
            "RateLimit": f'"minute";r={max(0, self.left)};t={self.seconds}',
        }


class Quota:
    """The counts of the present minute; the last one's are forgotten when it is over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def count(self, network: str) -> Spent:
        """One more request of a network."""
        minute, second = divmod(int(clock.now().timestamp()), int(WINDOW.total_seconds()))
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            count = self._counts[network] = self._counts.get(network, 0) + 1
        return Spent(max(-1, MOST - count), int(WINDOW.total_seconds()) - second)
