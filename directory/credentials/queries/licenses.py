"""Reading licenses: those of some businesses, those with a number, those that a person should look up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, Fact
from directory.credentials.models import License
from directory.credentials.rules import due
from directory.credentials.rules.numbers import bare, virginian
from directory.kernel import clock

#: Who is listed, or may be again: their licenses are kept up to date.
_LISTED = ("published", "suspended")


def licenses_of(session: Session, business_ids: Iterable[int]) -> dict[int, list[License]]:
    """Licenses of these businesses in the order they were stated; a business without any is missing."""
    found: dict[int, list[License]] = defaultdict(list)
    query = select(License).where(License.business_id.in_(list(business_ids))).order_by(License.id)
    for row in session.scalars(query):
        found[row.business_id].append(row)
    return dict(found)


def with_numbers(session: Session) -> dict[int, list[License]]:
    """Licenses with a number, by business, of everybody who is listed."""
    found: dict[int, list[License]] = defaultdict(list)
    query = (
        select(License)
        .join(Business, License.business_id == Business.id)
        .where(License.number.is_not(None), Business.state.in_(_LISTED))
        .order_by(License.id)
    )
    for row in session.scalars(query):
        found[row.business_id].append(row)
    return dict(found)


def wanted_numbers(session: Session) -> frozenset[str]:
    """Every Virginia number that a listing gives: its row is kept whatever its trade."""
    rows = [row for rows in with_numbers(session).values() for row in rows]
    exact = {number for row in rows if (number := virginian(row.number, row.state))}
    return frozenset(exact.union(*(bare(row.number, row.state) for row in rows)))


def given_since(session: Session, moment: datetime) -> bool:
    """Whether anybody stated a license after this moment: a list read before may not have been searched for it."""
    query = select(func.count(Fact.id)).where(
        Fact.field == "licenses", Fact.source != "registry", Fact.created_at > moment
    )
    return bool(session.scalar(query))


@dataclass(frozen=True)
class ToCheck:
    """A license for the operator to look up: given and not checked, not found, or running out."""

    license: License
    business: Business


def to_check(session: Session) -> list[ToCheck]:
    """Numbers of published businesses that nobody looked up, or that somebody did not find a while ago."""
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(Business.state == "published", License.status.in_(("given", "not_found")))
        .order_by(License.status, License.id)
    )
    today = clock.today()
    return [
        ToCheck(license, business) for license, business in session.execute(query) if due.is_to_find(license, today)
    ]


def expiring(session: Session, within: timedelta) -> list[ToCheck]:
    """Checked licenses that run out by then, or have, or whose last day nobody knows: the soonest first."""
    today = clock.today()
    ends = or_(License.expires_on <= today + within, License.expires_on.is_(None))
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(Business.state == "published", License.status == "checked", ends)
        .order_by(License.expires_on.is_(None), License.expires_on, License.id)
    )
    found = [ToCheck(license, business) for license, business in session.execute(query)]
    return [each for each in found if due.runs_out(each.license, today, within)]


def with_its_sisters(session: Session, license_id: int) -> list[ToCheck]:
    """A license and the others of its business, to look up whether or not one of them waits; empty for no such one."""
    owner = select(License.business_id).where(License.id == license_id).scalar_subquery()
    query = (
        select(License, Business)
        .join(Business, License.business_id == Business.id)
        .where(License.business_id == owner)
        .order_by(License.id)
    )
    return [ToCheck(license, business) for license, business in session.execute(query)]
