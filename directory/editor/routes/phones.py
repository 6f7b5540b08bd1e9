"""The phones of a listing: shown at once, changed by the owner with a fresh code; whether they may be texted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.access import Member, is_fresh, require_fresh, require_member, require_owner, require_person
from directory.businesses.rules import CONTACT_POINT
from directory.editor.actions import phones as actions
from directory.editor.forms import AddPhoneForm, TextsForm
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid

bp = Blueprint("editor_phones", __name__)

#: What an owner may say of texts, in the order of the page.
_TEXTS = ("agreed", "calls_only", "no_texts")


@bp.get("/<lang:lang>/manage/<slug>/listing/phones")
@gate("member")
def show(slug: str) -> str:
    """The phones shown, and whether each may be texted."""
    return _page(require_member(slug), AddPhoneForm())


def _page(member: Member, form: AddPhoneForm, refused: str | None = None) -> str:
    points = [point for point in member.business.contact_points if point.kind == "phone"]
    offered = {
        point.id: [new for new in _TEXTS if new == point.state or CONTACT_POINT.allows(point.state, new)]
        for point in points
    }
    return render_template(
        "editor/phones.html",
        member=member,
        points=points,
        offered=offered,
        form=form,
        refused=refused,
        may_change=member.is_owner and is_fresh(require_person()),
    )


@bp.post("/<lang:lang>/manage/<slug>/listing/phones/add")
@gate("owner")
def add(slug: str) -> ResponseReturnValue:
    """Show one more phone."""
    member = require_owner(slug)
    require_fresh()
    business_id, person_id = member.business.id, member.person.id
    form = AddPhoneForm()
    if not form.validate():
        return _page(member, form), 400
    try:
        with unit() as session:
            actions.add_phone(session, business_id, person_id, form.e164)
    except Invalid as error:
        form.refuse(error)
        return _page(require_member(slug), form), 400
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/<lang:lang>/manage/<slug>/listing/phones/remove")
@gate("owner")
def remove(slug: str) -> ResponseReturnValue:
    """Stop showing a phone."""
    member = require_owner(slug)
    require_fresh()
    business_id, person_id = member.business.id, member.person.id
    try:
        with unit() as session:
            actions.remove_phone(session, business_id, person_id, request.form.get("phone", "")[:20])
    except Invalid as error:
        return _page(require_member(slug), AddPhoneForm(None), refused=error.text), 409
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/<lang:lang>/manage/<slug>/listing/phones/texts")
@gate("member")
def texts(slug: str) -> ResponseReturnValue:
    """Whether a phone may be texted."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id
    form = TextsForm()
    if not form.validate():
        return _page(member, AddPhoneForm(None), refused=form.first_error), 400
    try:
        with unit() as session:
            actions.set_texts(session, business_id, person_id, form.point.data, form.texts.data)
    except Invalid as error:
        return _page(require_member(slug), AddPhoneForm(None), refused=error.text), 409
    return redirect(url_for(".show", slug=slug), 303)
