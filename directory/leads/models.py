"""Tables of quote requests and leads."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.businesses.models import Business
from directory.foundation.db import DOCUMENT, Base, one_of
from directory.kernel import clock
from directory.kernel.prepared import Json
from directory.kernel.typed import write_price
from directory.leads.rules import LEAD, REQUEST, ended_by
from directory.leads.rules.second import SecondScope
from directory.trades.vocabulary import Answer


class QuoteRequest(Base):
    """What a homeowner sent, once. Contact fields are erased by purge or at the homeowner's wish."""

    __tablename__ = "quote_requests"
    __table_args__ = (
        CheckConstraint(one_of("state", REQUEST.states), name="state"),
        Index(None, "created_at"),
        Index(None, "state", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Short number to say on the phone.
    number: Mapped[str] = mapped_column(String(8), unique=True)
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: Of the link before, which opens nothing: the browser that changed the contact is led on from there.
    previous_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    request_key: Mapped[str] = mapped_column(String(64), unique=True)
    body_digest: Mapped[str] = mapped_column(String(64), index=True)
    #: Whether we knew the homeowner when it came (`queries.is_proven`): such leads have a part of the day's texts.
    is_proven: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(12), default="open")
    #: Language of the page it was sent from (BCP 47), and of everything the site writes to the homeowner.
    language: Mapped[str] = mapped_column(String(8))
    service: Mapped[str] = mapped_column(String(12))
    #: Empty where a town or county was given in its place: then its code (`MD:rockville`, `24031`) and what was typed.
    zip: Mapped[str] = mapped_column(String(5))
    place_code: Mapped[str | None] = mapped_column(String(40))
    place_text: Mapped[str | None] = mapped_column(String(60))
    urgency: Mapped[str] = mapped_column(String(8))
    #: When its urgency was corrected last.
    urgency_at: Mapped[datetime | None]
    safety: Mapped[str] = mapped_column(String(8))
    #: Coded answers of the optional questions: {field: code or [codes]}.
    answers: Mapped[dict[str, Answer]] = mapped_column(DOCUMENT, default=dict)
    details: Mapped[str | None]
    model: Mapped[str | None] = mapped_column(String(120))
    #: What another one found and asked for, where a second opinion is wanted: whole US dollars from-to.
    first_diagnosis: Mapped[str | None]
    first_price_min: Mapped[int | None]
    first_price_max: Mapped[int | None]
    visit_times: Mapped[str | None] = mapped_column(String(200))
    #: Language for the call: en, cmn, yue, other.
    call_language: Mapped[str] = mapped_column(String(8))
    name: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(320))
    receipt_sms: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Until when what is not urgent waits for a confirmed contact, or when it went out; None: it never waited.
    goes_out_at: Mapped[datetime | None]
    #: When the homeowner showed that one of the contacts is theirs, which (phone or email), how, and the digest of the
    #: secret of the browser in which they did: there it needs no second proof.
    confirmed_at: Mapped[datetime | None]
    confirmed_kind: Mapped[str | None] = mapped_column(String(8))
    confirmed_how: Mapped[str | None] = mapped_column(String(8))
    confirmed_browser: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def said_on(self) -> dict[str, date]:
        """On which day, in Washington, the answers were said that count from it."""
        moments = {"since": self.created_at, "urgency": self.urgency_at or self.created_at}
        return {code: clock.local(moment).date() for code, moment in moments.items()}

    @property
    def first_price(self) -> str:
        """What another one asked for: `$1,200–1,500`; empty where it was not given."""
        return write_price(self.first_price_min, self.first_price_max) if self.first_price_min else ""

    leads: Mapped[list["Lead"]] = relationship(back_populates="request", order_by="Lead.id", lazy="raise")


class RequestVersion(Base):
    """What a request said until it was corrected: the fields that changed. Erased with its request."""

    __tablename__ = "request_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"), index=True)
    until: Mapped[datetime] = mapped_column(default=clock.now)
    #: {column of the request: its value before}.
    fields: Mapped[dict[str, Json]]
    #: Ids of the leads whose businesses had been told of the job, and had been given the contact: {job, contact}.
    read_by: Mapped[dict[str, Json]]


class SecondContact(Base):
    """Somebody who gets messages of a request besides its homeowner: a daughter for her mother. Erased with it."""

    __tablename__ = "second_contacts"
    __table_args__ = (CheckConstraint(one_of("scope", SecondScope), name="scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    #: sms or email, and the phone (E.164) or e-mail.
    channel: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320), index=True)
    language: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    stopped_at: Mapped[datetime | None]


class Lead(Base):
    """A request as one business sees it, with its own state and its own link."""

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("request_id", "business_id"),
        CheckConstraint(one_of("state", LEAD.states), name="state"),
        Index(None, "state", "request_id"),
        Index(None, "business_id", "state", "id"),
        Index(None, "business_id", "request_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"))
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="new")
    #: The phone it was texted to, and the pair of digits that answers it there: 1/2, 3/4, ...
    texted_phone: Mapped[str | None] = mapped_column(String(20), index=True)
    accept_digit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    accepted_at: Mapped[datetime | None]
    accepted_how: Mapped[str | None] = mapped_column(String(8))
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(20))
    answered_at: Mapped[datetime | None]
    #: When the operator told the business of it by phone.
    told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    won_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    lost_reason: Mapped[str | None] = mapped_column(String(20))
    #: The day on which the work was finished, and when either side said that it is done.
    done_on: Mapped[date | None]
    done_by_business_at: Mapped[datetime | None]
    done_by_homeowner_at: Mapped[datetime | None]
    #: The business's own words about it, shown to nobody else.
    note: Mapped[str | None]

    request: Mapped[QuoteRequest] = relationship(back_populates="leads", lazy="raise")
    business: Mapped[Business] = relationship(lazy="raise")

    @property
    def went_out_at(self) -> datetime:
        """When it goes out to its business, or did (its request loaded): from then on its business can be late."""
        return max(self.created_at, self.request.goes_out_at or self.created_at)

    @property
    def is_out(self) -> bool:
        """Whether its business may know of it (its request loaded): it went out, or the operator told them by phone.

        One that ended before it could go out never does. `queries.is_out` says the same in SQL.
        """
        return self.told_at is not None or self.went_out_at <= (self.closed_at or clock.now())

    @property
    def ended_by(self) -> str:
        """By whose word it is over, where it is."""
        return ended_by(self)

    @property
    def done_at(self) -> datetime | None:
        """When it was first said that the work is done, by either side."""
        return min(filter(None, (self.done_by_business_at, self.done_by_homeowner_at)), default=None)

    @property
    def is_done(self) -> bool:
        """Whether the work is done, as either side said."""
        return self.done_at is not None


class ConsentText(Base):
    """The words a consent was given to, and the form as it was rendered: stored once per hash."""

    __tablename__ = "consent_texts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    form_html: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


_NAMED = text("name IS NOT NULL")


class Consent(Base):
    """Permission for one business and channel. Append-only: a withdrawal is a new row (domain facts, 16 CFR 310.5)."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("state IN ('given', 'withdrawn')", name="state"),
        Index("ix_consents_to_forget", "purge_after", sqlite_where=_NAMED, postgresql_where=_NAMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"), index=True)
    #: None = the site itself (progress texts).
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"))
    business_name: Mapped[str]
    channel: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    text_digest: Mapped[str] = mapped_column(ForeignKey("consent_texts.digest"))
    language: Mapped[str] = mapped_column(String(8))
    was_unticked: Mapped[bool] = mapped_column(default=True)
    form_version: Mapped[str] = mapped_column(String(20))
    page_path: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(8), default="web")
    name: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(320))
    ip: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(300))
    how: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Chained within one request over keyed digests of the personal fields: a purge leaves it verifiable.
    personal_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))
    purge_after: Mapped[datetime]
