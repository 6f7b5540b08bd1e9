"""Commands. Each module here makes one command or group; `register` ties them to the application."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every command of ours to `flask --app directory`."""
