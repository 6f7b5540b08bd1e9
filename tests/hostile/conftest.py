"""The five businesses, listed and searchable, and what it takes to send the form to two of them."""

import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.leads.forms import request as keys
from tests.conftest import MovableClock
from tests.factories.listings import FANGSHI, GAOSHI, seeded
from tests.hostile import corpus


class Site:
    """A visitor of the site, patient enough not to be taken for a machine."""

    def __init__(self, app: Flask, clock: MovableClock) -> None:
        self.app, self.clock = app, clock
        self.client: FlaskClient = app.test_client()
        #: All of the corpus on SQLite; on PostgreSQL what two databases take differently.
        self.payloads = corpus.PAYLOADS
        if "postgresql" in str(app.config["DATABASE_URL"]):
            self.payloads = {name: corpus.PAYLOADS[name] for name in corpus.DATABASE}
        #: Processor seconds of the last answer: what the machine does beside it does not count.
        self.seconds = 0.0

    def open(self, path: str | bytes, **options: Any) -> TestResponse:
        """Ask for a path; bytes arrive exactly as they are, as from a raw socket."""
        if isinstance(path, bytes):
            options["environ_overrides"] = {"PATH_INFO": path.decode("latin-1")}
            path = "/"
        began = time.process_time()
        answer = self.client.open(path, **options)
        self.seconds = time.process_time() - began
        return answer

    def post(self, path: str, fields: dict[str, object]) -> TestResponse:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.open(path, method="POST", data=corpus.body(fields), content_type=kind)

    def form(self, **changed: object) -> dict[str, object]:
        """A quote request as somebody fills it in, with a key of its own, old enough to be sent."""
        fields = {
            "business": [GAOSHI, FANGSHI],
            "named": f"{GAOSHI} {FANGSHI}",
            "safety": "none",
            "service": "repair",
            "zip": "20850",
            "urgency": "48h",
            "name": "陈女士",
            "phone": "301-555-0142",
            "lang": "cmn",
            "consent": "*:call",
            "request_key": keys.new_key(),
        }
        self.clock.move(5)
        return fields | changed


@pytest.fixture
def site(app: Flask, clock: MovableClock) -> Site:
    """The seeded site; nothing is passed on to the test that a visitor would not see."""
    app.config.update(PROPAGATE_EXCEPTIONS=False, RATE_LIMITS=False, SMS_TOKEN="a token for tests")
    seeded()
    return Site(app, clock)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What tries thousands of inputs is no part of the quick run."""
    for item in items:
        if "hostile" in item.path.parts:
            item.add_marker(pytest.mark.hostile)
