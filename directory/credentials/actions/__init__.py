"""Writing licenses: what is stated, what a registry's list says, what the operator saw on its page."""

from directory.credentials.actions.checks import Matched, confirm, look_up, match, record_check
from directory.credentials.actions.licenses import restate, state_licenses
from directory.credentials.actions.registry import Loaded, Refused, load

__all__ = [
    "Loaded",
    "Matched",
    "Refused",
    "confirm",
    "load",
    "look_up",
    "match",
    "record_check",
    "restate",
    "state_licenses",
]
