"""Pages anybody may read: home, find, one business, compare, and the files that belong to them."""

from directory.listings.routes import pages
from directory.listings.routes import pages as finding
from directory.listings.routes import template_helpers as drawing
from directory.listings.routes.blueprint import bp

__all__ = ["bp", "drawing", "finding", "pages"]
