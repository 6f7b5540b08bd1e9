"""A business that lists itself: what the operator has to do, and what became of it, in its own language."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.ads.queries import submission
from directory.ads.rules import reviewed
from directory.businesses.fields.terms import Values
from directory.businesses.queries import by_ids
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.settings import settings
from directory.kernel import phone
from directory.kernel.language import Language, by_tag
from directory.onboarding import intake
from directory.outbox.registry import Compose, Content, MessageKind, Subject, write_message

#: What a contractor is told, by the state of what they handed in.
DECIDED = {"published": "listing-published", "merged": "listing-merged", "rejected": "listing-rejected"}


def name_of(values: Values, language: str) -> str:
    """What a firm is called in a sentence of this language."""
    chinese, english = values.get("name_zh"), values.get("name_en") or values.get("romanized")
    return str((english or chinese) if language == "en" else (chinese or english) or "?")


def script(language_tag: str, name: str) -> str:
    """What the operator says on the phone to somebody who lists their business, in their language."""
    its_own = by_tag(language_tag)
    with speaking(its_own):
        return render_template("onboarding/messages/listing-call/script.txt", name=name).strip()


def _to_operator(kind: str, state: str) -> Compose:
    """A mail to the operator, sent only while there is something to do."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        draft = submission(session, subject[1])
        if draft is None or draft.state != state or (kind == "listing-call" and draft.call_phone is None):
            return None
        desk = absolute(f"/admin/ads/{draft.id}" if state == "open" else "/admin/list-calls")
        name = name_of(reviewed(draft.parsed, draft.corrections), language.url)
        number = phone.display(draft.call_phone or draft.proved_phone or "")
        values = {"name": name, "number": number, "desk": desk}
        return write_message(f"onboarding/messages/{kind}", language, channel, values)

    return compose


def _decided(state: str) -> Compose:
    """To the contractor: on the pages, joined with what was here, or not taken and why."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        draft = submission(session, subject[1])
        if draft is None or draft.state != state:
            return None
        business = next(iter(by_ids(session, [draft.business_id])), None) if draft.business_id else None
        name = (
            business.display_name(language.url)
            if business
            else name_of(reviewed(draft.parsed, draft.corrections), language.url)
        )
        values = {
            "name": name[:20] if channel == "sms" else name,
            "reason": draft.reason,
            "link": absolute(f"/{language.url}/businesses/{business.slug}") if business else "",
            "manage": absolute(f"/{language.url}/manage"),
            "contact": phone.display(settings().contact_phone),
        }
        return write_message(f"onboarding/messages/{DECIDED[state]}", language, channel, values)

    return compose


KINDS = {
    "listing-handed-in": MessageKind(_to_operator("listing-handed-in", "open"), _l("a new listing to review")),
    "listing-call": MessageKind(_to_operator("listing-call", "unproved"), _l("please call about a new listing")),
    "listing-published": MessageKind(_decided("published"), _l("the new listing was published")),
    "listing-merged": MessageKind(_decided("merged"), _l("the new listing was merged")),
    "listing-rejected": MessageKind(_decided("rejected"), _l("the new listing was rejected")),
}
ERRANDS = {intake.READING: intake.read_photo}
SLOW = {intake.READING}
