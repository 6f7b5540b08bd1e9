"""The audit trail: append-only, without personal data."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base
from directory.kernel import clock
from directory.kernel.prepared import Json


class AuditEvent(Base):
    """One act. `actor` is a role and an id (`homeowner`, `business:3`, `operator:1`, `worker`), never a name."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Json]] = mapped_column(default=dict)
