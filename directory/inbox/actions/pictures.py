"""Pictures that a phone sent without a word: they reach a customer as words do, or nobody."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.inbox import queries, rules
from directory.inbox.actions.answers import pass_words
from directory.inbox.actions.replies import answer
from directory.inbox.actions.which import ask_about_words, is_waiting, picked
from directory.kernel import clock
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent
from directory.texts.rules.pictured import is_wordless, typed


def are_alone(text: InboundText) -> bool:
    """Whether nothing but pictures, or other files, came."""
    return bool(text.pictures) and is_wordless(text.body)


def pass_pictures(session: Session, text: InboundText, leads: Sequence[Lead], before: InboundText | None) -> bool:
    """Pass pictures on to the one customer of this phone whom they can be meant for; where that is not certain, ask
    which one. `leads` are the open ones. False where the text says something, or there is no customer.

    Behind a digit that needs none to say yes it is that customer's picture; a new customer gets one only by its digit.
    Where the text `before` waits for a digit, nothing more is asked: they go where it goes, and those that come with
    that digit, too (`pass_joined`).
    """
    if not text.pictures:
        return False
    customers = [*leads, *queries.agreed_leads(session, text.sender)]
    digit = rules.digit_of(typed(text.body))
    by_digit = [lead for lead in customers if str(lead.accept_digit) == digit and lead.state != "new"]
    if not customers or not (are_alone(text) or by_digit):
        return False
    if by_digit and before is not None and is_waiting(before) and picked(text, before, customers, clock.today()):
        return False
    if not queries.has_pictures(session, text):
        text.meaning = Intent.UNCLEAR
        answer(session, "not-a-photo", text)
        return True
    recent = lead_queries.leads_meant_by(session, text.sender, clock.now())
    if by_digit or (len(customers) == len(recent) == 1 and customers[0].state != "new"):
        text.meaning, text.pass_on = Intent.WORDS, True
        pass_words(session, text, (by_digit or customers)[0])
        return True
    text.meaning = Intent.WHICH
    if before is not None and is_waiting(before):
        text.detail = {"with": before.id}
    else:
        ask_about_words(session, text, leads)
    return True


def pass_joined(session: Session, waiting: InboundText, lead: Lead, choice: InboundText) -> None:
    """Pass on what came while a text waited for its customer, and with the digit that was its `choice`. The answer to
    that text is theirs, too.
    """
    is_shown = choice.pictures and rules.is_digit(typed(choice.body)) and queries.has_pictures(session, choice)
    for text in [*queries.pictures_with(session, waiting), *([choice] if is_shown else [])]:
        text.meaning, text.pass_on = Intent.WORDS, True
        pass_words(session, text, lead, is_answered=False)
