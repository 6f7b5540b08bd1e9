"""The homeowner's page of a request, and the ways back to it."""

from directory.tracking.routes import compare, find, photos
from directory.tracking.routes.page import bp

__all__ = ["bp", "compare", "find", "photos"]
