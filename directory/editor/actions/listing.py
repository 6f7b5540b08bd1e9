"""Editing a listing: a draft beside what is published, publishing it, taking a change back.

Every act locks the business first, so that two at once come one after the other.
"""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.queries import members_of, owners_of
from directory.audit import record
from directory.businesses import actions as businesses
from directory.businesses.actions import FactDraft
from directory.businesses.fields import editing as rules
from directory.businesses.fields.editing import ASK_EVERY, CONFIRMED, LINK_LIFE
from directory.businesses.fields.projection import winning
from directory.businesses.fields.terms import Values
from directory.businesses.models import Business
from directory.businesses.queries import facts_of
from directory.credentials import actions as credentials
from directory.editor import queries
from directory.editor.models import ListingChange, ListingConfirmation, ListingDraft
from directory.editor.rules import EditorAct
from directory.foundation import tokens, unit
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound, Stale
from directory.leads import actions as lead_actions
from directory.outbox import actions as outbox


def save(session: Session, business_id: int, person_id: int, shown: str, values: Values) -> ListingDraft | None:
    """Keep what was typed as the draft; fields that say what is published leave it, an empty draft goes (None).

    `shown` is the mark of these fields as the page showed them. Raises Stale when they say something else by now,
    unless they already say just this; what happened to other fields does not matter.
    """
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if not rules.differing(values, desk.values):
        return desk.draft
    if shown != rules.mark(values, desk.values):
        raise Stale(shown)
    saved = desk.draft.values if desk.draft else {}
    wanted = rules.differing(saved | dict(values), desk.published)
    draft = desk.draft
    if not wanted:
        if draft is not None:
            session.delete(draft)
            session.flush()
        return None
    if draft is None:
        draft = ListingDraft(business_id=business_id, revision=0)
        session.add(draft)
    draft.values, draft.person_id = wanted, person_id
    draft.updated_at, draft.revision = clock.now(), draft.revision + 1
    session.flush()
    return draft


def discard(session: Session, business_id: int, person_id: int, base: str) -> None:
    """Throw the draft away; none is none. Raises Stale when it is not the draft that was looked at."""
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if desk.draft is None:
        return
    if base != desk.base:
        raise Stale(base)
    session.delete(desk.draft)
    record(session, f"person:{person_id}", EditorAct.DISCARD_DRAFT, ("business", business_id))
    session.flush()


def publish(session: Session, business_id: int, person_id: int, base: str) -> ListingChange | None:
    """Make the draft's values facts of the owner, in one step; None where there is no draft (published already).

    Raises Stale when it is not the draft that was looked at.
    """
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if desk.draft is None:
        return None
    if base != desk.base:
        raise Stale(base)
    values = dict(desk.draft.values)
    session.delete(desk.draft)
    session.flush()
    return state(session, business_id, person_id, values)


def undo(session: Session, business_id: int, change_id: int, person_id: int) -> ListingChange | None:
    """Bring back what a change replaced, as new facts of the owner; None where that was done before.

    Raises NotFound for a change of another business, Invalid for one that a later change covers or that a tap may
    not take back.
    """
    businesses.locked(session, business_id)
    change = queries.change_of(session, business_id, change_id)
    if change is None:
        raise NotFound(f"change {change_id}")
    if queries.is_undone(session, change_id):
        return None
    if rules.FIXED & change.after.keys():
        raise Invalid("change", _("Phones are changed on their own page, with a code."))
    current = queries.published_values(session, business_id)
    if rules.before_of(change.after, current) != rules.before_of(change.after, change.after):
        raise Invalid("change", _("Something here was changed again later. Take that back first, or edit the listing."))
    return state(session, business_id, person_id, dict(change.before), undoes_id=change.id)


def state(
    session: Session,
    business_id: int,
    person_id: int,
    values: Values,
    *,
    undoes_id: int | None = None,
) -> ListingChange | None:
    """Publish these values at once as facts of the owner; None where nothing differs. The business is locked.

    A draft beside them keeps what still differs. The next question whether everything is true starts from here.
    """
    current = queries.published_values(session, business_id)
    wanted = rules.differing(values, current)
    if not wanted:
        return None
    by = f"person:{person_id}"
    say(session, business_id, wanted, by)
    if credentials.CONCERNS & wanted.keys():
        credentials.look_up(session, [business_id])
    change = ListingChange(
        business_id=business_id,
        person_id=person_id,
        before=rules.before_of(wanted, current),
        after=wanted,
        undoes_id=undoes_id,
        at=clock.now(),
    )
    session.add(change)
    session.flush()
    _trim_draft(session, business_id, wanted)
    act = EditorAct.UNDO_CHANGE if undoes_id else EditorAct.PUBLISH_LISTING
    record(session, by, act, ("business", business_id), change=change.id, fields=sorted(wanted))
    ask_later(session, business_id)
    return change


def _trim_draft(session: Session, business_id: int, published: Iterable[str]) -> None:
    """A draft of a field that was just published otherwise keeps its value: it is still what somebody typed."""
    draft = queries.draft_of(session, business_id)
    if draft is None:
        return
    left = rules.differing(draft.values, queries.published_values(session, business_id))
    if not left:
        session.delete(draft)
    elif left != draft.values:
        draft.values, draft.revision = left, draft.revision + 1
    session.flush()


def pause(session: Session, business_id: int, person_id: int, until: str | None) -> ListingChange | None:
    """Take no new work before this day (ISO), or take it again (None): at once, whatever the draft holds."""
    before = businesses.locked(session, business_id).paused_until
    change = state(session, business_id, person_id, {"paused_until": until})
    if until and until != before:
        lead_actions.paused(session, business_id)
    return change


def say(session: Session, business_id: int, values: Values, by: str) -> None:
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
    winners = winning(facts_of(session, business_id))
    stated = {
        field: winners[field].value for field in CONFIRMED if field in winners and winners[field].source != "registry"
    }
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
    for confirmation in session.scalars(query).all():
        confirmation.answered_at = clock.now()
    seed = tokens.new_seed()
    confirmation = ListingConfirmation(
        business_id=business_id,
        seed=seed,
        token_digest=tokens.digest(tokens.derive(_PURPOSE, seed)),
        due_at=(since or clock.now()) + ASK_EVERY,
    )
    session.add(confirmation)
    session.flush()
    outbox.schedule(session, "still-true", (_SUBJECT, confirmation.id), confirmation.due_at)
    return confirmation


def ask(session: Session, subject: tuple[str, int]) -> None:
    """Send the question to each owner, by mail where one is known, else by text; and plan the next one.

    Asked or dropped: nothing happens. Where nobody owns the listing or nobody sees it the question is dropped, and
    `plan` finds it again.
    """
    confirmation = session.get(ListingConfirmation, subject[1], with_for_update=True)
    if confirmation is None or confirmation.asked_at is not None or confirmation.answered_at is not None:
        return
    business = session.get(Business, confirmation.business_id)
    owners = owners_of(session, confirmation.business_id)
    if business is None or business.state != "published" or not owners:
        confirmation.answered_at = clock.now()
        return
    confirmation.asked_at = clock.now()
    for person in owners:
        contacts = {contact.kind: contact for contact in reversed(person.contacts)}
        contact = contacts.get("email") or contacts.get("phone")
        if contact is not None:
            channel = "email" if contact.kind == "email" else "sms"
            outbox.enqueue(
                session,
                "still-true",
                (_SUBJECT, confirmation.id),
                channel,
                contact.address,
                person.language,
                priority="notice",
                budget="known",
                expires_at=confirmation.asked_at + LINK_LIFE,
            )
    session.flush()
    ask_later(session, confirmation.business_id)


def still_true(session: Session, business_id: int, *, by: str, how: str) -> None:
    """Somebody of the business says that everything is still true: from today it is the owner's word.

    What stands there stays. Waiting questions are taken back, the next one is half a year away. The same day again
    is the same answer.
    """
    business = businesses.locked(session, business_id)
    query = select(ListingConfirmation).where(
        ListingConfirmation.business_id == business_id, ListingConfirmation.answered_at.is_(None)
    )
    is_open = False
    for confirmation in session.scalars(query).all():
        if confirmation.asked_at is not None:
            is_open = True
            confirmation.answered_at = clock.now()
            outbox.cancel(session, (_SUBJECT, confirmation.id))
    today = clock.local(clock.now()).date()
    if not is_open and business.confirmed_at and clock.local(business.confirmed_at).date() == today:
        return
    businesses.confirm(session, business_id, by=by, how=how)
    say_again(session, business_id, by)
    ask_later(session, business_id)


def link_token(confirmation: ListingConfirmation) -> str:
    """The token of the question's link."""
    return tokens.derive(_PURPOSE, confirmation.seed)


def move(session: Session, from_id: int, into_id: int, by: str) -> None:
    """Give the history of a listing to the one it was merged into; call it once facts and people have moved.

    Its unfinished draft is offered there, seen by nobody before somebody publishes it, where that listing has none and
    whoever typed it acts for it; else it is dropped, and the audit trail says so. Questions whether the listing that
    goes is still true are over; the firm is asked anew in half a year. `by` is an audit actor.
    """
    session.execute(
        update(ListingChange).where(ListingChange.business_id == from_id).values(business_id=into_id),
        execution_options={"synchronize_session": False},
    )
    _move_draft(session, from_id, into_id, by)
    waiting = _unanswered(session, from_id)
    for confirmation in waiting:
        confirmation.answered_at = clock.now()
        outbox.cancel(session, ("listing-confirmation", confirmation.id))
    if waiting and not _unanswered(session, into_id):
        ask_later(session, into_id)
    session.flush()


def _move_draft(session: Session, from_id: int, into_id: int, by: str) -> None:
    draft = queries.draft_of(session, from_id)
    if draft is None:
        return
    values, person_id, revision = dict(draft.values), draft.person_id, draft.revision
    session.delete(draft)
    session.flush()
    left = rules.differing(values, queries.published_values(session, into_id))
    stays = {member.person_id for member in members_of(session, into_id)}
    if queries.draft_of(session, into_id) is not None or person_id not in stays or not left:
        record(session, by, EditorAct.DROP_DRAFT, ("business", into_id), gone=from_id, fields=sorted(values))
        return
    session.add(ListingDraft(business_id=into_id, values=left, person_id=person_id, revision=revision + 1))
    session.flush()
    record(session, by, EditorAct.MOVE_DRAFT, ("business", into_id), gone=from_id, fields=sorted(left))


def _unanswered(session: Session, business_id: int) -> list[ListingConfirmation]:
    query = select(ListingConfirmation).where(ListingConfirmation.business_id == business_id)
    return list(session.scalars(query.where(ListingConfirmation.answered_at.is_(None))))
