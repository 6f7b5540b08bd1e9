"""Messages that go out, in words: what, by which way, how far, why not. Lazy: each page reads its own language."""

from flask_babel import lazy_gettext as _l

from directory.outbox.models import Message
from directory.outbox.registry import kind_label

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


def state(row: Message) -> str:
    """Where a message is: one that was handed over, to whom."""
    if row.state == "sent" and row.is_file:
        return str(_WRITTEN)
    return str(_SENT[row.channel] if row.state == "sent" else STATE[row.state])


def what(row: Message) -> str:
    """What a message is, and by which way it goes."""
    return f"{CHANNEL[row.channel]} · {kind_label(row.kind)}"
