"""Pure decisions of signing in: how long things live, how often may be guessed, who may do what in a business."""

import re
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Act, Labelled
from directory.foundation.limits import CODES
from directory.kernel.address import split_address
from directory.kernel.states import table


class AccountAct(Act):
    """What this slice writes into the audit trail."""

    PERSON_MADE = "person-made", _l("signed in for the first time")
    PERSON_SUSPENDED = "person-suspended", _l("may not sign in for now")
    PERSON_RESTORED = "person-restored", _l("may sign in again")
    SIGNED_IN = "signed-in", _l("signed in")
    SIGNED_IN_NEW_DEVICE = "signed-in-new-device", _l("signed in from a new device")
    SIGNED_OUT = "signed-out", _l("signed out")
    SESSION_REVOKED = "session-revoked", _l("ended a session")
    SESSIONS_REVOKED = "sessions-revoked", _l("ended every session")
    CODE_TRIES_SPENT = "code-tries-spent", _l("used up the tries for a code")
    CONTACT_ADDED = "contact-added", _l("added a phone or email")
    CONTACT_REMOVED = "contact-removed", _l("removed a phone or email")
    INVITED = "invited", _l("invited somebody")
    INVITATION_ACCEPTED = "invitation-accepted", _l("took an invitation up")
    INVITATION_WITHDRAWN = "invitation-withdrawn", _l("withdrew an invitation")
    MEMBER_ADDED = "member-added", _l("somebody acts for the business now")
    MEMBER_REMOVED = "member-removed", _l("somebody acts for the business no more")
    ROLE_CHANGED = "role-changed", _l("somebody's role changed")
    OPERATOR_MAILS = "operator-mails", _l("turned the operator's mails on or off")
    MOVE_MEMBERSHIP = "move-membership", _l("moved a person in a merger")


#: Digits of a code, minutes it lives, guesses it takes (OWASP ASVS 5.0: at most ten minutes, bound, single use).
CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
#: Wrong guesses for one address and purpose in `CODE_LIFE`, however many codes were sent in it.
CODE_TRIES = 5
#: Codes a day for the whole site: 1,000 codes x 5 guesses / 10^8 = 0.00005 expected takeovers a day.
CODES_A_DAY = sum(CODES.values())
#: What the names of the rules begin with that share them out.
CODES_RULE = "codes-"
#: Whose part somebody may use once their own is spent.
NEXT_BUDGET = {"own": "known", "operator": "known", "known": "newcomer"}

#: A session ends after this long without a visit, and after this long whatever happens.
SESSION_IDLE = timedelta(days=30)
SESSION_LIFE = timedelta(days=180)
#: The operator's ends sooner: the operator sees everything.
OPERATOR_IDLE = timedelta(hours=12)
OPERATOR_LIFE = timedelta(days=14)
#: A visit is written down when the last one written is older than this.
SEEN_EVERY = timedelta(minutes=10)
#: A code entered this recently counts as proof before a contact changes.
FRESH_PROOF = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=7)

#: How long what is over is kept: codes, ended sessions and invitations, people who never came to act for anybody.
CODE_KEPT = timedelta(days=2)
ENDED_KEPT = timedelta(days=30)
NOBODY_KEPT = timedelta(days=180)

#: Phones and e-mails of one person, and colleagues of one business: more is no business of ten.
MOST_CONTACTS = 6
MOST_MEMBERS = 20
LONGEST_NAME = 80


class Purpose(Labelled):
    """What a code is for, and what the operator calls the message that brings it."""

    SIGN_IN = "sign-in", _l("code to sign in")
    PROVE = "prove", _l("code before a change")
    ADD_CONTACT = "add-contact", _l("code for a new phone or email")
    CLAIM = "claim", _l("code for a claim")
    REMOVE = "remove", _l("code to take a listing down")
    LIST = "list", _l("code for a new listing")
    FIND = "find", _l("code to find a request")


#: Those that are about a listing and go to a phone of it.
LISTING_PURPOSES = (Purpose.CLAIM, Purpose.REMOVE, Purpose.LIST)


class Role(Labelled):
    """What somebody may do in a business."""

    OWNER = "owner", _l("owner")
    COLLEAGUE = "colleague", _l("colleague")


class PersonState(Labelled):
    """Whether somebody may sign in."""

    ACTIVE = "active", _l("active")
    SUSPENDED = "suspended", _l("suspended")


PERSON = table("person", PersonState, active="suspended", suspended="active")
MEMBERSHIP = table("membership", active="ended", ended="active")
INVITATION = table("invitation", open="accepted withdrawn expired", accepted="", withdrawn="", expired="")

_LONGEST_PATH = 300
_PATH = re.compile(r"/(?:[\w./~%?=&+:,*!'()@-]*)", re.ASCII)
#: What a browser calls itself -> what its owner calls it; the first that fits.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("OPR", "Opera"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def own_path(text: str | None) -> str:
    """The path if it is one of this site's own (where to go after signing in), else an empty string.

    Refused: another host in any spelling that a browser follows (`//host`, `/\\host`, a scheme), control characters.
    """
    path = text or ""
    if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path) or path.startswith("//"):
        return ""
    parts = split_address(path)
    return "" if parts.scheme or parts.netloc or "//" in parts.path else path


def device_of(user_agent: str) -> str:
    """What somebody recognizes a session by: `WeChat · iPhone`; empty for a program that names neither."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def is_live(now: datetime, seen_at: datetime, expires_at: datetime, is_operator: bool) -> bool:
    """Whether a session that nobody revoked still holds: not idle for too long, not past its end."""
    idle = OPERATOR_IDLE if is_operator else SESSION_IDLE
    return now < expires_at and now < seen_at + idle


def masked(kind: str, address: str) -> str:
    """An address that its holder recognizes and nobody else learns: •••-•••-8420, c•••@example.com."""
    if kind == "phone":
        return f"•••-•••-{address[-4:]}"
    name, _, host = address.partition("@")
    return f"{name[:1]}•••@{host}"
