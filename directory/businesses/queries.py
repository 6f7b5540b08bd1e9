"""Reading businesses. Whatever a template touches is loaded here."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.businesses.models import Business, ContactPoint, Fact
from directory.businesses.rules import printed
from directory.kernel.slug import is_slug

_ROWS = (
    selectinload(Business.contact_points),
    selectinload(Business.warranty_terms),
    selectinload(Business.service_areas),
)


def by_slugs(session: Session, slugs: Iterable[str], *, with_gone: bool = False) -> list[Business]:
    """Published businesses of these slugs in the order asked for; contact points, warranties, areas loaded.

    `with_gone` adds those that were published once (suspended, closed, removed): look at `state`.
    """
    wanted = [slug for slug in dict.fromkeys(slugs) if is_slug(slug)]
    states = ("published", "suspended", "closed", "removed") if with_gone else ("published",)
    query = select(Business).where(Business.slug.in_(wanted), Business.state.in_(states)).options(*_ROWS)
    found = {business.slug: business for business in session.scalars(query)}
    return [found[slug] for slug in wanted if slug in found]


def by_slug(session: Session, slug: str, *, with_gone: bool = False) -> Business | None:
    """One business as `by_slugs` gives it."""
    return next(iter(by_slugs(session, [slug], with_gone=with_gone)), None)


def by_ids(session: Session, ids: Iterable[int]) -> list[Business]:
    """Businesses in any state, with what a search document is built from, read afresh, in the order of their ids."""
    query = select(Business).where(Business.id.in_(list(ids))).options(*_ROWS).order_by(Business.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def facts_of(session: Session, business_id: int) -> list[Fact]:
    """Every fact of a business, oldest first; `rules.winning` says which of them count."""
    return list(session.scalars(select(Fact).where(Fact.business_id == business_id).order_by(Fact.id)))


def phones_in_ads(session: Session, business_id: int) -> tuple[str, ...]:
    """E.164 numbers that a business's ads print (`rules.printed`), whatever its page shows today."""
    query = select(Fact).where(Fact.business_id == business_id, Fact.field == "phones", Fact.source == "ad")
    return printed(session.scalars(query))


def points_by_phone(session: Session, e164: str) -> list[ContactPoint]:
    """Contact points with this phone, their business loaded; published businesses first."""
    query = (
        select(ContactPoint)
        .join(ContactPoint.business)
        .where(ContactPoint.kind == "phone", ContactPoint.address == e164)
        .options(joinedload(ContactPoint.business))
        .order_by(Business.state != "published", ContactPoint.id)
    )
    return list(session.scalars(query))


def point_by_phone(session: Session, e164: str) -> ContactPoint | None:
    """The contact point with this phone, its business loaded; of several, a published business's."""
    return next(iter(points_by_phone(session, e164)), None)


def slugs_in_state(session: Session, state: str) -> list[str]:
    """Slugs of every business in a state, in the order they were entered."""
    return list(session.scalars(select(Business.slug).where(Business.state == state).order_by(Business.id)))


def all_ids(session: Session) -> list[int]:
    """The id of every business, in any state."""
    return list(session.scalars(select(Business.id).order_by(Business.id)))


def slugs_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The slug of each of these businesses, in any state."""
    rows = session.execute(select(Business.id, Business.slug).where(Business.id.in_(list(ids))))
    return {row.id: row.slug for row in rows}
