"""Acting on a text that came in: a digit answers a lead, a stop word stops, everything else reaches a person."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import actions as business_actions
from directory.businesses import actions as businesses
from directory.businesses import queries as business_queries
from directory.businesses.models import DeliveryPreference
from directory.foundation.settings import settings
from directory.foundation.tokens import carries_link, unlinked
from directory.inbox import notices, queries, rules
from directory.inbox.rules import InboxAct, day
from directory.kernel import clock, phone
from directory.kernel.errors import IllegalMove, Invalid
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.queries import Delivery, emails_of
from directory.leads.rules import OPEN_LEADS
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import InboundText
from directory.quotes import actions as quote_actions


def receive_text(session: Session, sender: str, body: str, provider_reference: str) -> None:
    """Store a text and do what it says, once per `provider_reference`, however often the gateway repeats it.

    `sender` in any spelling; a number that is not a US or Canadian one is stored and answered with nothing.
    """
    try:
        e164, is_ours = phone.parse(sender), True
    except ValueError:
        e164, is_ours = clean(sender)[:20], False
    text = _store(session, e164, body, provider_reference)
    if text is None:
        return
    meaning = rules.read(text.body)
    text.meaning = meaning.kind if meaning.kind != "digit" else "other"
    if not is_ours:
        _for_a_person(session, text)
    elif meaning.kind == "stop":
        _stop(session, text)
    elif meaning.kind == "start":
        _start(session, text)
    elif meaning.kind == "agree":
        _agree(session, text)
    elif meaning.kind == "help":
        text.is_read = True
        _answer(session, "help-ack", text)
    elif meaning.kind == "digit":
        _digit(session, text, meaning.digit)
    elif meaning.kind in ("accept", "decline"):
        _word(session, text)
    else:
        _free_text(session, text)


def _store(session: Session, sender: str, body: str, provider_reference: str) -> InboundText | None:
    """The new row; None when this text was received before (two deliveries at once included)."""
    if queries.text_by_reference(session, provider_reference) is not None:
        return None
    text = InboundText(
        provider_reference=provider_reference[:64],
        sender=sender,
        body=clean(body)[: rules.LONGEST_TEXT],
        meaning="other",
    )
    try:
        with session.begin_nested():
            session.add(text)
    except IntegrityError:
        return None
    return text


def _stop(session: Session, text: InboundText) -> None:
    """No more texts to this phone. Said once; the one message that may still go to it."""
    text.is_read = True
    if not outbox_queries.is_suppressed(session, "sms", text.sender):
        # Queued before the stop, because afterwards nothing can be.
        _answer(session, "stopped-ack", text)
        outbox.suppress(session, "sms", text.sender, "stop")
    for point in business_queries.points_by_phone(session, text.sender):
        if point.state != "no_texts":
            business_actions.set_contact_state(session, point.id, "no_texts", "texted a stop word", "business")
    record(session, "phone", InboxAct.STOP_TEXTS, ("inbound", text.id))


def _start(session: Session, text: InboundText) -> None:
    """Texts again: whoever stopped them asked for them."""
    text.is_read = True
    outbox.lift(session, "sms", text.sender)
    for point in business_queries.points_by_phone(session, text.sender):
        if point.state == "no_texts":
            business_actions.set_contact_state(session, point.id, "agreed", "texted START", "business")
    _answer(session, "started-ack", text)
    record(session, "phone", InboxAct.START_TEXTS, ("inbound", text.id))


def _agree(session: Session, text: InboundText) -> None:
    """What printed ads tell contractors to text: from a listed phone with nothing open it is a yes to texts."""
    points = business_queries.points_by_phone(session, text.sender)
    if not points or lead_queries.open_leads_texted_to(session, text.sender):
        text.meaning = "other"
        _free_text(session, text)
        return
    text.meaning, text.is_read = "start", True
    outbox.lift(session, "sms", text.sender)
    for point in points:
        if point.state != "agreed":
            business_actions.set_contact_state(session, point.id, "agreed", "texted 好", "business")
    _answer(session, "started-ack", text)
    record(session, "phone", InboxAct.AGREE_TEXTS, ("inbound", text.id))


def _digit(session: Session, text: InboundText, digit: int) -> None:
    """Accept or decline the open lead whose pair this digit belongs to; without one, say so politely."""
    leads = lead_queries.open_leads_texted_to(session, text.sender)
    for candidate in leads:
        meaning = rules.answer(digit, candidate.accept_digit)
        if meaning is None:
            continue
        # The page may have answered a moment ago: how it stands is read under the lock, so that the two agree.
        lead = lead_actions.locked_lead(session, candidate.id)
        if lead.state not in OPEN_LEADS:
            continue
        text.subject_kind, text.subject_id = "lead", lead.id
        if meaning == "accept" and lead.state != "new":
            text.meaning, text.is_read = "accept", True
            _answer(session, "already-accepted", text)
            return
        try:
            with session.begin_nested():
                _decide(session, lead, meaning)
        except (IllegalMove, Invalid):
            _for_a_person(session, text)
            return
        text.meaning, text.is_read = meaning, True
        if lead.state == "lost":
            _answer(session, "given-up", text)
        return
    if leads or business_queries.point_by_phone(session, text.sender):
        _answer(session, "unknown-digit", text)
        text.meaning, text.is_read = "unknown", True
    else:
        _for_a_person(session, text)


def _word(session: Session, text: InboundText) -> None:
    """The words of a digit say which only where one customer waits; else they are words like others."""
    leads = lead_queries.open_leads_texted_to(session, text.sender)
    if len(leads) == 1 and leads[0].accept_digit:
        _digit(session, text, leads[0].accept_digit + (text.meaning == "decline"))
    else:
        text.meaning = "other"
        _free_text(session, text)


def _decide(session: Session, lead: Lead, meaning: str) -> None:
    if meaning == "accept":
        lead_actions.accept(session, lead.id, "sms")
    elif lead.state == "new":
        lead_actions.decline(session, lead.id, None, "sms")
    else:
        quote_actions.give_up(session, lead.id, None, "sms")


def _free_text(session: Session, text: InboundText) -> None:
    """Words: onto the one lead they can be meant for, so that its homeowner reads them; to the operator in any case.

    What a phone wrote by itself, our own words quoted and what may be a refusal are passed on to nobody and answered
    by nothing; words with a link of ours, and words that may be for several homeowners, are not passed on either.
    """
    leads = lead_queries.leads_meant_by(session, text.sender, clock.now())
    if any(lead.state in OPEN_LEADS for lead in leads) and not _is_withheld(session, text):
        if carries_link(text.body):
            _answer(session, "not-passed", text)
        elif len(leads) > 1:
            business_actions.note_answer(session, text.sender)
            _answer(session, "which-customer", text)
        else:
            _pass_on(session, leads[0], text)
    _for_a_person(session, text)


def _is_withheld(session: Session, text: InboundText) -> bool:
    """Whether this is a word for no homeowner at all, so that no answer of ours belongs to it either."""
    if not text.body or rules.is_reaction(text.body) or rules.refuses_texts(text.body):
        return True
    return rules.quotes(unlinked(text.body), map(unlinked, outbox_queries.bodies_to(session, text.sender)))


def _pass_on(session: Session, lead: Lead, text: InboundText) -> None:
    """Put the words on the lead, and say so; they stay with the operator alone where the lead takes no more."""
    try:
        with session.begin_nested():
            quote_actions.ask(session, lead.id, text.body[:1000], source="sms")
    except Invalid:
        return
    text.subject_kind, text.subject_id = "lead", lead.id
    _answer(session, "text-heard", text)


def _for_a_person(session: Session, text: InboundText) -> None:
    """Left unread, and the operator is told by mail."""
    operator = settings().operator_email
    outbox.enqueue(session, "inbound-text", ("inbound", text.id), "email", operator, "en", priority="operator")


def _answer(session: Session, kind: str, text: InboundText) -> None:
    """Queue our answer, in the sender's language, unless this phone had its fill today (two machines talking)."""
    if (
        queries.answers_today(session, text.sender, notices.ANSWERS) >= rules.MOST_ANSWERS
        and kind not in notices.ALWAYS
    ):
        return
    language = notices.language_of(queries.heard(session, text.id))
    outbox.enqueue(session, kind, ("inbound", text.id), "sms", text.sender, language, priority="reply")


#: Hours of a day in which a business that wants texts must take them.
LEAST_HOURS = 2


def set_delivery(session: Session, business_id: int, wanted: Delivery, actor: str) -> DeliveryPreference:
    """Keep how a business wants to be told; what is under way already goes as it was decided.

    Raises Invalid(email) for an address that nobody who acts for it proved, Invalid(quiet_until) for quiet hours that
    leave texts less than `LEAST_HOURS` of a day.
    """
    if wanted.email is not None and wanted.email not in emails_of(session, [business_id]).get(business_id, ()):
        raise Invalid("email", _("First add an e-mail address to your account; a code proves that it is yours."))
    open_hours = [hour for hour in day(wanted.quiet, settings().sms_hours) if hour.texts]
    if wanted.by_sms and len(open_hours) < LEAST_HOURS:
        raise Invalid("quiet_until", _("Too little of the day is left for texts. Choose fewer hours, or e-mail."))
    # The first time there is no row to hold: two who save at once come one after the other by the business.
    businesses.locked(session, business_id)
    preference = session.get(DeliveryPreference, business_id, with_for_update=True, populate_existing=True)
    if preference is None:
        preference = DeliveryPreference(business_id=business_id)
        session.add(preference)
    preference.by_sms, preference.by_email, preference.email = wanted.by_sms, wanted.email is not None, wanted.email
    preference.quiet_from, preference.quiet_until = wanted.quiet or (None, None)
    preference.urgent_always = wanted.urgent_always
    session.flush()
    ways = [way for way, is_on in (("sms", preference.by_sms), ("email", preference.by_email)) if is_on]
    record(
        session,
        actor,
        InboxAct.SET_DELIVERY,
        ("business", business_id),
        ways=",".join(ways),
        quiet=bool(preference.quiet_from),
    )
    return preference
