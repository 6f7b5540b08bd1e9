"""Two listings of one firm become one: the facts and phones of the one join the other's, nothing is forgotten."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import queries
from directory.businesses.actions.facts import FactDraft, add_facts, reproject
from directory.businesses.actions.states import locked
from directory.businesses.fields.projection import Projection, checks_of, said_anew, winning
from directory.businesses.models import Business, ContactPoint, DeliveryPreference, Fact
from directory.businesses.rules import BUSINESS, CONTACT_POINT
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid

#: The states of a phone that hold for the firm, whichever listing heard them first.
_SAID_NO = ("no_texts", "cannot_receive", "calls_only")


def merge(session: Session, from_id: int, into_id: int, *, by: str) -> Projection:
    """Move facts and contact points of one business to another; the first becomes a tombstone that leads there.

    Where both say something and neither source is the stronger, the kept one's word stays; phones, e-mails and
    licenses of both are kept. Returns what the kept one's facts add up to now. Other slices move what is theirs.
    Raises Invalid("into", ...) for a listing merged into itself, one that is gone, or one that was never published.
    """
    rows = {row_id: locked(session, row_id) for row_id in sorted({from_id, into_id})}
    gone, kept = rows[from_id], rows[into_id]
    if gone is kept:
        raise Invalid("into", _("These are one and the same listing."))
    if gone.state == "removed" or kept.state not in ("published", "suspended"):
        raise Invalid("into", _("One of the two is not on the pages any more. Choose another."))
    own, other = (queries.facts_of(session, row.id) for row in (kept, gone))
    checks, more = checks_of(own), checks_of(other)
    session.execute(update(Fact).where(Fact.business_id == gone.id).values(business_id=kept.id))
    session.expire_all()
    after = winning(queries.facts_of(session, kept.id))
    drafts = [
        FactDraft(
            field=field,
            value=value,
            source=fact.source,
            entered_on=fact.entered_on,
            evidence=tuple(fact.evidence),
            ad_key=fact.ad_key,
            published_on=fact.published_on,
            entered_by=by,
        )
        for field, value, fact in said_anew(winning(own), winning(other), after)
    ]
    if checks and more:
        # What a registry said counts as one list, the newest: let it hold both.
        both = [*checks, *(each for each in more if each not in checks)]
        drafts.append(FactDraft("licenses", both, "registry", clock.today(), entered_by="registry"))
    add_facts(session, kept.id, drafts)
    _move_points(session, gone, kept, by)
    projection = reproject(session, kept.id)
    BUSINESS.move(gone, "removed")
    gone.removed_at, gone.merged_into_id = clock.now(), kept.id
    for business_id in (gone.id, kept.id):
        record(session, by, "merge", ("business", business_id), gone=gone.id, kept=kept.id)
        unit.touch(session, business_id)
    session.flush()
    return projection


def _move_points(session: Session, gone: Business, kept: Business, by: str) -> None:
    """Contact points keep their history. Of an address that both have, a no said to one is a no to both."""
    held = {(point.kind, point.address): point for point in _points(session, kept.id)}
    for point in _points(session, gone.id):
        own = held.get((point.kind, point.address))
        if own is None:
            point.business_id = kept.id
        elif point.state in _SAID_NO and CONTACT_POINT.allows(own.state, point.state):
            CONTACT_POINT.move(own, point.state)
            own.state_at, own.state_how, own.state_by = point.state_at, point.state_how, point.state_by
            record(session, by, f"contact-{point.state.replace('_', '-')}", ("business", kept.id), point=own.id)
    preference = select(DeliveryPreference.business_id).where(DeliveryPreference.business_id == kept.id)
    if session.scalar(preference) is None:
        moved = update(DeliveryPreference).where(DeliveryPreference.business_id == gone.id)
        session.execute(moved.values(business_id=kept.id))
    session.flush()
    session.expire_all()


def _points(session: Session, business_id: int) -> list[ContactPoint]:
    query: Any = select(ContactPoint).where(ContactPoint.business_id == business_id).order_by(ContactPoint.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
