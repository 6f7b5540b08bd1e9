"""The table of reviews, and reading it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.businesses.models import Business
from directory.businesses.queries import firm_of, listings_of
from directory.foundation import tokens
from directory.foundation.db import DOCUMENT, Base, one_of
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.photos.models import Photo, Subject, photos_of
from directory.reviews.rules import LONGEST_TEXT, MOST_SHOWN, REVIEW, Cause, tally


class Review(Base):
    """What the homeowner of a request says of the work on one of its leads. Its author has a link of her own to it."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(one_of("state", REVIEW.states), name="state"),
        CheckConstraint(f"removed_reason IS NULL OR {one_of('removed_reason', Cause)}", name="removed_reason"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="published")
    #: {question: yes, partly or no}.
    answers: Mapped[dict[str, str]] = mapped_column(DOCUMENT)
    #: As published: what reaches a person is covered before it is stored.
    text: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime | None]
    #: The business's one reply.
    reply: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    replied_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(String(12))

    @property
    def token(self) -> str:
        """The secret of its author's link."""
        return tokens.derive("review", self.seed)

    @property
    def own_photos(self) -> Subject:
        """By what the photos refer to it that only its author sees."""
        return "review", self.id

    @property
    def shown_photos(self) -> Subject:
        """The subject of the photos that are published with the review."""
        return "shown-review", self.id


@dataclass(frozen=True)
class Shown:
    """A review with the job and the day of the work that it is about."""

    review: Review
    service: str
    done_on: date | None
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Board:
    """What a business's page shows: its reviews, the newest first, and the answers counted where there are enough."""

    shown: list[Shown]
    tally: dict[str, dict[str, int]] | None
    #: How many were removed for cause.
    removed: int


def board(session: Session, business_id: int) -> Board:
    """The reviews of a business."""
    query = select(Review, QuoteRequest.service, Lead.done_on).join(Lead, Lead.id == Review.lead_id)
    query = query.join(QuoteRequest, QuoteRequest.id == Lead.request_id).where(
        Lead.business_id.in_(listings_of(business_id)), Review.state.in_(("published", "removed"))
    )
    entries = [Shown(*entry) for entry in session.execute(query.order_by(Review.id.desc())).all()]
    published = [entry for entry in entries if entry.review.state == "published"]
    counted = tally(entry.review.answers for entry in published)
    shown = published[:MOST_SHOWN]
    if shown:
        photos = photos_of(session, [entry.review.shown_photos for entry in shown])
        shown = [replace(entry, photos=photos[entry.review.shown_photos]) for entry in shown]
    return Board(shown, counted, len(entries) - len(published))


def published_photos(session: Session, slug: str) -> frozenset[Subject]:
    """By what the photos refer to the published reviews of a business that is on the site."""
    query = select(Review).join(Lead, Lead.id == Review.lead_id)
    query = query.join(Business, Business.id == firm_of(Lead.business_id))
    query = query.where(Business.slug == slug, Business.state == "published", Review.state == "published")
    return frozenset(review.shown_photos for review in session.scalars(query))


def photos_by_author(session: Session, review: Review) -> tuple[list[Photo], bool]:
    """The photos of a review for its author, and whether they are published."""
    photos = photos_of(session, [review.own_photos, review.shown_photos])
    shown = photos[review.shown_photos]
    return [*photos[review.own_photos], *shown], bool(shown)


_OF_LEADS = select(Review).where(Review.lead_id.in_(bindparam("leads", expanding=True)))


def reviews_of(session: Session, lead_ids: Collection[int]) -> dict[int, Review]:
    """The review of each lead that has one, in whatever state."""
    reviews = session.scalars(_OF_LEADS, {"leads": list(lead_ids)}) if lead_ids else ()
    return {review.lead_id: review for review in reviews}


def newest(session: Session, limit: int) -> Sequence[tuple[Review, Business]]:
    """The newest reviews that are published, each with its business: for the operator."""
    query = select(Review, Business).join(Lead, Lead.id == Review.lead_id)
    query = query.join(Business, Business.id == Lead.business_id).where(Review.state == "published")
    return [(review, business) for review, business in session.execute(query.order_by(Review.id.desc()).limit(limit))]


def removals(session: Session, limit: int) -> Sequence[tuple[Review, Business]]:
    """Reviews that were removed for cause, the newest first, each with its business: the public log."""
    query = select(Review, Business).join(Lead, Lead.id == Review.lead_id)
    query = query.join(Business, Business.id == Lead.business_id).where(Review.state == "removed")
    entries = session.execute(query.order_by(Review.removed_at.desc(), Review.id.desc()).limit(limit))
    return [(review, business) for review, business in entries]
