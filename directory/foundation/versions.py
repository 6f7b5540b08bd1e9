"""One number per kind of cached data, raised in the transaction that changes it: a process sees an edit at once."""

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.foundation.db import BUMPED, Base


class DataVersion(Base):
    """The version of one scope, such as `listings`."""

    __tablename__ = "data_versions"

    scope: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


#: Asked once a page: built once, and on the plain table, which spares the mapper's share.
_TABLE = DataVersion.__table__
_CURRENT = select(_TABLE.c.version).where(_TABLE.c.scope == bindparam("of"))


def bump(session: Session, scope: str) -> int:
    """Raise the scope's version inside the caller's transaction; the new version.

    Whoever raises it next waits for this transaction: versions are committed in their order.
    """
    raised = update(DataVersion).where(DataVersion.scope == scope).values(version=DataVersion.version + 1)
    session.info.setdefault(BUMPED, set()).add(scope)
    version = session.scalar(raised.returning(DataVersion.version))
    if version is None:
        session.add(DataVersion(scope=scope, version=1))
        session.flush()
    return version or 1


def is_bumped(session: Session, scope: str) -> bool:
    """Whether the transaction that is open raised it itself: what it reads of that scope is not committed yet."""
    return scope in session.info.get(BUMPED, ())


def current(session: Session | Connection, scope: str) -> int:
    """The version of a scope; 0 before its first change."""
    connection = session.connection() if isinstance(session, Session) else session
    return connection.execute(_CURRENT, {"of": scope}).scalar() or 0
