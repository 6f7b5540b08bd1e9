"""Reading businesses. Whatever a template touches is loaded here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select, union
from sqlalchemy import text as text_of
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from directory.businesses.fields.projection import printed
from directory.businesses.models import OF_OWNERS, Business, ContactPoint, Fact, WarrantyTerm
from directory.foundation.paging import Pile, count_of
from directory.kernel.phone import is_geographic
from directory.kernel.text import is_slug
from directory.outbox import queries as outbox

#: How businesses are reached.
POINTS = selectinload(Business.contact_points)
_ROWS = (
    POINTS,
    selectinload(Business.warranty_terms),
    selectinload(Business.service_areas),
)

#: Fewer digits than this stand in too many phones to look for.
_LEAST_DIGITS = 4


_BY_SLUGS = select(Business).where(
    Business.slug.in_(bindparam("slugs", expanding=True)), Business.state.in_(bindparam("states", expanding=True))
)


def by_slugs(
    session: Session, slugs: Iterable[str], *, with_gone: bool = False, load: Sequence[ORMOption] = _ROWS
) -> list[Business]:
    """Published businesses of these slugs in the order asked for; contact points, warranties, areas loaded.

    `with_gone` adds those that were published once (suspended, closed, removed): look at `state`. `load`: what is
    loaded with them instead.
    """
    wanted = [slug for slug in dict.fromkeys(slugs) if is_slug(slug)]
    states = ("published", "suspended", "closed", "removed") if with_gone else ("published",)
    query = _BY_SLUGS.options(*load) if load else _BY_SLUGS
    by_slug = {business.slug: business for business in session.scalars(query, {"slugs": wanted, "states": states})}
    return [by_slug[slug] for slug in wanted if slug in by_slug]


_POINTS = (
    select(ContactPoint)
    .where(ContactPoint.business_id.in_(bindparam("businesses", expanding=True)))
    .order_by(ContactPoint.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_points(session: Session, businesses: Sequence[Business]) -> None:
    """Lock the contact points of these businesses in the order of their ids; they are loaded with them, read afresh."""
    points: dict[int, list[ContactPoint]] = {business.id: [] for business in businesses}
    for point in session.scalars(_POINTS, {"businesses": list(points)}):
        points[point.business_id].append(point)
    for business in businesses:
        set_committed_value(business, "contact_points", points[business.id])


def by_slug(session: Session, slug: str, *, with_gone: bool = False) -> Business | None:
    """One business as `by_slugs` gives it."""
    return next(iter(by_slugs(session, [slug], with_gone=with_gone)), None)


def by_ids(session: Session, ids: Iterable[int]) -> list[Business]:
    """Businesses in any state, with what a search document is built from, read afresh, in the order of their ids."""
    query = select(Business).where(Business.id.in_(list(ids))).options(*_ROWS).order_by(Business.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def facts_of(session: Session, business_id: int) -> list[Fact]:
    """Every fact of a business that was not undone, oldest first; `rules.winning` says which of them count."""
    query = select(Fact).where(Fact.business_id == business_id, Fact.retracted_at.is_(None))
    return list(session.scalars(query.order_by(Fact.id)))


def phones_in_ads(session: Session, business_id: int) -> tuple[str, ...]:
    """E.164 numbers that a business's ads print (`rules.printed`), whatever its page shows today."""
    query = select(Fact).where(Fact.business_id == business_id, Fact.field == "phones", Fact.source == "ad")
    return printed(session.scalars(query.where(Fact.retracted_at.is_(None))))


@dataclass(frozen=True)
class PrintedPhone:
    """A number printed in the ad (E.164), and whether a code can be texted there."""

    address: str
    can_text: bool


def printed_phones(session: Session, business: Business) -> list[PrintedPhone]:
    """The numbers that prove who a business is: those its ads print, never one entered since. Phones are loaded.

    A number that said stop, that a text came back from, or that is toll-free is called instead.
    """
    numbers = phones_in_ads(session, business.id)
    deaf = outbox.suppressed_among(session, "sms", numbers)
    deaf |= {point.address for point in business.contact_points if point.state == "cannot_receive"}
    return [PrintedPhone(number, number not in deaf and is_geographic(number)) for number in numbers]


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


def phone_of_point(session: Session, point_id: int) -> str | None:
    """The number of a contact point that is a phone (E.164); None for anything else."""
    query = select(ContactPoint.address).where(ContactPoint.id == point_id, ContactPoint.kind == "phone")
    return session.scalar(query)


def points_of_phones(session: Session, phones: Iterable[str]) -> dict[str, int]:
    """The id of a contact point of each phone (E.164) that is one."""
    query = select(ContactPoint.address, ContactPoint.id).where(ContactPoint.kind == "phone")
    rows = session.execute(query.where(ContactPoint.address.in_(sorted(set(phones)))).order_by(ContactPoint.id.desc()))
    return {point.address: point.id for point in rows}


def names_by_phone(session: Session, phones: Iterable[str]) -> dict[str, Business]:
    """The business of each phone (E.164) that one has; of several, a published one."""
    query = (
        select(ContactPoint)
        .join(ContactPoint.business)
        .where(ContactPoint.kind == "phone", ContactPoint.address.in_(sorted(set(phones))))
        .options(joinedload(ContactPoint.business))
        .order_by(Business.state == "published", ContactPoint.id.desc())
    )
    return {point.address: point.business for point in session.scalars(query)}


def published_after(session: Session, after: int, upto: int | None, limit: int) -> list[tuple[int, str, datetime]]:
    """Id, slug and last change of published businesses with an id above `after` and not above `upto`, in that order."""
    query = select(Business.id, Business.slug, Business.updated_at)
    query = query.where(Business.state == "published", Business.id > after).order_by(Business.id).limit(limit)
    rows = session.execute(query if upto is None else query.where(Business.id <= upto))
    return [(business_id, slug, changed) for business_id, slug, changed in rows]


def highest_id(session: Session) -> int:
    """The id of the business entered last, in any state; 0 where there is none."""
    return int(session.scalar(select(func.max(Business.id))) or 0)


def all_ids(session: Session) -> list[int]:
    """The id of every business, in any state."""
    return list(session.scalars(select(Business.id).order_by(Business.id)))


def slugs_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The slug of each of these businesses, in any state."""
    rows = session.execute(select(Business.id, Business.slug).where(Business.id.in_(list(ids))))
    return {business.id: business.slug for business in rows}


def named(session: Session, ids: Iterable[int]) -> dict[int, Business]:
    """These businesses in any state, to say their names: nothing beside the row is loaded."""
    return {business.id: business for business in session.scalars(select(Business).where(Business.id.in_(list(ids))))}


def any_by_slug(session: Session, slug: str) -> Business | None:
    """The business of this slug in any state, with what `by_slugs` loads: for the operator."""
    if not is_slug(slug):
        return None
    return session.scalar(select(Business).where(Business.slug == slug).options(*_ROWS))


def firm_of(business_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """In a query, the `firm_id` of a business."""
    one = aliased(Business)
    return select(func.coalesce(one.merged_into_id, one.id)).where(one.id == business_id).scalar_subquery()


def listings_of(business_id: int) -> Select[int]:
    """In a query, the ids of a business and of the listings that were merged into it."""
    return select(Business.id).where(or_(Business.id == business_id, Business.merged_into_id == business_id))


def slug_after_merge(session: Session, slug: str) -> str | None:
    """The slug of the published listing that this one was merged into, however often; None where it was not."""
    seen: set[int] = set()
    business = any_by_slug(session, slug)
    while business is not None and business.merged_into_id is not None and business.id not in seen:
        seen.add(business.id)
        business = session.get(Business, business.merged_into_id)
    return business.slug if business is not None and seen and business.state == "published" else None


def look_up(session: Session, text: str, state: str, after: int, limit: int) -> list[Business]:
    """Businesses in any state whose name, slug, ad number or phone holds the text; in order of entry, from an id on.

    Contact points are loaded. An empty text or state leaves that open.
    """
    query = select(Business).where(Business.id > after).options(selectinload(Business.contact_points))
    if state:
        query = query.where(Business.state == state)
    if text:
        digits = "".join(c for c in text if c.isdigit())
        named = [Business.slug, Business.name_zh, Business.name_en, Business.romanized, Business.ad_number]
        conditions = [column.icontains(text, autoescape=True) for column in named]
        if len(digits) >= _LEAST_DIGITS:
            with_digits = select(ContactPoint.business_id).where(ContactPoint.address.contains(digits))
            conditions.append(Business.id.in_(with_digits))
        query = query.where(or_(*conditions))
    return list(session.scalars(query.order_by(Business.id).limit(limit)))


#: What a phone says that settles nothing: nobody spoke with its firm, or a text had no answer.
_UNSETTLED = ("not_introduced", "calls_only", "cannot_receive")


def to_introduce(session: Session, after: int, limit: int) -> tuple[list[tuple[int, datetime]], int | None]:
    """Published businesses that nobody has spoken with: no phone that agreed, said no, or that a person recorded.

    Id and when it was entered of those among the next `limit` candidates, in the order of entry, from an id on; and
    the id after which to go on, None at the end.
    """
    of_state = (
        select(ContactPoint.business_id)
        .where(ContactPoint.state == state, ContactPoint.business_id > after)
        .distinct()
        .order_by(ContactPoint.business_id)
        .limit(limit)
        .subquery()
        for state in _UNSETTLED
    )
    ids = sorted(session.scalars(union(*(select(part.c.business_id) for part in of_state))))[:limit]
    settled = or_(ContactPoint.state.in_(("agreed", "no_texts")), ContactPoint.state_by.startswith("operator"))
    phones = select(ContactPoint.id).where(ContactPoint.business_id == Business.id, ContactPoint.kind == "phone")
    query = select(Business.id, Business.created_at).where(Business.id.in_(ids), Business.state == "published")
    query = query.where(phones.exists(), ~phones.where(settled).exists()).order_by(Business.id)
    unspoken = [(business_id, at) for business_id, at in session.execute(query)]
    return unspoken, ids[-1] if len(ids) == limit else None


def stale_owners(session: Session, before: date, moment: datetime, limit: int) -> Pile[tuple[Business, int, date]]:
    """Published businesses whose owner's words were entered before a day and not confirmed since that moment.

    Each with how many fields that is and the oldest day; only the newest word on a field counts.
    """
    newest = select(func.max(Fact.id)).where(text_of(OF_OWNERS)).group_by(Fact.business_id, Fact.field)
    query = (
        select(Business, func.count(Fact.id), func.min(Fact.entered_on))
        .join(Fact, Fact.business_id == Business.id)
        .where(
            Fact.id.in_(newest),
            Fact.entered_on < before,
            Business.state == "published",
            or_(Business.confirmed_at.is_(None), Business.confirmed_at < moment),
        )
        .group_by(Business.id)
    )
    return grouped(session, query, func.min(Fact.entered_on), limit)


def grouped(session: Session, query: Select[*tuple[Any, ...]], since: Any, limit: int) -> Pile[Any]:
    """A query of (business, count, day) by business, as a pile: the oldest day first."""
    rows = session.execute(query.order_by(since, Business.id).limit(limit)).all()
    total = count_of(session, query) if rows else 0
    return Pile(total, rows[0][-1] if rows else None, [tuple(record) for record in rows])


def owner_fields(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    """By business, the fields its own people spoke of: there their word counts, whatever an ad prints."""
    query = (
        select(Fact.business_id, Fact.field)
        .where(Fact.business_id.in_(list(ids)), Fact.source == "owner")
        .distinct()
        .order_by(Fact.business_id, Fact.field)
    )
    by_business: dict[int, list[str]] = {}
    for business_id, field in session.execute(query):
        by_business.setdefault(business_id, []).append(field)
    return by_business


_WARRANTIES = select(WarrantyTerm).where(WarrantyTerm.business_id == bindparam("business")).order_by(WarrantyTerm.id)


def warranties_of(session: Session, business_id: int) -> list[WarrantyTerm]:
    """What the listing of a business promises, in the order in which it was stated."""
    return list(session.scalars(_WARRANTIES, {"business": business_id}))
