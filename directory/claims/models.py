"""The life of a claim, as a table of states and one of rows."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.accounts.models import Person
from directory.businesses.models import Business
from directory.foundation.db import Base, one_of
from directory.foundation.i18n import Act, Labelled
from directory.kernel import clock
from directory.kernel.states import table


class ClaimAct(Act):
    """What this slice writes into the audit trail."""

    CLAIM = "claim", _l("began a claim")
    CLAIM_CODE = "claim-code", _l("had a code texted for a claim")
    CLAIM_VOICE_CODE = "claim-voice-code", _l("had digits read out for a claim")
    CLAIM_REVIEW = "claim-review", _l("a claim waits for a call")
    CLAIM_DISPUTED = "claim-disputed", _l("two say it is their business")
    CLAIM_APPROVED = "claim-approved", _l("a claim was approved")
    CLAIM_REJECTED = "claim-rejected", _l("a claim was rejected")
    CLAIM_WITHDRAWN = "claim-withdrawn", _l("a claim was given up")


CLAIM = table(
    "claim",
    open="proving review withdrawn",
    proving="approved review disputed withdrawn",
    # Disputed too: whoever was called and typed the digits has proved the phone, like one who was texted.
    review="approved rejected disputed withdrawn",
    disputed="approved rejected",
    approved="",
    rejected="",
    withdrawn="",
)


class ClaimToDecide(Labelled):
    """States in which a claim waits for the operator."""

    REVIEW = "review", _l("wants a call")
    DISPUTED = "disputed", _l("disputed")


#: States in which a claim is still somebody's business.
LIVE = ("open", "proving", "review", "disputed")
#: States in which the right digits mean something.
PROVABLE = ("proving", "review")


class ClaimReason(Labelled):
    """Why a person has to look at a claim."""

    LANDLINE = "landline", _l("The printed phone takes no texts.")
    UNDELIVERED = "undelivered", _l("The text with the code came back.")
    ASKED = "asked", _l("They asked to be called.")
    SUSPENDED = "suspended", _l("Whoever holds that phone is suspended here.")
    DISPUTED = "disputed", _l("Somebody else manages this page already.")


#: Pressed again sooner than this, the code on its way is not followed by another.
RESEND_AFTER = timedelta(seconds=30)
#: A claim that nobody went on with is withdrawn, and what its claimant typed is forgotten.
STALE_AFTER = timedelta(days=14)
#: How long a claim remembers which code proved it; codes are forgotten soon after.
CODE_KEPT = timedelta(hours=1)
LONGEST_CONTACT = 200


def outcome(is_active: bool, owners: list[int], claimant: int) -> str:
    """What a right code leads to: `approved`, `disputed` where somebody else owns the business, or `review`.

    A suspended person proves nothing by it: the operator suspended them and has to look.
    """
    if not is_active:
        return "review"
    return "disputed" if owners and claimant not in owners else "approved"


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
