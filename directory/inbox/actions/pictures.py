"""Pictures that a phone sent without a word: they reach a customer as words do, or nobody."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.inbox import queries, rules
from directory.inbox.actions.answers import pass_words
from directory.inbox.actions.replies import answer
from directory.inbox.actions.which import ask_about_words, is_waiting
from directory.kernel import clock
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.outbox.models import InboundText
from directory.photos.models import photos_of
from directory.texts.rules.case import Intent


def are_alone(text: InboundText) -> bool:
    """Whether nothing but pictures, or other files, came."""
    return bool(text.pictures) and rules.is_wordless(text.body)


def pass_pictures(session: Session, text: InboundText, leads: Sequence[Lead], before: InboundText | None) -> bool:
    """Pass pictures on to the one customer of this phone whom they can be meant for; where that is not certain, ask
    which one. `leads` are the open ones. False where the text says something, or there is no customer.

    Behind a digit that needs none to say yes it is that customer's picture; a new customer gets one only by its digit.
    Where the text `before` waits for a digit, nothing more is asked: they go where it goes.
    """
    if not text.pictures:
        return False
    customers = [*leads, *queries.agreed_leads(session, text.sender)]
    digit = rules.digit_of(text.body)
    by_digit = [lead for lead in customers if str(lead.accept_digit) == digit and lead.state != "new"]
    if not customers or not (are_alone(text) or by_digit):
        return False
    if not _has_pictures(session, text):
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


def pass_joined(session: Session, waiting: InboundText, lead: Lead) -> None:
    """Pass on what came while a text waited for its customer. The answer to that text is theirs, too."""
    for text in queries.pictures_with(session, waiting):
        text.meaning, text.pass_on = Intent.WORDS, True
        pass_words(session, text, lead, is_answered=False)


def _has_pictures(session: Session, text: InboundText) -> bool:
    """Whether not all that came with a text are files that are no pictures."""
    files = photos_of(session, [("text", text.id)])["text", text.id]
    return text.pictures > sum(file.is_no_picture for file in files)
