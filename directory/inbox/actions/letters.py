"""A homeowner answers a sentence of the phrase book by texting its letter, from the phone of the request."""

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.inbox import rules
from directory.inbox.actions.replies import answer
from directory.kernel.errors import Invalid
from directory.kernel.language import Language, by_tag
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS
from directory.outbox.models import InboundText
from directory.quotes import actions as quote_actions
from directory.quotes import models as quotes
from directory.quotes.models import Reply
from directory.quotes.rules.phrases import lettered
from directory.texts.rules.case import Intent

#: Requests of one phone that a letter may be about.
_MOST_REQUESTS = 10


def answer_by_letter(session: Session, text: InboundText) -> bool:
    """Say what a letter says to the one sentence that waits for an answer from this phone, and confirm it.

    False where the text is no letter, the phone is a firm's too, or nothing waits: it is read as any other then. With
    several open, or a letter that answers nothing, nobody is guessed: the page is named.
    """
    letter = rules.letter_of(text.body)
    if not letter or business_queries.points_by_phone(session, text.sender):
        return False
    waiting = _asked_of(session, text.sender)
    if not waiting:
        return False
    text.meaning, text.is_read, text.pass_on = Intent.WORDS, True, False
    lead, line, language = waiting[0]
    choice = lettered(line.phrase or "").get(letter)
    text.subject_kind, text.subject_id = "lead", lead.id
    if len(waiting) > 1 or choice is None:
        answer(session, "answer-on-page", text)
        return True
    try:
        with session.begin_nested():
            said_by = quote_actions.say_phrase(session, lead.id, "homeowner", choice.sentence(language), source="sms")
    except Invalid:
        answer(session, "answer-on-page", text)
        return True
    text.pass_on, text.detail = True, {"line": said_by.id}
    answer(session, "answer-passed", text)
    return True


def _asked_of(session: Session, e164: str) -> list[tuple[Lead, Reply, Language]]:
    """The sentences that wait for the answer of the homeowner of this phone, each with its lead and her
    language."""
    requests = [one for one in lead_queries.requests_of_phone(session, e164, _MOST_REQUESTS) if one.state != "erased"]
    by_id = {
        lead.id: (lead, by_tag(request.language))
        for request in requests
        for lead in request.leads
        if (lead.state in OPEN_LEADS and request.state == "open") or lead.state == "won"
    }
    lines = quotes.replies_of(session, list(by_id))
    return [
        (lead, line, language)
        for lead, language in by_id.values()
        for line in lines[lead.id]
        if line.id in quotes.open_questions(lines[lead.id], "homeowner")
    ]
