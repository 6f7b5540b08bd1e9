"""Writing a review by the link of a request, changing it by a link of its own, and the public page of the rules."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post, button
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files
from directory.kernel.errors import NotFound
from directory.leads.access import redirect_from_erased, request_by_token
from directory.leads.models import Lead
from directory.leads.queries import business_of, businesses_of
from directory.photos.access import photo_of, picture
from directory.photos.forms import PhotoForm
from directory.photos.rules import MOST, MOST_BYTES
from directory.reviews import actions
from directory.reviews.access import review_by_token
from directory.reviews.forms import ReviewForm
from directory.reviews.models import Review, photos_by_author, published_photos, removals, reviews_of
from directory.reviews.rules import Cause

bp = Blueprint("reviews", __name__)

#: Removals on the public page.
_MOST_LISTED = 200


@dataclass(frozen=True)
class Own:
    """A review and its lead, for its author."""

    review: Review
    lead: Lead
    token: str


@bp.route("/<lang:lang>/requests/<token>/review/<slug>", methods=["GET", "POST"])
@takes_files(MOST, MOST_BYTES)
@gate("request-token")
def write(token: str, slug: str) -> ResponseReturnValue:
    """The five questions about one business's work; a review that is there already is shown instead, and changed by
    what another tab had typed."""
    mark_private()
    lead, request_state = _lead(token, slug)
    lead_id, form = lead.id, ReviewForm()
    if not form.is_submitted():
        review = reviews_of(db.session(), [lead_id]).get(lead_id)
        if review is not None:
            return redirect(url_for(".own", token=review.token), 303)
        if not actions.may_review(lead, request_state):
            return redirect(url_for("tracking.show", token=token), 303)
        return _form_page(lead, form)
    form.take_photos(lead_id)

    def run() -> ResponseReturnValue:
        pictures = _pictures(form)
        with unit() as session:
            written = actions.write(session, lead_id, form.answers, form.text.data or "", pictures).token
        return redirect(url_for(".own", token=written), 303)

    return answer_form(form, run, lambda: _form_page(_lead(token, slug)[0], form))


def _lead(token: str, slug: str) -> tuple[Lead, str]:
    """A lead of a request, and where that request is; one that was deleted says so itself."""
    own_request = request_by_token(token)
    redirect_from_erased(own_request, token)
    ids = {business.id for business in businesses_of(db.session(), own_request.id) if business.slug == slug}
    for lead in own_request.leads:
        if lead.business_id in ids:
            return lead, own_request.state
    raise NotFound(f"no lead to {slug}")


@bp.get("/<lang:lang>/reviews/<token>")
@gate("review-token")
def own(token: str) -> ResponseReturnValue:
    """A review as its author has it."""
    mark_private()
    return _own_page(_own(token), {})


@bp.get("/<lang:lang>/reviews/<token>/photos/<int:photo_id>/<size>")
@gate("review-token")
def own_photo(token: str, photo_id: int, size: str) -> Response:
    """A photo of a review for its author, `large` or `small`."""
    review, _lead_of = review_by_token(token)
    subjects = frozenset((review.own_photos, review.shown_photos))
    return picture(photo_of(db.session(), photo_id, subjects=subjects), size)


@bp.get("/<lang:lang>/businesses/<slug>/reviews/photos/<int:photo_id>/<size>")
@gate("public")
def photo(slug: str, photo_id: int, size: str) -> Response:
    """A photo that its author published with a review, `large` or `small`."""
    subjects = published_photos(db.session(), slug)
    return picture(photo_of(db.session(), photo_id, subjects=subjects), size)


@bp.post("/<lang:lang>/reviews/<token>")
@takes_files(MOST, MOST_BYTES)
@gate("review-token")
def act(token: str) -> ResponseReturnValue:
    """Change it or withdraw it, by the field `action`."""
    mark_private()
    return answer_post(
        OWN,
        partial(_own, token),
        _own_page,
        done=lambda code, form: redirect(url_for(".own", token=token), 303),
        late=Late.DONE,
    )


def _own(token: str) -> Own:
    return Own(*review_by_token(token), token)


def _change(by: Own, form: ReviewForm) -> None:
    lead_id, pictures = by.lead.id, _pictures(form)
    with unit() as session:
        actions.write(session, lead_id, form.answers, form.text.data or "", pictures)


def _pictures(form: ReviewForm) -> actions.Pictures:
    return actions.Pictures(form.photos.draft, bool(form.shows_photos.data))


def _drop_photo(by: Own, form: PhotoForm) -> None:
    lead_id = by.lead.id
    with unit() as session:
        actions.drop_photo(session, lead_id, form.photo.data or 0)


def _withdraw(by: Own, form: Form) -> None:
    lead_id = by.lead.id
    with unit() as session:
        actions.withdraw(session, lead_id)


#: What an author does with her review, by the field `action`.
OWN: Actions[Own] = {
    "change": PageAction(lambda by: ReviewForm().take_photos(by.lead.id), _change),
    "drop-photo": PageAction(lambda by: PhotoForm(), _drop_photo),
    "withdraw": PageAction(button, _withdraw),
}


@bp.get("/<lang:lang>/about/reviews")
@gate("public")
def rules() -> str:
    """How reviews come about, and every one that was removed, with the cause."""
    return render_template("reviews/rules.html", removals=removals(db.session(), _MOST_LISTED), causes=Cause)


def _form_page(lead: Lead, form: ReviewForm) -> str:
    here, business = request.path, business_of(db.session(), lead)
    return render_template("reviews/write.html", business=business, form=form, here=here)


def _own_page(by: Own, filled: dict[str, Form]) -> str:
    """The review with its form; `filled` holds the one that was refused."""
    failed = next(iter(filled.values()), None)
    form = failed if isinstance(failed, ReviewForm) else None
    photos, is_shown = photos_by_author(db.session(), by.review)
    stands = {"text": by.review.text, "shows_photos": is_shown, **by.review.answers}
    return render_template(
        "reviews/own.html",
        photos=photos,
        review=by.review,
        business=business_of(db.session(), by.lead),
        may_change=actions.may_change(by.lead, by.review),
        form=form or ReviewForm(formdata=None, data=stands),
        failed=failed,
    )
