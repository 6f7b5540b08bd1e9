"""Writing the audit trail."""

from sqlalchemy.orm import Session

from directory.audit.models import AuditEvent
from directory.audit.rules import Act, acts


def record(session: Session, actor: str, action: Act, subject: tuple[str, int], **detail: object) -> AuditEvent:
    """Append one event to the caller's transaction. `detail` holds codes and ids, never what a person typed.

    Raises ValueError for an act of a table that wiring has not registered: nobody could read it.
    """
    if acts.get(action) is not action:
        raise ValueError(f"{action} is no registered act")
    kind, row_id = subject
    event = AuditEvent(actor=actor, action=action, subject_kind=kind, subject_id=row_id, detail=detail)
    session.add(event)
    return event
