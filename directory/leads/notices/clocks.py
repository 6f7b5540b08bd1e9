"""Nobody has answered: its business is reminded once, then the homeowner is told, with whom to call and how to ask
another one."""

from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.businesses.rules import pause
from directory.foundation.metrics import RUN_OUT
from directory.foundation.unit import after_commit
from directory.kernel import clock, phone
from directory.kernel.language import Language
from directory.leads import queries
from directory.leads.actions.answer import tell_business, tell_homeowner
from directory.leads.actions.clocks import STILL_UNANSWERED
from directory.leads.models import Lead, QuoteRequest
from directory.leads.notices.words import (
    LONG,
    Facts,
    county_instead,
    fit,
    job_words,
    lead_link,
    open_lead,
    request_link,
    write,
)
from directory.leads.rules import LeadState, is_emergency
from directory.leads.rules.clocks import CLOCKS, NO_ANSWER, is_unanswered
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content
from directory.outbox.rules import how_far

#: The message that reminds a business.
REMINDER = "reminder"
#: From the first look at an emergency to the second.
_SECOND_LOOK = CLOCKS["now"].ends - CLOCKS["now"].reminds


def compose(kind: str) -> Compose:
    """A composer of the first or the second word that nobody has answered; nothing once somebody has."""

    def composer(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        request = queries.request_by_id(session, subject[1])
        silent = _silent(session, request) if request is not None else []
        if request is None or not silent:
            return None
        waiting = {lead.business_id for lead in silent}
        businesses = [business for business in queries.businesses_of(session, request.id) if business.id in waiting]
        phones = [(b.display_name(language.url), phone.display(next(iter(b.phones), ""))) for b in businesses]
        values: Facts = {
            "businesses": phones,
            "number": next((number for _name, number in phones if number), ""),
            "link": f"{request_link(request, language)}#another",
            "is_first": kind == NO_ANSWER[0],
            "can_add": bool(queries.addable(session, request, queries.asking(session, request.id))),
            **job_words(request, language),
        }
        if channel == "email":
            return write("no-answer", language, channel, **values)
        return fit("no-answer", language, LONG, values, county_instead(request, language), {"job": ""})

    return composer


def _silent(session: Session, request: QuoteRequest) -> list[Lead]:
    """The leads of an open request whose businesses may still answer, where none has; none of those about which its
    homeowner was told already that no message reached them."""
    leads = queries.leads_of(session, request.id)
    if request.state != "open" or not is_unanswered(leads):
        return []
    new = [lead for lead in leads if lead.state == LeadState.NEW]
    messages = outbox_queries.messages_of(session, "lead", [lead.id for lead in new])
    stopped = queries.stopped_leads(session, new)
    return [lead for lead in new if lead.id not in stopped and not _is_lost(messages[lead.id], lead)]


def _is_lost(messages: list[Message], lead: Lead) -> bool:
    """Whether what tells a business of its lead is known, or feared, not to have reached it."""
    ways = [message.state for message in messages if message.kind == "lead"]
    return lead.told_at is None and bool(ways) and how_far(ways) in ("undelivered", "in-doubt")


def check(session: Session, subject: tuple[str, int]) -> None:
    """The first look: ten minutes into an emergency, which is looked at once more, or when the clock has run out."""
    request = queries.request_by_id(session, subject[1])
    if request is None or request.state != "open":
        return
    if not is_emergency(request.urgency):
        check_again(session, subject)
        return
    again = outbox.schedule(session, STILL_UNANSWERED, subject, clock.now() + _SECOND_LOOK).due_at
    if _silent(session, request):
        after_commit(session, RUN_OUT.labels("unanswered").inc)
        # What waits out the night is said by the second alone.
        tell_homeowner(session, NO_ANSWER[0], subject, request, expires_at=again)


def check_again(session: Session, subject: tuple[str, int]) -> None:
    """The last look, as the job half an hour into an emergency."""
    request = queries.request_by_id(session, subject[1])
    if request is not None and _silent(session, request):
        after_commit(session, RUN_OUT.labels("unanswered").inc)
        tell_homeowner(session, NO_ANSWER[1], subject, request)


def remind(session: Session, subject: tuple[str, int]) -> None:
    """A business that was told and has said nothing is reminded, by mail and by text, once.

    By text only a phone that agreed to texts: one that never did gets one text of a customer and no more.
    """
    silent = _waiting(session, subject)
    if silent is not None:
        lead, business = silent
        agreed = {point.address for point in business.contact_points if point.state == "agreed"}
        tell_business(session, REMINDER, subject, lead, by_text=lead.texted_phone in agreed)


def reminder(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """That a customer still waits, and how to answer; nothing once the business did."""
    silent = _waiting(session, subject)
    if silent is None:
        return None
    lead, business = silent
    values: Facts = {
        "accept": lead.accept_digit,
        "decline": lead.accept_digit + 1,
        "link": lead_link(lead),
        **job_words(lead.request, language),
    }
    if channel == "email":
        has_mail = queries.delivery_of(session, business.id).email is not None
        return write(REMINDER, language, channel, **values) if has_mail else None
    return fit(REMINDER, language, LONG, values, county_instead(lead.request, language), {"job": ""})


def _waiting(session: Session, subject: tuple[str, int]) -> tuple[Lead, Business] | None:
    """A lead of an open request whose listed business has said nothing to it, nor that it takes no work now, and was
    not called about it."""
    silent = open_lead(session, subject, (LeadState.NEW,))
    if silent is None or silent[0].answered_at is not None or silent[0].told_at is not None:
        return None
    is_away = silent[1].state != "published" or pause(silent[1].paused_until, clock.today()) is not None
    return None if is_away else silent
