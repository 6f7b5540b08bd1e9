"""Messages to people who sign in: codes, invitations, what happened to their account or their business's page."""

from collections.abc import Mapping

from flask import render_template
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.codes import digits_of
from directory.accounts.actions.invitations import token_of
from directory.accounts.rules import CODES_A_DAY, PURPOSES
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.limits import CODES
from directory.foundation.settings import settings
from directory.kernel import clock, phone
from directory.kernel import text as segments
from directory.kernel.language import ENGLISH, Language
from directory.outbox.notices import budget_label
from directory.outbox.registry import Compose, Content, Subject

#: Lines of the audit trail that somebody is told of; the last goes to whoever was removed.
EVENTS = ("contact-added", "contact-removed", "signed-in-new-device", "member-added", "role-changed", "member-removed")
LEFT = "account-member-left"
#: Segments an invitation may take: it carries a link.
_LONG = 2


def _code(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
    """The digits, what they are for, and that nobody asks for them; None once they are used or have run out."""
    code = queries.code(session, subject[1])
    if code is None or code.used_at is not None or code.expires_at <= clock.now():
        return None
    named = queries.business(session, code.subject_id) if code.subject_kind == "business" and code.subject_id else None
    # English says "your listing": a Chinese name would make three texts of one.
    name = named.display_name(speak.url) if named is not None and speak is not ENGLISH else ""
    values = {"code": digits_of(code), "purpose": code.purpose, "name": name}
    content = _write("code", speak, channel, values, is_secret=True)
    if channel == "sms" and segments.count(content.body) > 1:
        content = _write("code", speak, channel, values | {"name": ""}, is_secret=True)
    return content


def _invitation(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
    """Who asks for what, and the link; None once it is over."""
    found = queries.invitation(session, subject[1])
    if found is None or found[0].state != "open" or found[0].expires_at <= clock.now():
        return None
    row, business = found
    values = {
        "name": business.display_name(speak.url) if business is not None else "",
        "is_operator": business is None,
        "is_owner": row.role == "owner",
        "link": absolute(f"/{speak.url}/invitations/{token_of(row)}"),
    }
    content = _write("invitation", speak, channel, values)
    if business is not None and channel == "sms" and segments.count(content.body) > _LONG:
        content = _write("invitation", speak, channel, values | {"name": business.display_name(speak.url)[:10]})
    return content


def _event(action: str) -> Compose:
    def compose(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
        event = queries.event(session, subject[1])
        if event is None:
            return None
        business = queries.business(session, event.subject_id) if event.subject_kind == "business" else None
        values = {
            "action": action,
            "name": business.display_name(speak.url) if business is not None else "",
            "contact": phone.display(settings().contact_phone),
            "link": absolute(f"/{speak.url}/manage/{business.slug}/people" if business else f"/{speak.url}/account"),
        }
        content = _write("account", speak, channel, values)
        if channel == "sms" and segments.count(content.body) > 1:
            content = _write("account", speak, channel, values | {"name": ""})
        return content

    return compose


def _write(
    folder: str, speak: Language, channel: str, values: Mapping[str, object], *, is_secret: bool = False
) -> Content:
    base = f"accounts/messages/{folder}"
    with speaking(speak):
        if channel == "sms":
            return Content(body=render_template(f"{base}/sms.txt", **values).strip(), is_secret=is_secret)
        return Content(
            subject=render_template(f"{base}/subject.txt", **values).strip(),
            body=render_template(f"{base}/body.txt", **values).strip() + "\n",
            is_secret=is_secret,
        )


def _codes(kind: str) -> Compose:
    """To the operator: half or all of a part of the day's codes is used, and that is no ordinary day."""

    def compose(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
        with speaking(speak):
            whose = budget_label(subject[0])
        limit = CODES.get(subject[0], CODES_A_DAY)
        return _write(kind, speak, channel, {"limit": limit, "whose": whose, "desk": absolute("/admin")})

    return compose


COMPOSERS: dict[str, Compose] = {
    "codes-half": _codes("codes-half"),
    "codes-spent": _codes("codes-spent"),
    **{f"code-{purpose}": _code for purpose in PURPOSES},
    "invitation": _invitation,
    **{f"account-{action}": _event(action) for action in EVENTS},
    LEFT: _event("member-left"),
}
