"""What somebody of a business says, as facts of the owner: published, taken back or confirmed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.queries import owners_of
from directory.businesses import actions as businesses
from directory.businesses.actions import FactDraft
from directory.businesses.fields.editing import ASK_EVERY, CONFIRMED, LINK_LIFE
from directory.businesses.fields.projection import winning
from directory.businesses.models import Business
from directory.businesses.queries import facts_of
from directory.credentials import actions as credentials
from directory.editor.models import ListingConfirmation
from directory.editor.queries import listing as queries
from directory.foundation import tokens, unit
from directory.kernel import clock
from directory.outbox import actions as outbox


def say(session: Session, business_id: int, values: Mapping[str, Any], by: str) -> None:
    """These values are the owner's word of today, and what is shown says so. The business is locked."""
    today = clock.local(clock.now()).date()
    drafts = [FactDraft(field, value, "owner", today, entered_by=by, renews=True) for field, value in values.items()]
    businesses.add_facts(session, business_id, drafts)
    credentials.restate(session, business_id)
    # Where a fact comes from is shown too, so the listing changed even where its columns say the same.
    unit.touch(session, business_id)


def say_again(session: Session, business_id: int, by: str) -> None:
    """Everything that the owner could change and left as it stands is the owner's word of today.

    What nobody stated stays so. What a registry says stays its word. The business is locked.
    """
    held = winning(facts_of(session, business_id))
    stated = {field: held[field].value for field in CONFIRMED if field in held and held[field].source != "registry"}
    say(session, business_id, {field: value for field, value in stated.items() if value not in (None, "", [], {})}, by)


_PURPOSE = "confirm"
_SUBJECT = "listing-confirmation"


def plan(session: Session, subject: tuple[str, int]) -> None:
    """Plan the question for whoever owns a listing and has none ahead: they came to it and published nothing since.

    It is dated from the day they came.
    """
    ids = list(queries.unplanned(session))
    for business_id in ids:
        businesses.locked(session, business_id)
    for business_id, since in queries.unplanned(session, ids).items():
        ask_later(session, business_id, since)


def ask_later(session: Session, business_id: int, since: datetime | None = None) -> ListingConfirmation:
    """Ask half a year from now, or from `since`; a question that was due sooner and not asked yet is dropped."""
    query = select(ListingConfirmation).where(
        ListingConfirmation.business_id == business_id,
        ListingConfirmation.asked_at.is_(None),
        ListingConfirmation.answered_at.is_(None),
    )
    for row in session.scalars(query).all():
        row.answered_at = clock.now()
    seed = tokens.new_seed()
    row = ListingConfirmation(
        business_id=business_id,
        seed=seed,
        token_digest=tokens.digest(tokens.derive(_PURPOSE, seed)),
        due_at=(since or clock.now()) + ASK_EVERY,
    )
    session.add(row)
    session.flush()
    outbox.schedule(session, "still-true", (_SUBJECT, row.id), row.due_at)
    return row


def ask(session: Session, subject: tuple[str, int]) -> None:
    """Send the question to each owner, by mail where one is known, else by text; and plan the next one.

    Asked or dropped: nothing happens. Where nobody owns the listing or nobody sees it the question is dropped, and
    `plan` finds it again.
    """
    row = session.get(ListingConfirmation, subject[1], with_for_update=True)
    if row is None or row.asked_at is not None or row.answered_at is not None:
        return
    business = session.get(Business, row.business_id)
    owners = owners_of(session, row.business_id)
    if business is None or business.state != "published" or not owners:
        row.answered_at = clock.now()
        return
    row.asked_at = clock.now()
    for person in owners:
        contacts = {contact.kind: contact for contact in reversed(person.contacts)}
        contact = contacts.get("email") or contacts.get("phone")
        if contact is not None:
            channel = "email" if contact.kind == "email" else "sms"
            outbox.enqueue(
                session,
                "still-true",
                (_SUBJECT, row.id),
                channel,
                contact.address,
                person.language,
                priority="notice",
                budget="known",
                expires_at=row.asked_at + LINK_LIFE,
            )
    session.flush()
    ask_later(session, row.business_id)


def still_true(session: Session, business_id: int, *, by: str, how: str) -> None:
    """Somebody of the business says that everything is still true: from today it is the owner's word.

    What stands there stays. Waiting questions are taken back, the next one is half a year away. The same day again
    is the same answer.
    """
    business = businesses.locked(session, business_id)
    asked = select(ListingConfirmation).where(
        ListingConfirmation.business_id == business_id, ListingConfirmation.answered_at.is_(None)
    )
    is_open = False
    for row in session.scalars(asked).all():
        if row.asked_at is not None:
            is_open = True
            row.answered_at = clock.now()
            outbox.cancel(session, (_SUBJECT, row.id))
    today = clock.local(clock.now()).date()
    if not is_open and business.confirmed_at and clock.local(business.confirmed_at).date() == today:
        return
    businesses.confirm(session, business_id, by=by, how=how)
    say_again(session, business_id, by)
    ask_later(session, business_id)


def link_token(row: ListingConfirmation) -> str:
    """The token of the question's link."""
    return tokens.derive(_PURPOSE, row.seed)
