"""Writing reviews: by whom the work was done for, replied to once by who did it, removed only for cause."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation import tokens
from directory.foundation.tokens import refuse_link
from directory.foundation.unit import touch
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads.actions.done import ASK_REVIEW
from directory.leads.models import Lead
from directory.photos import actions as photos
from directory.reviews.models import Review, photos_by_author, reviews_of
from directory.reviews.rules import LONGEST_TEXT, REVIEW, Cause, ReviewAct, covered

#: Kinds of message: the one question to the homeowner, and that a business has a review.
ASKED, WRITTEN = "review-asked", "review-written"


def may_review(lead: Lead, request_state: str) -> bool:
    """Whether a lead's homeowner may write of it: its business took it through this site, the work was done, and she
    has not deleted the request."""
    return lead.accepted_at is not None and lead.is_done and lead.state == "won" and request_state != "erased"


def may_change(lead: Lead, review: Review) -> bool:
    """Whether its author may change a review of a lead (its request loaded). One that she withdrew is published again
    only where she could write it anew."""
    return review.state == "published" or (review.state == "withdrawn" and may_review(lead, lead.request.state))


@dataclass(frozen=True)
class Pictures:
    """Photos that wait for a review under the digest of its form's key, and whether all of its photos are shown."""

    draft: str | None
    is_shown: bool


def write(
    session: Session, lead_id: int, answers: Mapping[str, str], text: str, pictures: Pictures | None = None
) -> Review:
    """Publish the homeowner's review of a lead, or change the one that she wrote; its business is told of a new one.

    None for `pictures`: its photos stay as they are.

    Raises Invalid for work that was not done, and for a review that was removed; Invalid(text), also for new words once
    her name is forgotten: then it could not be covered in them.
    """
    lead = lead_actions.locked_lead(session, lead_id)
    review = reviews_of(session, [lead.id]).get(lead.id)
    if review is not None and review.state == "removed":
        raise Invalid("", _("This review was removed. It cannot be changed."))
    if not (may_review(lead, lead.request.state) if review is None else may_change(lead, review)):
        raise Invalid("", _("You can write a review once they took your request here and the work is done."))
    refuse_link("text", text)
    words = covered(text, lead.request.name)[:LONGEST_TEXT] or None
    if lead.request.state == "erased" and review is not None and words not in (None, review.text):
        raise Invalid("text", _("Your request is deleted, and your name with it: we could not cover it in new words."))
    if review is None:
        seed = tokens.new_seed()
        review = Review(
            lead_id=lead.id,
            seed=seed,
            token_digest=tokens.digest(tokens.derive("review", seed)),
            answers=dict(answers),
            text=words,
        )
        session.add(review)
        session.flush()
        lead_actions.tell_business(session, WRITTEN, ("lead", lead.id), lead)
        record(session, "homeowner", ReviewAct.WRITE, ("lead", lead.id))
    elif (review.state, review.answers, review.text) != ("published", dict(answers), words):
        if review.state != "published":
            REVIEW.move(review, "published")
        review.answers, review.text, review.changed_at = dict(answers), words, clock.now()
        record(session, "homeowner", ReviewAct.CHANGE, ("lead", lead.id))
    if pictures is not None:
        own, shown = review.own_photos, review.shown_photos
        photos.move(session, *((own, shown) if pictures.is_shown else (shown, own)))
        photos.attach(session, pictures.draft, shown if pictures.is_shown else own)
    touch(session, lead.business_id)
    session.flush()
    return review


def drop_photo(session: Session, lead_id: int, photo_id: int) -> None:
    """Remove a photo of a review for its author. Idempotent. Raises NotFound for another review's."""
    lead = lead_actions.locked_lead(session, lead_id)
    review = reviews_of(session, [lead.id]).get(lead.id)
    if review is None:
        raise NotFound(f"review of lead {lead_id}")
    _list, is_shown = photos_by_author(session, review)
    photos.drop_one(session, photo_id, subject=review.shown_photos if is_shown else review.own_photos)
    touch(session, lead.business_id)
    record(session, "homeowner", ReviewAct.CHANGE, ("lead", lead.id))


def _drop_photos(session: Session, review: Review) -> None:
    for kind, review_id in (review.own_photos, review.shown_photos):
        photos.drop(session, kind, [review_id])


def withdraw(session: Session, lead_id: int) -> None:
    """Withdraw a review for its author: its words and the reply are deleted. Idempotent."""
    lead = lead_actions.locked_lead(session, lead_id)
    review = reviews_of(session, [lead.id]).get(lead.id)
    if review is not None and review.state == "published":
        REVIEW.move(review, "withdrawn")
        review.answers, review.text, review.reply, review.replied_at = {}, None, None, None
        _drop_photos(session, review)
        touch(session, lead.business_id)
        session.flush()
        record(session, "homeowner", ReviewAct.WITHDRAW, ("lead", lead.id))


def withdraw_all(session: Session, request_id: int) -> None:
    """A request is deleted: so are the words of its reviews."""
    for lead_id in session.scalars(select(Lead.id).where(Lead.request_id == request_id)).all():
        withdraw(session, lead_id)


def answer(session: Session, lead_id: int, text: str, actor: str | None = None) -> Review:
    """Store the business's one reply to a review. Idempotent. Raises Invalid(text), NotFound for none published."""
    lead = lead_actions.locked_lead(session, lead_id)
    review = reviews_of(session, [lead.id]).get(lead.id)
    if review is None or review.state != "published":
        raise NotFound(f"review of lead {lead_id}")
    refuse_link("text", text)
    words = covered(text, lead.request.name)[:LONGEST_TEXT]
    if review.reply is not None and review.reply != words:
        raise Invalid("text", _("You have replied already. One reply is published."))
    if not clean(text):
        raise Invalid("text", _("Write a few words first."))
    if review.reply is None:
        review.reply, review.replied_at = words, clock.now()
        touch(session, lead.business_id)
        session.flush()
        record(session, actor or f"business:{lead.business_id}", ReviewAct.ANSWER, ("lead", lead.id))
    return review


def remove(session: Session, review_id: int, reason: str, by: str) -> Review:
    """The operator removes a review for cause: its words are gone, that it was removed and why is public.

    Raises NotFound, Invalid(reason) for anything that is no cause, IllegalMove for one that is not published.
    """
    review = session.get(Review, review_id)
    if review is None:
        raise NotFound(f"review {review_id}")
    lead = lead_actions.locked_lead(session, review.lead_id)
    session.refresh(review)
    if reason not in tuple(Cause):
        raise Invalid("reason", _("Please choose a reason."))
    REVIEW.move(review, "removed")
    review.removed_at, review.removed_reason = clock.now(), reason
    review.answers, review.text, review.reply, review.replied_at = {}, None, None, None
    _drop_photos(session, review)
    touch(session, lead.business_id)
    session.flush()
    record(session, by, ReviewAct.REMOVE, ("lead", lead.id), reason=reason)
    return review


def ask(session: Session, subject: tuple[str, int]) -> None:
    """Some days after the work: ask its homeowner, by the ways she allowed, once and never again. The job of a lead."""
    try:
        lead = lead_actions.locked_lead(session, subject[1])
    except NotFound:
        return
    if may_review(lead, lead.request.state) and lead.id not in reviews_of(session, [lead.id]):
        lead_actions.tell_homeowner(session, ASKED, ("lead", lead.id), lead.request)


#: What is done in time.
JOBS = {ASK_REVIEW: ask}
