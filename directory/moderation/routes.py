"""Wrong or remove this listing: two forms that need no account."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.businesses.models import Business
from directory.foundation import limits
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.security import client_network, mark_private
from directory.foundation.unit import unit
from directory.moderation.access import listed_business
from directory.moderation.actions import ask_removal, report_wrong
from directory.moderation.forms import RemoveForm, ReportForm

bp = Blueprint("moderation", __name__)


@bp.route("/<lang:lang>/businesses/<slug>/report", methods=["GET", "POST"])
@gate("public")
def report(slug: str) -> ResponseReturnValue:
    """Something about a listing is wrong."""
    mark_private()
    business = listed_business(slug)
    form = ReportForm()
    if not form.is_submitted():
        return _page("report", business, form)
    if not form.validate():
        return _page("report", business, form), 400
    limits.count("report-by-network", client_network())
    with unit() as session:
        report_wrong(
            session,
            business.id,
            reason=form.reason.data,
            text=form.text.data or "",
            contact=form.contact.data or "",
            language=language().bcp47,
        )
    return redirect(url_for(".report", slug=slug, sent=1), 303)


@bp.route("/<lang:lang>/businesses/<slug>/remove", methods=["GET", "POST"])
@gate("public")
def remove(slug: str) -> ResponseReturnValue:
    """Take a listing down: no account, no reason."""
    mark_private()
    business = listed_business(slug)
    form = RemoveForm()
    if not form.is_submitted():
        return _page("remove", business, form)
    if not form.validate():
        return _page("remove", business, form), 400
    limits.count("report-by-network", client_network())
    with unit() as session:
        ask_removal(session, business.id, contact=form.contact.data or "", language=language().bcp47)
    return redirect(url_for(".remove", slug=slug, sent=1), 303)


def _page(name: str, business: Business, form: ReportForm | RemoveForm) -> str:
    return render_template(f"moderation/{name}.html", business=business, form=form, sent="sent" in request.args)
