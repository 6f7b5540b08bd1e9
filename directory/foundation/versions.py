"""One number per kind of cached data, raised in the transaction that changes it: a process sees an edit at once."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation.db import Base


class DataVersion(Base):
    """The version of one scope, such as `listings`."""

    __tablename__ = "data_versions"

    scope: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


#: Asked once a page: built once, and on the plain table, which spares the mapper's share.
_TABLE = DataVersion.__table__
_CURRENT = select(_TABLE.c.version).where(_TABLE.c.scope == bindparam("of"))


def bump(session: Session, scope: str) -> None:
    """Raise the scope's version inside the caller's transaction."""
    raised = update(DataVersion).where(DataVersion.scope == scope).values(version=DataVersion.version + 1)
    if session.scalar(raised.returning(DataVersion.version)) is None:
        session.add(DataVersion(scope=scope, version=1))
        session.flush()


def current(session: Session, scope: str) -> int:
    """The version of a scope; 0 before its first change."""
    return session.connection().execute(_CURRENT, {"of": scope}).scalar() or 0
