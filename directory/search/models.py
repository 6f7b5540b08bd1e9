"""The search tables: a document per published listing, and what was changed; written in the transaction that edits."""

import secrets

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base
from directory.kernel.prepared import Json

#: The scope whose version moves with every document (`foundation.versions`).
SCOPE = "listings"
#: Versions whose changes are stored; who is further behind reads everything.
MOST_VERSIONS = 1000


def first_edition() -> int:
    """A number by chance that a column of 32 bits holds, however often it is raised."""
    return secrets.randbits(30)


class SearchDoc(Base):
    """What search and its cards show of one listing; rebuilt from the business on every change."""

    __tablename__ = "search_docs"

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    doc: Mapped[dict[str, Json]]
    #: Another one with every edit of the business, also of what the document does not hold (where a fact comes from).
    #: It begins by chance: a listing that was away and came back is told from what it was.
    edition: Mapped[int] = mapped_column(default=first_edition, server_default="0")


class SearchChange(Base):
    """One listing that a version changed, and its document before; null: it had none.

    A process that searches takes away what `before` was found by, adds what the document of now is found by, and has
    read nothing else. `mark` is of chance: versions that begin anew, as after a restore, are told apart by it.
    """

    __tablename__ = "search_changes"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    business_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    mark: Mapped[str]
    before: Mapped[dict[str, Json] | None]
