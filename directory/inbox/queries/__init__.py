"""Reading what a business is shown: the list of its leads, and what a text from a phone is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses.models import Business
from directory.businesses.queries import point_by_phone, points_by_phone
from directory.businesses.rules import is_textable
from directory.foundation.tokens import carries_link, unlinked
from directory.inbox import rules
from directory.inbox.rules import WAITS, fingerprint
from directory.kernel import clock
from directory.leads import queries as leads
from directory.leads.models import Lead, QuoteRequest, SecondContact
from directory.leads.queries import Desk
from directory.leads.rules import OPEN_LEADS, is_over, may_phone, shows_contact
from directory.leads.rules.clocks import Age, age
from directory.leads.rules.job import Job, job, place_of
from directory.outbox.models import InboundText, Message
from directory.outbox.queries import bodies_to, is_suppressed
from directory.photos.models import photos_of
from directory.quotes import models as quotes
from directory.quotes.models import Quote, Reply
from directory.texts.rules.leads import OpenLead


def request_of_phone(session: Session, phone: str) -> QuoteRequest | None:
    """The newest request whose homeowner gave this phone."""
    return session.scalar(
        select(QuoteRequest).where(QuoteRequest.phone == phone).order_by(QuoteRequest.id.desc()).limit(1)
    )


def answered_at(session: Session, text: InboundText) -> datetime | None:
    """When our answer to a text went out; None where it did not yet, or there is none."""
    return session.scalar(select(Message.sent_at).where(Message.id == text.answer_id))


def has_pictures(session: Session, text: InboundText) -> bool:
    """Whether not all that came with a text are files that are no pictures."""
    files = photos_of(session, [("text", text.id)])["text", text.id]
    return text.pictures > sum(file.is_no_picture for file in files)


def answers_today(session: Session, recipient: str, kinds: Collection[str]) -> dict[str, int]:
    """How many messages of each of these kinds were queued to this phone in the last 24 hours."""
    since = clock.now() - timedelta(hours=24)
    counted = (
        select(Message.kind, func.count().label("number"))
        .where(Message.recipient == recipient, Message.kind.in_(kinds), Message.created_at > since)
        .group_by(Message.kind)
    )
    return {message.kind: message.number for message in session.execute(counted)}


def is_answered_alike(session: Session, text: InboundText, kind: str) -> bool:
    """Whether this phone sent the very same words in the last 24 hours and got an answer of this kind."""
    since = clock.now() - timedelta(hours=24)
    alike = (
        select(Message.id)
        .join(InboundText, (Message.subject_kind == "inbound") & (Message.subject_id == InboundText.id))
        .where(Message.kind == kind, Message.recipient == text.sender, Message.created_at > since)
        .where(InboundText.body == text.body)
        .limit(1)
    )
    return session.scalar(alike) is not None


def gets_texts(session: Session, phone: str) -> bool:
    """Whether texts go to this phone (E.164) now: of a listed one, whether customers are announced to it by text."""
    points = points_by_phone(session, phone)
    if is_suppressed(session, "sms", phone) or not points:
        return not is_suppressed(session, "sms", phone)
    return any(
        is_textable(point.state, point.address) and leads.delivery_of(session, point.business_id).by_sms
        for point in points
        if point.business.state == "published"
    )


def text_by_reference(session: Session, provider_reference: str) -> InboundText | None:
    """The inbound text the gateway calls by this id, when it came before."""
    return session.scalar(select(InboundText).where(InboundText.provider_reference == provider_reference))


def holds_link(session: Session, text: InboundText) -> bool:
    """Whether a text holds a link of ours, or what is left of one that its phone was sent."""
    return carries_link(text.body) or rules.holds_secret(text.body, bodies_to(session, text.sender))


def quotes_us(session: Session, text: InboundText) -> bool:
    """Whether a text repeats a stretch of what its phone was sent."""
    return rules.quotes(unlinked(text.body), (unlinked(body) for body in bodies_to(session, text.sender)))


def text_before(session: Session, text: InboundText, passed_over: Collection[str]) -> InboundText | None:
    """The newest text of the same phone before this one, within `rules.WAITS`, read under a lock.

    Those that were read as one of `passed_over` are no texts of a person.
    """
    before = (
        select(InboundText)
        .where(
            InboundText.sender == text.sender,
            InboundText.id < text.id,
            InboundText.received_at > text.received_at - WAITS,
            InboundText.meaning.not_in(passed_over),
        )
        .order_by(InboundText.id.desc())
        .limit(1)
    )
    return session.scalar(before.with_for_update().execution_options(populate_existing=True))


def pictures_with(session: Session, waiting: InboundText) -> list[InboundText]:
    """The pictures that came while a text waited for the digit of its customer, oldest first."""
    later = select(InboundText).where(
        InboundText.sender == waiting.sender, InboundText.id > waiting.id, InboundText.pictures > 0
    )
    return [text for text in session.scalars(later.order_by(InboundText.id)) if text.detail.get("with") == waiting.id]


def text_by_id(session: Session, text_id: int) -> InboundText | None:
    """A text that came in; None when it was purged."""
    return session.get(InboundText, text_id)


@dataclass(frozen=True)
class Heard:
    """An inbound text with the business or the request its sender belongs to."""

    text: InboundText
    business: Business | None
    request: QuoteRequest | None
    #: Of a phone of neither: the second contact that it is, of somebody's request.
    second: SecondContact | None
    lead: Lead | None
    firm: Business | None  # the business of that lead
    #: Its sender's open customers it may be for, the oldest first: all, or those it waits to be sent to.
    customers: list[Lead]
    #: And the jobs of late that its business has won.
    agreed: list[Lead]
    #: What the lead costs by the price that stands, in dollars: `$1,600`, `$300-350`, `$3,200 / $4,100`.
    price: str
    #: The phrase of the book that it said.
    phrase: Reply | None
    #: Its newest ad, of a business whose ad prints the sender's number.
    ad: Ad | None


def heard(session: Session, inbound_id: int) -> Heard | None:
    """What a message that answers an inbound text is composed from; None when the text was purged."""
    text = session.get(InboundText, inbound_id)
    if text is None:
        return None
    point = point_by_phone(session, text.sender)
    business = point.business if point else None
    lead_id = text.subject_id if text.subject_kind == "lead" else None
    lead = leads.leads_by_ids(session, [lead_id]).get(lead_id) if lead_id is not None else None
    ads = ads_of(session, point.business_id) if point and point.is_printed else []
    price = standing_price(session, lead.id) if lead else None
    request = None if business else request_of_phone(session, text.sender)
    agreed = agreed_leads(session, text.sender)
    return Heard(
        text=text,
        business=business,
        request=request,
        second=None if business or request else leads.second_by_phone(session, text.sender),
        lead=lead,
        firm=leads.business_of(session, lead) if lead else None,
        customers=_offered(text, open_leads(session, text.sender), agreed),
        agreed=agreed,
        price=price.price.replace("–", "-") if price else "",
        phrase=_phrase_of(session, text),
        ad=ads[-1] if ads else None,
    )


def _phrase_of(session: Session, text: InboundText) -> Reply | None:
    line_id = text.effect_id if text.effect == "words" else text.detail.get("line") if text.effect is None else None
    if not isinstance(line_id, int):
        return None
    answer = quotes.find_answer(session, ("reply", line_id))
    return answer.reply if answer and answer.reply and answer.reply.sentence else None


def _offered(text: InboundText, leads: list[Lead], agreed: list[Lead]) -> list[Lead]:
    ids = text.detail.get("leads")
    return [lead for lead in (*leads, *agreed) if lead.id in ids] if isinstance(ids, list) else leads


def open_leads(session: Session, e164: str) -> list[Lead]:
    """The open leads that a text of this phone can mean: they went out and have a digit; the oldest first."""
    texted = leads.open_leads_texted_to(session, e164)
    return [lead for lead in reversed(texted) if lead.accept_digit and lead.is_out]


def gone_leads(session: Session, e164: str) -> list[Lead]:
    """Leads of late that are over and that words from this phone can be about all the same, newest first."""
    return [lead for lead in leads.leads_meant_by(session, e164, clock.now()) if lead.state not in OPEN_LEADS]


def agreed_leads(session: Session, e164: str) -> list[Lead]:
    """The jobs of late that this phone's business has won, newest first; none whose digit is another's by now."""
    won = [lead for lead in gone_leads(session, e164) if lead.state == "won" and lead.accept_digit]
    owners = {lead.accept_digit: lead for lead in (*reversed(won), *open_leads(session, e164))}
    return [lead for lead in won if owners[lead.accept_digit] is lead]


def as_read(lead: Lead) -> OpenLead:
    """A lead as a text is read by: its town, its job, and its homeowner's name once the firm has it."""
    return OpenLead(
        accept=lead.accept_digit or 0,
        decline=(lead.accept_digit or 0) + 1,
        place=town(lead),
        job=lead.request.service,
        state="new" if lead.state == "new" else "quoted" if lead.state == "quoted" else "accepted",
        name=lead.request.name if lead.accepted_at else None,
    )


def standing_price(session: Session, lead_id: int) -> Quote | None:
    """The price of a lead that holds now."""
    return quotes.standing(quotes.quotes_of(session, [lead_id])[lead_id])


def is_said_last(session: Session, lead_id: int, words: str) -> bool:
    """Whether these very words of its business are the last line of a lead."""
    line = next(reversed(quotes.replies_of(session, [lead_id])[lead_id]), None)
    return line is not None and line.author == "business" and line.text == words


def town(lead: Lead) -> str:
    """The English name of the town of a lead; empty where its ZIP code is not known."""
    place = place_of(lead.request)
    return place.name("en") if place else ""


@dataclass(frozen=True)
class Row:
    """One lead of the list: the job in words, how long it waits, how its homeowner may be reached, the price given."""

    lead: Lead
    job: Job
    age: Age | None
    channels: set[str]
    quote: Quote | None
    #: The homeowner wrote last.
    is_asked: bool
    has_contact: bool

    @property
    def may_phone(self) -> bool:
        """Whether its homeowner gave a phone and allows this business calls or texts."""
        return may_phone(self.lead.request.phone, self.channels)


@dataclass(frozen=True)
class View:
    """One page of one tab of the list."""

    desk: Desk
    rows: list[Row]

    @property
    def seen(self) -> str:
        """A fingerprint of what the page shows now."""
        rows = [
            (r.lead.id, r.lead.state, r.age, sorted(r.channels), r.quote and r.quote.id, r.is_asked, r.has_contact)
            for r in self.rows
        ]
        return fingerprint([self.desk.counts, self.desk.page, *rows])


def view(session: Session, business_id: int, tab: str, page: int, language: str, now: datetime) -> View:
    """A page of a tab of the list, in `en`, `zh-hans` or `zh-hant`, as it stands at `now`."""
    desk = leads.desk(session, business_id, tab, page)
    ids = [lead.id for lead in desk.leads]
    channels = leads.channels_by_lead(session, desk.leads)
    replies, prices = quotes.replies_of(session, ids), quotes.quotes_of(session, ids)
    rows = [
        Row(
            lead=lead,
            job=job(lead.request, language),
            age=waiting(lead, now),
            channels=channels[lead.id],
            quote=quotes.standing(prices[lead.id]),
            is_asked=bool(replies[lead.id]) and replies[lead.id][-1].author == "homeowner",
            has_contact=knows(lead),
        )
        for lead in desk.leads
    ]
    return View(desk, rows)


def waiting(lead: Lead, now: datetime) -> Age | None:
    """How long a lead waits for its first answer; None once it has one or is over."""
    return age(lead.went_out_at, now, lead.request.urgency) if lead.state == "new" else None


def knows(lead: Lead) -> bool:
    """Whether the business reads the homeowner's name and number now (the lead's request loaded)."""
    return shows_contact(lead.state) and not is_over(lead.state, lead.request.state)


def questions(lead: Lead, replies: Sequence[Reply]) -> set[int]:
    """The ids of the homeowner's questions by phrase that the business has not answered."""
    return quotes.open_questions(replies, "business") if may_say(lead) else set()


def may_say(lead: Lead) -> bool:
    """Whether a phrase of the book can still reach the homeowner of a lead."""
    if lead.state == "won":
        return lead.request.state != "erased"
    return lead.state in OPEN_LEADS and lead.request.state == "open"
