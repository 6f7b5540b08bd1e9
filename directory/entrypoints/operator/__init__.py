"""The operator's pages. One blueprint; each module brings its own pages to it."""

from directory.entrypoints.operator import audit, businesses, licenses, lists, merge, messages, people, today
from directory.entrypoints.operator.blueprint import bp

__all__ = ["audit", "bp", "businesses", "licenses", "lists", "merge", "messages", "people", "today"]
