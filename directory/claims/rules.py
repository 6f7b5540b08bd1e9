"""The life of a claim, as a table, and what of it is decided without a database."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from directory.audit.rules import Act
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

#: States in which a claim is still somebody's business.
LIVE = ("open", "proving", "review", "disputed")
#: States in which the right digits mean something.
PROVABLE = ("proving", "review")
#: Why a person has to look at a claim: the phone takes no texts, the text came back, the claimant asked to be called,
#: whoever proved the phone is suspended, somebody else manages the page.
REASONS = ("landline", "undelivered", "asked", "suspended", "disputed")

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
