"""Jobs of scanned pages: what the worker does for each, and every day."""

from datetime import time

from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.outbox.registry import Handle, MessageKind, Subject
from directory.review import intake
from directory.scans import actions


def _forget_old(session: Session, subject: Subject) -> None:
    """Pictures of pages that were sent long ago."""
    actions.forget_old(session, clock.now())


KINDS: dict[str, MessageKind] = {}
JOBS: dict[str, Handle] = {"scans-old": _forget_old}
DAILY = {"scans-old": time(3, 40)}
ERRANDS = {actions.READING: intake.read_next, actions.REMOVAL: intake.remove}
SLOW = {actions.READING}
