"""Whether this process has the secret key that the links of its database were made with."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, db
from directory.foundation.tokens import keyed_digest
from directory.foundation.unit import unit
from directory.kernel import clock

#: What an operator reads where they differ.
DIFFER = (
    "key-differs: the secret key is not the one this database was used with, so links would not open; give web and "
    "worker the same SECRET_KEY (or INSTANCE), or, where it was changed on purpose: flask --app directory key accept"
)
_NAME = "secret-key"


class KeyFingerprint(Base):
    """The fingerprint of the key in use: of one row. The key cannot be had from it."""

    __tablename__ = "key_fingerprints"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


def fingerprint() -> str:
    """This process's key as 32 hex digits: an HMAC with a purpose of its own, which equals no token."""
    return keyed_digest("key-fingerprint", "")[:32]


def agree() -> bool:
    """Whether the database knows this process's key; of a database that knows none yet it becomes the key.

    Raises DBAPIError while the database is away or lacks the table.
    """
    db.session.rollback()
    known = _known()
    if known is None:
        try:
            with unit() as session:
                session.add(KeyFingerprint(name=_NAME, fingerprint=fingerprint()))
        except IntegrityError:
            pass  # another process was first
        known = _known()
    db.session.rollback()
    return known == fingerprint()


def is_another() -> bool:
    """Whether the database knows a key and this process has another. Writes nothing; raises as `agree` does."""
    db.session.rollback()
    known = _known()
    db.session.rollback()
    return known is not None and known != fingerprint()


def accept() -> bool:
    """Take this process's key for the database's from now on; False when it is that already. Old links stay dead."""
    if agree():
        return False
    with unit() as session:
        stored = session.get_one(KeyFingerprint, _NAME)
        stored.fingerprint, stored.recorded_at = fingerprint(), clock.now()
    return True


def _known() -> str | None:
    return db.session.scalar(select(KeyFingerprint.fingerprint).where(KeyFingerprint.name == _NAME))
