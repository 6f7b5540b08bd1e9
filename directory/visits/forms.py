"""The shape of what either side says of a visit: times, a pick, where the work is, how late."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from directory.foundation.forms import Checks, Day, Form, Number, at_most
from directory.foundation.i18n import language
from directory.kernel.errors import Invalid
from directory.kernel.language import ENGLISH
from directory.trades.forms import Boxes
from directory.visits.rules import (
    FIRST_HOUR,
    LAST_HOUR,
    LATE_MINUTES,
    LONGEST_ADDRESS,
    Window,
    parse_window,
    show_window,
)


class AddressField(StringField):  # type: ignore[misc]
    """Where the work is: the one field of it."""

    def __init__(self, label: object = None, validators: object = None, **options: object) -> None:
        super().__init__(
            label or _l("Street address of the work"),
            validators or [at_most(LONGEST_ADDRESS)],
            render_kw={"autocomplete": "street-address", "maxlength": LONGEST_ADDRESS},
            **options,
        )


class VisitForm(Form):
    """What every form about a visit carries: on the homeowner's page its business, and what the page showed.

    `code` tells its fields apart from those of the others.
    """

    code = "visit"

    business = HiddenField(validators=[Optional(), Length(max=80)])
    mark = HiddenField(validators=[Optional(), Length(max=40)])
    #: The fingerprint of the address that the page showed in its fields.
    shown = HiddenField(validators=[Optional(), Length(max=40)])

    def refuse(self, error: Invalid) -> None:
        """Put a refusal on the field that a person sees, any other above the page."""
        if error.field in self._fields and error.field not in ("business", "mark", "shown"):
            super().refuse(error)
        else:
            self.form_errors.append(error.text)


class ProposeForm(VisitForm):
    """Up to three times: ticked, or a day with its hours."""

    code = "propose"
    #: What is offered to tick.
    times: Sequence[Window] = ()

    window = Boxes(_l("Times"), choices=[], validate_choice=False)
    day = Day(_l("Another day"), [Optional()])
    starts = SelectField(_l("From"), choices=[], validate_choice=False, default="")
    ends = SelectField(_l("Until"), choices=[], validate_choice=False, default="")
    address = AddressField()

    def offer(self, windows: Sequence[Window]) -> "ProposeForm":
        """Offer these times, and the hours of a day, in the page's language."""
        self.times = windows
        self.window.choices = [SelectChoice(window.code, show_window(window)) for window in windows]
        hours = [SelectChoice(str(hour), _clock(hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
        for field in (self.starts, self.ends):
            field.choices = [SelectChoice("", _("any time")), *hours]
        return self

    @property
    def windows(self) -> list[Window]:
        """The times as ticked and typed."""
        ticked = [parse_window(code) for code in self.window.data or ()]
        typed = self._typed()
        return [*ticked, typed] if typed else ticked

    def _typed(self) -> Window | None:
        day: date | None = self.day.data
        if day is None:
            return None
        starts, ends = self.starts.data or "", self.ends.data or ""
        if not starts and not ends:
            return Window.whole(day)
        return Window.on(day, int(starts or FIRST_HOUR), int(ends or LAST_HOUR))

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Times that a page of ours offers, hours in their order, with a day."""
        is_valid = super().validate(extra_validators)
        hours = {"", *map(str, range(FIRST_HOUR, LAST_HOUR + 1))}
        starts, ends = self.starts.data or "", self.ends.data or ""
        try:
            [parse_window(code) for code in self.window.data or ()]
        except ValueError:
            self.window.errors = [_("Choose at least one time.")]
            return False
        if starts not in hours or ends not in hours or int(starts or FIRST_HOUR) >= int(ends or LAST_HOUR):
            self.ends.errors = [_("The end comes after the beginning.")]
            return False
        if (starts or ends) and self.day.data is None and not self.day.errors:
            self.day.errors = [_("Choose the day too.")]
            return False
        return is_valid


def _clock(hour: int) -> str:
    """8 AM, 8:00."""
    if language() is ENGLISH:
        return f"{hour % 12 or 12} {'PM' if hour >= 12 else 'AM'}"
    return f"{hour}:00"


class PickForm(VisitForm):
    """One of the times that the other side proposed; the homeowner says where the work is."""

    code = "pick"

    window = Number(
        _l("Times"),
        [InputRequired(_l("Choose a time.")), NumberRange(1, message=_l("Choose a time."))],
    )
    address = AddressField()


class AddressForm(VisitForm):
    """Where the work is."""

    code = "where"

    address = AddressField()


class LateForm(VisitForm):
    """By how many minutes."""

    minutes = SelectField(
        _l("How late?"),
        choices=[SelectChoice(minutes, str(minutes)) for minutes in LATE_MINUTES],
        coerce=int,
        validators=[InputRequired(_l("Choose one."))],
    )
