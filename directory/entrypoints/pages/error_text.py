"""What the pages of errors say: a heading, what happened, what to do now."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Words:
    """What a page of this status says: a heading, what happened, what to do now. Lazy translations."""

    code: str
    title: object
    text: object
    advice: object


MISSING = Words(
    "not_found",
    _l("This page is not here"),
    _l("The address may have lost a piece when it was copied, or the page has been taken down."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
DEAD_LINK = Words(
    "not_found",
    _l("This link opens nothing"),
    _l(
        "Links to a request are long. If a piece was cut off when it was copied, open the whole link from the message "
        "again. It may also have been deleted or have run out."
    ),
    _l("The contractors' phones are still here. Calling works without any link."),
)
BAD = Words(
    "bad_request",
    _l("We could not read that"),
    _l("Something in the address or the form is not as we expect it. Nothing was saved."),
    _l("Go back one page; what you typed is usually still there. Then try again."),
)
HOST = Words(
    "bad_request",
    _l("We could not read that"),
    _l("Your browser or program asked for this site by a name that no site can have. Nothing was saved."),
    _l("Open the site again by its usual address."),
)
FOREIGN = Words(
    "bad_request",
    _l("This form came from another site"),
    _l("Your browser says that it was sent by a page that is not ours. Nothing was saved."),
    _l("Open the form here on our own site, and send it from there."),
)
NO_COOKIE = Words(
    "bad_request",
    _l("Your browser sent no cookie of ours"),
    _l("Without it we cannot tell that this form was opened in your own browser. Nothing was saved."),
    _l(
        "Allow cookies for this site, go back one page, copy what you typed if it was long, reload the page and send "
        "it again. Or open the site in your phone's own browser instead of inside another app."
    ),
)
UNMARKED = Words(
    "bad_request",
    _l("A piece of the form is missing"),
    _l("Each form of ours carries a hidden mark, and this one came without it. Nothing was saved."),
    _l("Go back one page, copy what you typed if it was long, reload the page and send it again."),
)
STALE = Words(
    "bad_request",
    _l("This form is out of date"),
    _l(
        "A form is good only in the browser it was opened in, until you sign in or close that browser. "
        "Nothing was saved."
    ),
    _l("Go back one page, copy what you typed if it was long, reload the page and send it again."),
)
FORBIDDEN = Words(
    "forbidden",
    _l("This page is not open to you"),
    _l("It belongs to somebody else, or asks for a signature that was missing."),
    _l("Look for a contractor below, or go to the page with every ad and its phone."),
)
OWNERS_ONLY = Words(
    "forbidden",
    _l("Only an owner may do this"),
    _l("You act for this business as a colleague. Who may do what is decided by its owners. Nothing was saved."),
    _l("Ask an owner: they can change it, or make you one."),
)
METHOD = Words(
    "method_not_allowed",
    _l("This address cannot be used that way"),
    _l("It answers only to a form of ours. Nothing was saved."),
    _l("Go back one page and use the buttons there."),
)
CONFLICT = Words(
    "conflict",
    _l("This form was already sent, with other answers"),
    _l("The first one is saved and on its way. The changed one was not saved, so that nobody gets two requests."),
    _l("To change something, open your own page from the receipt, or begin a new request."),
)
MOVED_ON = Words(
    "conflict",
    _l("Meanwhile something changed here"),
    _l("That button no longer fits how things stand. Nothing was saved."),
    _l("Go back one page and reload it: it shows how things stand now."),
)
LARGE = Words(
    "too_large",
    _l("That is too much at once"),
    _l("What you sent is larger than this form takes. Nothing was saved."),
    _l("Go back one page, shorten the text and send it again."),
)
TYPE = Words(
    "unsupported_type",
    _l("We cannot read this kind of file"),
    _l("This address takes only the form that belongs to it. Nothing was saved."),
    _l("Go back one page and use the form there."),
)
OFTEN = Words(
    "too_many_requests",
    _l("That was too often"),
    _l("We keep a limit, so that nobody floods the contractors with messages. Nothing was saved."),
    _l("In a hurry? Call a contractor directly: that has no limit."),
)
BROKEN = Words(
    "internal",
    _l("Something broke on our side"),
    _l("It is our fault, not yours. We cannot promise that anything you sent was saved."),
    _l("Try again in a minute. If it is urgent, call a contractor directly."),
)
BUSY = Words(
    "unavailable",
    _l("The site is busy at this moment"),
    _l("We could not reach our records, so we cannot say that what you sent was saved."),
    _l("Wait a few seconds, go back and press the button again: the same form is never sent out twice."),
)

BY_STATUS = {400: BAD, 403: FORBIDDEN, 404: MISSING, 405: METHOD, 409: MOVED_ON, 410: MISSING, 413: LARGE}
BY_STATUS |= {415: TYPE, 429: OFTEN, 500: BROKEN, 503: BUSY}
