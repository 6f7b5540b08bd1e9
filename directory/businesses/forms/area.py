"""The desk's page of the service area: whole states, counties, places by name, a circle around a ZIP code."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from directory.businesses.fields.editing import MOST_MILES, area_values, picked
from directory.businesses.fields.grammar import tidy
from directory.businesses.fields.places import read_places
from directory.businesses.fields.registry import FIELDS
from directory.businesses.fields.terms import FactValue, Values, circle, texts
from directory.businesses.forms.fields import Known, Makers, SectionForm, boxes, state_boxes
from directory.foundation.forms import Checks, WholeNumber
from directory.foundation.i18n import join_names, language
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place, within
from directory.trades.forms import Boxes, storable
from directory.trades.labels import labels

MOST_PLACES = 60
LONGEST_TEXT = 2000


def county_codes() -> list[str]:
    """FIPS of every county and independent city."""
    return [place.code for place in gazetteer().places if place.kind == "county"]


class AreaForm(SectionForm):
    """The map on the page switches the boxes of `counties`; the boxes are the truth."""

    states = state_boxes(_l("All of a state"))
    counties = Boxes(_l("Counties and cities"), choices=[], validate_choice=False, validators=[Known(county_codes)])
    places = TextAreaField(
        _l("Towns or ZIP codes"),
        validators=[Optional(), storable, Length(max=LONGEST_TEXT, message=_l("Please keep it shorter."))],
    )
    zip = StringField(_l("Around this ZIP code"), filters=[tidy], validators=[Optional(), storable, Length(max=12)])
    miles = WholeNumber(
        _l("Miles"),
        validators=[Optional(), NumberRange(1, MOST_MILES, message=_l("Please write 1 to 75 miles."))],
    )
    #: What the text was read as, for the page and for `values`.
    named: list[Place]

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Every place is known, by name; a circle has both its parts."""
        is_valid = super().validate(extra_validators)
        self.named, unknown = read_places(self.places.data or "") if is_valid else ([], [])
        if unknown:
            names = join_names([name[:40] for name in unknown[:8]])
            self.places.errors = [_("We know no such place here: %(names)s.", names=names)]
            is_valid = False
        if len(self.named) > MOST_PLACES:
            self.places.errors = [_("Sixty places at most: tick counties or draw a circle instead.")]
            is_valid = False
        return self._has_whole_circle() and is_valid

    def _has_whole_circle(self) -> bool:
        if not self.zip.data and self.miles.data is None:
            return True
        if self.zip.data and gazetteer().zip(self.zip.data) is None:
            self.zip.errors = [_("Please give a ZIP code of %(any_state)s.")]
            return False
        if not self.zip.data:
            self.zip.errors = [_("Please give the ZIP code in the middle.")]
            return False
        if self.miles.data is None and not self.miles.errors:
            self.miles.errors = [_("Please say how many miles around it.")]
            return False
        return True

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        codes = picked(values)
        counties = set(county_codes())
        self.states.data = texts(values.get("service_states")) + [code for code in codes if len(code) == 2]
        self.counties.data = [code for code in codes if code in counties]
        others = (gazetteer().place(code) for code in codes if code not in counties and len(code) != 2)
        self.named = [place for place in others if place is not None]
        self.places.data = "\n".join(place.label(language().url) for place in self.named)
        drawn = circle(values.get("service_radius"))
        self.zip.data, self.miles.data = (drawn["zip"], drawn["miles"]) if drawn else ("", None)

    def values(self) -> dict[str, FactValue]:
        """States named in the text are whole states, counties counties; the circle is drawn anew."""
        states = [*(self.states.data or ()), *(p.state for p in self.named if p.kind == "state")]
        counties = [*(self.counties.data or ()), *(p.place_code for p in self.named if p.kind == "county")]
        places = [place.place_code for place in self.named if place.kind not in ("state", "county")]
        center = gazetteer().zip(self.zip.data) if self.zip.data else None
        around = (center.code, int(self.miles.data)) if center and self.miles.data else None
        drawn = within(center, around[1], gazetteer().places) if center and around else []
        return area_values(states, [*sorted(set(counties)), *places], around, drawn)


#: Field -> the field that says the opposite, and the kind of both.
OPPOSITE = {field.code: (field.opposite, field.kind.codes) for field in FIELDS if field.opposite and field.kind.codes}


class ExcludedForm(SectionForm):
    """Stands beside the fields that say what is done: nothing is ticked in both."""

    services_excluded = boxes(_l("What you do not do"), "service")
    brands_excluded = Makers(_l("Brands you do not service"))
    property_excluded = boxes(_l("Customers you do not work for"), "property_type")

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """A thing is done or not done."""
        is_valid = super().validate(extra_validators)
        for name, (opposite, kind) in OPPOSITE.items():
            both = [code for code in self[name].data or () if code in (self[opposite].data or ())]
            if both:
                names = join_names(labels(both, kind))
                self[name].errors = [_("Ticked both as done and as not done: %(names)s.", names=names)]
                is_valid = False
        return is_valid

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        for name in OPPOSITE:
            self[name].data = texts(values.get(name))

    def values(self) -> dict[str, FactValue]:
        """The codes; none is not stated."""
        return {name: self[name].data or None for name in OPPOSITE}
