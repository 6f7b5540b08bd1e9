"""Filing a text otherwise than it was read: to another customer, as something else, or for nobody."""

from dataclasses import dataclass
from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from directory.accounts.routes.operator import actor, at
from directory.businesses import queries as business_queries
from directory.entrypoints.operator import actions
from directory.entrypoints.operator.actions import Filing
from directory.entrypoints.operator.blueprint import back, bp
from directory.foundation.db import db
from directory.foundation.forms import Checks, Day, Form, WholeNumber
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, Late, PageAction, answer_post
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.notices import job_words
from directory.leads.rules import LeadState
from directory.outbox import queries
from directory.outbox.models import InboundText
from directory.quotes.rules import MOST_DOLLARS

NOBODY, LISTING = "nobody", "listing"
#: What a text can say of the listing, and of no customer.
_OF_LISTING = ("pause", "resume")
_DOLLARS = _l("Give a whole number of dollars.")


class FilingForm(Form):
    """For whom a text was, and what it was."""

    lead = RadioField(_l("For which customer?"), validators=[InputRequired(_l("Choose one."))])
    effect = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice("words", _l("words, which the customer reads")),
            SelectChoice("accept", _l("a yes: they get the customer's number")),
            SelectChoice("decline", _l("a no")),
            SelectChoice("quote", _l("a price")),
            SelectChoice("pause", _l("no new customers until a day")),
            SelectChoice("resume", _l("new customers again")),
        ],
        validators=[Optional()],
    )
    amount_min = WholeNumber(
        _l("Price from, in dollars"), validators=[Optional(), NumberRange(1, MOST_DOLLARS, message=_DOLLARS)]
    )
    amount_max = WholeNumber(
        _l("to, in dollars (leave empty for one price)"),
        validators=[Optional(), NumberRange(1, MOST_DOLLARS, message=_DOLLARS)],
    )

    until = Day(_l("First day with new work"), validators=[Optional()])

    def offer(self, leads: list[Lead], listing: str) -> "FilingForm":
        """Offer these leads, the listing (its business's name; empty: none), and nobody."""
        words = {lead.id: job_words(lead.request, language()) for lead in leads}
        self.lead.choices = [
            *(
                SelectChoice(
                    str(lead.id),
                    f"{words[lead.id]['town']} · {words[lead.id]['job']} · {LeadState.label_of(lead.state)} · "
                    f"{lead.request.number}",
                )
                for lead in leads
            ),
            *([SelectChoice(LISTING, _("the listing: %(name)s", name=listing))] if listing else []),
            SelectChoice(NOBODY, _("nobody: no customer reads it")),
        ]
        return self

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """For a customer or the listing it is something that can be for it; a price has its amount, a pause its day."""
        is_valid = super().validate(extra_validators)
        is_of_listing = self.effect.data in _OF_LISTING
        if self.lead.data != NOBODY and (not self.effect.data or is_of_listing != (self.lead.data == LISTING)):
            self.effect.errors = [
                _("Choose one.") if not self.effect.data else _("That does not fit what you chose above.")
            ]
            is_valid = False
        if self.lead.data == LISTING and self.effect.data == "pause" and not self.until.data:
            self.until.errors = [*self.until.errors, _("Give a day after today, within a year.")]
            is_valid = False
        if self.lead.data != NOBODY and self.effect.data == "quote" and not self.amount_min.data:
            self.amount_min.errors = [*self.amount_min.errors, str(_DOLLARS)]
            is_valid = False
        return is_valid

    def filing(self) -> Filing:
        """What was chosen; one amount alone is both ends."""
        if self.lead.data == NOBODY:
            return Filing()
        if self.lead.data == LISTING:
            until = self.until.data.isoformat() if self.until.data and self.effect.data == "pause" else None
            return Filing(str(self.effect.data), until=until)
        low = self.amount_min.data or 0
        amount = (low, self.amount_max.data or low) if self.effect.data == "quote" else (0, 0)
        return Filing(str(self.effect.data), int(self.lead.data), amount)


@dataclass(frozen=True)
class Unfiled:
    """A text, with the leads that it can be filed to, and the name of the listing where it can be about that."""

    text: InboundText
    leads: list[Lead]
    listing: str


def _load(text_id: int) -> Unfiled:
    session = db.session()
    text = queries.inbound_text(session, text_id)
    if text is None or text.is_forgotten:
        raise NotFound(f"inbound text {text_id}")
    leads = actions.leads_to_file(session, text)
    if (
        text.effect
        and text.subject_kind == "lead"
        and text.subject_id
        and text.subject_id not in {lead.id for lead in leads}
    ):
        leads = [*leads, *lead_queries.leads_by_ids(session, [text.subject_id]).values()]
    business = actions.listing_of(session, text.sender)
    return Unfiled(text, leads, business.display_name(language().url) if business else "")


@bp.get("/texts/<int:text_id>")
@gate("operator")
def filing(text_id: int) -> str:
    """How a text was read, and the form to file it otherwise."""
    return _page(_load(text_id), {})


@bp.post("/texts/<int:text_id>")
@gate("operator")
def file_text(text_id: int) -> ResponseReturnValue:
    """File it so."""
    acts: Actions[Unfiled] = {"file": PageAction(_form, _file)}
    return answer_post(
        acts,
        partial(_load, text_id),
        _page,
        done=lambda code, form: back("filed", "thread", text_id=text_id),
        late=Late.ERROR,
        default="file",
    )


def _form(unfiled: Unfiled) -> FilingForm:
    return FilingForm().offer(unfiled.leads, unfiled.listing)


def _file(unfiled: Unfiled, form: FilingForm) -> None:
    text_id, wanted, by = unfiled.text.id, form.filing(), actor()
    with unit() as session:
        actions.file_text(session, text_id, wanted, by=by)


def _page(unfiled: Unfiled, filled: dict[str, Form]) -> str:
    """The text with its form; `filled` holds the one that was refused."""
    text = unfiled.text
    at("filing", text_id=text.id)
    lead = next((lead for lead in unfiled.leads if lead.id == text.subject_id and text.subject_kind == "lead"), None)
    form = filled.get("file")
    if form is None:
        is_of_listing = text.effect in _OF_LISTING
        current = {"lead": LISTING if is_of_listing else str(text.subject_id) if text.effect else None}
        form = FilingForm(formdata=None, data=current | {"effect": text.effect})
        form.offer(unfiled.leads, unfiled.listing)
    return render_template(
        "operator/filing.html",
        text=text,
        lead=lead,
        form=form,
        firm_there=business_queries.names_by_phone(db.session(), [text.sender]).get(text.sender),
    )
