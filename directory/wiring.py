"""The roof: the only place that knows every slice. Registers routes, ties the hooks, hands vocabulary to templates."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Tie everything to the application."""
