"""Reading ads: those that speak for a business, one that was handed in, and the listing it would make."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad, Submission
from directory.ads.rules.facts import slug_of
from directory.businesses.actions import FactDraft
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.projection import project
from directory.businesses.fields.terms import Values
from directory.businesses.models import Business, ContactPoint, Fact, ServiceArea, WarrantyTerm
from directory.businesses.queries import grouped
from directory.credentials.models import License
from directory.foundation.paging import Pile
from directory.kernel import clock
from directory.search.rules.documents import document

_OF_BUSINESS = select(Ad).where(Ad.business_id == bindparam("business")).order_by(Ad.id)
_TEXTS = _OF_BUSINESS.with_only_columns(Ad.language, Ad.text)


def ads_of(session: Session, business_id: int) -> list[Ad]:
    """The printed ads of a business, in the order they were entered."""
    return list(session.scalars(_OF_BUSINESS, {"business": business_id}))


class Printed(NamedTuple):
    """What an ad says, and in which language (BCP 47)."""

    language: str
    text: str


def texts_of(session: Session, business_id: int) -> tuple[Printed, ...]:
    """What the printed ads of a business say, in the order they were entered."""
    return tuple(Printed(*ad) for ad in session.connection().execute(_TEXTS, {"business": business_id}))


def by_key(session: Session, key: str) -> Ad | None:
    """The ad a fact refers to by its `ad_key`."""
    return session.scalar(select(Ad).where(Ad.key == key))


def ads_in(session: Session, business_id: int, publication: str) -> list[Ad]:
    """The ads of a business that a newspaper printed, the one it printed last at the end."""
    return sorted((ad for ad in ads_of(session, business_id) if ad.publication == publication), key=_age)


def _age(ad: Ad) -> tuple[date, int]:
    return ad.last_day, ad.id


def printed_before(session: Session, publication: str, day: date) -> dict[int, Ad]:
    """By the id of each published business the newest ad that a newspaper printed, where that was before a day."""
    query = select(Ad).join(Business, Ad.business_id == Business.id)
    of_paper = query.where(Ad.publication == publication, Business.state == "published")
    newest = {ad.business_id or 0: ad for ad in sorted(session.scalars(of_paper), key=_age)}
    return {business_id: ad for business_id, ad in newest.items() if ad.last_day < day}


def stale_ads(session: Session, before: date, moment: datetime, limit: int) -> Pile[tuple[Business, int, date]]:
    """Published businesses whose ads were entered and last seen before a day, and that nobody confirmed since `moment`.

    Each with how many ads it has and that day of the newest.
    """
    newest = func.max(case((Ad.seen_on > Ad.entered_on, Ad.seen_on), else_=Ad.entered_on))
    query = (
        select(Business, func.count(Ad.id), newest)
        .join(Ad, Ad.business_id == Business.id)
        .where(Business.state == "published", or_(Business.confirmed_at.is_(None), Business.confirmed_at < moment))
        .group_by(Business.id)
        .having(newest < before)
    )
    return grouped(session, query, newest, limit)


def submission(session: Session, submission_id: int) -> Submission | None:
    """One ad that was handed in, in any state."""
    return session.get(Submission, submission_id)


def preview(values: Values, drafts: Iterable[FactDraft], by_owner: Iterable[str] = ()) -> Listing:
    """The listing document as it would be if these facts were published now. Nothing is read or written."""
    facts = [
        Fact(
            id=number,
            field=draft.field,
            value=draft.value,
            source=draft.source,
            ad_key=draft.ad_key,
            evidence=list(draft.evidence),
            entered_on=draft.entered_on,
            published_on=draft.published_on,
            entered_by=draft.entered_by,
        )
        for number, draft in enumerate(drafts, start=1)
    ]
    projection = project(facts)
    shown = Business(
        id=0,
        slug=slug_of(values),
        updated_at=clock.now(),
        **projection.columns,
        contact_points=[
            ContactPoint(kind="phone", address=phone_number, state="not_introduced")
            for phone_number in projection.phones
        ],
        warranty_terms=[WarrantyTerm(**asdict(term)) for term in projection.warranties],
        service_areas=[ServiceArea(place_code=code) for code in projection.service_places],
    )
    return document(shown, [License.of(license, "ad") for license in projection.licenses], by_owner)
