"""Sends seeded requests straight into the application, and listens to everything that is written down meanwhile."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from tests.hostile import corpus
from tests.hostile.doors import Shelf, doors
from tests.hostile.matrix import prepared
from tests.hostile.seeded import TOKEN, Attempt, Maker
from tests.hostile.world import ROLES

#: How often each door is tried: by each role, and with each kind of body, header and address more than once. What two
#: databases take differently shows in a few.
TRIES = {"sqlite": 20, "postgresql": 3}
#: After so many what was changed by those that were let in is put back.
_PUT_BACK_AFTER = 250


def send(client: FlaskClient, attempt: Attempt) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Past the test client, which would put right what is sent: status, body and headers."""
    builder = EnvironBuilder(path="/", method=attempt.method, base_url="http://127.0.0.1:8000")
    environ = builder.get_environ()
    builder.close()
    environ |= {"PATH_INFO": attempt.target.decode("latin-1"), "QUERY_STRING": attempt.query.decode("latin-1")}
    environ |= {"REMOTE_ADDR": "127.0.0.1" if attempt.role == "key" else "203.0.113.9"}
    environ |= {"wsgi.input": io.BytesIO(attempt.body), "CONTENT_LENGTH": str(len(attempt.body))}
    if cookies := _cookies(client):
        environ["HTTP_COOKIE"] = cookies
    if attempt.kind:
        environ["CONTENT_TYPE"] = attempt.kind
    for name, value in attempt.headers:
        key = name.upper().replace("-", "_")
        environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    answered: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Any:
        answered[:] = [int(status.split()[0]), headers]

    with client.application.app_context():
        parts = client.application.wsgi_app(environ, start)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
    return answered[0], body, answered[1]


def _cookies(client: FlaskClient) -> str:
    cookie = client.get_cookie("lengnuan_session")
    return f"lengnuan_session={cookie.value}" if cookie else ""


@contextmanager
def written_down() -> Iterator[io.StringIO]:
    """Everything that is logged, by whatever library."""
    lines, before = io.StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    handler = logging.StreamHandler(lines)
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.configure(**before)


def storm(app: Flask, name: str, gates: set[str], tries: int) -> tuple[list[str], int, int]:
    """Try each door behind these gates so often: what was wrong, how many were sent, how many lines written down."""
    world = prepared(app)
    url = str(app.config["DATABASE_URL"])
    shelf = Shelf(url) if url.startswith("sqlite") else None
    entrances = [door for door in doors(app) if door.gate in gates]
    count = tries * len(entrances)
    assert count
    browsers = {role: world.browser(role) for role in ROLES}
    wrong: list[str] = []
    with written_down() as lines:
        for number, attempt in enumerate(Maker(world, entrances, name).attempts(count), 1):
            before = lines.tell()
            status, body, headers = send(browsers[attempt.role], attempt)
            lines.seek(before)
            if status >= 500:
                wrong.append(f"{status} {attempt}\n{lines.read()}")
                lines.seek(before)
            if TOKEN in lines.read():
                wrong.append(f"logged {attempt}")
            if corpus.PROBE.encode() in body and f"<img src={corpus.PROBE}".encode() in body:
                wrong.append(f"not escaped {attempt}")
            if any("\n" in value or "\r" in value for _name, value in headers):
                wrong.append(f"split {attempt}")
            if shelf is not None and number % _PUT_BACK_AFTER == 0:
                shelf.put_back()
        written = lines.getvalue().count("\n")
    return wrong, count, written


def weather(app: Flask, name: str, gates: set[str]) -> str:
    """Send the seeded requests of one file; nothing may break. The figure for the report."""
    engine = "sqlite" if str(app.config["DATABASE_URL"]).startswith("sqlite") else "postgresql"
    wrong, sent, lines = storm(app, name, gates, TRIES[engine])
    assert not wrong, f"{len(wrong)} of {sent}\n" + "\n".join(wrong[:40])
    # Each answer is a line: that none was found in them says something.
    assert lines >= sent
    return f"G6 {sent:,} seeded requests, {name} ({engine}): 0 answers of 500, 0 lines with a link"
