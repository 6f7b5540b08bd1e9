"""Messages that go out, in words: what, by which way, how far, why not. Lazy: each page reads its own language."""

from flask_babel import lazy_gettext as _l

from directory.outbox.models import Message

CHANNEL = {"sms": _l("SMS"), "email": _l("E-mail")}

STATE = {
    "waiting": _l("waiting"),
    "sending": _l("being sent"),
    "sent": _l("handed over"),
    "delivered": _l("arrived"),
    "failed": _l("failed"),
    "unsure": _l("unsure"),
    "cancelled": _l("taken back"),
    "suppressed": _l("not wanted"),
}
#: To whom a message of a channel was handed over.
_SENT = {"sms": _l("handed to the phone company"), "email": _l("handed to the mail server")}
#: What only went into a file.
_WRITTEN = _l("written to a file on this machine, not sent")

#: Why a message failed.
ERROR = {
    "connection": _l("the line to the gateway was down"),
    "recipient": _l("this number or address cannot receive it: call instead"),
    "content": _l("the carrier refused the words"),
    "unsure": _l("nobody knows whether it went out"),
    "expired": _l("its time was over before it could go"),
}

#: Every kind of message there is.
KIND = {
    "account-contact-added": _l("a phone or e-mail was added"),
    "account-contact-removed": _l("a phone or e-mail was removed"),
    "account-member-added": _l("one more person for the page"),
    "account-member-left": _l("no longer looks after the page"),
    "account-member-removed": _l("one person less for the page"),
    "account-role-changed": _l("rights on the page changed"),
    "account-signed-in-new-device": _l("signed in on a new device"),
    "already-accepted": _l("answer: taken already"),
    "asked": _l("a question to the customer"),
    "call-for-lead": _l("please call about a customer"),
    "claim-approved": _l("the claim was approved"),
    "claim-dispute-told": _l("somebody else claims the page"),
    "claim-disputed": _l("two claim one page"),
    "claim-kept": _l("the page stays theirs"),
    "claim-lost": _l("somebody else has the page now"),
    "claim-rejected": _l("the claim was rejected"),
    "claim-to-call": _l("please call about a claim"),
    "code-add-contact": _l("code for a new phone or e-mail"),
    "code-claim": _l("code for a claim"),
    "code-list": _l("code for a new listing"),
    "code-prove": _l("code before a change"),
    "code-remove": _l("code to take a listing down"),
    "code-sign-in": _l("code to sign in"),
    "codes-half": _l("half of a part of the day's codes is used"),
    "codes-spent": _l("a part of the day's codes is used up"),
    "contact": _l("the customer's number"),
    "daily-limit": _l("a part of the day's texts is used up"),
    "dead-letter": _l("a message failed"),
    "declined": _l("the business passed"),
    "declined-ack": _l("answer: passed"),
    "flagged-lead": _l("a lead was called spam or not theirs"),
    "given-up": _l("answer: can't do it after all"),
    "help-ack": _l("answer to HELP"),
    "inbound-text": _l("a text came in"),
    "invitation": _l("invitation"),
    "lead": _l("a customer's request"),
    "listing-call": _l("please call about a new listing"),
    "listing-handed-in": _l("a new listing to review"),
    "listing-merged": _l("the new listing was merged"),
    "listing-published": _l("the new listing was published"),
    "listing-rejected": _l("the new listing was rejected"),
    "listing-removed": _l("the page was taken down"),
    "listing-report": _l("a report about a listing"),
    "made-other-arrangements": _l("the customer needs nobody any more"),
    "morning": _l("the mail of the morning"),
    "phones-changed": _l("the listing's phones changed"),
    "price-accepted": _l("the customer agreed to a price"),
    "quoted": _l("a price for the customer"),
    "receipt": _l("receipt for the customer"),
    "replied": _l("the customer's answer"),
    "started-ack": _l("answer: texts again"),
    "still-true": _l("question: is it all still true"),
    "stopped-ack": _l("answer to STOP"),
    "texts-half": _l("half of a part of the day's texts is used"),
    "not-passed": _l("answer: holds a link of ours, not passed on"),
    "which-customer": _l("answer: which customer is it for?"),
    "text-heard": _l("answer: passed on to the customer"),
    "undelivered": _l("the business could not be reached"),
    "unknown-digit": _l("answer: no customer has this number"),
    "untold-lead": _l("a lead nobody was told of"),
    "will-call": _l("the business will call"),
}


def state(row: Message) -> str:
    """Where a message is: one that was handed over, to whom."""
    if row.state == "sent" and row.is_file:
        return str(_WRITTEN)
    return str(_SENT[row.channel] if row.state == "sent" else STATE[row.state])


def what(row: Message) -> str:
    """What a message is, and by which way it goes."""
    return f"{CHANNEL[row.channel]} · {KIND.get(row.kind, row.kind)}"
