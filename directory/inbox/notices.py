"""What goes back to a phone that texted us, and what the operator is told of it."""

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.rules import pause
from directory.foundation.i18n import show_date, speaking
from directory.foundation.settings import settings
from directory.inbox import queries, rules
from directory.inbox.queries import Heard
from directory.kernel import clock, phone
from directory.kernel.language import Language
from directory.leads.models import Lead
from directory.leads.notices import LONG, SHORT, Facts, customer, fit_text, lead_link
from directory.leads.rules import shortened
from directory.outbox.registry import Compose, Content, MessageKind, write_message
from directory.quotes.rules.phrases import LETTER, texted
from directory.texts.rules.case import Intent
from directory.texts.rules.codes import bare_code

#: Our own answers to a text, which must not feed a machine at the other end for ever: kind -> the operator's words.
ANSWERS = {
    "stopped-ack": _l("answer to STOP"),
    "started-ack": _l("answer: texts again"),
    "help-ack": _l("answer to HELP"),
    "unknown-digit": _l("answer: no customer has this number"),
    "text-heard": _l("answer: passed on to the customer"),
    "which-customer": _l("answer: which customer is it for?"),
    "not-passed": _l("answer: holds a link of ours, not passed on"),
    "already-accepted": _l("answer: taken already"),
    "given-up": _l("answer: can't do it after all"),
    "price-ack": _l("answer: price sent to the customer"),
    "won-ack": _l("answer: noted as won"),
    "lost-ack": _l("answer: noted as lost"),
    "cost-ack": _l("answer: what we charge"),
    "pause-ack": _l("answer: no new customers until a day"),
    "resume-ack": _l("answer: new customers again"),
    "pause-noted": _l("answer: pause or resume, to do by hand"),
    "remove-ack": _l("answer: take the listing down"),
    "undone-ack": _l("answer: undone"),
    "not-undone": _l("answer: nothing to undo"),
    "phrase-codes": _l("answer: the codes of ready sentences"),
    "whose-code": _l("answer: which customer is the sentence for?"),
    "visit-gone": _l("answer: that time is not open"),
    "visit-over": _l("answer: the visit is over"),
    "whose-visit": _l("answer: which visit is over?"),
    "answer-passed": _l("answer: the customer's answer is passed on"),
    "answer-on-page": _l("answer: to be answered on the request page"),
    "left-open": _l("answer: fits nothing, a person reads it"),
}
#: Sent however many came before: the law wants it.
ALWAYS = ("stopped-ack",)
#: Segments that an answer may take; the list of customers may be longer.
_SEGMENTS = dict.fromkeys(
    (
        *("which-customer", "pause-ack", "help-ack", "text-heard", "phrase-codes", "whose-code"),
        *("visit-gone", "visit-over", "whose-visit", "answer-passed", "answer-on-page"),
    ),
    LONG,
)
#: Customers named in one text: more do not fit.
_MOST_OPTIONS = 4
#: A day that a pause may end on, to show how it is written.
_EXAMPLE = timedelta(days=7)


def language_of(heard: Heard | None) -> str:
    """The language a phone is answered in: its business's, else its request's, else English (BCP 47)."""
    if heard and heard.business:
        return heard.business.language
    return heard.request.language if heard and heard.request else "en"


def _values(heard: Heard, language: Language) -> Facts:
    """What the templates of this slice may say."""
    lead, business = heard.lead, heard.business
    until = pause(business.paused_until, clock.today()) if business else None
    waiting = [open_lead for open_lead in heard.customers if open_lead.state == "new"]
    with speaking(language):
        day, example = show_date(until) if until else "", show_date(clock.today() + _EXAMPLE)
    with speaking(language):
        printed = heard.ad and (show_date(heard.ad.published_on) if heard.ad.published_on else "")
        entered = show_date(heard.ad.entered_on) if heard.ad else ""
    with speaking(language):
        phrase = heard.phrase.words(language) if heard.phrase else ""
    everybody = [*heard.customers, *heard.agreed]
    visited = heard.text.detail.get("visits")
    everybody = [lead for lead in everybody if lead.id in visited] if isinstance(visited, list) else everybody
    return {
        "phrase": phrase,
        "codes": [(f"{LETTER}{entry.text}", entry.brief(language)) for entry in texted()],
        "code": bare_code(heard.text.body),
        "first": next((lead.accept_digit for lead in everybody), 1),
        "everybody": [_option(lead, heard, language) for lead in everybody[:_MOST_OPTIONS]],
        "is_foreign": _is_foreign(heard),
        "is_printed": heard.ad is not None,
        "printed": printed or "",
        "entered": entered,
        "has_asked": heard.request is not None,
        "contact": phone.display(settings().contact_phone),
        "is_business": business is not None,
        "firm": heard.firm.display_name(language.url) if heard.firm else "",
        "name": business.display_name(language.url) if business else "",
        "day": day,
        "example": example,
        "sender": phone.display(heard.text.sender),
        "text": heard.text,
        "digit": rules.digit_of(heard.text.body),
        "about": heard.text.detail.get("about"),
        "undid": heard.text.detail.get("undid"),
        "options": [_option(open_lead, heard, language) for open_lead in heard.customers[:_MOST_OPTIONS]],
        "waiting": [_waiting(open_lead, language) for open_lead in waiting[:_MOST_OPTIONS]],
        "still": len(waiting),
        "lead": lead,
        "is_new": lead is not None and lead.state == "new",
        "accept": lead.accept_digit if lead else 0,
        "decline": lead.accept_digit + 1 if lead else 0,
        "price": heard.price,
        "link": lead_link(lead) if lead else "",
        **(customer(lead, language) if lead else {"who": "", "town": "", "job": ""}),
    }


def _is_foreign(heard: Heard) -> bool:
    """Whether the customer that a text is about reads English and its business Chinese, or the other way round."""
    languages = {heard.lead.request.language, heard.business.language} if heard.lead and heard.business else set()
    return "en" in languages and len(languages) > 1


def _option(lead: Lead, heard: Heard, language: Language) -> tuple[int, object, object, object]:
    """One customer of the question which one is meant: the digit that says so, name, town, job."""
    facts = customer(lead, language)
    digit = lead.accept_digit + (1 if heard.text.detail.get("about") == Intent.DECLINE else 0)
    return digit, facts["who"], facts["town"], "" if facts["who"] else facts["job"]


def _waiting(lead: Lead, language: Language) -> tuple[int, int, object, object]:
    """A new customer of a business that takes no more for now: the digits that say yes and no, town and job."""
    facts, accept = customer(lead, language), lead.accept_digit or 0
    return accept, accept + 1, facts["town"], facts["job"]


def _shorter(values: Facts) -> Iterator[Facts]:
    """What is left out of a text that is too long, one after the other."""
    yield {"town": ""} if values["who"] else {"job": ""}
    waiting = values["waiting"] if isinstance(values["waiting"], list) else []
    yield {"waiting": [(accept, decline, town, "") for accept, decline, town, _job in waiting]}
    yield {"waiting": []}
    options = values["options"] if isinstance(values["options"], list) else []
    yield {"options": [(digit, shortened(str(who)), "" if who else town, job) for digit, who, town, job in options]}
    everybody = values["everybody"] if isinstance(values["everybody"], list) else []
    yield {"everybody": [(digit, shortened(str(who)), "" if who else town, "") for digit, who, town, _job in everybody]}
    yield {"options": [(digit, shortened(str(who)), "" if who else town, "") for digit, who, town, _job in options]}
    yield {"who": shortened(str(values["who"]))}


def _compose(kind: str) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        heard = queries.heard(session, subject[1])
        if heard is None:
            return None
        folder, values = f"inbox/messages/{kind}", _values(heard, language)
        if kind == "started-ack":
            values["gets_texts"] = queries.gets_texts(session, heard.text.sender)
        if channel == "email" and heard.text.is_read:
            # The operator has read it meanwhile, or filed it.
            return None
        if channel == "email":
            return write_message(folder, language, channel, values)
        # Nobody is asked which customer a text is for that has gone to one since, or that is for nobody any more.
        if kind == "which-customer" and (heard.text.effect is not None or not heard.customers):
            return None
        return fit_text(
            lambda facts: write_message(folder, language, channel, facts),
            _SEGMENTS.get(kind, SHORT),
            values,
            *_shorter(values),
        )

    return compose


KINDS = {
    **{kind: MessageKind(_compose(kind), label) for kind, label in ANSWERS.items()},
    "inbound-text": MessageKind(_compose("inbound-text"), _l("a text came in")),
}
