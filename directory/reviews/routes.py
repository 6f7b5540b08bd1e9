"""Writing a review by the link of a request, changing it by a link of its own, and the public page of the rules."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post, button
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from directory.leads.access import request_by_token
from directory.leads.models import Lead
from directory.leads.queries import business_of, businesses_of
from directory.reviews import actions
from directory.reviews.access import review_by_token
from directory.reviews.forms import ReviewForm
from directory.reviews.models import Review, removals, reviews_of
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
@gate("request-token")
def write(token: str, slug: str) -> ResponseReturnValue:
    """The five questions about one business's work; a review that is there already is shown instead."""
    mark_private()
    lead, request_state = _lead(token, slug)
    lead_id = lead.id
    review = reviews_of(db.session(), [lead_id]).get(lead_id)
    if review is not None:
        return redirect(url_for(".own", token=review.token), 303)
    if not actions.may_review(lead, request_state):
        return redirect(url_for("tracking.show", token=token), 303)
    form = ReviewForm()
    if not form.is_submitted():
        return _form_page(lead, form)

    def run() -> ResponseReturnValue:
        with unit() as session:
            written = actions.write(session, lead_id, form.answers, form.text.data or "").token
        return redirect(url_for(".own", token=written), 303)

    return answer_form(form, run, lambda: _form_page(_lead(token, slug)[0], form))


def _lead(token: str, slug: str) -> tuple[Lead, str]:
    """A lead of a request that is not deleted, and where that request is."""
    own_request = request_by_token(token)
    if own_request.state != "erased":
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


@bp.post("/<lang:lang>/reviews/<token>")
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
    lead_id = by.lead.id
    with unit() as session:
        actions.write(session, lead_id, form.answers, form.text.data or "")


def _withdraw(by: Own, form: Form) -> None:
    lead_id = by.lead.id
    with unit() as session:
        actions.withdraw(session, lead_id)


#: What an author does with her review, by the field `action`.
OWN: Actions[Own] = {
    "change": PageAction(lambda by: ReviewForm(), _change),
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
    return render_template(
        "reviews/own.html",
        review=by.review,
        business=business_of(db.session(), by.lead),
        may_change=actions.may_change(by.lead, by.review),
        form=form or ReviewForm(formdata=None, data={"text": by.review.text, **by.review.answers}),
        failed=failed,
    )
