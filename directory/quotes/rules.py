"""The state table of a quote, and its bounds."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from directory.audit.rules import Act
from directory.kernel.states import table


class QuoteAct(Act):
    """What this slice writes into the audit trail."""

    ASK = "ask", _l("asked the customer something")
    QUOTE = "quote", _l("gave a price")
    REPLY = "reply", _l("answered a question")
    ACCEPT_QUOTE = "accept-quote", _l("agreed to a price")
    GIVE_UP = "give-up", _l("gave a price up again")


QUOTE = table(
    "quote",
    draft="sent",
    sent="accepted declined superseded expired",
    # Accepted, and then its business was taken off the request: another price may be accepted.
    accepted="declined",
    declined="",
    superseded="",
    expired="",
)

#: Characters of a question, a reply or a note.
LONGEST_TEXT = 1000
#: Lines each side may write on one lead; a person who needs more has a phone.
MOST_LINES = 50
#: A price above this is a typing error.
MOST_DOLLARS = 1_000_000
MOST_YEARS = 50
#: A first day later than this is one too.
LONGEST_WAIT = timedelta(days=366)
