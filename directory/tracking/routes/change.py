"""Correcting what a request says."""

from flask import make_response, redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.foundation import limits, tokens
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer_form
from directory.foundation.security import csrf, mark_private
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.leads.routes import stop_page
from directory.quotes import actions as quote_actions
from directory.tracking.access import CORRECTING, Own, keep_on_home, kept_on_home, own_request
from directory.tracking.forms import ChangeForm
from directory.tracking.routes.page import bp


@bp.get("/<lang:lang>/requests/<token>/change")
@gate("request-token")
def change(token: str) -> ResponseReturnValue:
    """What it says, to be corrected; a request that has ended is shown instead."""
    mark_private()
    own = own_request(token)
    if own.request.state != "open" or own.token != token:
        return redirect(url_for(".show", token=own.token))
    browser_session[CORRECTING] = own.request.id
    return _change_page(own, ChangeForm.of(lead_actions.stands_as(own.request)))


@bp.post("/<lang:lang>/requests/<token>/change")
@csrf.exempt  # the form itself checks its token, so that a page left open loses nothing that was typed
@gate("request-token")
def save_change(token: str) -> ResponseReturnValue:
    """Keep it and tell those who have the request; or the same page with what is wrong, everything kept."""
    mark_private()
    own, form, on_home = own_request(token), ChangeForm(), kept_on_home()
    if own.request.erased_at is not None:
        return redirect(url_for(".show", token=own.token), 303)
    before = lead_actions.stands_as(own.request)
    # Words that spoke of it before were asked about when they were sent.
    stops = form.heard if not form.safety_ack.data and form.given_details != before.details else ()
    if "edit" in request.form:
        return _change_page(own, form)
    if stops and own.request.state == "open":
        target = url_for(".save_change", token=own.token)
        return render_template("leads/stop.html", **stop_page(stops, form.place, is_heard=True, target=target)), 400

    def run() -> ResponseReturnValue:
        correction = form.correction(before)
        ways = {"sms": correction.phone, "email": correction.email}
        pairs = ((before.phone, correction.phone), (before.email, correction.email))
        is_contact = any(old != new for old, new in pairs)
        limits.count("contact-change-by-request" if is_contact else "change-by-request", str(own.request.id))
        is_moved = any(old and old != new for old, new in pairs)
        receipts = [
            way for way, to in ways.items() if is_moved and to and limits.allows("receipt-by-contact", to.lower())
        ]
        with unit() as session:
            now = quote_actions.change_request(session, own.request.id, correction, form.base.data or "", receipts)
            token_now = tokens.derive("request", now.seed)
        # Pressed twice, the second comes by the old address, and has to say the same.
        changed = "link" if token_now != token else "words" if lead_actions.stands_as(now) != before else None
        answer = make_response(redirect(url_for(".show", token=token_now, changed=changed), 303))
        if on_home is not None and on_home.id == own.request.id:
            keep_on_home(answer, now)
        return answer

    return answer_form(
        form,
        run,
        lambda: _change_page(own_request(token), form),
        crowd=_("You have corrected this request often. Please call them for anything else."),
    )


def _change_page(own: Own, form: ChangeForm) -> str:
    """The form, beside what the request says now where that is not what it showed."""
    now = lead_actions.stands_as(own.request)
    has_moved = form.base.data != lead_actions.mark(now)
    form.base.data = lead_actions.mark(now)
    form.offer_places()
    return render_template(
        "tracking/change.html", form=form, token=own.token, request_row=own.request, now=now if has_moved else None
    )
