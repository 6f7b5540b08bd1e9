"""Reading ads: those that speak for a business, and those that wait for a reviewer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad, Submission
from directory.ads.rules.facts import SUBMISSION, slug_of
from directory.ads.rules.likeness import Likeness, forms, rests
from directory.businesses.actions import FactDraft
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.projection import project
from directory.businesses.fields.terms import Values, text, texts
from directory.businesses.models import Business, ContactPoint, Fact, ServiceArea, WarrantyTerm
from directory.businesses.queries import by_ids, grouped
from directory.credentials.models import License
from directory.foundation.paging import Pile, pile
from directory.kernel import clock
from directory.search.rules.documents import document


def ads_of(session: Session, business_id: int) -> list[Ad]:
    """The printed ads of a business, in the order they were entered."""
    return list(session.scalars(select(Ad).where(Ad.business_id == business_id).order_by(Ad.id)))


def by_key(session: Session, key: str) -> Ad | None:
    """The ad a fact refers to by its `ad_key`."""
    return session.scalar(select(Ad).where(Ad.key == key))


def stale_ads(session: Session, before: date, moment: datetime, limit: int) -> Pile[tuple[Business, int, date]]:
    """Published businesses whose newest ad was entered before a day, and that nobody confirmed since that moment.

    Each with how many ads it has and the day of the newest.
    """
    query = (
        select(Business, func.count(Ad.id), func.max(Ad.entered_on))
        .join(Ad, Ad.business_id == Business.id)
        .where(Business.state == "published", or_(Business.confirmed_at.is_(None), Business.confirmed_at < moment))
        .group_by(Business.id)
        .having(func.max(Ad.entered_on) < before)
    )
    return grouped(session, query, func.max(Ad.entered_on), limit)


@dataclass(frozen=True)
class Lookalike:
    """A listing that may be the same firm: why (`phone`, `name`, `similar`), and whether it was taken down for good."""

    business: Business
    why: str

    @property
    def is_tombstone(self) -> bool:
        """Taken down at its own request: no import brings it back."""
        return self.business.state == "removed"


def submission(session: Session, submission_id: int) -> Submission | None:
    """One ad that was handed in, in any state."""
    return session.get(Submission, submission_id)


def submissions(session: Session, state: str, page: int = 1, size: int = 50) -> list[Submission]:
    """What was handed in and is in this state: open ones in their order, others the newest first.

    One more row than `size` says that there is another page.
    """
    order = Submission.id if state == "open" else Submission.id.desc()
    query = select(Submission).where(Submission.state == state).order_by(order)
    return list(session.scalars(query.offset((max(page, 1) - 1) * size).limit(size + 1)))


def submission_counts(session: Session) -> dict[str, int]:
    """How many there are in each state, every state named."""
    query = select(Submission.state, func.count()).group_by(Submission.state)
    return dict.fromkeys(SUBMISSION.states, 0) | {record[0]: record[1] for record in session.execute(query)}


def to_review(session: Session, limit: int) -> Pile[Submission]:
    """What waits for a reviewer, oldest first."""
    return pile(session, select(Submission).where(Submission.state == "open"), Submission.created_at, limit)


def next_open(session: Session, after: int) -> int | None:
    """The id of the next one to review after this one; from the beginning when it was the last; None when none is."""
    open_ones = select(Submission.id).where(Submission.state == "open", Submission.id != after)
    query = open_ones.order_by(Submission.id < after, Submission.id).limit(1)
    return session.scalar(query)


def lookalikes(session: Session, values: Values) -> list[Lookalike]:
    """Listings in any state that may be the firm of these values: by phone first, then by name in any script.

    One that was merged into another is shown as that one. Contact points are loaded.
    """
    whys: dict[int, str] = {}
    phones = texts(values.get("phones"))
    if phones:
        with_phone = select(ContactPoint.business_id).where(
            ContactPoint.kind == "phone", ContactPoint.address.in_(phones)
        )
        whys |= dict.fromkeys(session.scalars(with_phone.order_by(ContactPoint.business_id)), "phone")
    own = [text(values.get(name)) for name in ("name_zh", "name_en", "romanized")]
    whole, rest = forms(own), rests(own)
    named = select(Business.id, Business.name_zh, Business.name_en, Business.romanized).order_by(Business.id)
    for business_id, *names in session.execute(named) if whole else ():
        if forms(names) & whole:
            whys.setdefault(business_id, "name")
        elif rests(names) & rest:
            whys.setdefault(business_id, "similar")
    return _as_kept(session, whys)


def _as_kept(session: Session, whys: dict[int, str]) -> list[Lookalike]:
    """The businesses of these ids, those merged into another as that one; the strongest reason first."""
    rows = {business.id: business for business in by_ids(session, whys)} if whys else {}
    missing = {business.merged_into_id for business in rows.values() if business.merged_into_id} - rows.keys()
    rows |= (
        {business.id: business for business in by_ids(session, [survivor_id for survivor_id in missing if survivor_id])}
        if missing
        else {}
    )
    why: dict[int, str] = {}
    for business_id in sorted(whys, key=lambda number: (tuple(Likeness).index(whys[number]), number)):
        business = rows[business_id]
        if business.merged_into_id in rows:
            business = rows[business.merged_into_id]
        why.setdefault(business.id, whys[business_id])
    return [Lookalike(rows[business_id], strongest) for business_id, strongest in why.items()]


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
    licenses = [
        License(
            type=license["type"],
            state=license.get("state"),
            number=license.get("number"),
            status=license.get("status") or ("given" if license.get("number") else "stated"),
            source="ad",
        )
        for license in projection.licenses
    ]
    return document(shown, licenses, by_owner)
