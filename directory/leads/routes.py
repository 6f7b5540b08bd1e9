"""The quote request: one page, one POST."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.security import client_ip, client_network, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import Conflict, Invalid, TooMany
from directory.leads import actions, queries
from directory.leads.actions import Evidence, RequestDraft
from directory.leads.forms import QuoteRequestForm, keys
from directory.leads.models import QuoteRequest

bp = Blueprint("leads", __name__)


@bp.get("/<lang:lang>/request-a-quote")
@gate("public")
def form() -> ResponseReturnValue:
    """The form, the businesses of the address ticked."""
    mark_private()
    shown = QuoteRequestForm(request.args, meta={"csrf": False})
    ticked = [doc["slug"] for doc in queries.askable(db.session(), request.args.getlist("business"))]
    shown.business.data = ticked[:3]
    shown.named.data = " ".join(shown.business.data)
    shown.request_key.data = keys.new_key()
    return _page(shown)


@bp.post("/<lang:lang>/request-a-quote")
@gate("public")
def send() -> ResponseReturnValue:
    """Save it and go on to the homeowner's own page; or the same page with what is wrong, everything kept."""
    mark_private()
    filled = QuoteRequestForm()
    if not filled.validate_on_submit() or filled.website.data:
        return _again(filled)
    if filled.is_stopped:
        return _page(filled, stop=True), 400
    key = keys.read_key(filled.request_key.data or "")
    if key is None or keys.is_hasty(key[1]) or filled.is_renamed:
        return _again(filled, _why(filled, key is None))
    try:
        row = _save(filled.draft(), key[0])
    except Invalid as error:
        filled.refuse(error)
        return _again(filled)
    except TooMany as error:
        filled.form_errors.append(_("That is a lot of requests from here today. Please call them, or try later."))
        return _page(filled), 429, {"Retry-After": str(error.retry_after)}
    except Conflict as error:
        return render_template("leads/conflict.html", token=str(error)), 409
    return redirect(url_for("tracking.show", token=tokens.derive("request", row.seed)), 303)


def _why(filled: QuoteRequestForm, is_keyless: bool) -> str:
    if filled.is_renamed:
        return _("You changed whom to ask. The names below now say so: please read them and send again.")
    if is_keyless:
        return _("This page was open for long. Please look it over and send it again.")
    return _("That was quick. Please look it over and send it again.")


def _again(filled: QuoteRequestForm, why: str | None = None) -> ResponseReturnValue:
    """The form once more, with what was typed."""
    if why or not filled.errors:
        filled.form_errors.append(why or _("That was quick. Please look it over and send it again."))
    filled.fresh_key()
    return _page(filled, stop=bool(filled.is_stopped)), 400


def _page(filled: QuoteRequestForm, *, stop: bool = False) -> str:
    choices = queries.choices(db.session(), filled.business.data or [], filled.zip.data or "")
    filled.named.data = " ".join(choice.slug for choice in choices if choice.is_ticked)
    return render_template("leads/request.html", form=filled, choices=choices, stop=stop)


def _save(draft: RequestDraft, key: str) -> QuoteRequest:
    """Count, then save. A repeat of the same key is not counted again."""
    may_text = True
    if queries.request_by_key(db.session(), key) is None:
        limits.count("request-by-network", client_network())
        for contact in filter(None, (draft.phone, draft.email)):
            limits.count("request-by-contact", contact.lower())
        may_text = _may_text(draft)
    evidence = _evidence(draft)
    with unit() as session:
        return actions.submit(session, draft, request_key=key, evidence=evidence, has_receipt=may_text)


def _may_text(draft: RequestDraft) -> bool:
    """Whether progress texts may go to this phone today; the request goes either way."""
    if not (draft.receipt_sms and draft.phone):
        return True
    try:
        limits.count("receipt-by-phone", draft.phone)
    except TooMany:
        return False
    return True


def _evidence(draft: RequestDraft) -> Evidence:
    """The consent words with the names of the businesses asked, and the form's part that holds them."""
    choices = [each for each in queries.choices(db.session(), draft.businesses, draft.zip) if each.is_ticked]
    blank = QuoteRequestForm(None, meta={"csrf": False})
    return Evidence(
        text=render_template("leads/consent.txt", choices=choices).strip(),
        form_html=render_template("leads/consent.html", choices=choices, form=blank),
        page_path=request.path,
        ip=client_ip(),
        user_agent=request.user_agent.string,
    )
