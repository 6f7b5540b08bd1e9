"""What the editor shows: the listing's values, its draft, its history."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from msgspec import convert
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, Person
from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses import queries as businesses
from directory.businesses.fields import editing as rules
from directory.businesses.fields import listing, terms
from directory.businesses.fields.editing import LINK_LIFE
from directory.businesses.fields.projection import checks_of, project, winning
from directory.businesses.fields.terms import FactValue, LicenseValue, Values
from directory.businesses.models import Business, ContactPoint, Fact, ServiceArea, WarrantyTerm
from directory.credentials import queries as credentials
from directory.credentials.models import License
from directory.credentials.rules import as_stated, lowered
from directory.editor.models import ListingChange, ListingConfirmation, ListingDraft
from directory.foundation import tokens
from directory.kernel import clock
from directory.search.rules.documents import document


@dataclass(frozen=True)
class Desk:
    """A listing at the desk: published values by field, the draft's over them, and what publishing begins from."""

    published: dict[str, FactValue]
    draft: ListingDraft | None
    base: str

    @property
    def values(self) -> dict[str, FactValue]:
        """What is published with the draft laid over it."""
        return self.published | (self.draft.values if self.draft else {})

    @property
    def lines(self) -> list[rules.Line]:
        """What publishing would change."""
        return rules.lines(self.published, self.draft.values) if self.draft else []


@dataclass(frozen=True)
class Preview:
    """A listing as homeowners would see it: its document, the facts that count, its ads."""

    doc: listing.Listing
    winners: dict[str, Fact]
    ads: list[Ad]


def published_values(session: Session, business_id: int) -> dict[str, FactValue]:
    """The value that counts for each field, as its fact says it."""
    return {field: fact.value for field, fact in winning(businesses.facts_of(session, business_id)).items()}


def draft_of(session: Session, business_id: int) -> ListingDraft | None:
    """The draft of a business, read afresh."""
    query = select(ListingDraft).where(ListingDraft.business_id == business_id)
    return session.scalar(query.execution_options(populate_existing=True))


def base_of(session: Session, business_id: int, draft: ListingDraft | None) -> str:
    """What publishing now begins from."""
    last = session.scalar(select(func.max(ListingChange.id)).where(ListingChange.business_id == business_id))
    return rules.base(last, draft.revision if draft else 0)


def desk(session: Session, business_id: int) -> Desk:
    """A listing at the desk."""
    draft = draft_of(session, business_id)
    return Desk(published_values(session, business_id), draft, base_of(session, business_id, draft))


def change_of(session: Session, business_id: int, change_id: int) -> ListingChange | None:
    """One change of this business, never another's."""
    query = select(ListingChange).where(ListingChange.id == change_id, ListingChange.business_id == business_id)
    return session.scalar(query)


def is_undone(session: Session, change_id: int) -> bool:
    """Whether a change was taken back."""
    return session.scalar(select(ListingChange.id).where(ListingChange.undoes_id == change_id)) is not None


def preview(session: Session, business: Business, draft: Values, person_id: int) -> Preview:
    """The listing with the draft as if it were published now. Nothing is written; contact points are loaded."""
    facts = businesses.facts_of(session, business.id)
    newest = max((fact.id for fact in facts), default=0)
    today = clock.local(clock.now()).date()
    by = f"person:{person_id}"
    statements = [
        Fact(id=newest + number, field=field, value=value, source="owner", evidence=[], entered_on=today, entered_by=by)
        for number, (field, value) in enumerate(draft.items(), start=1)
    ]
    everything = [*facts, *statements]
    projection = project(everything)
    shown = Business(
        id=business.id,
        slug=business.slug,
        updated_at=business.updated_at,
        confirmed_at=business.confirmed_at,
        **projection.columns,
        contact_points=[ContactPoint(kind=p.kind, address=p.address, state=p.state) for p in business.contact_points],
        warranty_terms=[WarrantyTerm(**asdict(term)) for term in projection.warranties],
        service_areas=[ServiceArea(place_code=code) for code in projection.service_places],
    )
    licenses = credentials.licenses_of(session, [business.id]).get(business.id, [])
    if "licenses" in draft:
        licenses = [License.of(license, "owner") for license in projection.licenses]
    by_owner = {fact.field for fact in everything if fact.source == "owner"}
    return Preview(document(shown, licenses, by_owner), winning(everything), ads_of(session, business.id))


def by_token(session: Session, token: str) -> ListingConfirmation | None:
    """The question whose link this is; None for no such link, or one that is too old."""
    if not tokens.is_token(token):
        return None
    query = select(ListingConfirmation).where(ListingConfirmation.token_digest == tokens.digest(token))
    confirmation = session.scalar(query)
    is_alive = (
        confirmation is not None
        and confirmation.asked_at is not None
        and clock.now() - confirmation.asked_at < LINK_LIFE
    )
    return confirmation if is_alive else None


def unplanned(session: Session, among: Iterable[int] | None = None) -> dict[int, datetime]:
    """Published businesses (of these) that have an owner and no question ahead, each with since when it has one."""
    ahead = select(ListingConfirmation.id).where(
        ListingConfirmation.business_id == Business.id,
        ListingConfirmation.asked_at.is_(None),
        ListingConfirmation.answered_at.is_(None),
    )
    query = (
        select(Business.id, func.min(Membership.created_at))
        .join(Membership, Membership.business_id == Business.id)
        .join(Membership.person)
        .where(
            Business.state == "published",
            Membership.role == "owner",
            Membership.state == "active",
            Person.state == "active",
            ~ahead.exists(),
        )
        .group_by(Business.id)
        .order_by(Business.id)
    )
    if among is not None:
        query = query.where(Business.id.in_(list(among)))
    return {record[0]: record[1] for record in session.execute(query)}


def published(session: Session, business_id: int) -> Business | None:
    """The business, its contact points loaded, while it is on the pages."""
    return next(
        (business for business in businesses.by_ids(session, [business_id]) if business.state == "published"), None
    )


def point(session: Session, business_id: int, phone: str) -> ContactPoint | None:
    """The contact point of this phone (E.164) at this business."""
    query = select(ContactPoint).where(ContactPoint.business_id == business_id, ContactPoint.kind == "phone")
    return session.scalar(query.where(ContactPoint.address == phone))


def point_by_id(session: Session, business_id: int, point_id: int) -> ContactPoint | None:
    """A phone of this business by its id, never another's."""
    query = select(ContactPoint).where(ContactPoint.business_id == business_id, ContactPoint.kind == "phone")
    return session.scalar(query.where(ContactPoint.id == point_id).execution_options(populate_existing=True))


def change_with_business(session: Session, change_id: int) -> tuple[ListingChange, Business] | None:
    """A change and the business it is of."""
    query = select(ListingChange, Business).join(Business, Business.id == ListingChange.business_id)
    record = session.execute(query.where(ListingChange.id == change_id)).first()
    return (record[0], record[1]) if record else None


def question_with_business(session: Session, question_id: int) -> tuple[ListingConfirmation, Business] | None:
    """A question whether a listing is still true, and its business."""
    query = select(ListingConfirmation, Business).join(Business, Business.id == ListingConfirmation.business_id)
    record = session.execute(query.where(ListingConfirmation.id == question_id)).first()
    return (record[0], record[1]) if record else None


MOST_CHANGES = 50


@dataclass(frozen=True)
class Change:
    """One change by its people: who and when, field by field, and whether a tap takes it back."""

    kind: ClassVar[str] = "change"
    id: int
    person: Person
    at: datetime
    lines: list[rules.Line]
    undoes: bool
    is_undone: bool
    may_undo: bool


@dataclass(frozen=True)
class Told:
    """A fact told to the operator by phone. It counts on the page unless its people's own word stands there."""

    kind: ClassVar[str] = "told"
    id: int
    at: datetime
    line: rules.Line
    counts: bool


@dataclass(frozen=True)
class Looked:
    """Licenses that the operator looked up, each as a page of the site says it."""

    kind: ClassVar[str] = "looked"
    id: int
    at: datetime
    licenses: list[listing.License]


def history(session: Session, business_id: int) -> list[Change | Told | Looked]:
    """The newest first, as many as a page holds."""
    entries: list[Change | Told | Looked] = [*_changes(session, business_id)]
    entries += _noted(businesses.facts_of(session, business_id))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST_CHANGES]


def _changes(session: Session, business_id: int) -> list[Change]:
    query = (
        select(ListingChange, Person)
        .join(Person, Person.id == ListingChange.person_id)
        .where(ListingChange.business_id == business_id)
        .order_by(ListingChange.id.desc())
        .limit(MOST_CHANGES)
    )
    rows = session.execute(query).all()
    undone = {change.undoes_id for change, _person in rows}
    return [
        Change(
            change.id,
            person,
            change.at,
            rules.lines(change.before, change.after),
            change.undoes_id is not None,
            change.id in undone,
            change.id not in undone and not rules.FIXED & change.after.keys(),
        )
        for change, person in rows
    ]


def _noted(facts: Sequence[Fact]) -> Iterator[Told | Looked]:
    """What the operator wrote down, from the facts in the order in which they came."""
    for number, fact in enumerate(facts):
        if fact.source == "phone":
            before, after = (winning(facts[:end]).get(fact.field) for end in (number, number + 1))
            old, new = (rules.normal(fact.field, value) for value in (before.value if before else None, fact.value))
            yield Told(fact.id, fact.created_at, rules.Line(fact.field, old, new), after is fact)
        elif fact.source == "registry" and fact.field == "licenses":
            known = checks_of(facts[:number])
            by_hand = [check for check in terms.licenses(fact.value) if check not in known and _is_by_operator(check)]
            if by_hand:
                yield Looked(fact.id, fact.created_at, [_as_shown(check) for check in by_hand])


def _is_by_operator(check: LicenseValue) -> bool:
    return str(check.get("checked_by") or "").startswith("operator")


def _as_shown(check: LicenseValue) -> listing.License:
    """A check as a listing document has its licenses."""
    stated = as_stated(check)
    looked = clock.local(datetime.fromisoformat(check.get("checked_at") or "")).date()
    values = {**stated, "class": stated.get("license_class"), "checked_on": looked}
    return lowered(convert(values, listing.License), clock.today())
