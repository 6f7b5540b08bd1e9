"""The site as messages know it: an address, a phone, two businesses."""

import pytest
from flask import Flask

from tests.conftest import MovableClock
from tests.factories.requests import listed


@pytest.fixture
def site(app: Flask, clock: MovableClock) -> Flask:
    """Two listed businesses, and settings that texts are measured with."""
    app.config["BASE_URL"] = "https://lengnuan.test"
    app.config["CONTACT_PHONE"] = "+12405550199"
    listed("gaoshi", "fangshi")
    return app
