"""The audit trail in words: who, did what, to what, and the codes beside it. Lazy: each page reads its own language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.entrypoints.operator import labels as words
from directory.entrypoints.operator import message_labels as outgoing
from directory.outbox.registry import kind_label

#: Every act that is recorded.
ACT = {
    "accept": _l("took the customer"),
    "accept-by-phone": _l("took the customer, told by phone"),
    "decline": _l("passed on the customer"),
    "decline-by-phone": _l("passed on the customer, told by phone"),
    "accept-quote": _l("agreed to a price"),
    "add": _l("added a business"),
    "agree-texts": _l("said that texts are welcome"),
    "ask": _l("asked the customer something"),
    "check-license": _l("looked a license number up"),
    "confirm-license": _l("confirmed a license in the registry"),
    "refuse-license": _l("said that a license in the registry is somebody else's"),
    "claim": _l("began a claim"),
    "claim-code": _l("had a code texted for a claim"),
    "claim-review": _l("a claim waits for a call"),
    "claim-disputed": _l("two say it is their business"),
    "claim-voice-code": _l("had digits read out for a claim"),
    "claim-approved": _l("a claim was approved"),
    "claim-rejected": _l("a claim was rejected"),
    "claim-withdrawn": _l("a claim was given up"),
    "close": _l("closed the request"),
    "closed": _l("closed the business's page"),
    "code-tries-spent": _l("used up the tries for a code"),
    "confirm": _l("said that everything is still true"),
    "contact-added": _l("added a phone or e-mail"),
    "contact-removed": _l("removed a phone or e-mail"),
    "contact-agreed": _l("a phone agreed to texts"),
    "contact-calls-only": _l("a phone wants calls only"),
    "contact-no-texts": _l("a phone wants no texts"),
    "contact-cannot-receive": _l("a phone cannot receive texts"),
    "correct-ad": _l("put an ad's reading right"),
    "discard-draft": _l("threw a draft away"),
    "drop-draft": _l("a draft was dropped in a merger"),
    "move-draft": _l("a draft moved in a merger"),
    "enter": _l("entered a business"),
    "erase": _l("erased the customer's details"),
    "expire": _l("it ran out"),
    "fact-by-phone": _l("wrote down what was told by phone"),
    "give-up": _l("gave a price up again"),
    "hand-in-ad": _l("handed an ad in"),
    "handle-failure": _l("put a failed message away"),
    "import-list": _l("read a state's license list"),
    "introduce": _l("wrote down what they said about texts"),
    "introduction-missed": _l("called to introduce us, reached nobody"),
    "invited": _l("invited somebody"),
    "invitation-accepted": _l("took an invitation up"),
    "invitation-withdrawn": _l("took an invitation back"),
    "list-call": _l("asked for a call about a new listing"),
    "list-code": _l("had a code texted for a new listing"),
    "list-handed-in": _l("handed a new listing in"),
    "list-voice-code": _l("had digits read out for a new listing"),
    "list-withdrawn": _l("took a new listing back"),
    "lose": _l("did not get the job"),
    "win": _l("got the job"),
    "member-added": _l("somebody acts for the business now"),
    "member-removed": _l("somebody acts for the business no more"),
    "role-changed": _l("somebody's role changed"),
    "merge": _l("merged two listings"),
    "move-membership": _l("moved a person in a merger"),
    "merge-ad": _l("merged an ad into a listing"),
    "publish-ad": _l("published an ad"),
    "reject-ad": _l("rejected an ad"),
    "reopen-ad": _l("opened an ad for review again"),
    "person-made": _l("signed in for the first time"),
    "person-restored": _l("may sign in again"),
    "person-suspended": _l("may not sign in for now"),
    "publish": _l("put it on the pages"),
    "publish-listing": _l("published changes of the listing"),
    "undo-change": _l("took a change of the listing back"),
    "phones-changed": _l("changed the listing's phones"),
    "quote": _l("gave a price"),
    "read-text": _l("read a text"),
    "remove": _l("took the listing down for good"),
    "remove-code": _l("had a code texted to take the listing down"),
    "reply": _l("answered a question"),
    "report-remove": _l("asked that the listing come down"),
    "report-wrong": _l("said that something is wrong"),
    "resend": _l("sent a message again"),
    "session-revoked": _l("ended a session"),
    "sessions-revoked": _l("ended every session"),
    "set-delivery": _l("chose how customers are announced"),
    "settle": _l("settled a report"),
    "signed-in": _l("signed in"),
    "signed-in-new-device": _l("signed in from a new device"),
    "signed-out": _l("signed out"),
    "start-texts": _l("a phone asked for texts again"),
    "stop-texts": _l("a phone said STOP to texts"),
    "submit": _l("asked for quotes"),
    "suspend": _l("took it off the pages for now"),
    "tell-by-phone": _l("told them of the customer by phone"),
    "withdraw": _l("the customer withdrew the request"),
}
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


def act(code: str) -> str:
    """What was done."""
    return str(ACT.get(code, code))


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
