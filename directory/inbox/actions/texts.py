"""A text that came in: stored once, read, and acted on; what is not certain reaches a person."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.businesses import actions as business_actions
from directory.businesses import queries as business_queries
from directory.foundation.media import is_of_gateway
from directory.foundation.tokens import unlinked
from directory.inbox import queries, rules
from directory.inbox.actions import listing, times, visits
from directory.inbox.actions.agreed import act_on_agreed
from directory.inbox.actions.answers import act_on, pass_words
from directory.inbox.actions.letters import answer_by_letter
from directory.inbox.actions.phrases import say_by_code
from directory.inbox.actions.pictures import are_alone, pass_joined, pass_pictures
from directory.inbox.actions.reading import read_for
from directory.inbox.actions.replies import answer, for_a_person, left_open, settled
from directory.inbox.actions.undo import undo
from directory.inbox.actions.which import ask_back, is_waiting, picked
from directory.kernel import clock, phone
from directory.kernel.text import clean, short_id
from directory.leads.models import Lead
from directory.outbox import queries as outbox_queries
from directory.outbox import receipts
from directory.outbox.models import InboundText
from directory.photos import actions as photo_actions
from directory.photos.rules import Flaw
from directory.quotes import models as quotes
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import gone_by
from directory.texts.rules.pictured import typed
from directory.texts.rules.table import group
from directory.texts.rules.text import Text


def receive_text(
    session: Session,
    sender: str,
    body: str,
    provider_reference: str,
    *,
    opt_out: str = "",
    pictures: int = 0,
    media: Sequence[str] = (),
    others: Sequence[Flaw] = (),
    received_at: datetime | None = None,
) -> None:
    """Store a text and do what it says, once per `provider_reference`, however often the gateway repeats it.

    `sender` in any spelling; a number that is not a US or Canadian one is stored and answered with nothing. `opt_out`
    is STOP, START or HELP where the gateway read the text as that and has answered it. Of the `pictures` (files of any
    kind) that came with it only a person knows what they show; where the gateway has them, `media` says: they are
    fetched once they go to a customer. `others` are those that are no pictures. Any text proves that its phone can
    receive them, and that what it answers has arrived. `received_at`: when the gateway brought it; None: now.
    """
    try:
        e164, is_ours = phone.parse(sender), True
    except ValueError:
        e164, is_ours = clean(sender)[:20], False
    text = _store(session, e164, body, provider_reference, received_at or clock.now())
    if text is None:
        return
    text.opt_out, text.pictures = opt_out if opt_out in _OPT_OUTS else None, pictures
    if not is_ours:
        for_a_person(session, text)
        return
    photo_actions.note(session, ("text", text.id), [url for url in media if is_of_gateway(url)], others)
    business_actions.note_alive(session, e164)
    last = outbox_queries.newest_text_to(session, e164)
    _act_on(session, text)
    newest = outbox_queries.newest_text_to(session, e164)
    text.answer_id = newest if newest != last else None
    about = (text.subject_kind, text.subject_id) if text.subject_kind and text.subject_id else None
    receipts.heard_from(session, e164, about)
    if text.pictures:
        text.is_read = False
        for_a_person(session, text)


#: How the gateway reads a text by itself, and what that means here.
_OPT_OUTS = {"STOP": Intent.STOP, "START": Intent.START, "HELP": Intent.WHO}


def _act_on(session: Session, text: InboundText) -> None:
    """Do what a text says. Its row keeps how it was read and what it did to which lead."""
    today = clock.local(text.received_at).date()
    before = _before(session, text)
    leads = queries.open_leads(session, text.sender)
    reading = _read(session, text, leads, today)
    if text.opt_out:
        reading = Reading(_OPT_OUTS[text.opt_out])
    elif reading.intent is Intent.START and rules.is_going_on(text.body) and listing.is_only_paused(session, text):
        reading = Reading(Intent.RESUME)
    text.meaning, text.pass_on = reading.intent, reading.pass_on
    if reading.intent is not Intent.STOP and not text.opt_out and say_by_code(session, text, leads):
        return
    if reading.intent is not Intent.STOP and not text.opt_out and answer_by_letter(session, text):
        return
    if not text.opt_out and pass_pictures(session, text, leads, before):
        return
    if reading.intent is not Intent.STOP and not text.opt_out and times.change(session, text, before, leads):
        return
    if reading.intent is Intent.MACHINE:
        return
    if text.opt_out == "HELP":
        text.is_read = True
        return
    if reading.intent is Intent.STOP:
        listing.stop(session, text)
    elif rules.is_undo(text.body) and not outbox_queries.is_suppressed(session, "sms", text.sender):
        undo(session, text, before)
    elif reading.intent is Intent.START:
        listing.start(session, text)
    elif visits.finish(session, text, before, leads) or visits.pick(session, text, leads):
        return
    elif before is not None and _is_sent_twice(session, text, before):
        text.is_read = True
    elif before is None or not is_waiting(before) or not _settle(session, text, before, leads, today):
        _act_alone(session, text, leads, reading, today)


def _before(session: Session, text: InboundText) -> InboundText | None:
    """What a digit or UNDO of this text is about: the text before it. Pictures alone do not displace that, unless it is
    asked whose they are."""
    before = queries.text_before(session, text, _NO_PERSON)
    while before is not None and are_alone(before) and not is_waiting(before):
        before = queries.text_before(session, before, _NO_PERSON)
    return before if before is not None and text.received_at - before.received_at < rules.WAITS else None


def _act_alone(session: Session, text: InboundText, leads: Sequence[Lead], reading: Reading, today: date) -> None:
    """Do what a text says by itself, whatever came before it."""
    if reading.intent in _MAY_BE_AGREED and act_on_agreed(session, text, leads, today):
        return
    if reading.intent in _ABOUT_CUSTOMERS and (over := _gone_by(session, text, leads)):
        # Named is one that is over: what it says is for nobody else, and nothing can be done there by text.
        text.subject_kind, text.subject_id, text.pass_on = "lead", over.id, False
        left_open(session, text)
        return
    is_listed = bool(business_queries.points_by_phone(session, text.sender))
    named = next((lead for lead in leads if reading.lead is not None and lead.accept_digit == reading.lead), None)
    if named is not None and act_on(session, text, named, reading):
        return
    if reading.intent in (Intent.PAUSE, Intent.RESUME) and is_listed:
        listing.pause_or_resume(session, text, reading)
    elif reading.intent in _ANSWERED and is_listed:
        _answer_from_table(session, text, reading)
    elif reading.intent is Intent.WHO:
        text.is_read = True
        answer(session, "help-ack", text)
    elif reading.intent is Intent.WHICH:
        ask_back(session, text, leads, today)
    elif reading.intent is Intent.NOTHING:
        text.is_read = True
        if is_listed and not leads and rules.is_agreement(text.body):
            listing.agree(session, text)
        elif lead := _with_a_question(session, text, leads):
            pass_words(session, text, lead)
    elif rules.is_digit(text.body) and (leads or is_listed):
        text.is_read = True
        answer(session, "unknown-digit", text)
    else:
        if leads and queries.holds_link(session, text):
            answer(session, "not-passed", text)
        for_a_person(session, text)


#: Readings that do something to a customer, or are passed on to one.
_ABOUT_CUSTOMERS = frozenset(
    (Intent.ACCEPT, Intent.DECLINE, Intent.QUOTE, Intent.WON, Intent.LOST, Intent.WORDS, Intent.WHICH)
)
#: And those of which it may turn out that they are for one whose job is agreed.
_MAY_BE_AGREED = _ABOUT_CUSTOMERS | {Intent.UNCLEAR}


def _gone_by(session: Session, text: InboundText, leads: Sequence[Lead]) -> Lead | None:
    """The customer of late, over by now, whom a text names better than any of the open ones."""
    gone = queries.gone_leads(session, text.sender)
    as_read = [queries.as_read(lead) for lead in gone]
    whom = gone_by(Text(text.body).plain, [queries.as_read(lead) for lead in leads], as_read) if gone else None
    return next((lead for lead, read_as in zip(gone, as_read, strict=True) if read_as is whom), None) if whom else None


def _with_a_question(session: Session, text: InboundText, leads: Sequence[Lead]) -> Lead | None:
    """The one customer whose question a word may answer that alone says nothing (`包含`, "included"); not a thanks."""
    if group("nothing").is_said_by(Text(text.body).core):
        return None
    customers = [*leads, *queries.agreed_leads(session, text.sender)]
    replies = quotes.replies_of(session, [lead.id for lead in customers])
    waiting = [lead for lead in customers if queries.questions(lead, replies[lead.id])]
    return waiting[0] if len(waiting) == 1 else None


#: Readings of what no person typed to say something: a text before it is still the one before.
_NO_PERSON = (Intent.MACHINE.value, Intent.NOTHING.value)
#: What a listed phone is answered from the table, and whether a person reads it too.
_ANSWERED = {Intent.COST: ("cost-ack", False), Intent.REMOVE: ("remove-ack", True)}


def _read(session: Session, text: InboundText, leads: Sequence[Lead], today: date) -> Reading:
    """What a text says to this phone. Our own words answer nothing: a phone wrote that, in whatever language."""
    reading = read_for(typed(text.body) if text.pictures else text.body, leads, today)
    sent = (unlinked(body) for body in outbox_queries.bodies_to(session, text.sender))
    is_ours = reading.intent not in (Intent.STOP, Intent.MACHINE) and rules.is_quoting(text.body, sent)
    return Reading(Intent.MACHINE) if is_ours else reading


def _is_sent_twice(session: Session, text: InboundText, before: InboundText) -> bool:
    """Whether a digit that picked a customer came again at once, by the same finger or the same network: the same text,
    with as many pictures, before our answer to the first could be read. A digit alone behind one with a photo is
    another, and so is one that does what that answer says.
    """
    if "settles" not in before.detail or text.received_at - before.received_at >= rules.TWICE_WITHIN:
        return False
    answered_at = queries.answered_at(session, before)
    is_answered = answered_at is not None and text.received_at - answered_at >= rules.READ_AFTER
    return not is_answered and text.pictures == before.pictures and rules.is_repeated(text.body, before.body)


def _settle(session: Session, text: InboundText, waiting: InboundText, leads: Sequence[Lead], today: date) -> bool:
    """Do what the text before says to the customer that this one picks. False where it picks nobody."""
    lead = picked(text, waiting, [*leads, *queries.agreed_leads(session, text.sender)], today)
    if lead is None:
        return False
    about = Intent(str(waiting.detail["about"]))
    reading = rules.for_picked(waiting.body, queries.as_read(lead), about, today)
    if about is Intent.ACCEPT and reading is None:
        # Taken on the page meanwhile: the digit says yes by itself, and is answered.
        return False
    text.meaning, text.is_read, text.pass_on = rules.Meaning.PICKED, True, False
    waiting.meaning = about
    text.subject_kind, text.subject_id = "lead", lead.id
    text.detail = {"settles": waiting.id}
    if about is Intent.WORDS:
        pass_words(session, waiting, lead)
    elif reading is not None and act_on(session, waiting, lead, reading):
        if waiting.is_read:
            settled(session, waiting)
    else:
        # It fits nothing that this customer still needs: nobody is left to guess, on either side.
        left_open(session, text)
        return True
    if about not in (Intent.DECLINE, Intent.LOST):
        pass_joined(session, waiting, lead, text)
    return True


def _store(
    session: Session, sender: str, body: str, provider_reference: str, received_at: datetime
) -> InboundText | None:
    """The new row; None when this text was received before (two deliveries at once included)."""
    if queries.text_by_reference(session, short_id(provider_reference)) is not None:
        return None
    text = InboundText(
        provider_reference=short_id(provider_reference),
        sender=sender,
        body=clean(body)[: rules.LONGEST_TEXT],
        meaning=Intent.UNCLEAR,
        received_at=received_at,
    )
    try:
        with session.begin_nested():
            session.add(text)
    except IntegrityError:
        return None
    return text


def _answer_from_table(session: Session, text: InboundText, reading: Reading) -> None:
    """Answer a question or a wish of a listed phone; what only a person can do, a person reads."""
    kind, is_for_a_person = _ANSWERED[reading.intent]
    business_actions.note_answer(session, text.sender)
    answer(session, kind, text)
    text.is_read = not is_for_a_person
    if is_for_a_person:
        for_a_person(session, text)
