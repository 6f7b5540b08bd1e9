"""Reading the audit trail."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from directory.audit.models import AuditEvent
from directory.audit.rules import Act


def trail(
    session: Session,
    *,
    actors: Collection[str] | None = None,
    acts: Collection[str] | None = None,
    subjects: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[AuditEvent]:
    """Events with an id below `before`, newest first, from `since` to before `until`.

    `actors` are single ones (`operator:1`) and roles (`operator`), `acts` names of acts, `subjects` kinds and single
    rows of them (`business:3`). None leaves that open; an empty collection is nobody and nothing.
    """
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if actors is not None:
        roles = [actor for actor in actors if ":" not in actor]
        of_role = [AuditEvent.actor.startswith(f"{role}:", autoescape=True) for role in roles]
        query = query.where(or_(AuditEvent.actor.in_(list(actors)), *of_role))
    if acts is not None:
        query = query.where(AuditEvent.action.in_(list(acts)))
    if subjects is not None:
        kinds = [subject for subject in subjects if ":" not in subject]
        rows: dict[str, list[int]] = defaultdict(list)
        for kind, _colon, number in (subject.partition(":") for subject in subjects if subject not in kinds):
            rows[kind].append(int(number))
        of_kind = [and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in rows.items()]
        query = query.where(or_(AuditEvent.subject_kind.in_(kinds), *of_kind))
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


def times(session: Session, act: Act, kind: str) -> dict[int, tuple[int, datetime]]:
    """How often an act was done to each row of a kind, and when last."""
    query = select(AuditEvent.subject_id, func.count(), func.max(AuditEvent.at))
    query = query.where(AuditEvent.action == act, AuditEvent.subject_kind == kind).group_by(AuditEvent.subject_id)
    return {row_id: (count, last) for row_id, count, last in session.execute(query)}
