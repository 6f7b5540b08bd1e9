"""Hundreds of lines on which almost nothing is said, through the shipped nginx, while homeowners send."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

from bench.faults.figures import Figure, not_tried
from bench.faults.judge import answers, longest, settle, verdict
from bench.faults.run import Run
from tests.support.nginx import NAME, NGINX, OPENSSL, Proxy, running

LINES, HOMEOWNERS, RATE = 500, 100, 3.0
#: They come from so many addresses: of one the proxy takes no more than a hundred lines.
ADDRESSES = 10
#: Seconds between two bytes of a slow line.
_PAUSE = 2.0
_HEAD = f"POST /en/request-a-quote HTTP/1.1\r\nHost: {NAME}\r\n"
#: What such lines begin with, in turn: a head that never ends, and a body that never comes.
_BEGINNINGS = (f"{_HEAD}X-Slow: ", f"{_HEAD}Content-Length: 100000\r\n\r\nname=")


def faults(run: Run) -> Iterator[Figure]:
    """nginx before one host on the first engine."""
    if not (NGINX and OPENSSL):
        yield not_tried(run.family, "nginx or openssl is not on this machine")
        return
    homeowners, settings = run.count(HOMEOWNERS, least=10), {"BASE_URL": f"https://{NAME}", "TRUSTED_PROXIES": "1"}
    with run.site(run.engines[0], homeowners) as (site, traffic), ExitStack() as stack:
        host = site.open("host", **settings)
        site.until_ready()
        proxy = stack.enter_context(running(site.folder, host.listener.getsockname()[1]))
        traffic.go_by([f"https://127.0.0.1:{proxy.https_port}"], NAME)
        is_over = threading.Event()
        count = run.count(LINES)
        slow = [threading.Thread(target=_dawdle, args=(proxy, number, is_over)) for number in range(count)]
        for thread in slow:
            thread.start()
        try:
            for _ in traffic.paced(range(homeowners), RATE):
                traffic.send_off()
            traffic.finish()
        finally:
            is_over.set()
            for thread in slow:
                thread.join()
        settle(site)
        yield Figure(run.family, "slow lines", count)
        yield from answers(run.family, traffic.visits)
        yield Figure(run.family, "longest wait, seconds", longest(traffic.visits))
        yield from verdict(run.family, site, traffic.visits, least=homeowners // 2)


def _dawdle(proxy: Proxy, number: int, is_over: threading.Event) -> None:
    """One slow line; a new one as soon as the proxy has had enough of it."""
    while not is_over.is_set():
        with suppress(OSError), proxy.line(source=f"127.0.1.{1 + number % ADDRESSES}") as line:
            line.sendall(_BEGINNINGS[number % 2].encode())
            line.settimeout(_PAUSE)
            while not is_over.is_set():
                line.sendall(b"x")
                try:
                    if not line.recv(1024):
                        break
                except TimeoutError:
                    continue
