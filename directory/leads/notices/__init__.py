"""Which message goes to whom, composed in its recipient's language when it is sent. None = withdrawn since."""

from flask import current_app
from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.businesses import queries as business_queries
from directory.kernel import phone
from directory.kernel.errors import IllegalMove
from directory.kernel.language import ENGLISH, Language
from directory.leads import queries
from directory.leads.actions import expire
from directory.leads.actions.tell import tell_homeowner
from directory.leads.notices import business as to_business
from directory.leads.notices.words import (
    LONG,
    SHORT,
    Facts,
    contact_phone,
    fit,
    job_words,
    lead_link,
    open_lead,
    request_link,
    write,
)
from directory.leads.rules import OPEN_LEADS
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content

_TOLD = ("sent", "delivered")
_UNTOLD = ("failed", "cancelled", "suppressed")

__all__ = ["COMPOSERS", "JOBS", "OUTCOMES", "lead_link", "request_link"]


def _to_homeowner(kind: str, states: tuple[str, ...]) -> Compose:
    def compose(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
        found = open_lead(session, subject, states)
        if found is None:
            return None
        lead, business = found
        number = lead.texted_phone or next(iter(business.phones), "")
        values: Facts = {
            "name": business.display_name(speak.url),
            "number": phone.display(number),
            "by_mail": lead.request.phone is None,
            "was_mailed": lead.texted_phone is None,
        }
        if channel == "sms":
            return fit(kind, speak, SHORT, values, {"name": ""})
        return write(kind, speak, channel, link=request_link(lead.request), **values)

    return compose


def _receipt(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
    row = queries.request_by_id(session, subject[1])
    if row is None or row.state != "open":
        return None
    businesses = queries.businesses_of(session, row.id)
    values: Facts = {
        "names": [business.display_name(speak.url) for business in businesses],
        "businesses": [(b.display_name(speak.url), phone.display(next(iter(b.phones), ""))) for b in businesses],
        "number": next((phone.display(number) for b in businesses for number in b.phones), contact_phone()),
        "request_number": row.number,
        "link": request_link(row),
        "is_named": speak is not ENGLISH,
    }
    return (
        fit("receipt", speak, LONG, values, {"is_named": False})
        if channel == "sms"
        else write("receipt", speak, channel, **values)
    )


def _to_operator(kind: str, states: tuple[str, ...] = ("new",)) -> Compose:
    def compose(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
        found = queries.lead_with_business(session, subject[1])
        if found is None or found[0].state not in states or found[0].request.state == "erased":
            return None
        lead, business = found
        phones = [phone.display(each) for each in business.phones]
        values: Facts = {"name": business.display_name("zh-hans"), "phones": phones, "lead_id": lead.id}
        return write(kind, speak, channel, reason=lead.decline_reason, **values, **job_words(lead.request, speak))

    return compose


def _check_told(session: Session, subject: tuple[str, int]) -> None:
    """Fifteen minutes on (from the end of quiet hours): a lead nobody was told of becomes the operator's, once."""
    found = open_lead(session, subject, ("new",))
    if found is None:
        return
    sent = [m for m in outbox_queries.messages_of(session, "lead", [subject[1]])[subject[1]] if m.kind == "lead"]
    # Without any, the operator was asked to call at once.
    if sent and not any(message.state in _TOLD and not message.is_file for message in sent):
        operator = str(current_app.config["OPERATOR_EMAIL"])
        outbox.enqueue(session, "untold-lead", subject, "email", operator, "en", priority="operator")


def _check_silence(session: Session, subject: tuple[str, int]) -> None:
    """A day on: a text that reached the phone and got no answer at all counts towards "calls only"."""
    found = open_lead(session, subject, ("new",))
    if found is None or found[0].texted_phone is None or found[0].answered_at is not None:
        return
    texts = outbox_queries.messages_of(session, "lead", [subject[1]])[subject[1]]
    if any(m.kind == "lead" and m.channel == "sms" and m.state in _TOLD and not m.is_file for m in texts):
        for point in found[1].contact_points:
            if point.address == found[0].texted_phone:
                business_actions.note_lead_text(session, point.id)


def _expire(session: Session, subject: tuple[str, int]) -> None:
    expire(session, subject[1])


def _after(session: Session, message: Message, outcome: str) -> None:
    """A lead text that will never arrive: its phone is not tried again, and the homeowner hears of it.

    The homeowner does not where the business was told by its other way, or may still be.
    """
    if message.kind != "lead" or outcome != "failed":
        return
    if message.error_kind == "recipient" and message.channel == "sms":
        for point in business_queries.points_by_phone(session, message.recipient):
            try:
                business_actions.set_contact_state(session, point.id, "cannot_receive", "a text bounced", "worker")
            except IllegalMove:
                continue
    found = open_lead(session, (message.subject_kind, message.subject_id), OPEN_LEADS)
    if found is None:
        return
    ways = outbox_queries.messages_of(session, "lead", [message.subject_id])[message.subject_id]
    if not any(m.kind == "lead" and m.id != message.id and m.state not in _UNTOLD for m in ways):
        tell_homeowner(session, "undelivered", found[0])


COMPOSERS = {
    "lead": to_business.lead,
    "contact": to_business.contact,
    "receipt": _receipt,
    "declined-ack": to_business.to_business("declined-ack", ("declined", "spam")),
    "made-other-arrangements": to_business.to_business("made-other-arrangements", ("withdrawn",)),
    "will-call": _to_homeowner("will-call", ("accepted", "quoted", "won")),
    "declined": _to_homeowner("declined", ("declined", "lost", "expired")),
    "undelivered": _to_homeowner("undelivered", ("new",)),
    "untold-lead": _to_operator("untold-lead"),
    "call-for-lead": _to_operator("call-for-lead"),
    "flagged-lead": _to_operator("flagged-lead", ("declined", "spam")),
}
JOBS = {"untold-check": _check_told, "silence-check": _check_silence, "request-expiry": _expire}
OUTCOMES = [_after]
