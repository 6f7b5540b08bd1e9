"""Messages to people who sign in: codes, invitations, what happened to their account or their business's page."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.actions.codes import digits_of
from directory.accounts.actions.members import token_of
from directory.accounts.rules import CODES_A_DAY, Purpose
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.limits import CODES
from directory.foundation.settings import settings
from directory.kernel import clock, phone
from directory.kernel import text as segments
from directory.kernel.language import ENGLISH, Language
from directory.outbox.notices import budget_label
from directory.outbox.registry import Compose, Content, MessageKind, Subject, write_message

#: To whoever was removed; the others hear of a line of the audit trail by its own name.
LEFT = "account-member-left"
#: Segments an invitation may take: it carries a link.
_LONG = 2


def _code(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """The digits, what they are for, and that nobody asks for them; None once they are used or have run out."""
    code = queries.code(session, subject[1])
    if code is None or code.used_at is not None or code.expires_at <= clock.now():
        return None
    named = queries.business(session, code.subject_id) if code.subject_kind == "business" and code.subject_id else None
    # English says "your listing": a Chinese name would make three texts of one.
    name = named.display_name(language.url) if named is not None and language is not ENGLISH else ""
    values = {"code": digits_of(code), "purpose": code.purpose, "name": name}
    content = write_message("accounts/messages/code", language, channel, values, is_secret=True)
    if channel == "sms" and segments.count(content.body) > 1:
        content = write_message("accounts/messages/code", language, channel, values | {"name": ""}, is_secret=True)
    return content


def _invitation(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """Who asks for what, and the link; None once it is over."""
    invitation_and_business = queries.invitation(session, subject[1])
    if (
        invitation_and_business is None
        or invitation_and_business[0].state != "open"
        or invitation_and_business[0].expires_at <= clock.now()
    ):
        return None
    invitation, business = invitation_and_business
    values = {
        "name": business.display_name(language.url) if business is not None else "",
        "is_operator": business is None,
        "is_owner": invitation.role == "owner",
        "link": absolute(f"/{language.url}/invitations/{token_of(invitation)}"),
    }
    content = write_message("accounts/messages/invitation", language, channel, values)
    if business is not None and channel == "sms" and segments.count(content.body) > _LONG:
        values["name"] = business.display_name(language.url)[:10]
        content = write_message("accounts/messages/invitation", language, channel, values)
    return content


def _event(action: str) -> Compose:
    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        event = queries.event(session, subject[1])
        if event is None:
            return None
        business = queries.business(session, event.subject_id) if event.subject_kind == "business" else None
        values = {
            "action": action,
            "name": business.display_name(language.url) if business is not None else "",
            "contact": phone.display(settings().contact_phone),
            "link": absolute(
                f"/{language.url}/manage/{business.slug}/people" if business else f"/{language.url}/account"
            ),
        }
        content = write_message("accounts/messages/account", language, channel, values)
        if channel == "sms" and segments.count(content.body) > 1:
            content = write_message("accounts/messages/account", language, channel, values | {"name": ""})
        return content

    return compose


def _codes(kind: str) -> Compose:
    """To the operator: half or all of a part of the day's codes is used, and that is no ordinary day."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        with speaking(language):
            whose = budget_label(subject[0])
        limit = CODES.get(subject[0], CODES_A_DAY)
        values = {"limit": limit, "whose": whose, "desk": absolute("/admin")}
        return write_message(f"accounts/messages/{kind}", language, channel, values)

    return compose


KINDS = {
    "codes-half": MessageKind(_codes("codes-half"), _l("half of a part of the day's codes is used")),
    "codes-spent": MessageKind(_codes("codes-spent"), _l("a part of the day's codes is used up")),
    **{f"code-{purpose}": MessageKind(_code, purpose.label) for purpose in Purpose},
    "invitation": MessageKind(_invitation, _l("invitation")),
    "account-contact-added": MessageKind(_event("contact-added"), _l("a phone or email was added")),
    "account-contact-removed": MessageKind(_event("contact-removed"), _l("a phone or email was removed")),
    "account-signed-in-new-device": MessageKind(_event("signed-in-new-device"), _l("signed in on a new device")),
    "account-member-added": MessageKind(_event("member-added"), _l("one more person for the page")),
    "account-role-changed": MessageKind(_event("role-changed"), _l("rights on the page changed")),
    "account-member-removed": MessageKind(_event("member-removed"), _l("one person less for the page")),
    LEFT: MessageKind(_event("member-left"), _l("no longer looks after the page")),
}
