"""How a business is told of its customers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.access import Member, require_member, require_owner
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer_form
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.inbox.actions import set_delivery
from directory.inbox.forms import DeliveryForm
from directory.inbox.rules import day
from directory.leads.queries import Delivery, delivery_of, emails_of, textable_phones

delivery = Blueprint("inbox_delivery", __name__)


@delivery.get("/<lang:lang>/manage/<slug>/delivery", endpoint="show")
@gate("member")
def show_delivery(slug: str) -> str:
    """GET: how the business is told of its customers; its owner may change it."""
    return _delivery_page(require_member(slug), None)


@delivery.post("/<lang:lang>/manage/<slug>/delivery", endpoint="save")
@gate("owner")
def save_delivery(slug: str) -> ResponseReturnValue:
    """POST: save how the business is told of its customers."""
    member = require_owner(slug)
    business_id, actor = member.business.id, f"person:{member.person.id}"
    form = DeliveryForm().offer(emails_of(db.session(), [business_id]).get(business_id, ()))

    def run() -> ResponseReturnValue:
        wanted = Delivery(
            by_sms=form.ways.data in ("sms", "both"),
            email=form.email.data if form.by_email else None,
            quiet=(form.quiet_from.data, form.quiet_until.data) if form.quiet_from.data else None,
            urgent_always=bool(form.urgent_always.data),
        )
        with unit() as session:
            set_delivery(session, business_id, wanted, actor)
        return redirect(url_for(".show", slug=slug, saved=1), 303)

    return answer_form(form, run, lambda: _delivery_page(require_owner(slug), form))


def _delivery_page(member: Member, filled: DeliveryForm | None) -> str:
    business = member.business
    delivery = delivery_of(db.session(), business.id)
    emails = emails_of(db.session(), [business.id]).get(business.id, [])
    form = filled
    if form is None:
        form = DeliveryForm(formdata=None).offer(emails)
        form.fill(delivery)
    return render_template(
        "inbox/delivery.html",
        member=member,
        form=form,
        held=delivery,
        emails=emails,
        phones=[point for point in business.contact_points if point.kind == "phone"],
        texted=textable_phones(db.session(), [business])[business.id],
        hours=day(delivery.quiet, settings().sms_hours),
        has_saved="saved" in request.args and filled is None,
    )
