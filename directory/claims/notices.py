"""Messages about claims: to the operator, to present owners, to claimants; what a code's failure means for a claim."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.businesses.queries import phones_in_ads
from directory.claims import queries
from directory.claims.actions import expire, review_undelivered
from directory.claims.models import Claim
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.settings import settings
from directory.kernel import phone
from directory.kernel.language import Language, by_tag
from directory.outbox import queries as outbox
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content, MessageKind, Subject, write_message

#: Kinds of failure that say the phone will never get a code, and what the claim's reason is then.
_HOPELESS = {"recipient": "landline", "content": "undelivered", "stopped": "undelivered"}


def _to_people(kind: str, state: str) -> Compose:
    """A message to an owner or a claimant, sent only while the claim is in this state."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        claim = queries.with_business(session, subject[1])
        if claim is None or claim.state != state:
            return None
        return _write(kind, language, channel, claim)

    return compose


def _to_call(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """To the operator: whom to call, and what to say in that business's language."""
    claim = queries.with_business(session, subject[1])
    if claim is None or claim.state != "review":
        return None
    return _write("claim-to-call", language, channel, claim, script=script(claim.business))


def script(business: Business) -> str:
    """What the operator says on the phone to a business, line by line, in the business's own language."""
    its_own = by_tag(business.language)
    with speaking(its_own):
        return render_template("claims/messages/script.txt", name=business.display_name(its_own.url)).strip()


def _disputed(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """To the operator: who disputes, and by which ways the present owner heard of it."""
    claim = queries.with_business(session, subject[1])
    if claim is None or claim.state != "disputed":
        return None
    sent = [
        message
        for message in outbox.messages_of(session, "claim", [claim.id])[claim.id]
        if message.kind == queries.TOLD
    ]
    ways = sorted({message.channel for message in sent if message.state in queries.ON_THE_WAY})
    numbers = phones_in_ads(session, claim.business_id)
    return _write("claim-disputed", language, channel, claim, ways=ways, numbers=numbers)


def _write(kind: str, language: Language, channel: str, claim: Claim, **more: object) -> Content:
    values = {
        "claim": claim,
        "name": claim.business.display_name(language.url),
        "number": phone.display(claim.phone or ""),
        "contact_phone": phone.display(settings().contact_phone),
        "sign_in": absolute(f"/{language.url}/sign-in"),
        "listing": absolute(f"/{language.url}/businesses/{claim.business.slug}"),
        "desk": absolute("/admin/claims"),
        **more,
    }
    return write_message(f"claims/messages/{kind}", language, channel, values)


def _after(session: Session, message: Message, outcome: str) -> None:
    """A code's text that will never arrive: a claim that waits for it goes to the operator."""
    if message.subject_kind != "code" or outcome != "failed":
        return
    reason = _HOPELESS.get(message.error_kind or "")
    claim = queries.by_code(session, message.subject_id)
    if reason is None or claim is None:
        return
    review_undelivered(session, message.subject_id, reason)


def _expire(session: Session, subject: Subject) -> None:
    expire(session, subject[1])


KINDS = {
    "claim-to-call": MessageKind(_to_call, _l("please call about a claim")),
    "claim-disputed": MessageKind(_disputed, _l("two claim one page")),
    queries.TOLD: MessageKind(_to_people(queries.TOLD, "disputed"), _l("somebody else claims the page")),
    "claim-lost": MessageKind(_to_people("claim-lost", "approved"), _l("somebody else has the page now")),
    "claim-approved": MessageKind(_to_people("claim-approved", "approved"), _l("the claim was approved")),
    "claim-kept": MessageKind(_to_people("claim-kept", "rejected"), _l("the page stays theirs")),
    "claim-rejected": MessageKind(_to_people("claim-rejected", "rejected"), _l("the claim was rejected")),
}
JOBS = {"claim-expiry": _expire}
OUTCOMES = [_after]
