"""Jobs of photos: what the worker does for each, and every day."""

from datetime import time

from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.outbox.registry import Handle, MessageKind, Subject
from directory.photos import actions, intake


def _forget_waiting(session: Session, subject: Subject) -> None:
    """Photos of forms that were never sent."""
    actions.forget_waiting(session, clock.now())


KINDS: dict[str, MessageKind] = {}
JOBS: dict[str, Handle] = {"photos-unsent": _forget_waiting}
DAILY = {"photos-unsent": time(3, 30)}
ERRANDS = {actions.REMOVAL: intake.remove, actions.FETCH: intake.fetch}
