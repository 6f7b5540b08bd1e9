"""Several presses at one moment, as threads of one server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from directory.foundation.db import db
from tests.support.patience import SECONDS


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment, each in a thread and a context of its own; what each gave, in their order."""
    db.session.remove()
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(SECONDS)
            try:
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
