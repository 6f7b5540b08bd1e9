"""What all pages of the operator share: the gate, the language (`?lang=`), and the frame around them.

The frame is `templates/_layout/operator.html`. A slice with such pages makes its blueprint here.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, g, request, url_for
from flask import session as cookie
from flask_babel import LazyString, ngettext

from directory.accounts.access import require_operator
from directory.audit import act_label, reference_label
from directory.foundation.security import mark_private
from directory.kernel import clock
from directory.kernel.language import LANGUAGES, by_tag
from directory.kernel.text import clean
from directory.kernel.typed import find_number

#: Rows of a list on one page.
PAGE = 50
_COOKIE = "admin_language"
_HOUR, _DAY, _YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


def operator_blueprint(name: str, import_name: str, done: Mapping[str, LazyString]) -> Blueprint:
    """A blueprint of pages under /admin that the operator alone opens.

    `done`: what a page says was done, by the code in its address (`?done=saved`).
    """
    bp = Blueprint(name, import_name, url_prefix="/admin")
    bp.before_request(_operator_only)
    bp.add_app_template_filter(age)

    @bp.context_processor
    def _frame() -> dict[str, Any]:
        just_done = done.get(request.args.get("done", ""))
        return {"done": just_done, "act_label": act_label, "reference_label": reference_label, "tag_look": tag_look}

    return bp


def _operator_only() -> None:
    """Nobody else passes, whatever the view. The words are the person's, or those chosen with `?lang=`."""
    mark_private()
    g.operator = require_operator()
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        cookie[_COOKIE] = chosen
    g.language = LANGUAGES.get(cookie.get(_COOKIE, "")) or by_tag(g.operator.language)
    g.own_path = request.path


#: How the tag of a state looks: of a message, a business, a license.
_GOOD = ("delivered", "published", "checked")
_BAD = ("failed", "unsure", "suspended", "removed", "not_found")


def tag_look(state: str) -> str:
    """The further class of a state's tag: what went well, what somebody should look at; empty for all others."""
    return " tag-ok" if state in _GOOD else " tag-warm" if state in _BAD else ""


def actor() -> str:
    """Who acts, for the audit trail."""
    return f"operator:{g.operator.id}"


def at(endpoint: str, **values: Any) -> None:
    """Say which page this is, where a form that was refused is shown again: its own address only takes POST.

    `endpoint` is one of the blueprint that answers, without its name.
    """
    g.own_path = url_for(f".{endpoint}", **values)


def filter_text(name: str, most: int = 80) -> str:
    """A filter in the address, as long as any honest one, without what no database takes."""
    return clean(request.args.get(name, ""))[:most]


def number(text: str | None) -> int | None:
    """A row's id as it stands in an address; None for anything else."""
    return find_number(text)


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
