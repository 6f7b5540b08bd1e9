"""What can be reported about a listing, and how long a report is kept. Pure."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from directory.audit.rules import Act
from directory.foundation.i18n import Labelled
from directory.kernel.states import table


class ReportAct(Act):
    """What this slice writes into the audit trail."""

    REPORT_WRONG = "report-wrong", _l("said that something is wrong")
    REPORT_REMOVE = "report-remove", _l("asked that the listing come down")
    REMOVE_CODE = "remove-code", _l("had a code texted to take the listing down")
    SETTLE = "settle", _l("settled a report")


REPORT = table("report", open="settled", settled="")


class ReportReason(Labelled):
    """Why a listing is wrong, in the order the form asks, in the operator's words."""

    WRONG_PHONE = "wrong_phone", _l("wrong phone")
    WRONG_FACT = "wrong_fact", _l("a fact is wrong")
    NOT_THIS_BUSINESS = "not_this_business", _l("not this business")
    CLOSED = "closed", _l("gone out of business")
    OTHER = "other", _l("something else")


LONGEST_TEXT = 1000
LONGEST_CONTACT = 200

#: How long the text and the contact of a report are kept (privacy page: 180 days).
KEPT = timedelta(days=180)
