"""Which businesses a request may go to, and by which ways each is told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, Person, PersonContact
from directory.businesses.fields.listing import Listing
from directory.businesses.models import Business, ContactPoint, DeliveryPreference
from directory.businesses.rules import is_textable, pause
from directory.credentials.rules import LicenseStanding, standing
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.leads.models import QuoteRequest
from directory.leads.rules import is_emergency, is_quiet, serves, told_at
from directory.outbox.models import Suppression
from directory.outbox.queries import suppressed_among
from directory.outbox.topics import Topic, is_off_for
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.search.queries import all_listings, listings


def is_written_to(request: QuoteRequest) -> bool:
    """Whether news of a request leaves for its homeowner: by mail or progress texts, where this site sends them.

    What becomes of the request stands on its own page all the same.
    """
    ways = {"email": request.email, "sms": request.phone if request.receipt_sms else None}
    return any(to and settings().goes_out(way) for way, to in ways.items())


@dataclass(frozen=True)
class Delivery:
    """How a business wants to be told. Without a word from it: by text, at any hour the site texts.

    `email` only while somebody who acts for the business holds it, so that nobody who left goes on reading leads;
    `quiet` is from-until on Washington's clock.
    """

    by_sms: bool = True
    email: str | None = None
    quiet: tuple[str, str] | None = None
    urgent_always: bool = True

    def due(self, now: datetime, urgency: str, hours: str = "always") -> datetime:
        """The first moment from `now` on outside the quiet hours; `hours` are those in which the site texts."""
        return now if self.quiet is None or self._comes_through(urgency) else told_at(now, self.quiet, hours)

    def keeps(self, now: datetime, urgency: str) -> bool:
        """Whether the business wants to hear of this later."""
        return self.quiet is not None and not self._comes_through(urgency) and is_quiet(now, self.quiet)

    def _comes_through(self, urgency: str) -> bool:
        return self.urgent_always and is_emergency(urgency)


@dataclass(frozen=True)
class Reach:
    """Where a request to a business goes: the phones it may be texted to, those that agreed first, and its mail."""

    delivery: Delivery
    phones: list[ContactPoint]
    #: The day on which it takes new work again, where it said so.
    paused_until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be asked at all."""
        return self.paused_until is None and bool(self.phones or self.delivery.email)


def textable_phones(session: Session, businesses: Iterable[Business]) -> dict[int, list[ContactPoint]]:
    """By business id, the phones a request may go to: not stopped, those that agreed first. Contact points loaded."""
    phones = {
        b.id: [p for p in b.contact_points if p.kind == "phone" and is_textable(p.state, p.address)] for b in businesses
    }
    stopped = suppressed_among(session, "sms", [p.address for points in phones.values() for p in points])
    return {
        business_id: sorted((p for p in points if p.address not in stopped), key=lambda p: p.state != "agreed")
        for business_id, points in phones.items()
    }


def reach(session: Session, businesses: Collection[Business]) -> dict[int, Reach]:
    """By business id, where a request goes; a business that wants mail only has no phones. Contact points loaded."""
    wanted = deliveries(session, [business.id for business in businesses])
    phones = textable_phones(session, businesses)
    today = clock.local(clock.now()).date()
    pauses = {business.id: pause(business.paused_until, today) for business in businesses}
    return {
        business_id: Reach(delivery, phones[business_id] if delivery.by_sms else [], pauses[business_id])
        for business_id, delivery in wanted.items()
    }


_SETTINGS = (
    select(Business.id, DeliveryPreference)
    .join(
        DeliveryPreference,
        func.coalesce(Business.merged_into_id, Business.id) == DeliveryPreference.business_id,
    )
    .where(Business.id.in_(bindparam("businesses", expanding=True)))
)


def deliveries(session: Session, business_ids: Collection[int]) -> dict[int, Delivery]:
    """By business id, how it wants to be told. Mail to an address nobody there holds any more, or whose reader turned
    mails of customers off, becomes a text again. A listing that was merged is told as the one that it was merged into.
    """
    settings = session.execute(_SETTINGS, {"businesses": list(business_ids)})
    rows: dict[int, DeliveryPreference] = {pair[0]: pair[1] for pair in settings}
    emails = emails_of(session, [setting.business_id for setting in rows.values() if setting.by_email])
    by_business = dict.fromkeys(business_ids, Delivery())
    for business_id, setting in rows.items():
        email = setting.email if setting.by_email and setting.email in emails.get(setting.business_id, ()) else None
        if email is not None and is_off_for(session, Topic.CUSTOMERS, email):
            email = None
        quiet = (setting.quiet_from, setting.quiet_until) if setting.quiet_from and setting.quiet_until else None
        by_business[business_id] = Delivery(setting.by_sms or email is None, email, quiet, setting.urgent_always)
    return by_business


def delivery_of(session: Session, business_id: int) -> Delivery:
    """How one business wants to be told."""
    return deliveries(session, [business_id])[business_id]


def emails_of(session: Session, business_ids: Collection[int]) -> dict[int, list[str]]:
    """By business id, the proved e-mail addresses of those who act for it now."""
    if not business_ids:
        return {}
    query = (
        select(Membership.business_id, PersonContact.address)
        .join(Person, Person.id == Membership.person_id)
        .join(PersonContact, PersonContact.person_id == Person.id)
        .where(
            Membership.business_id.in_(business_ids),
            Membership.state == "active",
            Person.state == "active",
            PersonContact.kind == "email",
        )
        .order_by(Membership.id, PersonContact.id)
    )
    emails: dict[int, list[str]] = {}
    for business_id, address in session.execute(query):
        emails.setdefault(business_id, []).append(address)
    return emails


#: As many businesses as a form can list and still be read.
MOST_ON_FORM = 12


@dataclass(frozen=True)
class Choice:
    """A business on the form: its listing document, whether it is ticked, and what is stated for this ZIP code.

    `is_asked`: the homeowner came to ask it, whether or not it can be ticked.
    """

    doc: Listing
    is_asked: bool
    is_ticked: bool
    license: LicenseStanding
    serves: bool | None
    #: Why it cannot be ticked: paused, calls_only, no_texts, cannot_receive; None where it can.
    refusal: str | None

    @property
    def slug(self) -> str:
        """The slug of the business."""
        return self.doc.slug

    @property
    def warns(self) -> bool:
        """Whether its ad states something else than a license and an area for this ZIP code."""
        return self.license.warns is not None or self.license.code == "stated_elsewhere" or self.serves is False


def choices(session: Session, ticked: Sequence[str], already_asked: Sequence[str], place: Place | None) -> list[Choice]:
    """The businesses the form offers, with what each ad states for a place: all while they fit on one page, else those
    asked for; the ticked ones first."""
    docs = all_listings(session, most=MOST_ON_FORM + 1)
    if len(docs) > MOST_ON_FORM:
        docs = listings(session, [*ticked, *already_asked])
    refused = _refusals(session, docs)
    options = [
        _choice(
            doc,
            place,
            refused.get(doc.slug),
            is_ticked=doc.slug in ticked and doc.slug not in refused,
            is_asked=doc.slug in ticked or doc.slug in already_asked,
        )
        for doc in docs
    ]
    return sorted(options, key=lambda choice: ticked.index(choice.slug) if choice.is_ticked else len(ticked))


def ticked_choices(session: Session, slugs: Sequence[str]) -> list[Choice]:
    """The listed businesses that a form named, in its order; whether each can be asked is not looked at."""
    return [_choice(doc, None, None, is_ticked=True, is_asked=True) for doc in listings(session, list(slugs))]


def _choice(doc: Listing, place: Place | None, refusal: str | None, *, is_ticked: bool, is_asked: bool) -> Choice:
    return Choice(
        doc,
        is_asked,
        is_ticked,
        standing(doc, place.state if place else None, clock.today()),
        serves(_stated(doc), place.fips, place.state, place.code) if place else None,
        refusal,
    )


#: By its slug, each phone of a business, whether it said stop, and whether the business wants mail.
_REACHED = (
    select(
        Business.id,
        Business.slug,
        Business.paused_until,
        ContactPoint.address,
        ContactPoint.state,
        Suppression.address.label("stopped"),
        DeliveryPreference.by_email,
    )
    .outerjoin(ContactPoint, and_(ContactPoint.business_id == Business.id, ContactPoint.kind == "phone"))
    .outerjoin(Suppression, and_(Suppression.channel == "sms", Suppression.address == ContactPoint.address))
    .outerjoin(DeliveryPreference, DeliveryPreference.business_id == Business.id)
    .where(Business.slug.in_(bindparam("slugs", expanding=True)), Business.state == "published")
    .order_by(Business.id, ContactPoint.id)
)


def _refusals(session: Session, docs: Sequence[Listing]) -> dict[str, str]:
    """Slug -> why a business can be told of nothing: neither by text nor by mail."""
    if not docs:
        return {}
    points = list(session.connection().execute(_REACHED, {"slugs": [doc.slug for doc in docs]}))
    by_email = {point.id for point in points if point.by_email}
    mailed = deliveries(session, by_email) if by_email else {}
    today = clock.local(clock.now()).date()
    why = {doc.slug: "calls_only" for doc in docs}
    may: set[str] = set()
    for point in reversed(points):
        delivery = mailed.get(point.id, Delivery())
        is_texted = point.address and not point.stopped and is_textable(point.state, point.address)
        if pause(point.paused_until, today):
            why[point.slug] = "paused"
        elif (delivery.by_sms and is_texted) or delivery.email:
            may.add(point.slug)
        elif point.address:
            why[point.slug] = "no_texts" if point.stopped else point.state
    return {slug: reason for slug, reason in why.items() if slug not in may}


def _stated(doc: Listing) -> list[str]:
    """Codes of a stated area; a city counts as its counties, because no ad says which of its ZIP codes it means."""
    states = list(doc.service_states)
    for code in doc.areas:
        place = gazetteer().place(code)
        states += place.fips if place is not None and place.kind == "city" else [code]
    return states
