"""Texts about a phone or its listing: no more texts, texts again, no new work until a day, new work again."""

from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses import actions as business_actions
from directory.businesses import queries as business_queries
from directory.businesses.actions import FactDraft
from directory.businesses.models import Business
from directory.businesses.rules import ContactEvidence, is_pause, pause
from directory.credentials import actions as credentials
from directory.foundation.unit import touch
from directory.inbox.actions.replies import answer, for_a_person
from directory.inbox.rules import InboxAct
from directory.kernel import clock
from directory.leads import actions as lead_actions
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent, Reading


def stop(session: Session, text: InboundText) -> None:
    """Stop texts to this phone, and confirm it once: that is the last text it may still get."""
    text.is_read = True
    if not outbox_queries.is_suppressed(session, "sms", text.sender):
        # Queued before the stop, because afterwards nothing can be.
        answer(session, "stopped-ack", text)
        outbox.suppress(session, "sms", text.sender, "stop")
    for point in business_queries.points_by_phone(session, text.sender):
        if point.state != "no_texts":
            business_actions.set_contact_state(session, point.id, "no_texts", ContactEvidence.STOP_TEXT, "business")
    lead_actions.texts_stopped(session, text.sender)
    record(session, "phone", InboxAct.STOP_TEXTS, ("inbound", text.id))


def start(session: Session, text: InboundText) -> None:
    """Send texts to this phone again, which whoever stopped them has asked for."""
    text.is_read = True
    outbox.lift(session, "sms", text.sender)
    for point in business_queries.points_by_phone(session, text.sender):
        if point.state != "agreed":
            business_actions.set_contact_state(session, point.id, "agreed", ContactEvidence.START_TEXT, "business")
    answer(session, "started-ack", text)
    record(session, "phone", InboxAct.START_TEXTS, ("inbound", text.id))


def is_only_paused(session: Session, text: InboundText) -> bool:
    """Whether a phone gets texts as usual while its business takes no new work, so that "go on" can only mean work."""
    points = business_queries.points_by_phone(session, text.sender)
    is_paused = any(pause(point.business.paused_until, clock.today()) for point in points)
    return is_paused and not outbox_queries.is_suppressed(session, "sms", text.sender)


def agree(session: Session, text: InboundText) -> None:
    """Record that a listed phone agrees to texts by 好, the word that printed ads tell contractors to text."""
    text.meaning = Intent.START
    outbox.lift(session, "sms", text.sender)
    for point in business_queries.points_by_phone(session, text.sender):
        if point.state != "agreed":
            business_actions.set_contact_state(session, point.id, "agreed", ContactEvidence.YES_TEXT, "business")
    answer(session, "started-ack", text)
    record(session, "phone", InboxAct.AGREE_TEXTS, ("inbound", text.id))


def pause_or_resume(session: Session, text: InboundText, reading: Reading) -> None:
    """Pause new work until a day, or resume it, where phone and day are certain; otherwise leave it to the operator.

    The row of the text keeps the day that stood before (`state_before`), the business (`effect_id`) and the day it set.
    """
    business_actions.note_answer(session, text.sender)
    points = business_queries.points_by_phone(session, text.sender)
    listed = {point.business_id: point.business for point in points if point.business.state == "published"}
    business = next(iter(listed.values()), None)
    until = reading.until.isoformat() if reading.until else None
    is_certain = (
        reading.until is not None and is_pause(reading.until, clock.today())
        if reading.intent is Intent.PAUSE
        else business is not None and business.paused_until is not None
    )
    if business is None or len(listed) > 1 or not is_certain:
        answer(session, "pause-noted", text)
        for_a_person(session, text)
        return
    until = until if reading.intent is Intent.PAUSE else None
    before = say_pause(session, business, until)
    text.detail = {"until": until}
    text.is_read, text.effect, text.state_before, text.effect_id = True, reading.intent, before, business.id
    answer(session, "pause-ack" if reading.intent is Intent.PAUSE else "resume-ack", text)


def say_pause(session: Session, business: Business, until: str | None) -> str | None:
    """Set the day (ISO) before which the business takes no new work, as its own word; None: it takes work. Returns the
    day that stood before.

    It is the fact that the editor writes too, so that it can be changed and lifted there.
    """
    business_actions.locked(session, business.id)
    before = business.paused_until
    today = clock.today()
    draft = FactDraft("paused_until", until, "owner", today, entered_by="phone", renews=True)
    business_actions.add_facts(session, business.id, [draft])
    credentials.restate(session, business.id)
    touch(session, business.id)
    act = InboxAct.PAUSE if until else InboxAct.RESUME
    record(session, "phone", act, ("business", business.id), date=until)
    if until and until != before:
        lead_actions.paused(session, business.id)
    return before
