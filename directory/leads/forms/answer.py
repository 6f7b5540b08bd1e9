"""The shape of what a business says of a lead. A question and a price stand in the quotes slice."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from directory.foundation.forms import Day, Form, at_most
from directory.leads.rules import LONGEST_NOTE, note_mark

#: Said where the lead moved on between showing the page and pressing its button.
TOO_LATE = _l("This has changed since you opened the page. Here is the latest.")


def reasons(has_number: bool, state: str) -> dict[str, str]:
    """Reasons to decline, code -> words on the button. `state` is the job's (DC, MD, VA), "" where unknown."""
    offered = {
        "too_busy": _("Too busy"),
        "out_of_area": _("Too far"),
        "not_offered": _("Not our work"),
        "no_license_here": _("No %(state)s license", state=state) if state else _("No license there"),
        "duplicate": _("Same request twice"),
        "spam": _("Not a real customer"),
        "not_owner": _("The wrong person was texted"),
    }
    if not has_number:
        return offered
    return {"unreachable": _("Couldn't reach them"), "already_done": _("Already done"), **offered}


class AcceptForm(Form):
    """One button: send me the number."""


class DeclineForm(Form):
    """Why this job is not for them. The words for the homeowner follow from the code."""

    #: Whether the business has the number already: then it gives the lead up instead of declining it.
    has_number = False

    reason = RadioField(_l("Why not?"), validators=[InputRequired(_l("Choose a reason."))])

    def offer(self, has_number: bool, state: str) -> "DeclineForm":
        """Offer the reasons that make sense for this lead."""
        self.has_number = has_number
        self.reason.choices = [SelectChoice(*pair) for pair in reasons(has_number, state).items()]
        return self


class DoneForm(Form):
    """The work is done: the day on which it was finished, today where none is given."""

    day = Day(_l("When was it finished?"), [Optional()])


class WonForm(Form):
    """One button: we got the job."""


class ReopenForm(Form):
    """One button: it has not ended after all."""


class LostForm(Form):
    """Why a job that was taken came to nothing: for the business's own records."""

    reason = RadioField(
        _l("Why did nothing come of it?"),
        choices=[
            SelectChoice("price", _l("The price")),
            SelectChoice("timing", _l("The dates")),
            SelectChoice("other_contractor", _l("They chose somebody else")),
            SelectChoice("no_answer", _l("They stopped answering")),
            SelectChoice("not_needed", _l("They don't need it any more")),
            SelectChoice("other", _l("Something else")),
        ],
        validators=[InputRequired(_l("Choose a reason."))],
    )


class NoteForm(Form):
    """The business's own words about a lead; `kept` marks the note that the page showed."""

    kept = HiddenField(validators=[Length(max=40)])
    #: What somebody else kept since then; None where nobody did, empty where it was taken away.
    theirs: str | None = None

    note = TextAreaField(
        _l("Your note"),
        validators=[at_most(LONGEST_NOTE)],
    )

    def beside(self, note: str | None) -> "NoteForm":
        """Stand beside the note as it is now: one that was not shown before is, so that the next press is a choice."""
        now = note_mark(note)
        if (self.kept.data or "") != now and (self.note.data or "") != (note or ""):
            self.theirs = note or ""
        self.kept.data = now
        return self
