"""Reading a listing at the desk: what is published, what is drafted beside it, how it would look."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses import queries as businesses
from directory.businesses.models import Business, ContactPoint, Fact, ServiceArea, WarrantyTerm
from directory.businesses.rules import project, winning
from directory.credentials import queries as credentials
from directory.credentials.models import License
from directory.kernel import clock
from directory.manage.models import ListingChange, ListingDraft
from directory.manage.rules import listing as rules
from directory.search.rules.documents import document


@dataclass(frozen=True)
class Desk:
    """A listing at the desk: published values by field, the draft's over them, and what publishing begins from."""

    published: dict[str, Any]
    draft: ListingDraft | None
    base: str

    @property
    def values(self) -> dict[str, Any]:
        """What is published with the draft laid over it."""
        return self.published | (self.draft.values if self.draft else {})

    @property
    def lines(self) -> list[rules.Line]:
        """What publishing would change."""
        return rules.lines(self.published, self.draft.values) if self.draft else []


@dataclass(frozen=True)
class Preview:
    """A listing as homeowners would see it: its document, the facts that count, its ads."""

    doc: dict[str, Any]
    winners: dict[str, Fact]
    ads: list[Ad]


def published_values(session: Session, business_id: int) -> dict[str, Any]:
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


def preview(session: Session, business: Business, draft: Mapping[str, Any], person_id: int) -> Preview:
    """The listing with the draft as if it were published now. Nothing is written; contact points are loaded."""
    facts = businesses.facts_of(session, business.id)
    newest = max((fact.id for fact in facts), default=0)
    today = clock.local(clock.now()).date()
    by = f"person:{person_id}"
    said = [
        Fact(id=newest + number, field=field, value=value, source="owner", evidence=[], entered_on=today, entered_by=by)
        for number, (field, value) in enumerate(draft.items(), start=1)
    ]
    everything = [*facts, *said]
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
        licenses = _as_stated(projection.licenses)
    by_owner = {fact.field for fact in everything if fact.source == "owner"}
    return Preview(document(shown, licenses, by_owner), winning(everything), ads_of(session, business.id))


def _as_stated(licenses: tuple[dict[str, Any], ...]) -> list[License]:
    return [
        License(
            type=each["type"],
            state=each.get("state"),
            number=each.get("number"),
            status=each.get("status") or ("given" if each.get("number") else "stated"),
            source="owner",
        )
        for each in licenses
    ]
