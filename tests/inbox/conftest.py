"""The site as messages know it, for texts that come in too."""

from tests.leads.conftest import site

__all__ = ["site"]
