"""The blueprint of the operator's desk, the words its templates read, and where an act leads back to."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.routes.operator import operator_blueprint
from directory.businesses.fields.registry import LABEL
from directory.entrypoints.operator import labels as words
from directory.foundation.i18n import language
from directory.leads.notices import job_words

bp = operator_blueprint("operator", __name__, words.DONE)

#: Pages that an act on them leads back to, when the form says so.
_LISTS = {"today", "messages", "texts", "licenses", "claims", "reports"}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "words": words,
        "field_labels": LABEL,
        **{table.__name__: table for table in words.TABLES},
        "job_of": lambda quote_request: job_words(quote_request, language()),
    }


def back(done: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """After an act: to the list whose form asked for it, else to the page itself, which says what was done."""
    wanted = request.form.get("back", "")
    if wanted in _LISTS:
        return redirect(url_for(f".{wanted}", done=done, _anchor="done"), 303)
    return redirect(url_for(f".{endpoint}", done=done, _anchor="done", **values), 303)
