"""What goes back to a phone that texted us, and what the operator is told of it."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.foundation.settings import settings
from directory.inbox import queries
from directory.inbox.queries import Heard
from directory.kernel import phone
from directory.kernel.language import Language
from directory.leads.notices import lead_link
from directory.outbox.registry import Content, MessageKind, write_message

#: Our own answers to a text, which must not feed a machine at the other end for ever: kind -> the operator's words.
ANSWERS = {
    "stopped-ack": _l("answer to STOP"),
    "started-ack": _l("answer: texts again"),
    "help-ack": _l("answer to HELP"),
    "unknown-digit": _l("answer: no customer has this number"),
    "text-heard": _l("answer: passed on to the customer"),
    "which-customer": _l("answer: which customer is it for?"),
    "not-passed": _l("answer: holds a link of ours, not passed on"),
    "already-accepted": _l("answer: taken already"),
    "given-up": _l("answer: can't do it after all"),
    "price-ack": _l("answer: price sent to the customer"),
    "outcome-ack": _l("answer: note how it ended"),
    "cost-ack": _l("answer: what we charge"),
    "pause-ack": _l("answer: pause or resume"),
    "remove-ack": _l("answer: take the listing down"),
}
#: Sent however many came before: the law wants the first, and a person needs the second.
ALWAYS = ("stopped-ack", "already-accepted")


#: Customers named in one text: more do not fit.
MOST_OPTIONS = 3


def language_of(heard: Heard | None) -> str:
    """The language a phone is answered in: its business's, else its request's, else English (BCP 47)."""
    if heard and heard.business:
        return heard.business.language
    return heard.request.language if heard and heard.request else "en"


def _values(heard: Heard, language: Language) -> dict[str, object]:
    """What the templates of this slice may say."""
    return {
        "options": [f"{digit} {town}" for digit, town in heard.customers[:MOST_OPTIONS]],
        "price": heard.price,
        "place": next((town for digit, town in heard.customers if heard.lead and digit == heard.lead.accept_digit), ""),
        "contact": phone.display(settings().contact_phone),
        "is_business": heard.business is not None,
        "name": heard.business.display_name(language.url) if heard.business else "",
        "sender": phone.display(heard.text.sender),
        "text": heard.text,
        "lead": heard.lead,
        "link": lead_link(heard.lead) if heard.lead else "",
    }


def _compose(kind: str) -> Callable[[Session, tuple[str, int], Language, str], Content | None]:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        heard = queries.heard(session, subject[1])
        if heard is None:
            return None
        folder = f"inbox/messages/{kind}"
        return write_message(folder, language, channel, _values(heard, language), html=f"{folder}/body.html")

    return compose


KINDS = {
    **{kind: MessageKind(_compose(kind), label) for kind, label in ANSWERS.items()},
    "inbound-text": MessageKind(_compose("inbound-text"), _l("a text came in")),
}
