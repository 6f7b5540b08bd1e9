"""What goes back to a phone that texted us, and what the operator is told of it."""

from collections.abc import Iterator, Mapping, Sequence
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
from directory.texts.rules.pictured import is_wordless
from directory.visits.rules import brief, parse_window

#: Our own answers to a text, which must not feed a machine at the other end for ever: kind -> the operator's words.
ANSWERS = {
    "stopped-ack": _l("answer to STOP"),
    "started-ack": _l("answer: texts again"),
    "help-ack": _l("answer to HELP"),
    "unknown-digit": _l("answer: no customer has this number"),
    "text-heard": _l("answer: passed on to the customer"),
    "which-customer": _l("answer: which customer is it for?"),
    "not-passed": _l("answer: holds a link of ours, not passed on"),
    "not-a-photo": _l("answer: a file that is no photo, not passed on"),
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
    "whose-visit": _l("answer: whose visit is it about?"),
    "visit-times-sent": _l("answer: times for a visit are sent"),
    "visit-called-off": _l("answer: the visit is off"),
    "visit-unread": _l("answer: no time for a visit was read"),
    "visit-on-page": _l("answer: which visit, to be said on the request page"),
    "answer-passed": _l("answer: the customer's answer is passed on"),
    "answer-on-page": _l("answer: to be answered on the request page"),
    "left-open": _l("answer: fits nothing, a person reads it"),
}
#: Sent however many came before: the law wants it.
ALWAYS = ("stopped-ack",)
#: Customers who fit into a text that is `LONG`. With more it may take so many segments, and where they still do not
#: fit it ends with how many more there are, and how to name one of them.
_FEW, _LIST = 4, 4
#: Answers that list customers.
_LISTING = ("which-customer", "whose-code", "whose-visit")
#: Segments that an answer may take; one that lists customers may be longer.
_SEGMENTS = dict.fromkeys(
    (
        *("pause-ack", "help-ack", "text-heard", "phrase-codes"),
        *("visit-gone", "visit-over", "answer-passed", "answer-on-page"),
        *("visit-times-sent", "visit-called-off", "visit-unread", "visit-on-page"),
    ),
    LONG,
)
#: One customer of the question which one is meant: the digit that says so, name, town, job.
_Customer = tuple[int, str, str, str]
#: A day that a pause may end on, to show how it is written.
_EXAMPLE = timedelta(days=7)


def language_of(heard: Heard | None) -> str:
    """The language a phone is answered in: its business's, its request's, its own as a second contact; else English
    (BCP 47)."""
    owner = (heard.business or heard.request or heard.second) if heard else None
    return owner.language if owner else "en"


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
    everybody = _everybody(heard)
    return {
        "phrase": phrase,
        "is_photo": bool(heard.text.pictures) and is_wordless(heard.text.body),
        "codes": [(f"{LETTER}{entry.text}", entry.brief(language)) for entry in texted()],
        "code": bare_code(heard.text.body),
        "first": next((lead.accept_digit for lead in everybody), 1),
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
        "doing": heard.text.detail.get("doing"),
        "is_moved": bool(heard.text.detail.get("moved")),
        "times": _times(heard, language),
        "undid": heard.text.detail.get("undid"),
        "more": 0,
        "waiting": [_waiting(open_lead, language) for open_lead in waiting],
        "still": len(waiting),
        "lead": lead,
        "is_new": lead is not None and lead.state == "new",
        "accept": lead.accept_digit if lead else 0,
        "decline": lead.accept_digit + 1 if lead else 0,
        "price": heard.price,
        "took": (heard.text.effect, heard.text.state_before) == ("quote", "new"),
        "link": lead_link(lead) if lead else "",
        **(customer(lead, language) if lead else {"who": "", "town": "", "job": ""}),
    }


def _times(heard: Heard, language: Language) -> list[str]:
    """The times for a visit that a text proposed or called off, short."""
    codes = heard.text.detail.get("windows")
    with speaking(language):
        return [brief(parse_window(code)) for code in codes] if isinstance(codes, list) else []


def _is_foreign(heard: Heard) -> bool:
    """Whether the customer that a text is about reads English and its business Chinese, or the other way round."""
    languages = {heard.lead.request.language, heard.business.language} if heard.lead and heard.business else set()
    return "en" in languages and len(languages) > 1


def _everybody(heard: Heard) -> list[Lead]:
    """Whom a ready sentence can be said to, or whose visits can be over."""
    everybody = {lead.id: lead for lead in (*heard.customers, *heard.agreed)}.values()
    visited = heard.text.detail.get("visits")
    return [lead for lead in everybody if not isinstance(visited, list) or lead.id in visited]


def _lists(heard: Heard, language: Language) -> dict[str, Sequence[_Customer]]:
    """The lists of customers that templates of this slice may hold."""
    lists = {"options": heard.customers, "everybody": _everybody(heard)}
    return {name: [_option(lead, heard, language) for lead in leads] for name, leads in lists.items()}


def _option(lead: Lead, heard: Heard, language: Language) -> _Customer:
    facts = customer(lead, language)
    digit = (lead.accept_digit or 0) + (1 if heard.text.detail.get("about") == Intent.DECLINE else 0)
    return digit, str(facts["who"]), str(facts["town"]), "" if facts["who"] else str(facts["job"])


def _waiting(lead: Lead, language: Language) -> tuple[int, int, object, object]:
    """A new customer of a business that takes no more for now: the digits that say yes and no, town and job."""
    facts, accept = customer(lead, language), lead.accept_digit or 0
    return accept, accept + 1, facts["town"], facts["job"]


def _shorter(values: Facts, lists: Mapping[str, Sequence[_Customer]]) -> Iterator[Facts]:
    """What is left out of a text that is too long, one after the other; `lists` are its lists of customers."""
    yield {"town": ""} if values["who"] else {"job": ""}
    waiting = values["waiting"] if isinstance(values["waiting"], list) else []
    yield {"waiting": [(accept, decline, town, "") for accept, decline, town, _job in waiting]}
    yield {"waiting": []}
    yield from _shorter_lists(lists)
    yield {"who": shortened(str(values["who"]))}


def _shorter_lists(lists: Mapping[str, Sequence[_Customer]]) -> Iterator[Facts]:
    """Lists of customers with short names, then without jobs, then ever fewer with how many are left out."""
    for has_job in (True, False):
        lists = {name: [_shortened(one, has_job=has_job) for one in customers] for name, customers in lists.items()}
        yield {**lists}
    longest = max(map(len, lists.values()))
    for length in range(longest - 1, 0, -1):
        yield {**{name: customers[:length] for name, customers in lists.items()}, "more": longest - length}


def _shortened(customer: _Customer, *, has_job: bool) -> _Customer:
    digit, who, town, work = customer
    return digit, shortened(who), "" if who else town, work if has_job else ""


def _most(kind: str, lists: Mapping[str, Sequence[_Customer]]) -> int:
    """The segments that an answer of this kind may take."""
    if kind in _LISTING:
        return LONG if max(map(len, lists.values())) <= _FEW else _LIST
    return _SEGMENTS.get(kind, SHORT)


def _compose(kind: str) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        heard = queries.heard(session, subject[1])
        if heard is None:
            return None
        folder, lists = f"inbox/messages/{kind}", _lists(heard, language)
        values = _values(heard, language) | lists
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
            _most(kind, lists),
            values,
            *_shorter(values, lists),
        )

    return compose


KINDS = {
    **{kind: MessageKind(_compose(kind), label) for kind, label in ANSWERS.items()},
    "inbound-text": MessageKind(_compose("inbound-text"), _l("a text came in")),
}
