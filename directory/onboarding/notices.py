"""A business that lists itself: what the operator has to do, and what became of it, in its own language."""

from flask import render_template
from sqlalchemy.orm import Session

from directory.ads.queries import submission
from directory.ads.rules import reviewed
from directory.businesses.queries import by_ids
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.settings import settings
from directory.kernel import phone
from directory.kernel.language import Language, by_tag
from directory.outbox.registry import Compose, Content, Subject

#: What a contractor is told, by the state of what they handed in.
DECIDED = {"published": "listing-published", "merged": "listing-merged", "rejected": "listing-rejected"}


def name_of(values: dict[str, object], speak: str) -> str:
    """What a firm is called in a sentence of this language."""
    chinese, english = values.get("name_zh"), values.get("name_en") or values.get("romanized")
    return str((english or chinese) if speak == "en" else (chinese or english) or "?")


def script(language_tag: str, name: str) -> str:
    """What the operator says on the phone to somebody who lists their business, in their language."""
    its_own = by_tag(language_tag)
    with speaking(its_own):
        return render_template("onboarding/messages/listing-call/script.txt", name=name).strip()


def _to_operator(kind: str, state: str) -> Compose:
    """A mail to the operator, sent only while there is something to do."""

    def compose(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
        row = submission(session, subject[1])
        if row is None or row.state != state or (kind == "listing-call" and row.call_phone is None):
            return None
        desk = absolute(f"/admin/ads/{row.id}" if state == "open" else "/admin/list-calls")
        name = name_of(reviewed(row.parsed, row.corrections), speak.url)
        number = phone.display(row.call_phone or row.proved_phone or "")
        return _write(kind, speak, channel, name=name, number=number, desk=desk)

    return compose


def _decided(state: str) -> Compose:
    """To the contractor: on the pages, joined with what was here, or not taken and why."""

    def compose(session: Session, subject: Subject, speak: Language, channel: str) -> Content | None:
        row = submission(session, subject[1])
        if row is None or row.state != state:
            return None
        business = next(iter(by_ids(session, [row.business_id])), None) if row.business_id else None
        name = (
            business.display_name(speak.url) if business else name_of(reviewed(row.parsed, row.corrections), speak.url)
        )
        return _write(
            DECIDED[state],
            speak,
            channel,
            name=name[:20] if channel == "sms" else name,
            reason=row.reason,
            link=absolute(f"/{speak.url}/businesses/{business.slug}") if business else "",
            manage=absolute(f"/{speak.url}/manage"),
            contact=phone.display(settings().contact_phone),
        )

    return compose


def _write(kind: str, speak: Language, channel: str, **values: object) -> Content:
    folder = f"onboarding/messages/{kind}"
    with speaking(speak):
        if channel == "sms":
            return Content(body=render_template(f"{folder}/sms.txt", **values).strip())
        return Content(
            subject=render_template(f"{folder}/subject.txt", **values).strip(),
            body=render_template(f"{folder}/body.txt", **values).strip() + "\n",
        )


COMPOSERS: dict[str, Compose] = {
    "listing-handed-in": _to_operator("listing-handed-in", "open"),
    "listing-call": _to_operator("listing-call", "unproved"),
    **{kind: _decided(state) for state, kind in DECIDED.items()},
}
