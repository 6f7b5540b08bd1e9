"""Prices and the conversation: their tables, and reading them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from directory.businesses.models import Business
from directory.foundation.db import DOCUMENT, Base, one_of
from directory.kernel import clock
from directory.kernel.language import ENGLISH, Language
from directory.kernel.prepared import Json
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest
from directory.photos.models import Subject
from directory.quotes.rules import LONGEST_LICENSE, LONGEST_TEXT, LONGEST_WHO, QUOTE, is_retracted, names_fee
from directory.quotes.rules.offer import Offer, Option, price, read_offer, read_option, simple
from directory.quotes.rules.phrases import Phrase, answers_to, find_phrase, say
from directory.quotes.rules.picking import likely, meant_by


class Quote(Base):
    """A contractor's priced answer to one lead, in whole US dollars. A newer one supersedes it.

    Its amounts, years and first day are those of its first option; `offer` is all that it says.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint(one_of("state", QUOTE.states), name="state"),
        # One price of a request is accepted, whoever asks at the same moment.
        Index(
            "uq_quotes_request_id_accepted",
            "request_id",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    #: The lead's request: a lead never goes to another one.
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"))
    state: Mapped[str] = mapped_column(String(12), default="sent")
    amount_min: Mapped[int]
    amount_max: Mapped[int]
    parts_years: Mapped[int | None]
    labor_years: Mapped[int | None]
    earliest_date: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    license: Mapped[str | None] = mapped_column(String(LONGEST_LICENSE))
    insured: Mapped[bool | None]
    exclusions: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    #: Days within which the customer can cancel.
    cancel_days: Mapped[int | None]
    #: The last day on which it can be accepted (Washington's).
    valid_until: Mapped[date | None]
    #: Which of its options the homeowner accepted, counted from 0.
    chosen_option: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    #: Accepted: until then the homeowner can undo it and nobody is told.
    undo_until: Mapped[datetime | None]
    #: When its business, and those that were not chosen, were told that it was accepted.
    settled_at: Mapped[datetime | None]

    options: Mapped[list["QuoteOption"]] = relationship(
        order_by="QuoteOption.position", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def offer(self) -> Offer:
        """All that it says."""
        alone = simple(self.amount_min, self.amount_max, self.parts_years, self.labor_years, self.earliest_date)
        return Offer(
            options=tuple(option.says for option in self.options) or (alone,),
            license=self.license,
            insured=self.insured,
            valid_until=self.valid_until,
            cancel_days=self.cancel_days,
            exclusions=self.exclusions,
            note=self.note,
        )

    @property
    def accepted_option(self) -> Option | None:
        """The option that the homeowner accepted; None before that."""
        if self.state != "accepted":
            return None
        options = self.offer.options
        return options[min(self.chosen_option or 0, len(options) - 1)]

    @property
    def is_retracted(self) -> bool:
        """Whether it was taken off the page, as it was for somebody else."""
        return is_retracted(self.state, self.decided_at)

    @property
    def is_settled(self) -> bool:
        """Whether it was accepted and its business knows."""
        return self.state == "accepted" and self.settled_at is not None

    @property
    def price(self) -> str:
        """$1,200, $1,200–1,500 or $3,200 / $4,100, the same in every language: of every option to choose from, or of
        the one that was accepted."""
        option = self.accepted_option
        return price(option.amount_min, option.amount_max) if option else self.offer.price


class QuoteOption(Base):
    """One option of a quote, as its frozen type says it (`rules.offer.Option`)."""

    __tablename__ = "quote_options"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    position: Mapped[int]
    document: Mapped[dict[str, Json]]

    @property
    def says(self) -> Option:
        """The option."""
        return read_option(self.document)


class TypedQuote(Base):
    """A price from a phone call or from paper, typed in by the homeowner: hers, shown to no business. Erased with its
    request."""

    __tablename__ = "typed_quotes"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("quote_requests.id"), index=True)
    #: Whose price it is, in her words.
    who: Mapped[str] = mapped_column(String(LONGEST_WHO))
    #: What it says (`rules.offer.Offer`).
    document: Mapped[dict[str, Json]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def offer(self) -> Offer:
        """What it says, as a firm's quote does."""
        return read_offer(self.document)

    @property
    def price(self) -> str:
        """The amount, as a business's price is shown."""
        return self.offer.price


#: A word of English; two letters may be a model's.
_LATIN_WORD = re.compile(r"[A-Za-z]{3}")


class Reply(Base):
    """One line of the conversation on a lead: its writer's own words, or a phrase, which everybody reads in their own
    language."""

    __tablename__ = "replies"
    __table_args__ = (CheckConstraint("author IN ('business', 'homeowner')", name="author"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    author: Mapped[str] = mapped_column(String(10))
    #: web or sms.
    source: Mapped[str] = mapped_column(String(8), default="web")
    #: Of a phrase: how it read to its writer.
    text: Mapped[str]
    #: The code of a phrase of the book, and what fills its slots (`rules.phrases`); None: free words.
    phrase: Mapped[str | None] = mapped_column(String(40))
    slots: Mapped[dict[str, str | int] | None] = mapped_column(DOCUMENT)
    #: Photos that came with it. Those of a text may still be at the gateway, or could not be fetched.
    pictures: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: When it turned out to be for somebody else; its words are gone then.
    retracted_at: Mapped[datetime | None]

    @property
    def sentence(self) -> Phrase | None:
        """The phrase that it is; None for free words, and for a code that the book no longer has."""
        return find_phrase(self.phrase) if self.phrase else None

    def words(self, language: Language) -> str:
        """What a reader of this language reads: a phrase in their own, free words as they were written."""
        sentence = self.sentence
        return say(sentence.code, self.slots or {}, language) if sentence else self.text

    def foreign(self, reader: Language) -> str:
        """`zh` or `en` for words that somebody typed in the language that this reader does not read; else empty."""
        if self.sentence:
            return ""
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in self.text)
        if reader is ENGLISH:
            return "zh" if is_chinese else ""
        return "en" if not is_chinese and _LATIN_WORD.search(self.text) else ""

    @property
    def meaning(self) -> Phrase | None:
        """The phrase that typed words say exactly; None for all that may say something else."""
        phrase = None if self.sentence else meant_by(self.text)
        return phrase if phrase and phrase.is_said_by(self.author) else None

    @property
    def guesses(self) -> list[Phrase]:
        """The phrases that typed words may mean, the likeliest first."""
        return [] if self.sentence else likely(self.text, self.author)

    @property
    def is_fee(self) -> bool:
        """Whether a business names in it what coming to look costs."""
        return self.author == "business" and names_fee(self.text)


@dataclass(frozen=True)
class Answer:
    """One line or one price with all that a message about it needs: the lead (request loaded) and the business."""

    lead: Lead
    business: Business
    reply: Reply | None = None
    quote: Quote | None = None


_REPLIES = select(Reply).where(Reply.lead_id.in_(bindparam("leads", expanding=True))).order_by(Reply.id)


def replies_of(session: Session, lead_ids: Collection[int]) -> dict[int, list[Reply]]:
    """The conversation of each lead, oldest line first; a lead without one has an empty list."""
    by_lead: dict[int, list[Reply]] = defaultdict(list)
    for reply in session.scalars(_REPLIES, {"leads": list(lead_ids)}) if lead_ids else ():
        by_lead[reply.lead_id].append(reply)
    return by_lead


def photo_subjects(request_id: int, replies: Iterable[Reply]) -> list[Subject]:
    """The rows that the photos of a request and of these lines of its conversations belong to."""
    return [("request", request_id), *(("reply", reply.id) for reply in replies)]


def open_questions(replies: Sequence[Reply], side: str) -> set[int]:
    """The ids of the phrases that ask this side something, after which it has written nothing. Oldest line first."""
    ids: set[int] = set()
    for line in reversed(replies):
        if line.author == side:
            break
        if line.retracted_at is None and line.phrase and answers_to(line.phrase):
            ids.add(line.id)
    return ids


_QUOTES = select(Quote).where(Quote.lead_id.in_(bindparam("leads", expanding=True))).order_by(Quote.id.desc())


def quotes_of(session: Session, lead_ids: Collection[int]) -> dict[int, list[Quote]]:
    """The prices given on each lead, newest first; superseded ones too."""
    by_lead: dict[int, list[Quote]] = defaultdict(list)
    for quote in session.scalars(_QUOTES, {"leads": list(lead_ids)}) if lead_ids else ():
        by_lead[quote.lead_id].append(quote)
    return by_lead


#: So many of a business's newest prices are looked at for what it usually says.
_NEWEST = 10


_FOR_SUCH = (
    select(Quote)
    .join(Lead, Lead.id == Quote.lead_id)
    .join(QuoteRequest, QuoteRequest.id == Quote.request_id)
    .where(Lead.business_id == bindparam("business"), QuoteRequest.service == bindparam("job"))
    .order_by(Quote.id.desc())
    .limit(_NEWEST)
)


def usual_quote(session: Session, business_id: int, job: str) -> Quote | None:
    """The newest quote of a business for a job (code) that says more than an amount; None where it gave none."""
    for quote in session.scalars(_FOR_SUCH, {"business": business_id, "job": job}):
        main = quote.offer.main
        if main != simple(main.amount_min, main.amount_max, start=main.start):
            return quote
    return None


_TYPED = select(TypedQuote).where(TypedQuote.request_id == bindparam("request")).order_by(TypedQuote.id)


def typed_quotes(session: Session, request_id: int) -> list[TypedQuote]:
    """The prices that its homeowner typed in beside a request, the oldest first."""
    return list(session.scalars(_TYPED, {"request": request_id}))


def typed_quote(session: Session, request_id: int, typed_id: int) -> TypedQuote | None:
    """One of them; None for another request's."""
    return session.scalar(select(TypedQuote).where(TypedQuote.id == typed_id, TypedQuote.request_id == request_id))


def accepted_quote(session: Session, lead_id: int) -> Quote | None:
    """The accepted price of a lead, told or not yet."""
    return session.scalar(select(Quote).where(Quote.lead_id == lead_id, Quote.state == "accepted"))


def standing(quotes: list[Quote]) -> Quote | None:
    """The price that holds now: the newest that was sent or accepted. `quotes` come newest first."""
    return next((quote for quote in quotes if quote.state in ("sent", "accepted")), None)


def previous(quotes: list[Quote]) -> Quote | None:
    """The price that the standing one replaced; None for a first one. `quotes` come newest first.

    One that was taken off the page, as it was for somebody else, was never hers.
    """
    now = standing(quotes)
    older = [quote for quote in quotes if now and quote.id < now.id and quote.state in ("superseded", "expired")]
    return next((quote for quote in older if not quote.is_retracted), None)


def lapsed(quotes: list[Quote]) -> Quote | None:
    """The newest price where its last day is over and no other stands. `quotes` come newest first."""
    return quotes[0] if quotes and quotes[0].state == "expired" and standing(quotes) is None else None


def find_answer(session: Session, subject: tuple[str, int]) -> Answer | None:
    """What ("reply", id) or ("quote", id) is about; None when it was erased since."""
    kind, row_id = subject
    entry: Quote | Reply | None = session.get(Quote, row_id) if kind == "quote" else session.get(Reply, row_id)
    lead_and_business = lead_queries.lead_with_business(session, entry.lead_id) if entry else None
    if entry is None or lead_and_business is None:
        return None
    lead, business = lead_and_business
    return Answer(lead, business, quote=entry) if isinstance(entry, Quote) else Answer(lead, business, reply=entry)
