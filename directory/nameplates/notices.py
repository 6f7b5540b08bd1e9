"""What of nameplates is done by the worker. They send no messages."""

from directory.nameplates import intake
from directory.nameplates.models import READING
from directory.outbox.registry import MessageKind

KINDS: dict[str, MessageKind] = {}
ERRANDS = {READING: intake.read_photo}
SLOW = {READING}
