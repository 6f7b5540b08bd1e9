"""What of nameplates is done by the worker. They send no messages."""

from directory.nameplates import actions, intake
from directory.outbox.registry import MessageKind

KINDS: dict[str, MessageKind] = {}
ERRANDS = {actions.READING: intake.read_photo}
SLOW = {actions.READING}
