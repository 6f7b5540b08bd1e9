"""The lines that both sides of a lead write."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation.tokens import refuse_link
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.text import clean
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.leads.rules import OPEN_LEADS, LeadState
from directory.nameplates import actions as plate_actions
from directory.outbox import actions as outbox
from directory.outbox.models import InboundText, Message
from directory.photos import actions as photo_actions
from directory.quotes import notices
from directory.quotes.models import Reply
from directory.quotes.rules import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_LINES,
    QuoteAct,
)


def ask(
    session: Session,
    lead_id: int,
    text: str,
    *,
    source: str = "web",
    actor: str | None = None,
    photos: str | InboundText | None = None,
    or_agreed: bool = False,
) -> Reply:
    """Store a business's question or remark and tell the homeowner; the lead's state stays.

    `photos`: the digest of the key of the form that they wait for, or the text that they came with; those are fetched
    from the gateway later.
    `or_agreed`: on a job that is won too, as phrases of the book and texts are.
    `actor` is who wrote it, the business itself where nobody is named (so for every act of a business here).
    Raises Invalid(text) for an over-long text, for an empty one unless pictures came by text, for one with a link of
    ours in it, and for a lead that is no longer open.
    """
    lead = open_lead(session, lead_id, "text", or_agreed=or_agreed)
    is_photo = isinstance(photos, InboundText) and photos.pictures > 0
    reply = _line(session, lead, "business", text, source, may_be_empty=is_photo)
    _attach(session, reply, photos)
    lead_actions.note_answered(session, lead)
    lead_actions.tell_homeowner(session, "asked", ("reply", reply.id), lead.request)
    record(session, actor or f"business:{lead.business_id}", QuoteAct.ASK, ("lead", lead.id), source=source)
    return reply


def _attach(session: Session, reply: Reply, photos: str | InboundText | None) -> None:
    """Give a line its photos. It keeps how many came, whatever becomes of them."""
    subject = ("reply", reply.id)
    if isinstance(photos, InboundText):
        photo_actions.move(session, ("text", photos.id), subject)
        reply.pictures = photos.pictures
    else:
        reply.pictures = photo_actions.attach(session, photos, subject)


def _detach(session: Session, line: Reply) -> None:
    """Take its photos off a line. Those of a text go back to it: it may be filed to another customer."""
    query = select(InboundText.id).where(InboundText.effect == "words", InboundText.effect_id == line.id)
    text_id = session.scalar(query.limit(1)) if line.source == "sms" else None
    if text_id is not None:
        photo_actions.move(session, ("reply", line.id), ("text", text_id))
    photo_actions.drop(session, "reply", [line.id])


def reply(
    session: Session,
    lead_id: int,
    author: str,
    text: str,
    source: str = "web",
    *,
    or_agreed: bool = False,
    photos: str | None = None,
) -> Reply:
    """Store one line of the conversation by `author` (homeowner or business) and tell the other side; `photos` as in
    `ask`.

    Raises Invalid(text) for an empty or over-long text, for one with a link of ours in it, and for a lead that is no
    longer open.
    """
    if author == "business":
        return ask(session, lead_id, text, source=source, photos=photos)
    lead = open_lead(session, lead_id, "text", or_agreed=or_agreed)
    line = _line(session, lead, author, text, source)
    _attach(session, line, photos)
    if line.pictures:
        plate_actions.look_at(session, ("reply", line.id))
    notices.tell_business(session, "replied", ("reply", line.id), lead)
    record(session, author, QuoteAct.REPLY, ("lead", lead.id), source=source)
    return line


def retract_line(session: Session, line_id: int, *, by: str, is_said: bool = False) -> list[Message]:
    """Retract a business's line that was for somebody else. Idempotent; does nothing for a line that is gone.

    Its words are deleted. The homeowner who was told of it, by the messages that come back, gets a correction, but
    where the caller says it (`is_said`).
    """
    line = session.get(Reply, line_id)
    if line is None:
        return []
    lead = lead_actions.locked_lead(session, line.lead_id)
    if line.retracted_at is not None:
        return []
    line.text, line.phrase, line.slots, line.retracted_at = "", None, None, clock.now()
    _detach(session, line)
    session.flush()
    if lead.state == "new" and not has_written(session, lead.id):
        lead.answered_at = None
        lead_actions.wait_again(session, lead)
    gone = outbox.undo(session, ("reply", line.id), ["asked"])
    if not is_said:
        lead_actions.correct(session, lead, "corrected-words", gone)
    record(session, by, QuoteAct.RETRACT, ("lead", lead.id), source=line.source)
    return gone


def has_written(session: Session, lead_id: int) -> bool:
    """Whether a line of the business stands on a lead."""
    query = select(Reply.id).where(Reply.lead_id == lead_id, Reply.author == "business", Reply.retracted_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def open_lead(session: Session, lead_id: int, field: str, *, or_agreed: bool = False) -> Lead:
    """A lead, locked, that can still be answered; `or_agreed`: a job that is won, too. Raises Invalid(field)."""
    lead = lead_actions.locked_lead(session, lead_id)
    if or_agreed and lead.state == LeadState.WON and lead.request.state != "erased":
        return lead
    if lead.state not in OPEN_LEADS or lead.request.state != "open":
        raise lead_actions.over(lead, field)
    return lead


def _line(session: Session, lead: Lead, author: str, text: str, source: str, *, may_be_empty: bool = False) -> Reply:
    words = clean(text)
    if not words and not may_be_empty:
        raise Invalid("text", _("Write a few words first."))
    refuse_link("text", words)
    most = LONGEST_LINE if source == "sms" else LONGEST_TEXT
    if len(words) > most:
        raise Invalid("text", _("Please keep it under %(count)s characters.", count=most))
    lines = session.scalars(select(Reply.id).where(Reply.lead_id == lead.id, Reply.author == author)).all()
    if len(lines) >= MOST_LINES:
        raise Invalid("text", _("That is a long conversation. Please call from here on."))
    line = Reply(lead_id=lead.id, author=author, text=words, source=source)
    session.add(line)
    session.flush()
    return line
