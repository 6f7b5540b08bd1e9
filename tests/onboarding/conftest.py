"""The five listings, and a contractor whom nobody knows yet."""

import pytest
from flask import Flask

from tests.conftest import MovableClock
from tests.editor.conftest import listings
from tests.factories.joiner import Joiner

__all__ = ["joiner", "listings"]


@pytest.fixture
def joiner(listings: Flask, clock: MovableClock) -> Joiner:
    """A browser that nobody knows."""
    return Joiner(listings.test_client(), clock)
