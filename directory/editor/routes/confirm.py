"""The link that asks whether a listing is still true: looking changes nothing, one button says yes."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from directory.businesses.models import Business
from directory.editor import queries
from directory.editor import queries as listings
from directory.editor.actions import listing as confirm
from directory.editor.queries import Preview
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import client_network, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound, TooMany

bp = Blueprint("editor_confirm", __name__)


@bp.get("/<lang:lang>/manage/<slug>/listing/confirm/<token>")
@gate("confirm-token")
def show(slug: str, token: str) -> str:
    """The listing as it stands, and one button. Opening it any number of times changes nothing."""
    business, is_answered = _asked(slug, token)
    found: Preview = listings.preview(db.session(), business, {}, 0)
    return render_template(
        "editor/confirm.html",
        business=business,
        doc=found.doc,
        winners=found.winners,
        token=token,
        is_answered=is_answered,
    )


@bp.post("/<lang:lang>/manage/<slug>/listing/confirm/<token>")
@gate("confirm-token")
def send(slug: str, token: str) -> ResponseReturnValue:
    """Everything is still true. No sign-in: the link proves enough for this and for nothing else."""
    business, _is_answered = _asked(slug, token)
    business_id = business.id
    with unit() as session:
        confirm.still_true(session, business_id, by=f"business:{business_id}", how="link")
    return redirect(url_for(".show", slug=slug, token=token), 303)


def _asked(slug: str, token: str) -> tuple[Business, bool]:
    """The business whose question this link is, and whether it was answered; NotFound, counted."""
    mark_private()
    if limits.is_spent("token-miss", client_network()):
        raise TooMany(60, "token-miss")
    row = queries.by_token(db.session(), token)
    business = queries.published(db.session(), row.business_id) if row else None
    if row is None or business is None or business.slug != slug:
        db.session.rollback()
        limits.count("token-miss", client_network())
        raise NotFound
    return business, row.answered_at is not None
