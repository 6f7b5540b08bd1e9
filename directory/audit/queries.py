"""Reading the audit trail."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.audit.models import AuditEvent

#: Digits of an id that every database takes.
_LONGEST_ID = 10


def trail(
    session: Session,
    *,
    actor: str = "",
    act: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[AuditEvent]:
    """Events with an id below `before`, newest first, from `since` to before `until`.

    `actor` is one (`operator:1`) or a role (`operator`); `act` a part of the act's name; `subject` a kind or one row
    of it (`business:3`).
    """
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if actor:
        own = AuditEvent.actor == actor
        query = query.where(own if ":" in actor else own | AuditEvent.actor.startswith(f"{actor}:", autoescape=True))
    if act:
        query = query.where(AuditEvent.action.icontains(act, autoescape=True))
    kind, _, number = subject.partition(":")
    if kind:
        query = query.where(AuditEvent.subject_kind == kind)
    if number.isdecimal() and len(number) < _LONGEST_ID:
        query = query.where(AuditEvent.subject_id == int(number))
    if since is not None:
        query = query.where(AuditEvent.at >= since)
    if until is not None:
        query = query.where(AuditEvent.at < until)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return list(session.scalars(query))


def acts(session: Session) -> list[str]:
    """The names of every act in the trail."""
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def times(session: Session, act: str, kind: str) -> dict[int, tuple[int, datetime]]:
    """How often an act was done to each row of a kind, and when last."""
    query = select(AuditEvent.subject_id, func.count(), func.max(AuditEvent.at))
    query = query.where(AuditEvent.action == act, AuditEvent.subject_kind == kind).group_by(AuditEvent.subject_id)
    return {row_id: (count, last) for row_id, count, last in session.execute(query)}
