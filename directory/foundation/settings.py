"""The settings of the running application, typed: `settings().sms_hours`."""

from flask import current_app

from directory.config import Settings


def settings() -> Settings:
    """The settings as they are now. Raises KeyError where none were loaded."""
    return Settings.of(current_app.config)
