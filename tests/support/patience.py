"""How long a test waits for what surely comes: only a test that fails waits to the end, on whatever machine."""

import time
from collections.abc import Callable

#: Seconds for a thread, a process, an answer or a line on a page.
SECONDS = 180
#: The same in looks, a tenth of a second apart.
LOOKS = 10 * SECONDS


def until(is_so: Callable[[], bool], what: str, progress: Callable[[], object] | None = None) -> None:
    """Wait for it, as long as `progress` changes where that is given. Raises TimeoutError with what did not come."""
    ends, last = time.monotonic() + SECONDS, progress() if progress else None
    while not is_so():
        if progress and (now := progress()) != last:
            ends, last = time.monotonic() + SECONDS, now
        if time.monotonic() > ends:
            raise TimeoutError(what)
        time.sleep(0.1)
