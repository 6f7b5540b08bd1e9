"""Saying a phrase of the book by text: its code, for one customer who is named or the only one."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.inbox import queries
from directory.inbox.actions.answers import say_choice
from directory.inbox.actions.replies import answer
from directory.kernel import clock
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS
from directory.outbox.models import InboundText
from directory.quotes.rules.phrases import by_text
from directory.texts.rules.case import Intent
from directory.texts.rules.codes import Coded, asks_for_codes, read_code
from directory.texts.rules.leads import OpenLead


def say_by_code(session: Session, text: InboundText, leads: Sequence[Lead]) -> bool:
    """Say the phrase that a text is the code of, or list the codes. False where it is neither, of a phone of no firm.

    `leads` are the open customers of its phone. Nobody is guessed: with several, or where another one is only just
    over, it is asked for whom it is.
    """
    if not business_queries.points_by_phone(session, text.sender):
        return False
    customers = [*leads, *queries.agreed_leads(session, text.sender)]
    code = _read(text.body, [queries.as_read(lead) for lead in customers])
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
        # A digit alone may follow: people answer a question.
        text.detail = {"about": Intent.WORDS.value, "leads": [one.id for one in customers]}
        answer(session, "whose-code", text)
        return True
    say_choice(session, text, lead, choice)
    return True


#: What only says that a digit is a customer's, before the code or behind it: 回1 Q43, `Q43 for 1`.
_TO_DIGIT = re.compile(
    r"(?:回复?|答复?|回覆|给|給|\breply(?: to)?|\bfor|\bto)\s*(?=#?[0-9]{1,3}(?![0-9]))", re.IGNORECASE
)
_BEHIND = re.compile(r"(.*\S)[\s,，]+#?([0-9]{1,3})\s*", re.DOTALL)


def _read(body: str, customers: Sequence[OpenLead]) -> Coded | None:
    """The code that a text is. A number behind it that fills nothing is the digit of its customer.

    >>> _read("回1 Q43", customers), _read("Q43 1", customers), _read("Q2 30 for 1", customers)
    (Coded(43, (), 1, True), Coded(43, (), 1, True), Coded(2, (30,), 1, True))
    """
    words = _TO_DIGIT.sub("", body)
    code = read_code(words, customers)
    if code is not None and (not code.digits or by_text(code.number, code.digits, "business")):
        return code
    behind = _BEHIND.fullmatch(words)
    turned = read_code(f"{behind[2]} {behind[1]}", customers) if behind else None
    return turned if turned is not None and turned.accept is not None else code


def _meant(session: Session, text: InboundText, customers: Sequence[Lead], code: Coded) -> Lead | None:
    lead = next((lead for lead in customers if lead.accept_digit == code.accept), None)
    if lead is None or code.is_addressed:
        return lead
    others = [other for other in lead_queries.leads_meant_by(session, text.sender, clock.now()) if other.id != lead.id]
    return None if any(other.state not in OPEN_LEADS for other in others) else lead
