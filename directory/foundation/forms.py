"""The base of every form: messages in the page's language, an action's refusal put back on its field."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict

from directory.foundation.i18n import language
from directory.kernel.errors import Invalid
from directory.kernel.text import has_surrogate_or_nul

_WTFORMS_LOCALES = {"zh-hant": ["zh_TW"], "zh-hans": ["zh"]}


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF. Checks shape only; whether it makes sense now is an action's question."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms ships zh and zh_TW only, and Babel would give Traditional readers the Simplified one."""

        @property
        def locales(self) -> Any:
            """The library's catalogue for this page's language."""
            return _WTFORMS_LOCALES.get(language().url, False)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed, no more: the library would read a JSON body too, as deep as anybody nests it, and put a
            file where a text is expected. None of these forms takes a file: one sent as a field was not filled in."""
            if formdata is _Auto and (request.is_json or request.files):
                formdata = MultiDict() if request.is_json else request.form
            return super().wrap_formdata(form, formdata)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Everything the fields say, and no text that a database refuses (NUL), whichever field it stands in."""
        is_valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and has_surrogate_or_nul(field.data) and not field.errors:
                said = _("There is a character in here that we cannot store. Please type it anew.")
                field.errors = [*field.errors, said]
                is_valid = False
        return is_valid

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal on the field it names, or above the form."""
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(error.text)
        else:
            field.errors = [*field.errors, error.text]
