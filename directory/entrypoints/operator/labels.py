"""The operator's words for codes: states, kinds of message, reasons, fields. Lazy: each page reads its own language."""

from flask_babel import lazy_gettext as _l

from directory.audit.rules import Act
from directory.businesses.fields.registry import LABEL


class OperatorAct(Act):
    """What this slice writes into the audit trail."""

    ACCEPT_BY_PHONE = "accept-by-phone", _l("took the customer, told by phone")
    DECLINE_BY_PHONE = "decline-by-phone", _l("passed on the customer, told by phone")
    INTRODUCE = "introduce", _l("wrote down what they said about texts")
    INTRODUCTION_MISSED = "introduction-missed", _l("called to introduce us, reached nobody")
    FACT_BY_PHONE = "fact-by-phone", _l("wrote down what was told by phone")
    RESEND = "resend", _l("sent a message again")
    HANDLE_FAILURE = "handle-failure", _l("put a failed message away")
    READ_TEXT = "read-text", _l("read a text")


#: Pages in the order of the menu: endpoint, words, access key.
MENU = (
    ("today", _l("Today"), "t"),
    ("messages", _l("Messages"), "m"),
    ("businesses", _l("Businesses"), "b"),
    ("ads", _l("Ads"), "d"),
    ("licenses", _l("Licenses"), "l"),
    ("claims", _l("Claims"), "c"),
    ("reports", _l("Reports"), "r"),
    ("people", _l("People"), "p"),
    ("audit", _l("Audit trail"), "a"),
    ("calls", _l("Call sheet"), "s"),
)

#: The piles of Today, most pressing first.
PILE = {
    "untold": _l("Leads nobody was told of"),
    "failed": _l("Messages that failed"),
    "unsure": _l("Messages in doubt"),
    "texts": _l("Texts to read"),
    "removals": _l("Wishes to come down"),
    "claims": _l("Claims to decide"),
    "reports": _l("Reports of something wrong"),
    "list_calls": _l("Listings to call about"),
    "submissions": _l("Ads to review"),
    "licenses": _l("License numbers to look up"),
    "expiring": _l("Licenses that run out"),
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
    "told": _l("Written down: they know of it, from your call."),
    "accepted": _l("They take it. The customer is told that they will call."),
    "declined": _l("They pass. The customer is told."),
    "not-reached": _l("Written down: nobody answered. The firm comes back to Today on another day."),
    "introduced": _l("Written down what they said about texts."),
    "fact": _l("Written down, with today's source: told by phone."),
    "nothing-new": _l("That is what we had already. Nothing was changed."),
    "confirmed": _l("Written down: everything is still true."),
    "suspended": _l("It is off the pages now."),
    "published": _l("It is on the pages again."),
    "removed": _l("It is down for good. No import brings it back."),
    "merged": _l("The two listings are one now."),
    "checked": _l("The check is written down."),
    "refused": _l("Written down: it is somebody else's. You are not asked about it again."),
    "approved": _l("Approved. The business is theirs to manage."),
    "rejected": _l("Rejected. Nothing changed on the listing."),
    "settled": _l("Settled."),
    "person-suspended": _l("Suspended. Every session has ended."),
    "person-restored": _l("They may sign in again."),
    "revoked": _l("The session has ended."),
    "all-revoked": _l("Every session of theirs has ended."),
    "ended": _l("They no longer act for that business."),
    "ad-in": _l("It is here, read. Nobody sees it before you publish it."),
    "ad-saved": _l("Saved."),
    "ad-published": _l("Published. Homeowners find it from now on."),
    "ad-merged": _l("Merged. The listing has this ad and its facts now."),
    "ad-rejected": _l("Rejected. It stays in the list and can be opened again."),
    "ad-reopened": _l("It waits for review again."),
}

CONTACT = {
    "not_introduced": _l("nobody has spoken with them"),
    "agreed": _l("agreed to texts"),
    "calls_only": _l("calls only"),
    "no_texts": _l("wants no texts"),
    "cannot_receive": _l("cannot receive texts"),
}

BUSINESS = {
    "draft": _l("draft"),
    "published": _l("on the pages"),
    "suspended": _l("suspended"),
    "closed": _l("closed"),
    "removed": _l("taken down"),
}

LEAD = {
    "new": _l("not answered"),
    "accepted": _l("took it"),
    "declined": _l("passed"),
    "quoted": _l("gave a price"),
    "won": _l("won"),
    "lost": _l("lost"),
    "expired": _l("ran out"),
    "spam": _l("called it spam"),
    "withdrawn": _l("taken back"),
}

CLAIM = {"review": _l("wants a call"), "disputed": _l("disputed")}
CLAIM_REASON = {
    "landline": _l("The printed phone takes no texts."),
    "undelivered": _l("The text with the code came back."),
    "asked": _l("They asked to be called."),
    "suspended": _l("Whoever holds that phone is suspended here."),
    "disputed": _l("Somebody else manages this page already."),
}

REPORT = {
    "wrong_phone": _l("wrong phone"),
    "wrong_fact": _l("a fact is wrong"),
    "not_this_business": _l("not this business"),
    "closed": _l("gone out of business"),
    "other": _l("something else"),
}

PERSON = {"active": _l("active"), "suspended": _l("suspended")}
ROLE = {"owner": _l("owner"), "colleague": _l("colleague")}
SOURCE = {
    "owner": _l("owner"),
    "registry": _l("registry"),
    "reviewer": _l("reviewer"),
    "phone": _l("told by phone"),
    "ad": _l("ad"),
}

LICENSE = {
    "stated": _l("stated, no number"),
    "given": _l("number given, not checked"),
    "checked": _l("found"),
    "not_found": _l("not found"),
}

#: What a fact is about.
FIELD = LABEL

#: Ads that were handed in.
SUBMISSION = {
    "unproved": _l("draft of a contractor"),
    "open": _l("to review"),
    "published": _l("published"),
    "merged": _l("merged"),
    "rejected": _l("rejected"),
    "withdrawn": _l("taken back"),
}
SUBMISSION_REASON = {
    "other_trade": _l("another trade"),
    "job_offer": _l("a job offer"),
    "no_contact": _l("nobody to reach"),
    "duplicate": _l("here already"),
    "unreadable": _l("cannot be read"),
}
ORIGIN = {"operator": _l("entered by you"), "contractor": _l("handed in by a contractor")}
#: How a field came to its value.
HOW = {
    "sure": _l("read clearly"),
    "likely": _l("read; have a look"),
    "guess": _l("guessed; please check"),
    "yours": _l("put right by a reviewer"),
    "cleared": _l("the ad does not say this"),
    "made": _l("made from the Chinese name"),
}
#: Why a row of a state's list may be a business's, and what has to be compared.
CANDIDATE = {
    "name_and_place": _l("Name and town fit; they gave no number."),
    "bare_number": _l("They gave six digits without the board's four."),
    "other_trade": _l("Their number, but licensed there for another trade."),
    "other_name": _l("Their number, but there in a name that is not theirs."),
    "other_class": _l("Their number, but another class there."),
}
#: Why a listing may be the same firm.
LIKE = {"phone": _l("the same phone"), "name": _l("the same name"), "similar": _l("a similar name")}
