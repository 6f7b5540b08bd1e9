"""The form by which a homeowner says yes to what was read of a nameplate, as it was read or as she types it."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from directory.foundation.forms import Form, Number, at_most
from directory.kernel.errors import Invalid
from directory.nameplates.models import LONGEST, Nameplate
from directory.nameplates.rules.plates import Plate


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _number(text: str | None) -> str:
    """As it stands on plates: capitals, no blanks."""
    return "".join((text or "").split()).upper()


def _text(label: object, tidy: Callable[[str | None], str]) -> StringField:
    return StringField(label, [at_most(LONGEST)], filters=[tidy], render_kw={"maxlength": LONGEST})


class PlateForm(Form):
    """Brand, model and serial of the nameplate on a photo."""

    photo = Number(validators=[InputRequired(), NumberRange(1)], widget=HiddenInput())
    brand = _text(_l("Brand"), _tidy)
    model = _text(_l("Model"), _number)
    serial = _text(_l("Serial number"), _number)

    def validate_model(self, field: Field) -> None:
        """A yes to nothing is none."""
        if not (self.model.data or self.serial.data):
            raise ValidationError(_l("Please give the model or the serial number."))

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal above the page."""
        self.form_errors.append(error.text)

    @classmethod
    def of(cls, plate: Nameplate) -> "PlateForm":
        """The form as it is shown first, with what was read."""
        values = {"photo": plate.photo_id, "brand": plate.brand, "model": plate.model, "serial": plate.serial}
        return cls(formdata=None, data=values)

    def named(self) -> "PlateForm":
        """With ids of its own: a page may show several."""
        for field in (self.brand, self.model, self.serial):
            field.id = f"plate-{self.photo.data}-{field.name}"
        return self

    @property
    def plate(self) -> Plate:
        """What stands in it."""
        return Plate(self.brand.data or None, self.model.data or None, self.serial.data or None)
