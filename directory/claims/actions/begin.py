"""What a claimant does before anything is proved: have a code texted, ask for a call, give up."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.models import Code
from directory.audit.actions import record
from directory.businesses.models import Business
from directory.businesses.queries import PrintedPhone, by_ids, printed_phones
from directory.claims import queries
from directory.claims.models import Claim
from directory.claims.rules import CLAIM, CODE_KEPT, RESEND_AFTER, STALE_AFTER
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.text import clean
from directory.outbox import actions as outbox


def begin(session: Session, business_id: int, phone: str, browser: str, *, language: str) -> Claim:
    """Have a code texted to a phone (E.164) printed in the ad; one that takes no texts is called by the operator.

    `browser` is the claimant's own secret, `language` BCP 47. Pressed again, a new code goes out, but not within
    half a minute. Raises Invalid("phone", ...) for a number no ad prints, IllegalMove where a person looks at it.
    """
    business, chosen = _printed(session, business_id, phone)
    claim = _live(session, business, browser, language)
    if claim.state not in ("open", "proving"):
        raise IllegalMove(f"claim: {claim.state} waits for the operator")
    if not chosen.can_text:
        return to_review(session, claim, phone, "landline")
    if claim.phone == phone and _is_fresh(session, claim):
        return claim
    drop_code(session, claim)
    code = accounts.ask_code(
        session, "claim", "phone", phone, browser, language=language, subject=("business", business.id)
    )
    claim.phone, claim.code_id = phone, code.id
    if claim.state == "open":
        CLAIM.move(claim, "proving")
    record(session, "visitor", "claim-code", ("business", business.id), claim=claim.id)
    session.flush()
    return claim


def ask_for_call(session: Session, business_id: int, phone: str, browser: str, *, language: str) -> Claim:
    """No texts there: the operator is to call that printed phone. Raises as `begin` does; asked again, nothing more."""
    business, _chosen = _printed(session, business_id, phone)
    claim = _live(session, business, browser, language)
    return claim if claim.state == "review" else to_review(session, claim, phone, "asked")


def leave_contact(session: Session, claim_id: int, contact: str) -> Claim:
    """Where the claimant says they can be reached to agree on a time: never where digits are read out."""
    claim = locked(session, claim_id)
    if claim.state != "review":
        raise IllegalMove(f"claim: {claim.state} is not in review")
    claim.contact = clean(contact) or None
    session.flush()
    return claim


def withdraw(session: Session, claim_id: int, by: str = "visitor") -> Claim:
    """Give a claim up: what was on its way is taken back, what was typed is forgotten. Raises IllegalMove."""
    claim = locked(session, claim_id)
    CLAIM.move(claim, "withdrawn")
    close(session, claim, by)
    return claim


def expire(session: Session, claim_id: int) -> None:
    """Two weeks on: withdraw a claim that nobody went on with. Asked sooner or again it does nothing."""
    claim = session.get(Claim, claim_id, with_for_update=True, populate_existing=True)
    is_old = claim is not None and claim.created_at <= clock.now() - STALE_AFTER
    if claim is not None and is_old and CLAIM.allows(claim.state, "withdrawn"):
        withdraw(session, claim_id, "worker")


def review_undelivered(session: Session, code_id: int, reason: str) -> None:
    """The code's text came back (`landline`: that phone takes none; `undelivered`): the operator is to call it."""
    claim = queries.by_code(session, code_id)
    if claim is not None and claim.phone and claim.state == "proving":
        to_review(session, locked(session, claim.id), claim.phone, reason)


def purge(session: Session, now: datetime) -> int:
    """Let go of codes that ran out, so that they can be forgotten; how many claims."""
    old = select(Code.id).where(Code.expires_at < now - CODE_KEPT)
    rows = session.scalars(select(Claim).where(Claim.code_id.in_(old)).with_for_update()).all()
    for claim in rows:
        claim.code_id = None
    session.flush()
    return len(rows)


def locked(session: Session, claim_id: int) -> Claim:
    """The claim, held until the unit ends; NotFound."""
    claim = session.get(Claim, claim_id, with_for_update=True, populate_existing=True)
    if claim is None:
        raise NotFound(f"claim {claim_id}")
    return claim


def to_review(session: Session, claim: Claim, phone: str, reason: str) -> Claim:
    """Hand the claim to the operator, who calls this printed phone and no other."""
    CLAIM.move(claim, "review")
    drop_code(session, claim)
    claim.phone, claim.reason = phone, reason
    record(session, "visitor", "claim-review", ("business", claim.business_id), claim=claim.id, why=reason)
    tell_operator(session, claim, "claim-to-call")
    session.flush()
    return claim


def tell_operator(session: Session, claim: Claim, kind: str) -> None:
    """A mail to the operator about a claim, once a kind."""
    operator = str(current_app.config["OPERATOR_EMAIL"])
    outbox.enqueue(session, kind, ("claim", claim.id), "email", operator, "en", priority="operator")


def drop_code(session: Session, claim: Claim) -> None:
    """Take back a code that has not gone out yet, and let go of it: it proves nothing for this claim any more."""
    if claim.code_id is not None:
        outbox.cancel(session, ("code", claim.code_id))
        claim.code_id = None


def close(session: Session, claim: Claim, by: str) -> None:
    """What every end of a claim has in common: when, by whom; nothing typed is kept, nothing waits any more."""
    claim.decided_at, claim.decided_by, claim.contact = clock.now(), by[:40], None
    drop_code(session, claim)
    outbox.cancel(session, ("claim", claim.id), ("claim-to-call", "claim-disputed"))
    record(session, by, f"claim-{claim.state}", ("business", claim.business_id), claim=claim.id)
    session.flush()


def _printed(session: Session, business_id: int, phone: str) -> tuple[Business, PrintedPhone]:
    business = next(iter(by_ids(session, [business_id])), None)
    if business is None or business.state != "published":
        raise NotFound(f"business {business_id}")
    for each in printed_phones(session, business):
        if each.address == phone:
            return business, each
    raise Invalid("phone", _("Please choose one of the numbers printed in the ad."))


def _live(session: Session, business: Business, browser: str, language: str) -> Claim:
    """This browser's undecided claim, or a new one. The lock keeps a double press from making two."""
    session.execute(select(Business.id).where(Business.id == business.id).with_for_update())
    digest = tokens.digest(browser)
    claim = queries.live_claim(session, business.id, digest)
    if claim is not None:
        return locked(session, claim.id)
    claim = Claim(business_id=business.id, language=language, browser_digest=digest, state="open")
    session.add(claim)
    session.flush()
    outbox.schedule(session, "claim-expiry", ("claim", claim.id), claim.created_at + STALE_AFTER)
    record(session, "visitor", "claim", ("business", business.id), claim=claim.id)
    return claim


def _is_fresh(session: Session, claim: Claim) -> bool:
    code = session.get(Code, claim.code_id) if claim.code_id is not None else None
    return code is not None and code.used_at is None and code.created_at > clock.now() - RESEND_AFTER
