"""What a business says it does not do: kinds of work, brands it does not service, whom it does not work for."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.businesses.fields.registry import FIELDS
from directory.businesses.forms.fields import SectionForm, boxes
from directory.foundation.i18n import join_names, language
from directory.trades import vocabulary

#: Field -> the field that says the opposite, and the kind of both.
OPPOSITE = {field.code: (field.opposite, field.kind.codes) for field in FIELDS if field.opposite and field.kind.codes}


class ExcludedForm(SectionForm):
    """Stands beside the fields that say what is done: nothing is ticked in both."""

    services_excluded = boxes(_l("What you do not do"), "service")
    brands_excluded = boxes(_l("Brands you do not service"), "brand")
    property_excluded = boxes(_l("For whom you do not work"), "property_type")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """A thing is done or not done."""
        is_valid = super().validate(extra_validators)
        for name, (opposite, kind) in OPPOSITE.items():
            both = [code for code in self[name].data or () if code in (self[opposite].data or ())]
            if both:
                said = join_names([vocabulary.label(kind, code, language().url) for code in both])
                self[name].errors = [_("Ticked both as done and as not done: %(names)s.", names=said)]
                is_valid = False
        return is_valid

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what stands there now."""
        for name in OPPOSITE:
            self[name].data = list(values.get(name) or ())

    def values(self) -> dict[str, Any]:
        """The codes; none is not stated."""
        return {name: self[name].data or None for name in OPPOSITE}
