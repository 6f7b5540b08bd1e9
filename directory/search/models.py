"""The search tables: one document per published listing, written in the transaction that edits it."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base
from directory.kernel.prepared import Json

#: The scope whose version moves with every document (`foundation.versions`).
SCOPE = "listings"


class SearchDoc(Base):
    """What search and its cards show of one listing; rebuilt from the business on every change."""

    __tablename__ = "search_docs"

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    doc: Mapped[dict[str, Json]]
