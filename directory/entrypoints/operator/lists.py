"""What waits for the operator to call or to decide: claims, leads no message could bring, drafts whose phone takes no
texts, and what people told us about listings."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from directory.accounts.routes.operator import PAGE, actor, at, number
from directory.ads.rules import reviewed
from directory.businesses.models import Business
from directory.claims import actions as claim_actions
from directory.claims import notices as claim_notices
from directory.claims import queries as claim_queries
from directory.credentials import actions as credentials
from directory.credentials.queries import waiting, with_its_sisters
from directory.entrypoints.operator import actions
from directory.entrypoints.operator.blueprint import back, bp
from directory.entrypoints.operator.today import LICENSE_DUE
from directory.foundation.db import db
from directory.foundation.forms import Day, Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post, button
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from directory.kernel.site import site
from directory.kernel.text import clean
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.onboarding import actions as onboarding_actions
from directory.onboarding.notices import name_of, script
from directory.onboarding.queries import to_call
from directory.outbox.queries import messages_of
from directory.reports import actions as report_actions
from directory.reports import models as reports_of
from directory.reviews import actions as review_actions
from directory.reviews import models as reviews_of
from directory.reviews.rules import Cause

_LONGEST_NOTE = 500
LeadOfBusiness = tuple[Lead, Business]
#: What a business said of a lead on the phone (it knows, takes it, passes), and what the page then says was done.
ANSWERS = {"told": "told", "accept": "accepted", "decline": "declined"}


@bp.get("/claims")
@gate("operator")
def claims() -> str:
    """Claims to decide, oldest first, with all that the decision rests on."""
    return _claims_page()


def _claims_page(*, wrong: str | None = None, digits: str | None = None, claim_id: int | None = None) -> str:
    at("claims")
    rows = claim_queries.to_decide(db.session())
    scripts = {
        entry.claim.id: claim_notices.script(entry.claim.business) for entry in rows if entry.claim.state == "review"
    }
    return render_template(
        "operator/claims.html", rows=rows, scripts=scripts, wrong=wrong, digits=digits, claim_id=claim_id
    )


@bp.post("/claims/<int:claim_id>/voice-code")
@gate("operator")
def voice_code(claim_id: int) -> ResponseReturnValue:
    """Eight digits to read out to the printed phone, and to nobody else. A new press makes new ones."""
    with unit() as session:
        digits = claim_actions.voice_code(session, claim_id, actor())
    return _claims_page(digits=digits, claim_id=claim_id)


@bp.post("/claims/<int:claim_id>/approve")
@gate("operator")
def approve(claim_id: int) -> ResponseReturnValue:
    """The business passes to the claimant; whoever had it is told."""
    form = Form()

    def run() -> ResponseReturnValue:
        with unit() as session:
            claim_actions.approve(session, claim_id, actor())
        return back("approved", "claims")

    return answer_form(form, run, lambda: _claims_page(wrong=" ".join(form.form_errors), claim_id=claim_id))


@bp.post("/claims/<int:claim_id>/reject")
@gate("operator")
def reject(claim_id: int) -> ResponseReturnValue:
    """Nothing changes."""
    with unit() as session:
        claim_actions.reject(session, claim_id, actor(), clean(request.form.get("note", ""))[:_LONGEST_NOTE])
    return back("rejected", "claims")


@bp.get("/leads/<int:lead_id>")
@gate("operator")
def lead(lead_id: int) -> str:
    """What to say on the phone. The customer's name and number stand here only once the business took it."""
    return _lead_page(_lead_and_business(lead_id), {})


def _lead_and_business(lead_id: int) -> LeadOfBusiness:
    lead_and_business = lead_queries.lead_with_business(db.session(), lead_id)
    if lead_and_business is None:
        raise NotFound(f"lead {lead_id}")
    return lead_and_business


def _lead_page(called_about: LeadOfBusiness, filled: dict[str, Form]) -> str:
    session, (lead, business) = db.session(), called_about
    at("lead", lead_id=lead.id)
    consents = lead_queries.consents_of(session, lead.request_id)
    channels = lead_queries.channels_of(consents, lead.business_id)
    return render_template(
        "operator/lead.html",
        lead=lead,
        business=business,
        may_call=bool(channels & {"call", "sms"}),
        is_open=lead.state in ("accepted", "quoted") and lead.request.state == "open",
        messages=messages_of(session, "lead", [lead.id])[lead.id],
        consents=[consent for consent in consents if consent.business_id == lead.business_id],
    )


@bp.post("/leads/<int:lead_id>")
@gate("operator")
def answer(lead_id: int) -> ResponseReturnValue:
    """What they said on the phone, as the field `action` says."""
    acts: Actions[LeadOfBusiness] = {code: PageAction(button, partial(_by_phone, code)) for code in ANSWERS}
    return answer_post(
        acts,
        partial(_lead_and_business, lead_id),
        _lead_page,
        done=lambda code, form: back(ANSWERS[code], "lead", lead_id=lead_id),
        late=Late.ERROR,
    )


def _by_phone(code: str, called_about: LeadOfBusiness, form: Form) -> None:
    lead_id = called_about[0].id
    with unit() as session:
        actions.answer_by_phone(session, lead_id, code, by=actor())


@bp.get("/list-calls")
@gate("operator")
def list_calls() -> str:
    """Drafts that wait for a call, oldest first."""
    return _calls_page()


def _calls_page(*, digits: str | None = None, listing_id: int | None = None) -> str:
    at("list_calls")
    waiting = []
    for draft in to_call(db.session(), PAGE).rows:
        values = reviewed(draft.parsed, draft.corrections)
        waiting.append(
            (
                draft,
                values,
                script(draft.language, name_of(values, draft.language.lower())),
            )
        )
    return render_template("operator/list_calls.html", waiting=waiting, digits=digits, listing_id=listing_id)


@bp.post("/list-calls/<int:listing_id>/digits")
@gate("operator")
def list_digits(listing_id: int) -> ResponseReturnValue:
    """Eight digits to read out to the draft's phone, and to nobody else. A new press makes new ones."""
    with unit() as session:
        digits = onboarding_actions.voice_code(session, listing_id, actor())
    return _calls_page(digits=digits, listing_id=listing_id)


@bp.get("/reports")
@gate("operator")
def reports() -> str:
    """Open ones first, wishes to come down above all; then those that were settled."""
    session = db.session()
    return render_template(
        "operator/reports.html",
        removals=reports_of.waiting(session, "remove", 2 * PAGE),
        wrong=reports_of.waiting(session, "wrong", 2 * PAGE),
        settled=reports_of.settled(session, PAGE),
    )


@bp.get("/reviews")
@gate("operator")
def reviews() -> str:
    """The newest reviews that are published; one is removed for a cause, and that is public."""
    return render_template("operator/reviews.html", newest=reviews_of.newest(db.session(), 2 * PAGE), causes=Cause)


@bp.post("/reviews/<int:review_id>/remove")
@gate("operator")
def remove_review(review_id: int) -> ResponseReturnValue:
    """Remove a review for cause."""
    with unit() as session:
        review_actions.remove(session, review_id, request.form.get("reason", ""), by=actor())
    return back("review-removed", "reviews")


@bp.post("/reports/<int:report_id>/settle")
@gate("operator")
def settle(report_id: int) -> ResponseReturnValue:
    """POST: mark a report as settled."""
    with unit() as session:
        report_actions.settle(session, report_id, by=actor())
    return back("settled", "reports")


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
    expires_on = Day(_l("Expires on"), validators=[Optional()])
    holder = StringField(_l("In whose name"), validators=[Length(max=120)])

    def validate_holder(self, field: StringField) -> None:
        """Whoever found it read whose it is: that is what makes it this business's."""
        if self.found.data == "yes" and not (field.data or "").strip():
            raise ValidationError(_("Enter the name on the state license."))


@bp.get("/licenses")
@gate("operator")
def licenses() -> str:
    """What to look up, soonest to run out first; `license`: one of any age and state, with those of its business."""
    return _licenses_page(number(request.args.get("license")), None)


def _licenses_page(license_id: int | None, form: CheckForm | None) -> str:
    session = db.session()
    at("licenses")
    return render_template(
        "operator/licenses.html",
        waiting=waiting(session, LICENSE_DUE),
        asked=with_its_sisters(session, license_id) if license_id else [],
        look_up={state.code: state.look_up for state in site().states if state.look_up},
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
        return _licenses_page(license_id, form), 400
    is_found = form.found.data == "yes"
    with unit() as session:
        credentials.record_check(
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
        credentials.confirm(session, business_id, listed_id, by=actor())
    return back("checked", "licenses")


@bp.post("/licenses/candidates/<int:business_id>/<int:listed_id>/refuse")
@gate("operator")
def refuse(business_id: int, listed_id: int) -> ResponseReturnValue:
    """POST: the listed license is another business's. It is not proposed for this one again."""
    with unit() as session:
        credentials.refuse(session, business_id, listed_id, by=actor())
    return back("refused", "licenses")
