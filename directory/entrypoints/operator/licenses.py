"""Licenses to look up on the state's own page: what was given, what runs out, and rows that may be somebody's."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.accounts.routes.operator import actor, at, number
from directory.credentials import actions, queries
from directory.entrypoints.operator.blueprint import back, bp
from directory.entrypoints.operator.today import LICENSE_DUE
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.unit import unit

#: Where a state lets everybody look a license up. Of the others no address has been verified, and the page says so.
LOOK_UP = {"VA": "https://dpor.virginia.gov/LicenseLookup"}


class CheckForm(Form):
    """What the registry's page says about one license."""

    found = RadioField(
        _l("What does the state say?"),
        choices=[SelectChoice("yes", _l("Found")), SelectChoice("no", _l("Not found"))],
        validators=[InputRequired()],
    )
    number = StringField(_l("Number there"), validators=[Optional(), Length(max=40)])
    state = StringField(_l("State"), validators=[Optional(), Length(max=2)])
    license_class = StringField(_l("Class"), validators=[Optional(), Length(max=20)])
    expires_on = DateField(_l("Runs out on"), validators=[Optional()])
    holder = StringField(_l("In whose name"), validators=[Length(max=120)])

    def validate_holder(self, field: StringField) -> None:
        """Whoever found it read whose it is: that is what makes it this business's."""
        if self.found.data == "yes" and not (field.data or "").strip():
            raise ValidationError(_("Say in whose name the state has it."))


@bp.get("/licenses")
@gate("operator")
def licenses() -> str:
    """What to look up, soonest to run out first; `license`: one of any age and state, with those of its business."""
    return _page(number(request.args.get("license")), None)


def _page(license_id: int | None, form: CheckForm | None) -> str:
    session = db.session()
    at("licenses")
    return render_template(
        "operator/licenses.html",
        waiting=queries.waiting(session, LICENSE_DUE),
        asked=queries.with_its_sisters(session, license_id) if license_id else [],
        look_up=LOOK_UP,
        empty=CheckForm(formdata=None),
        wrong_id=license_id,
        wrong=form,
    )


@bp.post("/licenses/<int:license_id>")
@gate("operator")
def check(license_id: int) -> ResponseReturnValue:
    """Record what the state's page says about a license."""
    form = CheckForm()
    if not form.validate():
        return _page(license_id, form), 400
    is_found = form.found.data == "yes"
    with unit() as session:
        actions.record_check(
            session,
            license_id,
            is_found=is_found,
            by=actor(),
            number=form.number.data or None,
            state=(form.state.data or "").upper() or None,
            license_class=form.license_class.data or None,
            expires_on=form.expires_on.data,
            holder=form.holder.data or None,
        )
    return back("checked", "licenses")


@bp.post("/licenses/candidates/<int:business_id>/<int:listed_id>")
@gate("operator")
def candidate(business_id: int, listed_id: int) -> ResponseReturnValue:
    """A row of the registry's list is this business's: the two were compared."""
    with unit() as session:
        actions.confirm(session, business_id, listed_id, by=actor())
    return back("checked", "licenses")


@bp.post("/licenses/candidates/<int:business_id>/<int:listed_id>/refuse")
@gate("operator")
def refuse(business_id: int, listed_id: int) -> ResponseReturnValue:
    """It is somebody else's: not asked about again."""
    with unit() as session:
        actions.refuse(session, business_id, listed_id, by=actor())
    return back("refused", "licenses")
