"""What is known of a business: facts first, columns as what the facts add up to. What search shows is touched."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import queries
from directory.businesses.actions.states import locked
from directory.businesses.fields.projection import (
    SOURCES,
    Projection,
    Warranty,
    checks_of,
    printed,
    project,
    said_anew,
    winning,
)
from directory.businesses.fields.registry import FIELD
from directory.businesses.fields.terms import Values
from directory.businesses.models import Business, ContactPoint, DeliveryPreference, Fact, ServiceArea, WarrantyTerm
from directory.businesses.rules import BUSINESS, CONTACT_POINT, BusinessAct, FactDraft, contact_act
from directory.foundation import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound


def enter(session: Session, slug: str, *, market: str, language: str) -> Business:
    """The business of this slug, made and published where there was none.

    `language` (BCP 47) is that of its messages.
    """
    business = session.scalar(select(Business).where(Business.slug == slug))
    if business is None:
        business = Business(slug=slug, market=market, language=language, state="draft")
        session.add(business)
        session.flush()
        BUSINESS.move(business, "published")
        record(session, "seed", BusinessAct.PUBLISH, ("business", business.id))
        unit.touch(session, business.id)
    return business


def add_facts(session: Session, business_id: int, drafts: list[FactDraft]) -> int:
    """Append the facts that say something new; how many there were.

    A draft whose source, ad and author last said just that adds nothing: a list may be entered again. One that
    `renews` adds itself once a day.
    Raises ValueError for a field or a source that does not exist.
    """
    last_stated = {_voice(fact): fact for fact in queries.facts_of(session, business_id)}
    added = 0
    for draft in drafts:
        if draft.field not in FIELD or draft.source not in SOURCES:
            raise ValueError(f"no such fact: {draft.field} from {draft.source}")
        last = last_stated.get(_voice(draft))
        if last is not None and _says_again(draft, last):
            continue
        fact = Fact(
            business_id=business_id,
            field=draft.field,
            value=draft.value,
            source=draft.source,
            ad_key=draft.ad_key,
            evidence=list(draft.evidence),
            published_on=draft.published_on,
            entered_on=draft.entered_on,
            entered_by=draft.entered_by,
        )
        session.add(fact)
        last_stated[_voice(fact)] = fact
        added += 1
    if added:
        # Where a fact comes from stands on the page, also where it says nothing new.
        unit.touch(session, business_id)
    session.flush()
    return added


def retract_facts(session: Session, business_id: int, fact_ids: Collection[int]) -> None:
    """These facts of a business were entered by mistake: they stay in its record, and count no more."""
    query = select(Fact).where(Fact.business_id == business_id, Fact.id.in_(fact_ids), Fact.retracted_at.is_(None))
    for fact in session.scalars(query).all():
        fact.retracted_at = clock.now()
    unit.touch(session, business_id)
    session.flush()


def _says_again(draft: FactDraft, last: Fact) -> bool:
    is_same = last.value == draft.value and list(last.evidence) == list(draft.evidence)
    return is_same and not (draft.renews and last.entered_on < draft.entered_on)


def _voice(fact: Fact | FactDraft) -> tuple[str, str, str | None, str]:
    """Who said it. Owner and colleagues are one voice: what one of them says replaces what another said."""
    by = "" if fact.source == "owner" else fact.entered_by
    return (fact.field, fact.source, fact.ad_key, by)


def reproject(session: Session, business_id: int) -> Projection:
    """Bring columns, phones, warranties and areas in line with the facts; returns what they add up to.

    A tombstone stays as it is. What did not change is not written, so a second run costs no write.
    """
    business = next(iter(queries.by_ids(session, [business_id])), None)
    if business is None:
        raise NotFound(f"business {business_id}")
    facts = queries.facts_of(session, business_id)
    projection = project(facts)
    if business.state == "removed":
        return projection
    changed = _set_columns(business, projection.columns)
    addresses = {"phone": projection.phones, "email": projection.emails}
    changed |= _set_contact_points(session, business, addresses)
    _mark_printed(business, {*printed(facts), *printed(facts, "emails")})
    changed |= _set_rows(session, business, projection)
    if changed:
        business.updated_at = clock.now()
        unit.touch(session, business.id)
        session.flush()
    return projection


_Row = TypeVar("_Row", ContactPoint, WarrantyTerm, ServiceArea)


def _set_columns(business: Business, columns: Values) -> bool:
    changed = {name: value for name, value in columns.items() if getattr(business, name) != value}
    for name, value in changed.items():
        setattr(business, name, value)
    return bool(changed)


def _set_contact_points(session: Session, business: Business, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    """Add the addresses that are new and drop those no fact names any more; the others keep their history.

    A number that said stop stays stopped even if it comes back: suppressions remember it, not this row.
    """
    pairs = list(dict.fromkeys((kind, address) for kind in wanted for address in wanted[kind]))
    gone = [point for point in business.contact_points if (point.kind, point.address) not in pairs]
    existing = {(point.kind, point.address) for point in business.contact_points}
    new = [ContactPoint(kind=kind, address=address) for kind, address in pairs if (kind, address) not in existing]
    _replace(session, business.contact_points, gone, new)
    return bool(gone or new)


def _mark_printed(business: Business, in_ads: set[str]) -> None:
    for point in business.contact_points:
        is_printed = point.address in in_ads  # a new point has no value yet
        if point.is_printed is not is_printed:
            point.is_printed = is_printed


def _set_rows(session: Session, business: Business, projection: Projection) -> bool:
    rows, terms = business.warranty_terms, projection.warranties
    as_held = [Warranty(term_row.scope, term_row.months, term_row.is_lifetime, term_row.condition) for term_row in rows]
    changed = as_held != list(terms)
    if changed:
        new = [WarrantyTerm(**asdict(term)) for term in terms]
        _replace(session, rows, list(rows), new)
    areas, codes = business.service_areas, projection.service_places
    gone = [area for area in areas if area.place_code not in codes]
    existing = {area.place_code for area in areas}
    added = [ServiceArea(place_code=code) for code in codes if code not in existing]
    _replace(session, areas, gone, added)
    return bool(changed or gone or added)


def _replace(session: Session, rows: list[_Row], gone: list[_Row], new: list[_Row]) -> None:
    for old_row in gone:
        rows.remove(old_row)
        session.delete(old_row)
    rows.extend(new)


#: The states of a phone that hold for the firm, whichever listing heard them first.
_SAID_NO = ("no_texts", "cannot_receive", "calls_only")


def merge(session: Session, from_id: int, into_id: int, *, by: str) -> Projection:
    """Move facts and contact points of one business to another; the first becomes a tombstone that leads there.

    Where both say something and neither source is the stronger, the kept one's word stays; phones, e-mails and
    licenses of both are kept. Returns what the kept one's facts add up to now. Other slices move what is theirs.
    Raises Invalid("into", ...) for a listing merged into itself, one that is gone, or one that was never published.
    """
    rows = {row_id: locked(session, row_id) for row_id in sorted({from_id, into_id})}
    gone, target = rows[from_id], rows[into_id]
    if gone is target:
        raise Invalid("into", _("These are one and the same listing."))
    if gone.state == "removed" or target.state not in ("published", "suspended"):
        raise Invalid("into", _("One of the two is no longer published. Choose another."))
    own, other = (queries.facts_of(session, business.id) for business in (target, gone))
    checks, more = checks_of(own), checks_of(other)
    session.execute(update(Fact).where(Fact.business_id == gone.id).values(business_id=target.id))
    session.expire_all()
    after = winning(queries.facts_of(session, target.id))
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
        both = [*checks, *(check for check in more if check not in checks)]
        drafts.append(FactDraft("licenses", both, "registry", clock.today(), entered_by="registry"))
    add_facts(session, target.id, drafts)
    _move_points(session, gone, target, by)
    projection = reproject(session, target.id)
    BUSINESS.move(gone, "removed")
    gone.removed_at, gone.merged_into_id = clock.now(), target.id
    # What was merged into it leads there too, in one step.
    earlier = update(Business).where(Business.merged_into_id == gone.id)
    session.execute(earlier.values(merged_into_id=target.id))
    for business_id in (gone.id, target.id):
        record(session, by, BusinessAct.MERGE, ("business", business_id), gone=gone.id, kept=target.id)
        unit.touch(session, business_id)
    session.flush()
    return projection


def _move_points(session: Session, gone: Business, target: Business, by: str) -> None:
    """Contact points keep their history. Of an address that both have, a no said to one is a no to both."""
    existing = {(point.kind, point.address): point for point in _points(session, target.id)}
    for point in _points(session, gone.id):
        own = existing.get((point.kind, point.address))
        if own is None:
            point.business_id = target.id
        elif point.state in _SAID_NO and CONTACT_POINT.allows(own.state, point.state):
            CONTACT_POINT.move(own, point.state)
            own.state_at, own.state_how, own.state_by = point.state_at, point.state_how, point.state_by
            own.state_note = point.state_note
            record(session, by, contact_act(point.state), ("business", target.id), point=own.id)
    preference = select(DeliveryPreference.business_id).where(DeliveryPreference.business_id == target.id)
    if session.scalar(preference) is None:
        moved = update(DeliveryPreference).where(DeliveryPreference.business_id == gone.id)
        session.execute(moved.values(business_id=target.id))
    session.flush()
    session.expire_all()


def _points(session: Session, business_id: int) -> list[ContactPoint]:
    query = select(ContactPoint).where(ContactPoint.business_id == business_id).order_by(ContactPoint.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
