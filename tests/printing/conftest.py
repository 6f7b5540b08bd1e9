"""The owner of one of the five listings, signed in."""

from tests.editor.conftest import desk, listings

__all__ = ["desk", "listings"]
