"""Pages anybody may read: home, find, one business, compare, and the files that belong to them."""

from directory.listings.routes import pages, template_helpers
from directory.listings.routes.blueprint import bp

__all__ = ["bp", "pages", "template_helpers"]
