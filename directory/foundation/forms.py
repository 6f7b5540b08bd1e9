"""The base of every form: messages in the page's language, an action's refusal put back on its field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms import Form as BaseForm

from directory.foundation.i18n import language
from directory.kernel.errors import Invalid
from directory.kernel.text import has_surrogate_or_nul

_WTFORMS_LOCALES = {"zh-hant": ["zh_TW"], "zh-hans": ["zh"]}


#: More checks of a form's fields, by the name of each; they raise ValidationError.
Checks = Mapping[str, Sequence[Callable[[BaseForm, Field], None]]]


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF. Checks shape only; whether it makes sense now is an action's question."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms ships zh and zh_TW only, and Babel would give Traditional readers the Simplified one."""

        @property
        def locales(self) -> list[str] | Literal[False]:
            """The library's catalogue for this page's language."""
            return _WTFORMS_LOCALES.get(language().url, False)

        def wrap_formdata(self, form: BaseForm, formdata: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
            """What was typed, no more: the library would read a JSON body too, as deep as anybody nests it, and put a
            file where a text is expected. None of these forms takes a file: one sent as a field was not filled in."""
            if formdata is _Auto and (request.is_json or request.files):
                formdata = MultiDict() if request.is_json else request.form
            wrapped: MultiDict[str, str] | None = super().wrap_formdata(form, formdata)
            return wrapped

    def validate(self, extra_validators: Checks | None = None) -> bool:
        """Everything the fields say, and no text that a database refuses (NUL), whichever field it stands in."""
        is_valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and has_surrogate_or_nul(field.data) and not field.errors:
                message = _("There is a character in here that we cannot store. Please type it anew.")
                field.errors = [*field.errors, message]
                is_valid = False
        return is_valid

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal on the field it names, or above the form."""
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(error.text)
        else:
            field.errors = [*field.errors, error.text]
