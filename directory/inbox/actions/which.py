"""A text for a customer where several are possible: ask which one, and apply it once a digit says so."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.inbox import queries, rules
from directory.inbox.actions.replies import answer, for_a_person
from directory.leads.models import Lead
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent
from directory.texts.rules.pictured import typed

#: So long the operator leaves a question to the business that was asked.
OPERATOR_AFTER = timedelta(hours=1)


def ask(session: Session, text: InboundText, leads: Sequence[Lead], question: rules.Question) -> None:
    """Ask which of these open leads a text is for, and keep it until a digit of that phone says so.

    It waits while no other text comes, at most `rules.WAITS`. Where we ask no more today, the operator reads it.
    """
    business_actions.note_answer(session, text.sender)
    offered = [lead.id for lead in leads if lead.accept_digit in question.accepts]
    # On the row before the answer: the question is composed from it.
    text.detail = {**text.detail, "about": question.about.value, "leads": offered}
    if answer(session, "which-customer", text):
        for_a_person(session, text, text.received_at + OPERATOR_AFTER)
        return
    text.detail = {}
    for_a_person(session, text)


def ask_back(session: Session, text: InboundText, leads: Sequence[Lead], today: date) -> None:
    """Ask which of several customers a text is for. One with words or a link of ours in it goes to the operator."""
    if queries.holds_link(session, text):
        business_actions.note_answer(session, text.sender)
        answer(session, "not-passed", text)
        for_a_person(session, text)
        return
    if queries.quotes_us(session, text):
        for_a_person(session, text)
        return
    question = rules.question(text.body, [queries.as_read(lead) for lead in leads], today)
    if question.about is Intent.WORDS:
        ask_about_words(session, text, leads)
    else:
        ask(session, text, leads, question)


def ask_about_words(session: Session, text: InboundText, leads: Sequence[Lead]) -> None:
    """Ask whether words are for one of these open leads or for a customer whose job was agreed lately."""
    may_be = [*leads, *queries.agreed_leads(session, text.sender)]
    ask(session, text, may_be, rules.Question(Intent.WORDS, tuple(lead.accept_digit or 0 for lead in may_be)))


def is_waiting(text: InboundText | None) -> bool:
    """Whether a text still waits for the digit of its customer."""
    return text is not None and "about" in text.detail and text.effect is None and text.filed_at is None


def picked(text: InboundText, waiting: InboundText, leads: Sequence[Lead], today: date) -> Lead | None:
    """The lead that a text picks for the one before it; None where it says something else."""
    offered = waiting.detail.get("leads")
    open_leads = {lead.accept_digit: lead for lead in leads if isinstance(offered, list) and lead.id in offered}
    about = Intent(str(waiting.detail["about"]))
    body = typed(text.body) if text.pictures else text.body
    digit = rules.picked(body, [queries.as_read(lead) for lead in open_leads.values()], about, today)
    return open_leads.get(digit) if digit is not None else None
