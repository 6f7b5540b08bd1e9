"""Writing licenses: what is stated, what a registry's list says, what the operator saw on its page."""

from directory.credentials.actions.checks import Matched, confirm, match, record_check
from directory.credentials.actions.licenses import restate, state_licenses
from directory.credentials.actions.registry import Loaded, Refused, load

__all__ = ["Loaded", "Matched", "Refused", "confirm", "load", "match", "record_check", "restate", "state_licenses"]
