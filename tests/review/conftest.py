"""The operator at the desk."""

from tests.operator.conftest import desk

__all__ = ["desk"]
