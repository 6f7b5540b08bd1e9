"""The table of claims."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.accounts.models import Person
from directory.businesses.models import Business
from directory.claims.rules import CLAIM
from directory.foundation.db import Base, one_of
from directory.kernel import clock


class Claim(Base):
    """Somebody says: this is my business. Proved only by a code to a phone printed in its ad, or by the operator."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(one_of("state", CLAIM.states), name="state"),
        Index(None, "business_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    #: Who claims; None until a code (or the operator) says who it is.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    #: The printed phone the code went to (E.164).
    phone: Mapped[str | None] = mapped_column(String(20))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("codes.id"))
    #: How the operator can reach a claimant whose printed phone takes no texts, as typed; forgotten with the claim.
    contact: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    #: Binds the claim to the browser that began it.
    browser_digest: Mapped[str] = mapped_column(String(64))
    #: landline, undelivered, disputed: why a person has to look at it.
    reason: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))

    business: Mapped[Business] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
