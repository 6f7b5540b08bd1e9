"""What every page of the operator's has in common: who may, in which language, and where an act leads back to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from directory.accounts.access import require_operator
from directory.audit.rules import act_label
from directory.businesses.fields.registry import LABEL
from directory.entrypoints.operator import labels as words
from directory.foundation.i18n import language
from directory.foundation.security import mark_private
from directory.kernel import clock
from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.text import clean
from directory.leads.notices import job_words

bp = Blueprint("operator", __name__, url_prefix="/admin")

#: Rows of a list on one page.
PAGE = 50
_COOKIE = "admin_language"
#: Pages that an act on them leads back to, when the form says so.
_LISTS = {"today", "messages", "texts", "licenses", "claims", "reports"}
_HOUR, _DAY, _YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


@bp.before_request
def _operator_only() -> None:
    """Nobody else passes, whatever the view. The words are the person's, or those chosen with `?lang=`."""
    mark_private()
    g.operator = require_operator()
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        cookie[_COOKIE] = chosen
    g.language = LANGUAGES.get(cookie.get(_COOKIE, "")) or by_tag(g.operator.language)
    g.own_path = request.path


@bp.context_processor
def _words() -> dict[str, Any]:
    done = words.DONE.get(request.args.get("done", ""))
    return {
        "words": words,
        "field_labels": LABEL,
        **{table.__name__: table for table in words.TABLES},
        "act_label": act_label,
        "done": done,
        "job_of": lambda quote_request: job_words(quote_request, language()),
    }


def actor() -> str:
    """Who acts, for the audit trail."""
    return f"operator:{g.operator.id}"


def back(done: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """After an act: to the list whose form asked for it, else to the page itself, which says what was done."""
    wanted = request.form.get("back", "")
    if wanted in _LISTS:
        return redirect(url_for(f"operator.{wanted}", done=done, _anchor="done"), 303)
    return redirect(url_for(f"operator.{endpoint}", done=done, _anchor="done", **values), 303)


def at(endpoint: str, **values: Any) -> None:
    """Say which page this is, where a form that was refused is shown again: its own address only takes POST."""
    g.own_path = url_for(f"operator.{endpoint}", **values)


def filter_text(name: str, most: int = 80) -> str:
    """A filter in the address, as long as any honest one, without what no database takes."""
    return clean(request.args.get(name, ""))[:most]


def number(text: str | None) -> int | None:
    """A row's id as it stands in an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


@bp.app_template_filter()
def age(since: datetime | date) -> str:
    """How long ago: 5 minutes, 3 hours, 12 days, 2 years."""
    moment = since if isinstance(since, datetime) else datetime(since.year, since.month, since.day, 17, tzinfo=UTC)
    passed = max(clock.now() - moment, timedelta())
    if passed < _HOUR:
        return ngettext("%(num)d minute", "%(num)d minutes", int(passed.total_seconds() // 60))
    if passed < 2 * _DAY:
        return ngettext("%(num)d hour", "%(num)d hours", int(passed.total_seconds() // 3600))
    if passed < 2 * _YEAR:
        return ngettext("%(num)d day", "%(num)d days", passed.days)
    return ngettext("%(num)d year", "%(num)d years", passed // _YEAR)
