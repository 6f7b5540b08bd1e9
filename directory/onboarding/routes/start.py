"""List your business: paste the ad or fill in the form; put the draft right."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.accounts import access as people
from directory.ads.actions import Stale
from directory.ads.models import Submission
from directory.ads.rules import Own, is_printed, read, reviewed, typed
from directory.foundation import limits
from directory.foundation.gates import gate
from directory.foundation.i18n import language, works_again
from directory.foundation.security import client_networks, csrf, mark_private
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, TooMany
from directory.onboarding import actions
from directory.onboarding.access import own_listing
from directory.onboarding.forms import Kept, ListForm, PasteForm
from directory.onboarding.rules import one_ad

bp = Blueprint("onboarding", __name__)


@bp.get("/<lang:lang>/list-your-business")
@gate("public")
def start() -> ResponseReturnValue:
    """The two ways to begin."""
    return _start(PasteForm(formdata=None), _blank())


@bp.post("/<lang:lang>/list-your-business")
@csrf.exempt  # the form itself checks its token, so that a page left open loses nothing that was typed
@gate("public")
def begin() -> ResponseReturnValue:
    """A draft of the ad, or of what was typed; or the same page with what is wrong, everything kept."""
    if request.form.get("action") not in ("paste", "fill"):
        abort(400)
    is_pasted = request.form["action"] == "paste"
    form: Kept = PasteForm() if is_pasted else ListForm()

    def again(status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
        shown = (form, _blank()) if is_pasted else (PasteForm(formdata=None), form)
        return _start(*shown), status, headers or {}

    if not form.validate():
        return again(400)
    try:
        return _on(_draft(form))
    except Invalid as error:
        form.refuse(error)
        return again(400)
    except TooMany as error:
        why = _("Too many listings came in a short time, so this one was not taken. Please call us, or try later.")
        form.form_errors.append(f"{why} {works_again(error.retry_after)}")
        return again(429, {"Retry-After": str(error.retry_after)})


def _on(listing_id: int) -> Response:
    return make_response(redirect(url_for("onboarding_draft.show", listing_id=listing_id), 303))


def _blank() -> ListForm:
    form = ListForm(formdata=None)
    form.fill({})
    return form


def _start(paste: Any, form: Any) -> str:
    mark_private()
    people.browser()
    is_typed = bool(form.errors or form.form_errors)
    return render_template("onboarding/start.html", paste=paste.fresh_key(), form=form.fresh_key(), is_typed=is_typed)


def _draft(form: Kept) -> int:
    """Read what was handed in (outside the unit) and keep it; its id."""
    browser, values, newspaper = people.browser(), {}, ""
    if isinstance(form, ListForm):
        ad, values = typed(form.as_text(), browser), form.changed({})
    else:
        found, why = one_ad(read(str(form["text"].data)))
        if found is None:
            raise Invalid("text", _why_not(why))
        ad, newspaper = Own(found.text, found.parsed, browser=browser), form["newspaper"].data or ""
    limits.count_all(limits.visitor("list", client_networks(), is_known=people.current() is not None))
    with unit() as session:
        return actions.begin(session, ad, values, browser=browser, language=language().bcp47, newspaper=newspaper).id


def _why_not(why: str) -> str:
    said = {
        "several": _("There is more than one ad in this text. Please paste yours alone."),
        "other_trade": _("We list heating and cooling only, and found nothing of it in this text."),
        "job_offer": _("This reads like a job offer. Please paste the ad that customers read."),
        "no_contact": _("There is no phone in this text. Please paste the whole ad, or fill in the form below."),
    }
    return said.get(why) or _("We could not read an ad in this. Please fill in the form below.")


@bp.route("/<lang:lang>/list-your-business/<int:listing_id>/change", methods=["GET", "POST"])
@csrf.exempt  # as above
@gate("listing-draft")
def change(listing_id: int) -> ResponseReturnValue:
    """Every field of the draft, to put right."""
    row = own_listing(listing_id)
    if row.state != "unproved":
        return _on(listing_id)
    values = reviewed(row.parsed, row.corrections)
    form = ListForm() if request.method == "POST" else ListForm(formdata=None)
    form.held, form.held_phones = values, tuple(values.get("phones") or ())
    if request.method == "GET":
        form.fill(values)
        form.revision.data = row.revision
        return _change(row, form)
    if not form.validate():
        return _change(row, form), 400
    text = None if is_printed(row.parsed) else form.as_text()
    try:
        with unit() as session:
            actions.put_right(session, listing_id, form.changed(values), form.revision.data or 0, text)
    except Stale:
        form.form_errors.append(
            _("Meanwhile this was changed in another window. Save again to keep what stands below.")
        )
        row = own_listing(listing_id)
        form.revision.data = row.revision
        return _change(row, form), 409
    return _on(listing_id)


def _change(row: Submission, form: ListForm) -> str:
    return render_template("onboarding/change.html", row=row, form=form.fresh_key(), is_printed=is_printed(row.parsed))
