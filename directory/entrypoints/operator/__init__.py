"""The operator's pages. One blueprint; each module brings its own pages to it."""

from directory.entrypoints.operator import businesses, filing, lists, messages, paper, people, requests, threads, today
from directory.entrypoints.operator.blueprint import bp

__all__ = ["bp", "businesses", "filing", "lists", "messages", "paper", "people", "requests", "threads", "today"]
