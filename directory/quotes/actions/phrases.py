"""Saying a phrase of the book on a lead: each side picks it in its own language and reads it in its own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.leads import actions as lead_actions
from directory.quotes.actions.conversation import ask, reply
from directory.quotes.models import Reply
from directory.quotes.rules.phrases import Sentence, find_phrase, read_slots, say


def say_phrase(
    session: Session,
    lead_id: int,
    author: str,
    sentence: Sentence,
    *,
    source: str = "web",
    actor: str | None = None,
) -> Reply:
    """Store a phrase as a line by `author` (homeowner or business) and tell the other side in its language.

    The same phrase again, with nothing said by anybody since, is the line that stands: a button pressed twice.
    Raises NotFound for a phrase that is not this side's, Invalid(slot) for what cannot fill it, and as `ask`.
    """
    phrase = find_phrase(sentence.code)
    if phrase is None or not phrase.is_said_by(author):
        raise NotFound(f"phrase {sentence.code[:40]}")
    slots = read_slots(phrase, sentence.filled, clock.today())
    lead_actions.locked_lead(session, lead_id)
    newest = session.scalars(select(Reply).where(Reply.lead_id == lead_id).order_by(Reply.id.desc()).limit(1)).first()
    if newest and (newest.author, newest.phrase, newest.slots or {}) == (author, phrase.code, slots):
        return newest
    words = say(phrase.code, slots, sentence.language)
    if author == "business":
        line = ask(session, lead_id, words, source=source, actor=actor, or_agreed=True)
    else:
        line = reply(session, lead_id, author, words, source=source, or_agreed=True)
    line.phrase, line.slots = phrase.code, slots or None
    session.flush()
    return line
