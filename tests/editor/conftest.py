"""The five listings, and the owner of one of them signed in."""

import pytest
from flask import Flask

from tests.conftest import MovableClock
from tests.factories.desk import Desk, owner
from tests.factories.listings import seeded


@pytest.fixture
def listings(app: Flask, clock: MovableClock) -> Flask:
    """The seeded listings without places; limits are off, they have tests of their own."""
    app.config["RATE_LIMITS"] = False
    seeded()
    return app


@pytest.fixture
def desk(listings: Flask) -> Desk:
    """The owner of 高氏冷暖 at the desk."""
    return owner(listings.test_client())


@pytest.fixture
def placed(desk: Desk) -> Desk:
    """The same, with every place in its table: for service areas."""
    seeded(with_places=True)
    return desk
