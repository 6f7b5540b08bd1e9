"""Writing the audit trail."""

from sqlalchemy.orm import Session

from directory.audit.models import AuditEvent


def record(session: Session, actor: str, action: str, subject: tuple[str, int], **detail: object) -> AuditEvent:
    """Append one event to the caller's transaction. `detail` holds codes and ids, never what a person typed."""
    kind, row_id = subject
    event = AuditEvent(actor=actor, action=action, subject_kind=kind, subject_id=row_id, detail=detail)
    session.add(event)
    return event
