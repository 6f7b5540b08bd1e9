"""The blueprint of the operator's pages, and the labels that they share: piles, confirmations, kinds, acts.

The words of a code stand with the code, in the slice that stores it; `TABLES` hands those tables to the templates.
Lazy: each page reads its own language.
"""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.accounts.routes.operator import operator_blueprint
from directory.accounts.rules import PersonState, Role
from directory.ads.rules.facts import Origin, RejectReason, SubmissionState
from directory.audit import Detail, Way, first_label
from directory.businesses.fields.registry import LABEL
from directory.businesses.rules import BusinessState, ContactEvidence, ContactState, FactSource
from directory.claims.models import ClaimReason, ClaimToDecide
from directory.credentials.rules.matching import Doubt
from directory.credentials.rules.standing import LicenseStatus
from directory.foundation.i18n import Act, Labelled, language
from directory.inbox.rules import Meaning
from directory.leads.notices import job_words
from directory.leads.rules import ConsentEvidence, DeclineReason, LeadState, LostReason, RequestState
from directory.outbox.models import Message
from directory.outbox.registry import kind_label
from directory.outbox.rules import Channel, ErrorKind, MessageState
from directory.reports.models import ReportReason


class OperatorAct(Act):
    """What this slice writes into the audit trail."""

    ACCEPT_BY_PHONE = "accept-by-phone", _l("took the customer, told by phone")
    DECLINE_BY_PHONE = "decline-by-phone", _l("declined the customer, told by phone")
    INTRODUCE = "introduce", _l("wrote down what they said about texts")
    INTRODUCTION_MISSED = "introduction-missed", _l("called to introduce us, reached nobody")
    RESEND = "resend", _l("sent a message again")
    HANDLE_FAILURE = "handle-failure", _l("put a failed message away")
    READ_TEXT = "read-text", _l("read a text")
    READ_TEXTS = "read-texts", _l("marked texts as read")
    FILE_TEXT = "file-text", _l("filed a text otherwise")
    WRITE_TEXT = "write-text", _l("wrote a text to a phone")


#: Tables of codes that the templates of the desk read, each under its own name.
TABLES: tuple[type[Labelled], ...] = (
    BusinessState,
    Channel,
    ClaimReason,
    ClaimToDecide,
    ConsentEvidence,
    ContactEvidence,
    ContactState,
    Doubt,
    ErrorKind,
    FactSource,
    LeadState,
    LicenseStatus,
    Meaning,
    MessageState,
    Origin,
    PersonState,
    RejectReason,
    ReportReason,
    RequestState,
    Role,
    SubmissionState,
)

#: The piles of Today, most pressing first.
PILE = {
    "untold": _l("Leads nobody was told of"),
    "failed": _l("Messages that failed"),
    "unsure": _l("Messages in doubt"),
    "texts": _l("Unread texts"),
    "removals": _l("Removal requests"),
    "claims": _l("Claims to decide"),
    "reports": _l("Reports of something wrong"),
    "photos": _l("Photos that were not read"),
    "list_calls": _l("Listings to call about"),
    "submissions": _l("Ads to review"),
    "licenses": _l("License numbers to look up"),
    "expiring": _l("Licenses about to expire"),
    "candidates": _l("Registry rows that may be theirs"),
    "introductions": _l("Firms to introduce ourselves to"),
    "owners": _l("Owners' words to confirm"),
    "ads": _l("Ads older than a year"),
}

#: What was done, by the code in the address.
DONE = {
    "resent": _l("It waits to be sent again."),
    "handled": _l("Put away. It stays in the list of messages."),
    "read": _l("Marked as read."),
    "filed": _l("Filed. What the customers see is corrected."),
    "written": _l("Your text is saved. Below you can see how far it has got."),
    "told": _l("Noted: they know of it, from your call."),
    "accepted": _l("They take it. The customer is told that they will call."),
    "declined": _l("They declined. The customer is told."),
    "not-reached": _l("Noted: nobody answered. The firm comes back to Today on another day."),
    "introduced": _l("Noted what they said about texts."),
    "fact": _l("Noted today (told by phone)."),
    "nothing-new": _l("That is what we had already. Nothing was changed."),
    "confirmed": _l("Noted: everything is still correct."),
    "suspended": _l("It is unpublished now."),
    "published": _l("It is published again."),
    "review-removed": _l("The review is removed. The public list says so and gives the reason."),
    "removed": _l("It is down for good. No import brings it back."),
    "merged": _l("The two listings are one now."),
    "checked": _l("The check is noted."),
    "refused": _l("Noted: it is somebody else's. You are not asked about it again."),
    "approved": _l("Approved. The business is theirs to manage."),
    "rejected": _l("Rejected. Nothing changed on the listing."),
    "photos-again": _l("They are looked at again within minutes."),
    "settled": _l("Settled."),
    "person-suspended": _l("Suspended. Every session has ended."),
    "person-restored": _l("They may sign in again."),
    "revoked": _l("The session has ended."),
    "all-revoked": _l("Every session of theirs has ended."),
    "ended": _l("They no longer act for that business."),
}

#: To whom a message of a channel was handed over.
_SENT = {"sms": _l("handed to the phone company"), "email": _l("handed to the mail server")}
#: What only went into a file.
_WRITTEN = _l("written to a file on this machine, not sent")

#: Whose codes stand under a name beside an act; the first table that knows the code says it.
_TABLES_OF: Mapping[str, tuple[type[Labelled], ...]] = {
    "role": (Role,),
    "state": (ContactState, SubmissionState),
    "reason": (DeclineReason, LostReason, RejectReason),
    "why": (ClaimReason,),
    "kind": (Channel,),
}


def message_state(message: Message) -> str:
    """How far a message is: one that was handed over, to whom."""
    if message.state != MessageState.SENT:
        return MessageState.label_of(message.state)
    return str(_WRITTEN if message.is_file else _SENT[message.channel])


def message_name(message: Message) -> str:
    """What a message is, and by which way it goes."""
    return f"{Channel.label_of(message.channel)} · {kind_label(message.kind)}"


def beside(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names and values of a line's detail that say something."""
    return [(Detail.label_of(key), _value(key, value)) for key, value in detail.items() if value not in (None, "")]


def _value(key: str, value: Any) -> str:
    """One value of a detail in words: yes or no, the words of a code or of several, else as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "ways":
        key, value = "kind", str(value).split(",")
    if isinstance(value, list):
        return _(", ").join(_value(key, item) for item in value)
    code = str(value)
    if key in ("field", "fields") and code in LABEL:
        return str(LABEL[code])
    label = first_label((*_TABLES_OF.get(key, ()), Way), code)
    return kind_label(label) if key == "kind" else label


bp = operator_blueprint("operator", __name__, DONE)

#: Pages that an act on them leads back to, when the form says so.
_LISTS = {"today", "messages", "threads", "licenses", "claims", "reports", "reviews"}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "PILE": PILE,
        "beside": beside,
        "message_name": message_name,
        "message_state": message_state,
        "field_labels": LABEL,
        **{table.__name__: table for table in TABLES},
        "job_of": lambda quote_request: job_words(quote_request, language()),
    }


def back(done: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """After an act: to the list whose form asked for it, else to the page itself, which says what was done."""
    wanted = request.form.get("back", "")
    if wanted in _LISTS:
        return redirect(url_for(f".{wanted}", done=done, _anchor="done"), 303)
    return redirect(url_for(f".{endpoint}", done=done, _anchor="done", **values), 303)
