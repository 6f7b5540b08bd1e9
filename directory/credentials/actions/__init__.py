"""Writing licenses: what is stated, what a registry's list says, what the operator saw on its page."""

from directory.credentials.actions.checks import (
    CONCERNS,
    Matched,
    confirm,
    look_up,
    match,
    record_check,
    refuse,
    restate,
    state_first_licenses,
    state_licenses,
)
from directory.credentials.actions.registry import Loaded, Refused, load

__all__ = [
    "CONCERNS",
    "Loaded",
    "Matched",
    "Refused",
    "confirm",
    "load",
    "look_up",
    "match",
    "record_check",
    "refuse",
    "restate",
    "state_first_licenses",
    "state_licenses",
]
