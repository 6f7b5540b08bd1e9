"""The audit trail in words: who, did what, to what, and the codes beside it. Lazy: each page reads its own language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.entrypoints.operator import labels as words
from directory.entrypoints.operator import message_labels as outgoing
from directory.outbox.registry import kind_label

#: Who acts, before the colon of a number.
ACTOR = {
    "operator": _l("operator"),
    "business": _l("business"),
    "homeowner": _l("customer"),
    "person": _l("person"),
    "visitor": _l("visitor"),
    "worker": _l("the site itself"),
    "seed": _l("first entry from the paper"),
    "phone": _l("somebody with that phone"),
    "registry": _l("registry"),
}
#: What an act is about.
SUBJECT = {
    "business": _l("business"),
    "lead": _l("lead"),
    "request": _l("request"),
    "person": _l("person"),
    "report": _l("report"),
    "submission": _l("handed-in ad"),
    "inbound": _l("received text"),
    "registry-file": _l("registry file"),
    "message": _l("message"),
    "code": _l("code"),
    "site": _l("the site"),
    "claim": _l("claim"),
    "invitation": _l("invitation"),
    "phone": _l("phone"),
    "license": _l("license"),
}
#: What stands beside an act.
_NAME = {
    "how": _l("how"),
    "reason": _l("reason"),
    "why": _l("why"),
    "role": _l("role"),
    "fields": _l("what"),
    "field": _l("what"),
    "state": _l("state"),
    "kind": _l("kind"),
    "person": _l("person"),
    "point": _l("phone no."),
    "claim": _l("claim"),
    "gone": _l("listing that went"),
    "kept": _l("listing that stayed"),
    "invitation": _l("invitation"),
    "report": _l("report"),
    "sign_in": _l("session"),
    "quote": _l("quote"),
    "change": _l("change"),
    "business": _l("business"),
    "businesses": _l("businesses"),
    "submission": _l("handed-in ad"),
    "language": _l("language"),
    "source": _l("came in by"),
    "count": _l("how many"),
    "ways": _l("ways"),
    "quiet": _l("quiet hours"),
    "license": _l("license"),
    "found": _l("found"),
    "number": _l("number"),
    "file": _l("registry file"),
    "purpose": _l("purpose"),
    "origin": _l("origin"),
    "by": _l("by"),
    "code": _l("list"),
    "date": _l("day"),
    "rows": _l("rows"),
    "licenses": _l("licenses of our trades"),
    "until": _l("try again on"),
}
#: Ways and origins.
_VALUE = {
    "phone": _l("phone"),
    "page": _l("page"),
    "web": _l("page"),
    "link": _l("link"),
    "digits": _l("digits by text"),
    "text": _l("text"),
    "sms": _l("SMS"),
    "email": _l("e-mail"),
    "contractor": _l("contractor"),
    "operator": _l("operator"),
    "owner": _l("owner"),
    "colleague": _l("colleague"),
}
#: Why a business passed on a customer or did not get the job.
_REASON = {
    "too_busy": _l("Too busy"),
    "out_of_area": _l("Too far"),
    "not_offered": _l("Not our work"),
    "no_license_here": _l("No license there"),
    "duplicate": _l("Same request twice"),
    "not_owner": _l("The wrong person was texted"),
    "unreachable": _l("Couldn't reach them"),
    "already_done": _l("Already done"),
    "price": _l("The price"),
    "timing": _l("The dates"),
    "other_contractor": _l("They chose somebody else"),
    "no_answer": _l("They stopped answering"),
    "not_needed": _l("They don't need it any more"),
    "other": _l("Something else"),
}
#: The words of codes, by the name they stand under; the first that knows the code says it.
_OF: dict[str, tuple[Mapping[str, Any], ...]] = {
    "field": (words.FIELD,),
    "fields": (words.FIELD,),
    "role": (words.ROLE,),
    "state": (words.CONTACT, words.SUBMISSION),
    "reason": (_REASON, words.SUBMISSION_REASON),
    "why": (words.CLAIM_REASON,),
    "kind": (outgoing.CHANNEL, _VALUE),
}


def row(code: str) -> str:
    """`operator:1`, `business:3` or `worker` as words with a number: operator 1."""
    kind, _colon, number = code.partition(":")
    said = str(ACTOR.get(kind) or SUBJECT.get(kind) or kind)
    return f"{said} {number}".strip()


def beside(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names and values of a line's detail that say something."""
    return [(str(_NAME.get(key, key)), _said(key, value)) for key, value in detail.items() if value not in (None, "")]


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(_said(key, each) for each in value)
    if key == "ways":
        return _(", ").join(_said("kind", each) for each in str(value).split(","))
    code = str(value)
    for known in (*_OF.get(key, ()), _VALUE):
        if code in known:
            return str(known[code])
    return kind_label(code) if key == "kind" else code
