"""The homeowner's page of a request, and the ways back to it."""

from directory.tracking.routes import change, compare, find, photos, record, second
from directory.tracking.routes.page import bp

__all__ = ["bp", "change", "compare", "find", "photos", "record", "second"]
