"""Messages about a lead: to the business, to the homeowner, to the operator."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.businesses.models import Business
from directory.businesses.rules import pause
from directory.foundation.html import absolute
from directory.foundation.i18n import show_date, speaking
from directory.foundation.metrics import RUN_OUT
from directory.foundation.settings import settings
from directory.foundation.unit import after_commit
from directory.kernel import clock, phone
from directory.kernel.language import Language, by_tag
from directory.leads import queries
from directory.leads.actions.answer import tell_homeowner
from directory.leads.actions.change import CHANGED, NEW_LINK, TAKEN_OFF
from directory.leads.actions.clocks import REMINDER_CHECK, STILL_UNANSWERED, UNANSWERED, UNTOLD
from directory.leads.actions.end import DELETED, WAYS_LEFT
from directory.leads.actions.second import SECOND
from directory.leads.models import QuoteRequest
from directory.leads.notices import changes, clocks
from directory.leads.notices.receipt import receipt
from directory.leads.notices.second import for_second, second_contact
from directory.leads.notices.words import (
    LONG,
    SHORT,
    Facts,
    confirm_key,
    contact_phone,
    county_instead,
    customer,
    fit,
    fit_text,
    job_words,
    lead_link,
    open_lead,
    pronoun,
    request_link,
    write,
    write_fitting,
)
from directory.leads.rules import (
    OPEN_LEADS,
    UNSENT,
    LeadState,
    may_phone,
    shortened,
    shown_reason,
)
from directory.leads.rules.clocks import NO_ANSWER, reminded_at
from directory.leads.rules.job import job_in_short, place_of
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content, MessageKind
from directory.outbox.rules import how_far
from directory.outbox.topics import Topic

__all__ = [
    "JOBS",
    "KINDS",
    "LONG",
    "OUTCOMES",
    "SHORT",
    "Facts",
    "confirm_key",
    "county_instead",
    "customer",
    "fit",
    "fit_text",
    "for_second",
    "job_words",
    "lead_link",
    "pronoun",
    "request_link",
    "write_fitting",
]


def lead(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """The first word a business hears of a request; a later one is shorter. Over budget the greeting goes first."""
    lead_and_business = open_lead(session, subject, ("new",))
    if lead_and_business is None or lead_and_business[1].state != "published":
        return None
    opened, business = lead_and_business
    values: Facts = {
        "name": business.display_name(language.url),
        "greeting": True,
        "accept": opened.accept_digit,
        "decline": opened.accept_digit + 1,
        "link": lead_link(opened),
        "contact_phone": contact_phone(),
        **job_words(opened.request, language),
        "job": job_in_short(opened.request, language.url),
    }
    if channel == "email":
        return _if_held(session, business, write("lead", language, channel, settings=_settings(business), **values))
    known = queries.was_texted_before(session, business.id, opened.id)
    shorter: list[Facts] = [
        {"greeting": False},
        county_instead(opened.request, language),
        {"speaks": ""},
        {"contact_phone": ""},
    ]
    return fit("lead-again" if known else "lead", language, LONG, values, *shorter)


def contact(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """The number that was asked for; nothing once the homeowner took it back."""
    lead_and_business = open_lead(session, subject, ("accepted", "quoted", "won"))
    if lead_and_business is None:
        return None
    opened, business = lead_and_business
    quote_request, called = opened.request, opened.request.name
    if called is None:
        return None
    allowed = queries.channels_of(queries.permissions_of(session, quote_request.id), business.id)
    given = quote_request.phone if may_phone(quote_request.phone, allowed) else None
    number = phone.display(given) if given else quote_request.email or ""
    values: Facts = {
        "name": called,
        "number": number,
        "zip": quote_request.zip,
        "is_mail": "@" in number,
        "pronoun": pronoun(called),
        # "We have told them" only where a message says so in the same transaction.
        "is_told": queries.is_written_to(quote_request),
        "is_asked": outbox_queries.has_asked_with_yes(session, opened.id),
        **job_words(quote_request, language),
    }
    if channel == "email":
        values |= {"link": lead_link(opened), "email": quote_request.email if "email" in allowed else ""}
        return _if_held(session, business, write("contact", language, channel, settings=_settings(business), **values))
    shorter: list[Facts] = [
        {"is_told": False},
        {"town": ""},
        {"urgency": ""},
        {"is_asked": False},
        {"name": shortened(called)},
    ]
    return fit("contact", language, SHORT, values, *shorter)


def to_business(kind: str, states: tuple[str, ...]) -> Compose:
    """A composer of one kind of message to a business, sent while its lead is in one of these states."""

    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        lead_and_business = queries.lead_with_business(session, subject[1])
        if lead_and_business is None or lead_and_business[0].state not in states:
            return None
        quote_request = lead_and_business[0].request
        if channel == "email":
            words = job_words(quote_request, language)
            return _if_held(
                session,
                lead_and_business[1],
                write(kind, language, channel, settings=_settings(lead_and_business[1]), **words),
            )
        lead = lead_and_business[0]
        values = {
            "is_flagged": lead.state == "spam",
            "accept": lead.accept_digit or 0,
            "is_new": lead.state == "new",
            **customer(lead, language),
        }
        return fit(kind, language, SHORT, values, county_instead(quote_request, language), {"job": ""})

    return compose


def _if_held(session: Session, business: Business, content: Content) -> Content | None:
    """The mail, while the business still wants mail and somebody who acts for it holds the address."""
    return content if queries.delivery_of(session, business.id).email else None


def _settings(business: Business) -> str:
    """Where a business says how it wants to be told."""
    return absolute(f"/{by_tag(business.language).url}/manage/{business.slug}/delivery")


#: What the homeowner is told of a message that did not reach a business for sure, and that it did after all.
_NOT_REACHED, _ARRIVED = ("undelivered", "in-doubt"), "arrived-after-all"


def _ways(session: Session, lead_id: int) -> list[Message]:
    """The messages that tell a business of a lead."""
    about = outbox_queries.messages_of(session, "lead", [lead_id])[lead_id]
    return [message for message in about if message.kind == "lead"]


def _to_homeowner(kind: str, states: tuple[str, ...], reach: str = "") -> Compose:
    """A composer of news of a lead in one of these states; `reach`: while the request came so far and no farther."""

    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        lead_and_business = open_lead(session, subject, states)
        if lead_and_business is None:
            return None
        lead, business = lead_and_business
        number = lead.texted_phone or next(iter(business.phones), "")
        place = place_of(lead.request)
        came = how_far(way.state for way in _ways(session, lead.id))
        if reach and came != reach:
            return None
        until = pause(business.paused_until, clock.today())
        if kind == "paused" and until is None:
            return None
        with speaking(language):
            day = show_date(until) if until else ""
        values: Facts = {
            "name": business.display_name(language.url),
            "number": phone.display(number),
            "by_mail": not queries.may_phone_lead(session, lead),
            "was_mailed": lead.texted_phone is None,
            "is_told": bool(lead.told_at) or came == "told",
            "has_number": lead.accepted_at is not None,
            "reason": shown_reason(
                lead.decline_reason,
                lead.declined_at,
                queries.number_since(queries.versions_of(session, lead.request_id)),
            ),
            "is_ended": lead.state == "expired",
            "state": place.state if place else "",
            "day": day,
            "can_add": bool(queries.addable(session, lead.request, queries.asking(session, lead.request_id))),
            **job_words(lead.request, language),
        }
        if channel == "sms":
            most = LONG if kind == "paused" else SHORT
            return fit(kind, language, most, values, *_shorter(lead.request, business, language))
        return write(kind, language, channel, link=request_link(lead.request, language), **values)

    return compose


def _shorter(quote_request: QuoteRequest, business: Business, language: Language) -> list[Facts]:
    """What a text to a homeowner leaves out while it is too long; whose answer it is always stands."""
    name = business.display_name(language.url)
    return [county_instead(quote_request, language), {"job": ""}, {"name": shortened(name)}]


def _correction(what: str, states: tuple[str, ...]) -> Compose:
    """What a homeowner is told who was told something wrong; nothing once it came true (the lead left `states`)."""

    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        lead_and_business = open_lead(session, subject, states)
        if lead_and_business is None:
            return None
        lead, business = lead_and_business
        by_mail = not queries.may_phone_lead(session, lead)
        values: Facts = {"what": what, "name": business.display_name(language.url), "by_mail": by_mail}
        if channel == "sms":
            return fit("correction", language, LONG, values, {"name": ""})
        return write("correction", language, channel, link=request_link(lead.request, language), **values)

    return compose


def _to_operator(kind: str, states: tuple[str, ...] = ("new",)) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        lead_and_business = queries.lead_with_business(session, subject[1])
        if (
            lead_and_business is None
            or lead_and_business[0].state not in states
            or lead_and_business[0].request.state == "erased"
        ):
            return None
        lead, business = lead_and_business
        phones = [phone.display(number) for number in business.phones]
        values: Facts = {"name": business.display_name(language.url), "phones": phones, "lead_id": lead.id}
        return write(kind, language, channel, reason=lead.decline_reason, **values, **job_words(lead.request, language))

    return compose


def _check_told(session: Session, subject: tuple[str, int]) -> None:
    """Fifteen minutes on (from the end of quiet hours): a lead nobody was told of becomes the operator's, once.

    Of a message in doubt the operator hears by itself, in other words.
    """
    lead_and_business = open_lead(session, subject, ("new",))
    if lead_and_business is None:
        return
    ways = _ways(session, subject[1])
    # Without any, the operator was asked to call at once.
    if ways and how_far(way.state for way in ways if not way.is_file) not in ("told", "in-doubt"):
        after_commit(session, RUN_OUT.labels("untold").inc)
        outbox.tell_operators(session, "untold-lead", subject)


def _check_silence(session: Session, subject: tuple[str, int]) -> None:
    """A day on: a text that reached the phone and got no answer at all counts towards "calls only"."""
    lead_and_business = open_lead(session, subject, ("new",))
    if (
        lead_and_business is None
        or lead_and_business[0].texted_phone is None
        or lead_and_business[0].answered_at is not None
    ):
        return
    ways = _ways(session, subject[1])
    if how_far(way.state for way in ways if way.channel == "sms" and not way.is_file) == "told":
        for point in lead_and_business[1].contact_points:
            if point.address == lead_and_business[0].texted_phone:
                business_actions.note_lead_text(session, point.id)


def _after(session: Session, message: Message, outcome: str) -> None:
    """The homeowner hears of a lead's message that did not arrive, or of which nobody knows.

    Not where the business was told by its other way, or may still be. What had been called undelivered and arrived is
    corrected. From the first message that went out on, an answer is waited for.
    """
    if message.kind != "lead" or outcome not in ("failed", "unsure", "sent", "delivered"):
        return
    lead_and_business = open_lead(session, (message.subject_kind, message.subject_id), OPEN_LEADS)
    if lead_and_business is None:
        return
    request = lead_and_business[0].request
    if outcome in ("sent", "delivered"):
        due_at = reminded_at(message.sent_at or clock.now(), request.urgency, settings().sms_hours)
        outbox.schedule(session, REMINDER_CHECK, ("lead", message.subject_id), due_at)
    reach = how_far(way.state for way in _ways(session, message.subject_id))
    if reach in _NOT_REACHED:
        tell_homeowner(session, reach, ("lead", message.subject_id), request)
    elif reach == "told" and outcome == "delivered":
        outbox.cancel(session, ("lead", message.subject_id), _NOT_REACHED)
        about = outbox_queries.messages_of(session, "lead", [message.subject_id])[message.subject_id]
        if any(news.kind in _NOT_REACHED and news.state not in UNSENT for news in about):
            tell_homeowner(session, _ARRIVED, ("lead", message.subject_id), request)


KINDS = {
    "lead": MessageKind(lead, _l("a customer's request"), Topic.CUSTOMERS),
    "contact": MessageKind(contact, _l("the customer's number")),
    "receipt": MessageKind(receipt, _l("receipt for the customer")),
    "declined-ack": MessageKind(to_business("declined-ack", ("declined", "spam")), _l("answer: declined")),
    "made-other-arrangements": MessageKind(
        to_business("made-other-arrangements", ("withdrawn",)),
        _l("the customer needs nobody any more"),
        Topic.CUSTOMERS,
    ),
    DELETED: MessageKind(to_business(DELETED, ("won",)), _l("the customer deleted the request"), Topic.CUSTOMERS),
    "not-chosen": MessageKind(
        to_business("not-chosen", ("lost", "withdrawn")), _l("the customer chose another business"), Topic.CUSTOMERS
    ),
    "will-call": MessageKind(_to_homeowner("will-call", ("accepted", "quoted", "won")), _l("the business will call")),
    "declined": MessageKind(_to_homeowner("declined", ("declined", "lost", "expired")), _l("the business declined")),
    "calls-only": MessageKind(_to_homeowner("calls-only", OPEN_LEADS), _l("the business takes calls only")),
    "digits": MessageKind(to_business("digits", OPEN_LEADS), _l("a customer has new digits")),
    "paused": MessageKind(_to_homeowner("paused", ("new",)), _l("the business takes no new work now")),
    "corrected-accept": MessageKind(_correction("accept", ("new",)), _l("correction: not taken yet")),
    "corrected-decline": MessageKind(_correction("decline", OPEN_LEADS), _l("correction: not passed on")),
    "corrected-price": MessageKind(_correction("price", OPEN_LEADS), _l("correction: that price was not theirs")),
    "corrected-words": MessageKind(
        _correction("words", tuple(LeadState)), _l("correction: those words were not theirs")
    ),
    "undelivered": MessageKind(
        _to_homeowner("undelivered", ("new",), "undelivered"), _l("the business could not be reached")
    ),
    "in-doubt": MessageKind(
        _to_homeowner("in-doubt", ("new",), "in-doubt"), _l("not known whether the business was reached")
    ),
    _ARRIVED: MessageKind(_to_homeowner(_ARRIVED, ("new",), "told"), _l("the business was reached after all")),
    clocks.REMINDER: MessageKind(clocks.reminder, _l("the customer still waits for an answer"), Topic.CUSTOMERS),
    NO_ANSWER[0]: MessageKind(clocks.compose(NO_ANSWER[0]), _l("nobody has answered yet")),
    NO_ANSWER[1]: MessageKind(clocks.compose(NO_ANSWER[1]), _l("still nobody has answered")),
    SECOND: MessageKind(second_contact, _l("what a second contact will get"), Topic.COPIES),
    CHANGED: MessageKind(changes.request_changed, _l("the request was corrected"), Topic.CUSTOMERS),
    TAKEN_OFF: MessageKind(changes.taken_off, _l("no longer the contact of a request")),
    WAYS_LEFT: MessageKind(changes.ways_left, _l("the ways left to contact the customer"), Topic.CUSTOMERS),
    NEW_LINK: MessageKind(changes.new_link, _l("the page of a request has a new address")),
    "untold-lead": MessageKind(_to_operator("untold-lead"), _l("a lead nobody was told of")),
    "call-for-lead": MessageKind(_to_operator("call-for-lead"), _l("please call about a customer")),
    "flagged-lead": MessageKind(
        _to_operator("flagged-lead", ("declined", "spam")), _l("a lead was called spam or not theirs")
    ),
}
JOBS = {
    UNTOLD: _check_told,
    "silence-check": _check_silence,
    UNANSWERED: clocks.check,
    STILL_UNANSWERED: clocks.check_again,
    REMINDER_CHECK: clocks.remind,
}
OUTCOMES = [_after]
