"""What decides a claim: the right digits from a printed phone, and the operator."""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts import queries as people
from directory.accounts.models import Code, Person
from directory.audit.actions import record
from directory.businesses.models import Business
from directory.businesses.queries import phones_in_ads
from directory.claims import queries
from directory.claims.actions.begin import close, drop_code, locked, tell_operator, to_review, withdraw
from directory.claims.models import Claim
from directory.claims.rules import CLAIM, LIVE, PROVABLE, outcome
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.outbox import actions as outbox


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


def approve(session: Session, claim_id: int, by: str) -> Claim:
    """The operator decides for the claimant: the business passes to them, and whoever had it is told and let go.

    Raises IllegalMove, or Invalid("claim", ...) while no code from a printed phone said who claims.
    """
    claim = locked(session, claim_id)
    if not CLAIM.allows(claim.state, "approved"):
        raise IllegalMove(f"claim: {claim.state} -> approved")
    person = session.get(Person, claim.person_id) if claim.person_id is not None else None
    if person is None:
        said = _("Nobody has proved a printed phone yet: call it, read the digits out, and have them typed in.")
        raise Invalid("claim", said)
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
    record(session, by, "claim-voice-code", ("business", claim.business_id), claim=claim.id)
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
    return [each.person_id for each in people.members_of(session, business_id) if each.role == "owner"]


def _dispute(session: Session, claim: Claim) -> None:
    CLAIM.move(claim, "disputed")
    claim.reason, claim.contact = "disputed", None
    drop_code(session, claim)
    record(session, f"person:{claim.person_id}", "claim-disputed", ("business", claim.business_id), claim=claim.id)
    owners = people.owners_of(session, claim.business_id)
    told = _tell(session, claim, queries.TOLD, owners)
    if len({channel for channel, _address in told}) < 2:
        # One channel may be the one that was taken over: the printed phones hear of it too.
        for number in phones_in_ads(session, claim.business_id):
            _send(session, claim, queries.TOLD, "sms", number, owners[0].language if owners else claim.language)
    tell_operator(session, claim, "claim-disputed")
    session.flush()


def _tell(session: Session, claim: Claim, kind: str, persons: list[Person]) -> set[tuple[str, str]]:
    """A message to every contact of these persons, or to the claimant's proved phone; which (channel, address)."""
    told = set()
    for person in persons:
        for contact in person.contacts:
            channel = "sms" if contact.kind == "phone" else "email"
            _send(session, claim, kind, channel, contact.address, person.language)
            told.add((channel, contact.address))
    if kind == "claim-rejected" and claim.phone:
        _send(session, claim, kind, "sms", claim.phone, claim.language)
    return told


def _send(session: Session, claim: Claim, kind: str, channel: str, address: str, language: str) -> None:
    outbox.enqueue(session, kind, ("claim", claim.id), channel, address, language, priority="lead", budget="known")


def move(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Give the claims on a listing, decided or not, to the one it was merged into. `by` is an audit actor.

    A code on its way goes on proving its claim: the ad that prints the phone moves too. A browser that claims both
    keeps its newer claim, the other is withdrawn; a dispute always stays, for the operator to decide.
    """
    query = select(Claim).where(Claim.business_id.in_((from_id, into_id))).order_by(Claim.id.desc()).with_for_update()
    kept: set[str] = set()
    for claim in session.scalars(query.execution_options(populate_existing=True)).all():
        if claim.business_id == from_id:
            claim.business_id = into_id
            about = (Code.subject_kind == "business", Code.subject_id == from_id)
            session.execute(update(Code).where(Code.id == claim.code_id, *about).values(subject_id=into_id))
        if claim.state not in LIVE:
            continue
        if claim.browser_digest in kept and CLAIM.allows(claim.state, "withdrawn"):
            session.flush()
            withdraw(session, claim.id, by)
        kept.add(claim.browser_digest)
    session.flush()
