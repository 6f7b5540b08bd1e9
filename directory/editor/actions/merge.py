"""What was edited of a listing that was merged into another of the same firm."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.queries import members_of
from directory.audit.actions import record
from directory.businesses.fields import editing as rules
from directory.editor.actions.confirm import ask_later
from directory.editor.models import ListingChange, ListingConfirmation, ListingDraft
from directory.editor.queries import listing as queries
from directory.kernel import clock
from directory.outbox import actions as outbox


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
    for row in waiting:
        row.answered_at = clock.now()
        outbox.cancel(session, ("listing-confirmation", row.id))
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
    stays = {each.person_id for each in members_of(session, into_id)}
    if queries.draft_of(session, into_id) is not None or person_id not in stays or not left:
        record(session, by, "drop-draft", ("business", into_id), gone=from_id, fields=sorted(values))
        return
    session.add(ListingDraft(business_id=into_id, values=left, person_id=person_id, revision=revision + 1))
    session.flush()
    record(session, by, "move-draft", ("business", into_id), gone=from_id, fields=sorted(left))


def _unanswered(session: Session, business_id: int) -> list[ListingConfirmation]:
    query = select(ListingConfirmation).where(ListingConfirmation.business_id == business_id)
    return list(session.scalars(query.where(ListingConfirmation.answered_at.is_(None))))
