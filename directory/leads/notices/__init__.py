"""Which message goes to whom, composed in its recipient's language when it is sent. None = withdrawn since."""

from flask import current_app
from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.kernel import phone
from directory.kernel.errors import IllegalMove
from directory.kernel.language import ENGLISH, Language
from directory.leads import queries
from directory.leads.actions import expire
from directory.leads.actions.answer import tell_homeowner
from directory.leads.models import Lead
from directory.leads.notices.words import (
    LONG,
    SHORT,
    Facts,
    county_instead,
    fit,
    job_words,
    lead_link,
    pronoun,
    request_link,
    write,
)
from directory.leads.rules import OPEN_LEADS
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content

_TOLD = ("sent", "delivered")
#: Characters of a name where a text has no room for more.
_SHORT_NAME = 10

__all__ = ["COMPOSERS", "JOBS", "OUTCOMES", "lead_link", "request_link"]


def _lead(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
    """The first word a business hears of a request; a later one is shorter. Over budget the greeting goes first."""
    found = _open(session, subject, ("new",))
    if found is None or found[1].state != "published":
        return None
    lead, business = found
    values: Facts = {
        "name": business.display_name(speak.url),
        "greeting": True,
        "accept": lead.accept_digit,
        "decline": lead.accept_digit + 1,
        "link": lead_link(lead),
        "contact_phone": _contact_phone(),
        **job_words(lead.request, speak),
    }
    known = queries.was_texted_before(session, business.id, lead.id)
    shorter: list[Facts] = [
        {"greeting": False},
        county_instead(lead.request, speak),
        {"speaks": ""},
        {"contact_phone": ""},
    ]
    return fit("lead-again" if known else "lead", speak, LONG, values, *shorter)


def _contact(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
    """The number that was asked for; nothing once the homeowner took it back."""
    found = _open(session, subject, ("accepted", "quoted", "won"))
    if found is None:
        return None
    lead, business = found
    row, called = lead.request, lead.request.name
    if called is None:
        return None
    allowed = queries.channels_of(queries.consents_of(session, row.id), business.id)
    number = phone.display(row.phone) if row.phone and allowed & {"call", "sms"} else row.email or ""
    values: Facts = {
        "name": called,
        "number": number,
        "zip": row.zip,
        "is_mail": "@" in number,
        "pronoun": pronoun(called),
        # "We have told them" only where a message says so in the same transaction.
        "is_told": bool(row.email or (row.receipt_sms and row.phone)),
        **job_words(row, speak),
    }
    shorter: list[Facts] = [{"is_told": False}, {"town": ""}, {"urgency": ""}, {"name": called[:_SHORT_NAME]}]
    return fit("contact", speak, SHORT, values, *shorter)


def _to_business(kind: str, states: tuple[str, ...]) -> Compose:
    def compose(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
        found = queries.lead_with_business(session, subject[1])
        if found is None or found[0].state not in states:
            return None
        row = found[0].request
        return fit(kind, speak, SHORT, job_words(row, speak), county_instead(row, speak))

    return compose


def _to_homeowner(kind: str, states: tuple[str, ...]) -> Compose:
    def compose(session: Session, subject: tuple[str, int], speak: Language, channel: str) -> Content | None:
        found = _open(session, subject, states)
        if found is None:
            return None
        lead, business = found
        number = lead.texted_phone or next(iter(business.phones), "")
        values: Facts = {
            "name": business.display_name(speak.url),
            "number": phone.display(number),
            "by_mail": lead.request.phone is None,
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
        "number": next((phone.display(number) for b in businesses for number in b.phones), _contact_phone()),
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


def _open(session: Session, subject: tuple[str, int], states: tuple[str, ...]) -> tuple[Lead, Business] | None:
    """The lead and its business while the lead is in one of these states and its request is open."""
    found = queries.lead_with_business(session, subject[1])
    if found is None or found[0].state not in states or found[0].request.state != "open":
        return None
    return found


def _contact_phone() -> str:
    return phone.display(str(current_app.config["CONTACT_PHONE"]))


def _check_told(session: Session, subject: tuple[str, int]) -> None:
    """Fifteen minutes on: a lead nobody was told of becomes the operator's, once."""
    found = _open(session, subject, ("new",))
    if found is None or found[0].texted_phone is None:  # the operator was asked to call this one at once
        return
    texts = outbox_queries.messages_of(session, "lead", [subject[1]])[subject[1]]
    if not any(message.kind == "lead" and message.state in _TOLD for message in texts):
        operator = str(current_app.config["OPERATOR_EMAIL"])
        outbox.enqueue(session, "untold-lead", subject, "email", operator, "en", priority="operator")


def _check_silence(session: Session, subject: tuple[str, int]) -> None:
    """A day on: a text that reached the phone and got no answer at all counts towards "calls only"."""
    found = _open(session, subject, ("new",))
    if found is None or found[0].texted_phone is None or found[0].answered_at is not None:
        return
    texts = outbox_queries.messages_of(session, "lead", [subject[1]])[subject[1]]
    if any(message.kind == "lead" and message.state in _TOLD for message in texts):
        for point in found[1].contact_points:
            if point.address == found[0].texted_phone:
                business_actions.note_lead_text(session, point.id)


def _expire(session: Session, subject: tuple[str, int]) -> None:
    expire(session, subject[1])


def _after(session: Session, message: Message, outcome: str) -> None:
    """A lead text that will never arrive: the homeowner hears of it, and the phone is not tried again."""
    if message.kind != "lead" or outcome != "failed":
        return
    if message.error_kind == "recipient":
        for point in business_queries.points_by_phone(session, message.recipient):
            try:
                business_actions.set_contact_state(session, point.id, "cannot_receive", "a text bounced", "worker")
            except IllegalMove:
                continue
    found = _open(session, (message.subject_kind, message.subject_id), OPEN_LEADS)
    if found is not None:
        tell_homeowner(session, "undelivered", found[0])


COMPOSERS = {
    "lead": _lead,
    "contact": _contact,
    "receipt": _receipt,
    "declined-ack": _to_business("declined-ack", ("declined", "spam")),
    "made-other-arrangements": _to_business("made-other-arrangements", ("withdrawn",)),
    "will-call": _to_homeowner("will-call", ("accepted", "quoted", "won")),
    "declined": _to_homeowner("declined", ("declined",)),
    "undelivered": _to_homeowner("undelivered", ("new",)),
    "untold-lead": _to_operator("untold-lead"),
    "call-for-lead": _to_operator("call-for-lead"),
    "flagged-lead": _to_operator("flagged-lead", ("declined", "spam")),
}
JOBS = {"untold-check": _check_told, "silence-check": _check_silence, "request-expiry": _expire}
OUTCOMES = [_after]
