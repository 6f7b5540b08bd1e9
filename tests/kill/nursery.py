"""Workers that die where they are told, forked from one process that has made the application.

Reads lines `STEP COUNT` from standard input: COUNT workers at once, each killed with SIGKILL when its second message
comes to STEP (`none`: they go on until nothing is due). Answers with a JSON line: the signals that ended them.
"""

import http.client
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from directory import create_app
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.kernel.language import Language
from directory.outbox import deliver, outcome, registry, rules
from directory.outbox.registry import Content, MessageKind, Subject

#: In the order a message comes to them. `asked`: the request is out, the answer unread; `written`: not yet committed.
STEPS = ("taken", "composed", "asked", "sent", "written", "recorded")
#: So long a dead worker's rows are left alone here: no message is to meet two murderers.
LEASE = timedelta(hours=1)


def _compose(session: Session, subject: Subject, language: Language, channel: str) -> Content:
    return Content(str(subject[1]))


class Murderer:
    """Kills its own process at the second message that comes to a step, and leaves a note of which that was."""

    def __init__(self, step: str, notes: str) -> None:
        self._step, self._notes = step, notes
        self._seen = 0

    def watch(self, step: str, message_id: int) -> None:
        """A message came to a step."""
        if step != self._step:
            return
        self._seen += 1
        if self._seen == 2:
            notes = os.open(self._notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(notes, f"{step} {message_id}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


def watch_steps(watch: Callable[[str, int], None]) -> None:
    """Have `watch` called with each step that a message comes to, and its id; two are inside what the product does."""
    read, write = http.client.HTTPConnection.getresponse, outcome.sent
    in_hand = threading.local()

    def step(name: str, message_id: int) -> None:
        in_hand.message = message_id
        watch(name, message_id)

    def read_response(line: http.client.HTTPConnection) -> http.client.HTTPResponse:
        watch("asked", in_hand.message)
        return read(line)

    def written(session: Session, message_id: int, *more: Any, **named: Any) -> None:
        write(session, message_id, *more, **named)
        session.flush()
        watch("written", message_id)

    deliver.on_step = step
    http.client.HTTPConnection.getresponse = read_response  # type: ignore[method-assign]
    outcome.sent = written


def _work(app: Flask, step: str, notes: str) -> None:
    deliver.OWNER = f"worker-{os.getpid()}"
    registry.kinds["kill"] = MessageKind(_compose, lazy_gettext("Messages"))
    if step != "none":
        watch_steps(Murderer(step, notes).watch)
    with app.app_context():
        # No two of them share a connection.
        db.engine.dispose(close=False)
        Worker().drain()


def _fork(app: Flask, step: str, notes: str) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _work(app, step, notes)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def main() -> None:
    """Obey until the input ends."""
    rules.LEASE = LEASE
    app = create_app()
    for line in sys.stdin:
        step, count = line.split()
        children = [_fork(app, step, sys.argv[1]) for _ in range(int(count))]
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)


if __name__ == "__main__":
    main()
