"""The base of every form: messages in the page's language, an action's refusal put back on its field."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from directory.foundation.i18n import language
from directory.kernel.errors import Invalid

_WTFORMS_LOCALES = {"zh-hant": ["zh_TW"], "zh-hans": ["zh"]}


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF. Checks shape only; whether it makes sense now is an action's question."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc,name-defined]
        """WTForms ships zh and zh_TW only, and Babel would give Traditional readers the Simplified one."""

        @property
        def locales(self) -> Any:
            """The library's catalogue for this page's language."""
            return _WTFORMS_LOCALES.get(language().url, False)

    def refuse(self, error: Invalid) -> None:
        """Put an action's refusal on the field it names, or above the form."""
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(error.text)
        else:
            field.errors = [*field.errors, error.text]


def stop(text: str) -> StopValidation:
    """A validation error after which the field's other checks are skipped."""
    return StopValidation(text)
