"""Saying a phrase of the book by text: its code, for one customer who is named or the only one."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.inbox import queries
from directory.inbox.actions.replies import answer, left_open
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.language import by_tag
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS
from directory.outbox.models import InboundText
from directory.quotes.rules.phrases import Choice, by_text
from directory.texts.rules.case import Intent
from directory.texts.rules.codes import Coded, asks_for_codes, read_code
from directory.visits import actions as visit_actions


def say_by_code(session: Session, text: InboundText, leads: Sequence[Lead]) -> bool:
    """Say the phrase that a text is the code of, or list the codes. False where it is neither, of a phone of no firm.

    `leads` are the open customers of its phone. Nobody is guessed: with several, or where another one is only just
    over, it is asked for whom it is.
    """
    if not business_queries.points_by_phone(session, text.sender):
        return False
    customers = [*leads, *queries.agreed_leads(session, text.sender)]
    code = read_code(text.body, [queries.as_read(lead) for lead in customers])
    if code is None and not asks_for_codes(text.body):
        return False
    text.is_read = True
    choice = by_text(code.number, code.digits, "business") if code else None
    if code is None or choice is None or not customers:
        text.meaning = Intent.OPERATOR if code is None else Intent.UNCLEAR
        answer(session, "phrase-codes", text)
        return True
    text.meaning = Intent.WORDS
    lead = _meant(session, text, customers, code)
    if lead is None:
        text.meaning = Intent.WHICH
        answer(session, "whose-code", text)
        return True
    _say(session, text, lead, choice)
    return True


def _meant(session: Session, text: InboundText, customers: Sequence[Lead], code: Coded) -> Lead | None:
    lead = next((lead for lead in customers if lead.accept_digit == code.accept), None)
    if lead is None or code.is_addressed:
        return lead
    others = [other for other in lead_queries.leads_meant_by(session, text.sender, clock.now()) if other.id != lead.id]
    return None if any(other.state not in OPEN_LEADS for other in others) else lead


def _say(session: Session, text: InboundText, lead: Lead, choice: Choice) -> None:
    language = by_tag(lead_queries.business_of(session, lead).language)
    text.subject_kind, text.subject_id = "lead", lead.id
    try:
        with session.begin_nested():
            line = visit_actions.say_as_business(session, lead.id, choice.sentence(language), source="sms")
    except Invalid:
        left_open(session, text)
        return
    text.pass_on = True
    text.effect, text.state_before, text.effect_id = "words", lead.state, line.id
    answer(session, "text-heard", text)
