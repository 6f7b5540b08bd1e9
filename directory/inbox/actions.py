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
from directory.quotes.actions import QuoteDraft
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead, meant
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text


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
    if not is_ours:
        _for_a_person(session, text)
        return
    last = outbox_queries.newest_text_to(session, e164)
    _act_on(session, text)
    answer = outbox_queries.newest_text_to(session, e164)
    text.answer_id = answer if answer != last else None


def _act_on(session: Session, text: InboundText) -> None:
    """Do what a text says. Its row keeps how it was read and what it did to which lead."""
    e164 = text.sender
    leads = queries.open_leads(session, e164)
    reading = read(text.body, [_as_read(lead) for lead in leads], clock.local(clock.now()).date())
    if reading.intent not in (Intent.STOP, Intent.MACHINE) and rules.is_quoting(text.body, _texts_to(session, e164)):
        # A phone wrote it, in whatever language: our own words answer nothing.
        reading = Reading(Intent.MACHINE)
    text.meaning, text.pass_on = reading.intent, reading.pass_on
    named = next((lead for lead in leads if reading.lead is not None and lead.accept_digit == reading.lead), None)
    if reading.intent is Intent.STOP:
        _stop(session, text)
    elif reading.intent is Intent.START:
        _start(session, text)
    elif reading.intent in (Intent.ACCEPT, Intent.DECLINE) and named is not None:
        _answer_lead(session, text, named, reading)
    elif reading.intent is Intent.QUOTE and named is not None:
        _price(session, text, named, reading)
    elif reading.intent is Intent.WORDS and named is not None and reading.pass_on:
        _pass_on(session, text, named)
    elif reading.intent in _ANSWERED and business_queries.points_by_phone(session, e164):
        if named is not None:
            text.subject_kind, text.subject_id = "lead", named.id
        _answer_from_table(session, text, reading)
    elif reading.intent is Intent.WHO:
        text.is_read = True
        _answer(session, "help-ack", text)
    elif reading.intent is Intent.WHICH:
        _ask_back(session, text)
    elif reading.intent is Intent.NOTHING:
        _thanks(session, text, leads)
    elif rules.is_digit(text.body) and (leads or business_queries.point_by_phone(session, e164)):
        text.is_read = True
        _answer(session, "unknown-digit", text)
    elif reading.intent is not Intent.MACHINE:
        if leads and carries_link(text.body):
            _answer(session, "not-passed", text)
        _for_a_person(session, text)


def _texts_to(session: Session, e164: str) -> list[str]:
    """What this phone was texted lately, without links."""
    return [unlinked(body) for body in outbox_queries.bodies_to(session, e164)]


#: What a listed phone is answered from the table, and whether a person reads it too.
_ANSWERED = {
    Intent.COST: ("cost-ack", False),
    Intent.REMOVE: ("remove-ack", True),
    Intent.PAUSE: ("pause-ack", True),
    Intent.RESUME: ("pause-ack", True),
    Intent.WON: ("outcome-ack", True),
    Intent.LOST: ("outcome-ack", True),
}


def _as_read(lead: Lead) -> OpenLead:
    """A lead as a text is read by: its town, its job, and its homeowner's name once the firm has it."""
    return OpenLead(
        accept=lead.accept_digit or 0,
        decline=(lead.accept_digit or 0) + 1,
        place=queries.town(lead),
        job=lead.request.service,
        state="new" if lead.state == "new" else "quoted" if lead.state == "quoted" else "accepted",
        name=lead.request.name if lead.state != "new" else None,
    )


def _store(session: Session, sender: str, body: str, provider_reference: str) -> InboundText | None:
    """The new row; None when this text was received before (two deliveries at once included)."""
    if queries.text_by_reference(session, provider_reference) is not None:
        return None
    text = InboundText(
        provider_reference=provider_reference[:64],
        sender=sender,
        body=clean(body)[: rules.LONGEST_TEXT],
        meaning=Intent.UNCLEAR,
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
    lead_actions.texts_stopped(session, text.sender)
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


def _thanks(session: Session, text: InboundText, leads: list[Lead]) -> None:
    """OK and thanks: read and done. 好, which printed ads tell contractors to text, is a yes to texts from them."""
    points = business_queries.points_by_phone(session, text.sender)
    text.is_read = True
    if leads or not points or not rules.is_agreement(text.body):
        return
    text.meaning = Intent.START
    outbox.lift(session, "sms", text.sender)
    for point in points:
        if point.state != "agreed":
            business_actions.set_contact_state(session, point.id, "agreed", "texted 好", "business")
    _answer(session, "started-ack", text)
    record(session, "phone", InboxAct.AGREE_TEXTS, ("inbound", text.id))


def _answer_lead(session: Session, text: InboundText, candidate: Lead, reading: Reading) -> None:
    """Accept or decline an open lead."""
    # The page may have answered a moment ago: how it stands is read under the lock, so that the two agree.
    lead = lead_actions.locked_lead(session, candidate.id)
    if lead.state not in OPEN_LEADS:
        text.is_read = True
        _answer(session, "unknown-digit", text)
        return
    text.subject_kind, text.subject_id = "lead", lead.id
    before = lead.state
    if reading.intent is Intent.ACCEPT and lead.state != "new":
        text.is_read = True
        _answer(session, "already-accepted", text)
        return
    try:
        with session.begin_nested():
            if reading.intent is Intent.ACCEPT:
                lead_actions.accept(session, lead.id, "sms")
            elif lead.state == "new":
                lead_actions.decline(session, lead.id, reading.reason, "sms")
            else:
                quote_actions.give_up(session, lead.id, reading.reason, "sms")
    except (IllegalMove, Invalid):
        _for_a_person(session, text)
        return
    text.is_read, text.effect, text.state_before = True, reading.intent, before
    if lead.state == "lost":
        _answer(session, "given-up", text)


def _price(session: Session, text: InboundText, lead: Lead, reading: Reading) -> None:
    """Give the homeowner the price that was texted, and confirm it with who gets it and how to mend it."""
    low, high = reading.amount or (0, 0)
    try:
        with session.begin_nested():
            before = lead_actions.locked_lead(session, lead.id).state
            price = quote_actions.quote(session, lead.id, QuoteDraft(low, high), how="sms")
    except (IllegalMove, Invalid):
        _for_a_person(session, text)
        return
    text.subject_kind, text.subject_id, text.is_read = "lead", lead.id, True
    text.effect, text.state_before, text.effect_id = "quote", before, price.id
    _answer(session, "price-ack", text)


def _pass_on(session: Session, text: InboundText, lead: Lead) -> None:
    """Words for one customer: onto the lead, so that its homeowner reads them; to the operator in any case.

    Not where they may be for somebody whose lead is only just over, and not with words or a link of ours in them.
    """
    is_named = meant(Text(text.body).plain, [_as_read(lead)]).is_named
    others = [other for other in lead_queries.leads_meant_by(session, text.sender, clock.now()) if other.id != lead.id]
    if carries_link(text.body):
        _answer(session, "not-passed", text)
    elif any(other.state not in OPEN_LEADS for other in others) and not is_named:
        business_actions.note_answer(session, text.sender)
        _answer(session, "which-customer", text)
    else:
        try:
            with session.begin_nested():
                line = quote_actions.ask(session, lead.id, text.body[:1000], source="sms")
            text.subject_kind, text.subject_id = "lead", lead.id
            text.effect, text.state_before, text.effect_id = "words", lead.state, line.id
            _answer(session, "text-heard", text)
        except Invalid:
            pass  # The lead takes no more: the operator reads it.
    _for_a_person(session, text)


def _answer_from_table(session: Session, text: InboundText, reading: Reading) -> None:
    """Answer a question or a wish of a listed phone; what only a person can do, a person reads."""
    kind, is_for_a_person = _ANSWERED[reading.intent]
    business_actions.note_answer(session, text.sender)
    _answer(session, kind, text)
    text.is_read = not is_for_a_person
    if is_for_a_person:
        _for_a_person(session, text)


def _ask_back(session: Session, text: InboundText) -> None:
    """For a customer, but which of several: nobody is guessed."""
    if carries_link(text.body):
        _answer(session, "not-passed", text)
        _for_a_person(session, text)
        return
    business_actions.note_answer(session, text.sender)
    _answer(session, "which-customer", text)
    _for_a_person(session, text)


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
