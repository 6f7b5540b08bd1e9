"""The site as messages know it: an address, a phone, two businesses."""

import pytest
from flask import Flask

from tests.conftest import MovableClock
from tests.factories.requests import listed
from tests.support.worlds import once


@pytest.fixture
def site(app: Flask, clock: MovableClock) -> Flask:
    """Two listed businesses, and settings that texts are measured with."""
    app.config["BASE_URL"] = "https://lengnuan.test"
    app.config["CONTACT_PHONE"] = "+12405550199"
    _firms()
    return app


@once
def _firms() -> None:
    listed("gaoshi", "fangshi")
