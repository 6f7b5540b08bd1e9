"""A text for a customer whose job is agreed: words reach that customer, a new price and all else a person reads."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from directory.inbox import queries
from directory.inbox.actions.answers import keep_back_ours, pass_words
from directory.inbox.actions.reading import read_for
from directory.inbox.actions.replies import left_open
from directory.kernel import clock
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent
from directory.texts.rules.digits import without_digit
from directory.texts.rules.leads import gone_by
from directory.texts.rules.text import Text

#: What cannot be done by text to a job that is agreed: its sender is told, and a person reads it.
_LEFT_OPEN = frozenset((Intent.QUOTE, Intent.DECLINE, Intent.WON, Intent.LOST))


def act_on_agreed(session: Session, text: InboundText, leads: Sequence[Lead], today: date) -> bool:
    """Do what a text says to a customer of late whose job is agreed; `leads` are the open ones of its phone.

    Meant is whom the text names by digit or name, or the only one whom it can be for. False where that is nobody, or
    where it says nothing to a customer: it is read as any other then.
    """
    lead = _meant(session, text, leads)
    if lead is None:
        return False
    reading = read_for(text.body, [lead], today)
    if reading.intent is Intent.WORDS and reading.pass_on:
        text.meaning, text.pass_on = reading.intent, True
        if not keep_back_ours(session, text):
            pass_words(session, text, lead)
        return True
    if reading.intent not in _LEFT_OPEN:
        return False
    text.meaning, text.pass_on = reading.intent, False
    text.subject_kind, text.subject_id = "lead", lead.id
    left_open(session, text)
    return True


def _meant(session: Session, text: InboundText, leads: Sequence[Lead]) -> Lead | None:
    agreed = queries.agreed_leads(session, text.sender)
    for lead in agreed:
        if without_digit(text.body, lead.accept_digit or 0) != text.body:
            return lead
    as_read = [queries.as_read(lead) for lead in agreed]
    named = gone_by(Text(text.body).plain, [queries.as_read(lead) for lead in leads], as_read)
    if named is not None:
        return next(lead for lead, read_as in zip(agreed, as_read, strict=True) if read_as is named)
    others = lead_queries.leads_meant_by(session, text.sender, clock.now())
    return agreed[0] if len(agreed) == 1 == len(others) else None
