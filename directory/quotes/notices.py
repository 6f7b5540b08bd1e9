"""Who is told of a question, a price or a reply, and in which words.

The homeowner is told by e-mail where one was given and by text where progress texts were asked for; a business is
told only when it has answered before. Texts hold no typed words, no name and no link that would make them longer
than one segment.
"""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.businesses.queries import points_by_phone
from directory.foundation.i18n import language as page_language
from directory.foundation.i18n import show_clock
from directory.kernel import clock, phone
from directory.kernel.language import Language, by_tag
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.notices import (
    LONG,
    SHORT,
    Facts,
    county_instead,
    customer,
    for_second,
    job_words,
    lead_link,
    request_link,
    write_fitting,
)
from directory.leads.rules import OPEN_LEADS
from directory.outbox import queries as outbox_queries
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content, MessageKind, write_message
from directory.outbox.topics import Topic
from directory.photos.models import photos_of
from directory.quotes.models import Answer, Quote, find_answer
from directory.quotes.rules import is_undoable
from directory.quotes.rules.phrases import LETTER, answers_to, lettered

#: The yes and the question of one text are written down within this time.
_SAME_TEXT = timedelta(seconds=30)
#: The homeowner says that she did not agree on a job: to its business, and to the operator.
NOT_AGREED, TO_LOOK_AT = "not-agreed", "won-objected"
#: Kinds of message about a line or a price that go to the homeowner.
TO_HOMEOWNER = ("asked", "quoted", "price-withdrawn")


def tell_business(session: Session, kind: str, subject: tuple[str, int], lead: Lead) -> None:
    """Queue a message to a business that has answered this lead before; nothing to one that never did."""
    if lead.answered_at or lead.accepted_at:
        lead_actions.tell_business(session, kind, subject, lead)


def already_accepted(session: Session, price: Quote, lead: Lead) -> str:
    """What the homeowner reads who accepts a second price, in the page's language: whose is the first, and what to do.

    `lead` is that of the accepted `price`.
    """
    business = lead_queries.business_of(session, lead)
    values = {"name": business.display_name(page_language().url), "price": price.price}
    if price.undo_until and is_undoable(price.undo_until, price.settled_at, clock.now()):
        return _(
            "You already accepted the price of %(name)s, %(price)s. Until %(time)s you can undo that below; then you "
            "can accept another price.",
            time=show_clock(price.undo_until),
            **values,
        )
    number = _number(lead, business)
    if number is None:
        return _(
            "You already accepted the price of %(name)s, %(price)s. Once you have withdrawn your request from them, "
            "you can accept another price.",
            **values,
        )
    return _(
        "You already accepted the price of %(name)s, %(price)s. To change that, call them first: %(phone)s. Once you "
        "have withdrawn your request from them, you can accept another price.",
        phone=phone.display(number),
        **values,
    )


def too_late(session: Session, price: Quote, lead: Lead) -> str:
    """What the homeowner reads who would undo an accepted price after its time, in the page's language."""
    business = lead_queries.business_of(session, lead)
    values = {"name": business.display_name(page_language().url)}
    number = _number(lead, business)
    if number is None:
        return _("The ten minutes are over: %(name)s is told that you accepted their price.", **values)
    return _(
        "The ten minutes are over: %(name)s is told that you accepted their price. To change that, please call them: "
        "%(phone)s.",
        phone=phone.display(number),
        **values,
    )


def _number(lead: Lead, business: Business) -> str | None:
    """The phone at which a lead's business is called (E.164)."""
    return lead.texted_phone or next(iter(business.phones), None)


def _to_homeowner(kind: str, price_state: str = "sent", *, is_copy: bool = False) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        answer = find_answer(session, subject)
        if answer is None or not _is_told(answer):
            return None
        if answer.quote is not None and answer.quote.state != price_state:
            return None
        if answer.reply is not None and answer.reply.retracted_at is not None:
            return None
        asker = answer.lead.request
        messages = outbox_queries.messages_of(session, "lead", [answer.lead.id])[answer.lead.id]
        values: Facts = {
            "name": answer.business.display_name(language.url),
            "phone": next(iter(answer.business.phones), ""),
            "link": request_link(asker, language),
            "reply": answer.reply,
            **_came_with(session, answer),
            "phrase": _phrase(answer, language),
            "choices": [] if is_copy or channel != "sms" else _letters(session, answer, language),
            "quote": answer.quote,
            # A price or a question that came with the yes says so itself.
            "is_yes": _came_with_yes(answer) and not any(m.kind == "will-call" and not m.undone for m in messages),
            "by_mail": not lead_queries.may_phone_lead(session, answer.lead),
            **job_words(asker, language),
        }
        most = LONG if values["phrase"] else SHORT
        shorter: list[Facts] = [county_instead(asker, language), {"job": ""}, {"choices": []}, {"name": ""}]
        return write_fitting(f"quotes/messages/{kind}", language, channel, values, *shorter, most=most)

    return compose


def _is_told(answer: Answer) -> bool:
    """Whether a homeowner still hears of it: while the lead is open, of a line on an agreed job too."""
    if answer.reply is not None and answer.lead.state == "won":
        return answer.lead.request.state != "erased"
    return answer.lead.state in OPEN_LEADS and answer.lead.request.state == "open"


def _phrase(answer: Answer, language: Language) -> str:
    """The phrase of the book that a line is, in its recipient's language; empty for words that somebody typed."""
    return answer.reply.words(language) if answer.reply and answer.reply.sentence else ""


def _came_with(session: Session, answer: Answer) -> Facts:
    """How many photos came with a line, or are still to come, and how many files that are none; whether that is all."""
    line = answer.reply
    if line is None:
        return {"photos": 0, "files": 0, "is_photo": False}
    files = sum(photo.is_no_picture for photo in photos_of(session, [("reply", line.id)])["reply", line.id])
    return {"photos": line.pictures - files, "files": files, "is_photo": bool(line.pictures and not line.text)}


def _letters(session: Session, answer: Answer, language: Language) -> list[tuple[str, str]]:
    """What a homeowner can text back to a phrase, `A`, and what that says; nothing to a phone that a firm has too."""
    phone_of = answer.lead.request.phone
    if answer.reply is None or not answer.reply.phrase or not phone_of or points_by_phone(session, phone_of):
        return []
    return [(letter, choice.read(language)) for letter, choice in lettered(answer.reply.phrase).items()]


def _choices(answer: Answer, language: Language) -> list[tuple[str, str]]:
    """What a business can text back to a phrase: `3 Q38`, with the digit of its customer, and what that says."""
    digit = answer.lead.accept_digit
    if answer.reply is None or answer.reply.phrase is None or not digit:
        return []
    return [
        (f"{digit} {LETTER}{choice.phrase.text}", choice.read(language))
        for choice in answers_to(answer.reply.phrase)
        if choice.phrase.text is not None and choice.is_whole
    ]


def _came_with_yes(answer: Answer) -> bool:
    """Whether a price, or a line of the same text, may be the first word that a business has the number."""
    if answer.reply is None or answer.lead.accepted_at is None:
        return answer.quote is not None
    return answer.reply.created_at - answer.lead.accepted_at < _SAME_TEXT


def _to_business(kind: str) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        answer = find_answer(session, subject)
        if answer is None or answer.lead.state not in (*OPEN_LEADS, "won") or answer.lead.request.state == "erased":
            return None
        if kind == "price-accepted" and (answer.quote is None or not answer.quote.is_settled):
            return None
        if channel == "email" and lead_queries.delivery_of(session, answer.business.id).email is None:
            return None
        asker = answer.lead.request
        values: Facts = {
            "link": lead_link(answer.lead),
            "name": asker.name if answer.lead.accepted_at else "",
            "quote": answer.quote,
            "phrase": _phrase(answer, language),
            "choices": _choices(answer, language),
            **job_words(asker, language),
        }
        shorter: list[Facts] = [{"job": ""}] if values["phrase"] else []
        shorter += [{"choices": []}, {"name": ""}, county_instead(asker, language), {"job": ""}]
        return write_fitting(f"quotes/messages/{kind}", language, channel, values, *shorter, most=LONG)

    return compose


def _not_agreed(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    lead_and_business = lead_queries.lead_with_business(session, subject[1])
    if lead_and_business is None or lead_and_business[0].state not in OPEN_LEADS:
        return None
    lead, business = lead_and_business
    if channel == "email" and lead_queries.delivery_of(session, business.id).email is None:
        return None
    values: Facts = {"link": lead_link(lead), **customer(lead, language)}
    shorter: list[Facts] = [{"who": ""}, county_instead(lead.request, language), {"job": ""}]
    return write_fitting(f"quotes/messages/{NOT_AGREED}", language, channel, values, *shorter, most=LONG)


def _to_look_at(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    lead_and_business = lead_queries.lead_with_business(session, subject[1])
    if lead_and_business is None or lead_and_business[0].request.state == "erased":
        return None
    lead, business = lead_and_business
    values = {"name": business.display_name(language.url), "lead_id": lead.id, **job_words(lead.request, language)}
    return write_message(f"quotes/messages/{TO_LOOK_AT}", language, channel, values)


def copied(session: Session, message: Message, content: Content) -> Content | None:
    """A message to the homeowner, for the second contact: about the request, a lead, a line or a price of it."""
    subject = (message.subject_kind, message.subject_id)
    if subject[0] == "request":
        return for_second(session, message, content, lead_queries.request_by_id(session, subject[1]))
    if subject[0] == "lead":
        lead_and_business = lead_queries.lead_with_business(session, subject[1])
        return for_second(session, message, content, lead_and_business[0].request if lead_and_business else None)
    answer = find_answer(session, subject)
    if answer is not None and message.kind == "asked":
        # Their phone answers nothing.
        content = _COPY_OF_ASKED(session, subject, by_tag(message.language), message.channel) or content
    return for_second(session, message, content, answer.lead.request if answer else None)


_COPY_OF_ASKED = _to_homeowner("asked", is_copy=True)


KINDS = {
    NOT_AGREED: MessageKind(_not_agreed, _l("the customer did not agree on the job"), Topic.CUSTOMERS),
    TO_LOOK_AT: MessageKind(_to_look_at, _l("a customer says that there is no such job")),
    "asked": MessageKind(_to_homeowner("asked"), _l("a question to the customer")),
    "quoted": MessageKind(_to_homeowner("quoted"), _l("a price for the customer")),
    "price-withdrawn": MessageKind(_to_homeowner("price-withdrawn", "superseded"), _l("a price was withdrawn")),
    "replied": MessageKind(_to_business("replied"), _l("the customer's answer"), Topic.CUSTOMERS),
    "price-accepted": MessageKind(
        _to_business("price-accepted"), _l("the customer agreed to a price"), Topic.CUSTOMERS
    ),
}
