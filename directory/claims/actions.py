"""Writing claims: what the claimant does, what a right code does, what the operator does."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts import queries as people
from directory.accounts.models import Code, Person
from directory.audit import record
from directory.businesses.models import Business
from directory.businesses.queries import PrintedPhone, by_ids, phones_in_ads, printed_phones
from directory.claims import queries
from directory.claims.models import (
    CLAIM,
    CODE_KEPT,
    LIVE,
    PROVABLE,
    RESEND_AFTER,
    STALE_AFTER,
    Claim,
    ClaimAct,
    outcome,
)
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.phone import is_geographic
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
    record(session, "visitor", ClaimAct.CLAIM_CODE, ("business", business.id), claim=claim.id)
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
    record(session, "visitor", ClaimAct.CLAIM_REVIEW, ("business", claim.business_id), claim=claim.id, why=reason)
    tell_operator(session, claim, "claim-to-call")
    session.flush()
    return claim


def tell_operator(session: Session, claim: Claim, kind: str) -> None:
    """A mail to the operator about a claim, once a kind."""
    outbox.tell_operators(session, kind, ("claim", claim.id))


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
    record(session, by, ClaimAct.of(f"claim-{claim.state}"), ("business", claim.business_id), claim=claim.id)
    session.flush()


def _printed(session: Session, business_id: int, phone: str) -> tuple[Business, PrintedPhone]:
    business = next(iter(by_ids(session, [business_id])), None)
    if business is None or business.state != "published":
        raise NotFound(f"business {business_id}")
    for point in printed_phones(session, business):
        if point.address == phone:
            return business, point
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
    record(session, "visitor", ClaimAct.CLAIM, ("business", business.id), claim=claim.id)
    return claim


def _is_fresh(session: Session, claim: Claim) -> bool:
    code = session.get(Code, claim.code_id) if claim.code_id is not None else None
    return code is not None and code.used_at is None and code.created_at > clock.now() - RESEND_AFTER


def prove(session: Session, claim_id: int, code: Code) -> Claim:
    """The digits were right (`accounts.check_code`): whoever holds the printed phone owns the page, or disputes it.

    Where nobody owns the business the claim is approved and the membership made here, in one unit. Where somebody
    else does nothing changes: they are told by every way we have, and the operator decides. NotFound for a code
    that was not made for this claim, IllegalMove where nothing is to be proved any more.
    """
    claim = locked(session, claim_id)
    if claim.state not in PROVABLE:
        raise IllegalMove(f"claim: {claim.state} takes no code")
    subject = (code.subject_kind, code.subject_id)
    if (code.id, code.purpose, code.address) != (claim.code_id, "claim", claim.phone) or code.used_at is None:
        raise NotFound(f"claim {claim_id}")
    if subject != ("business", claim.business_id) or code.address not in phones_in_ads(session, claim.business_id):
        raise NotFound(f"claim {claim_id}")
    _hold(session, claim.business_id)
    person = accounts.person_for(session, "phone", code.address, claim.language)
    claim.person_id = person.id
    became = outcome(person.state == "active", _owner_ids(session, claim.business_id), person.id)
    if became == "approved":
        _give(session, claim, f"person:{person.id}")
    elif became == "disputed":
        _dispute(session, claim)
    elif claim.state == "proving":
        to_review(session, claim, code.address, "suspended")
    else:
        claim.reason = "suspended"
        drop_code(session, claim)
    return claim


def prove_and_sign_in(session: Session, claim_id: int, code: Code, device: str, browser: str) -> str | None:
    """As `prove`; whoever owns the page by it is signed in, with the code's phone: the session's token, else None.

    `device` and `browser` as in `accounts.sign_in`. Raises as both do.
    """
    claim = prove(session, claim_id, code)
    if claim.state != "approved" or claim.person_id is None:
        return None
    return accounts.sign_in(session, claim.person_id, device, ("phone", code.address), browser=browser)


def approve(session: Session, claim_id: int, by: str) -> Claim:
    """The operator decides for the claimant: the business passes to them, and whoever had it is told and let go.

    Raises IllegalMove, or Invalid("claim", ...) while no code from a printed phone said who claims.
    """
    claim = locked(session, claim_id)
    if not CLAIM.allows(claim.state, "approved"):
        raise IllegalMove(f"claim: {claim.state} -> approved")
    person = session.get(Person, claim.person_id) if claim.person_id is not None else None
    if person is None:
        refusal = _("Nobody has proved a printed phone yet: call it, read the digits out, and have them typed in.")
        raise Invalid("claim", refusal)
    if person.state != "active":
        raise Invalid("claim", _("This person is suspended."))
    _hold(session, claim.business_id)
    owners = people.owners_of(session, claim.business_id)
    _tell(session, claim, "claim-lost", [owner for owner in owners if owner.id != person.id])
    _give(session, claim, by)
    _tell(session, claim, "claim-approved", [person])
    return claim


def reject(session: Session, claim_id: int, by: str, note: str = "") -> Claim:
    """The operator decides against the claimant; nothing changes, and both sides are told. `note` is the operator's."""
    claim = locked(session, claim_id)
    was = claim.state
    CLAIM.move(claim, "rejected")
    claim.note = note.strip() or None
    close(session, claim, by)
    if was == "disputed":
        owners = people.owners_of(session, claim.business_id)
        _tell(session, claim, "claim-kept", owners)
        _tell(session, claim, "claim-rejected", [])
    return claim


def voice_code(session: Session, claim_id: int, by: str) -> str:
    """Eight digits that the operator reads out to the printed phone, good for ten minutes in the claimant's browser.

    Nothing is texted. Raises IllegalMove for a claim that is not in review. The digits stand in no row and no log.
    """
    claim = locked(session, claim_id)
    if claim.state != "review" or claim.phone is None:
        raise IllegalMove(f"claim: {claim.state} is not in review")
    if claim.phone not in phones_in_ads(session, claim.business_id):
        raise NotFound(f"claim {claim_id}")
    drop_code(session, claim)
    code = accounts.voice_code(
        session, "claim", claim.phone, claim.browser_digest, claim.language, ("business", claim.business_id)
    )
    claim.code_id = code.id
    record(session, by, ClaimAct.CLAIM_VOICE_CODE, ("business", claim.business_id), claim=claim.id)
    session.flush()
    return accounts.digits_of(code)


def _hold(session: Session, business_id: int) -> None:
    """Two claims of one business are decided one after the other, and never of one that is gone."""
    query = select(Business.state).where(Business.id == business_id).with_for_update()
    if session.scalar(query.execution_options(populate_existing=True)) != "published":
        raise NotFound(f"business {business_id}")


def _give(session: Session, claim: Claim, by: str) -> None:
    """Make the claimant the owner and let go of everybody else: who was let in by the former owner goes with them."""
    if claim.person_id is not None and claim.person_id not in _owner_ids(session, claim.business_id):
        accounts.give_membership(session, claim.person_id, claim.business_id, "owner", by)
        for membership in people.members_of(session, claim.business_id):
            if membership.person_id != claim.person_id:
                accounts.end_membership(session, membership.id, by)
        for invitation in people.open_invitations(session, claim.business_id):
            accounts.withdraw_invitation(session, invitation.id, by)
    CLAIM.move(claim, "approved")
    close(session, claim, by)


def _owner_ids(session: Session, business_id: int) -> list[int]:
    """Who owns it, the suspended too: what was theirs is not given away because they may not sign in just now."""
    return [member.person_id for member in people.members_of(session, business_id) if member.role == "owner"]


def _dispute(session: Session, claim: Claim) -> None:
    CLAIM.move(claim, "disputed")
    claim.reason, claim.contact = "disputed", None
    drop_code(session, claim)
    record(
        session, f"person:{claim.person_id}", ClaimAct.CLAIM_DISPUTED, ("business", claim.business_id), claim=claim.id
    )
    owners = people.owners_of(session, claim.business_id)
    notified = _tell(session, claim, queries.TOLD, owners)
    if len({channel for channel, _address in notified}) < 2:
        # One channel may be the one that was taken over: the printed phones hear of it too.
        for number in filter(is_geographic, phones_in_ads(session, claim.business_id)):
            _send(session, claim, queries.TOLD, "sms", number, owners[0].language if owners else claim.language)
    tell_operator(session, claim, "claim-disputed")
    session.flush()


def _tell(session: Session, claim: Claim, kind: str, persons: list[Person]) -> set[tuple[str, str]]:
    """A message to every contact of these persons, or to the claimant's proved phone; which (channel, address)."""
    notified = set()
    for person in persons:
        for contact in person.contacts:
            channel = "sms" if contact.kind == "phone" else "email"
            _send(session, claim, kind, channel, contact.address, person.language)
            notified.add((channel, contact.address))
    if kind == "claim-rejected" and claim.phone:
        _send(session, claim, kind, "sms", claim.phone, claim.language)
    return notified


def _send(session: Session, claim: Claim, kind: str, channel: str, address: str, language: str) -> None:
    outbox.enqueue(session, kind, ("claim", claim.id), channel, address, language, priority="lead", budget="known")


def move(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Give the claims on a listing, decided or not, to the one it was merged into. `by` is an audit actor.

    A code on its way goes on proving its claim: the ad that prints the phone moves too. A browser that claims both
    keeps its newer claim, the other is withdrawn; a dispute always stays, for the operator to decide.
    """
    query = select(Claim).where(Claim.business_id.in_((from_id, into_id))).order_by(Claim.id.desc()).with_for_update()
    staying: set[str] = set()
    for claim in session.scalars(query.execution_options(populate_existing=True)).all():
        if claim.business_id == from_id:
            claim.business_id = into_id
            about = (Code.subject_kind == "business", Code.subject_id == from_id)
            session.execute(update(Code).where(Code.id == claim.code_id, *about).values(subject_id=into_id))
        if claim.state not in LIVE:
            continue
        if claim.browser_digest in staying and CLAIM.allows(claim.state, "withdrawn"):
            session.flush()
            withdraw(session, claim.id, by)
        staying.add(claim.browser_digest)
    session.flush()
