"""The homeowner's own page: what happened with each business, and everything that can be done about it."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses.rules import BusinessAct
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.kernel import clock, phone
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.leads import actions as lead_actions
from directory.leads.access import request_by_token
from directory.leads.models import QuoteRequest
from directory.quotes import actions as quote_actions
from directory.quotes.rules import job
from directory.tracking import queries
from directory.tracking.forms import ActForm, ReplyForm

bp = Blueprint("tracking", __name__)


@bp.get("/<lang:lang>/requests/<token>")
@gate("request-token")
def show(token: str) -> ResponseReturnValue:
    """The page; with `?seen=` and htmx only what changed since, or 204."""
    mark_private()
    row = request_by_token(token)
    if "seen" in request.args and "HX-Request" in request.headers:
        return _changes(token, row, request.args["seen"])
    return _page(token, row)


@bp.post("/<lang:lang>/requests/<token>")
@gate("request-token")
def act(token: str) -> ResponseReturnValue:
    """One of the buttons, named by the field `action`; anything else is 400."""
    mark_private()
    row = request_by_token(token)
    action = request.form.get("action", "")
    doing = ACTIONS.get(action)
    if doing is None:
        abort(400)
    form = ReplyForm() if action == "reply" else ActForm()
    if not form.validate_on_submit():
        return _page(token, row, form), 400
    try:
        with unit() as session:
            doing(session, row, form)
    except Invalid as error:
        form.refuse(error)
        return _page(token, request_by_token(token), form), 400
    except IllegalMove:
        pass  # pressed twice, or it changed meanwhile: the page says how it stands now
    where = f"with-{form.business.data}" if form.business.data and action != "withdraw" else "main"
    return redirect(url_for(".show", token=token, _anchor=where), 303)


def _lead_id(session: Session, row: QuoteRequest, form: ActForm | ReplyForm) -> int:
    lead = queries.lead_of(session, row.id, form.business.data or "")
    if lead is None:
        raise NotFound
    return lead.id


def _withdraw(session: Session, row: QuoteRequest, form: ActForm) -> None:
    lead_actions.withdraw(session, _lead_id(session, row, form))


def _add(session: Session, row: QuoteRequest, form: ActForm) -> None:
    lead_actions.add(session, row.id, form.business.data or "")


def _close(session: Session, row: QuoteRequest, form: ActForm) -> None:
    lead_actions.close(session, row.id)


def _confirm(session: Session, row: QuoteRequest, form: ActForm) -> None:
    """The homeowner says that it is still needed: kept in the audit trail for the operator."""
    if row.state != "open":
        raise Invalid("", _("This request is closed. Nothing more can be sent on it."))
    record(session, "homeowner", BusinessAct.CONFIRM, ("request", row.id))


def _reply(session: Session, row: QuoteRequest, form: ReplyForm) -> None:
    quote_actions.reply(session, _lead_id(session, row, form), "homeowner", form.text.data or "")


def _accept_quote(session: Session, row: QuoteRequest, form: ActForm) -> None:
    quote = queries.quote_of(session, row.id, form.quote.data or 0)
    if quote is None:
        raise NotFound
    quote_actions.accept_quote(session, quote.id)


def _delete(session: Session, row: QuoteRequest, form: ActForm) -> None:
    # The leads first: that locks the request, so that no line is written after its lines are deleted.
    lead_actions.erase(session, row.id)
    quote_actions.erase(session, row.id)


#: What the page's buttons do, by the field `action`.
ACTIONS: dict[str, Callable[..., None]] = {
    "withdraw": _withdraw,
    "add": _add,
    "close": _close,
    "confirm": _confirm,
    "reply": _reply,
    "accept-quote": _accept_quote,
    "delete": _delete,
}


def _page(token: str, row: QuoteRequest, form: ActForm | ReplyForm | None = None) -> str:
    if row.state == "erased":
        return render_template("tracking/deleted.html", request_row=row)
    view = queries.view(db.session(), row, clock.now())
    filled = {form.business.data: form} if isinstance(form, ReplyForm) else {}
    slugs = [row.business.slug for row in view.rows]
    return render_template(
        "tracking/request.html",
        view=view,
        token=token,
        replies={slug: _reply_form(slug, filled.get(slug)) for slug in slugs},
        failed=form,
        **_words(row),
    )


def _reply_form(slug: str, filled: ReplyForm | None) -> ReplyForm:
    """The reply box of one business; its own ids, because the page has several."""
    form = filled or ReplyForm(formdata=None, data={"business": slug})
    form.text.id = f"text-{slug}"
    return form


def _changes(token: str, row: QuoteRequest, seen: str) -> ResponseReturnValue:
    """What htmx swaps in: nothing while nothing changed."""
    view = queries.view(db.session(), row, clock.now())
    if view.seen == seen:
        return "", 204
    return render_template("tracking/_changes.html", view=view, token=token, **_words(row))


def _words(row: QuoteRequest) -> dict[str, object]:
    """The job in the page's language, and the sentence to say on the phone or send from one's own."""
    asked = job(row, language().url)
    sentence = _(
        "Hello, I saw your newspaper ad on Lengnuan. I am in %(town)s %(zip)s: %(job)s, %(urgency)s. "
        "Please call me back. %(name)s, %(phone)s",
        town=asked.town,
        zip=row.zip,
        job=asked.short,
        urgency=asked.urgency,
        name=row.name or "",
        phone=phone.display(row.phone or ""),
    )
    return {"job": asked, "own_text": sentence}
