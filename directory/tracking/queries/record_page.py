"""The record as its page shows it: the codes that rows keep by their labels, what they keep folded line by line."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import join_names, language, show_date, show_moment
from directory.foundation.records import Record
from directory.leads.rules import ConfirmedBy, ConsentEvidence, DeclineReason, LeadState, RequestState
from directory.leads.rules.job import column_label, column_words
from directory.leads.rules.second import SecondScope
from directory.nameplates.models import PlateState
from directory.outbox.rules import Channel, MessageState
from directory.photos.rules import Flaw, PhotoState
from directory.places.gazetteer import gazetteer
from directory.quotes.rules.fields import fields
from directory.quotes.rules.offer import Offer, Option, Tier
from directory.quotes.rules.phrases import say
from directory.reviews.rules import Cause, Question, Reply
from directory.tracking.queries.record import COLUMNS
from directory.trades import vocabulary
from directory.warranties.rules import Card
from directory.warranties.rules.lines import sections

#: Where a column of a table says something else than elsewhere.
_OF_TABLE: dict[tuple[str, str], LazyString] = {("visits", "address"): _l("Street address of the work")}
_SIDES = {"homeowner": _l("You"), "business": _l("the business")}
_WAYS = {"call": _l("phone call"), **Channel.labels()}
_SOURCES = {"web": _l("on a page"), "sms": Channel.SMS.label}
#: What the codes of a column are called, where only one table has it or all agree.
CODES: dict[str, Mapping[str, LazyString]] = {
    "author": _SIDES,
    "cancelled_by": _SIDES,
    "channel": _WAYS,
    "confirmed_how": ConfirmedBy.labels(),
    "decline_reason": DeclineReason.labels(),
    "flaw": Flaw.labels(),
    "how": ConsentEvidence.labels(),
    "proposed_by": _SIDES,
    "removed_reason": Cause.labels(),
    "scope": SecondScope.labels(),
    "source": _SOURCES,
}
#: What the states of a table's rows are called, as their homeowner sees them.
STATES: dict[str, Mapping[str, LazyString]] = {
    "quote_requests": RequestState.labels() | {"closed": _l("ended by you")},
    "leads": LeadState.labels() | {"won": _l("agreed on the job"), "lost": _l("didn't work out")},
    "consents": {"given": _l("allowed"), "withdrawn": _l("withdrawn")},
    "quotes": {
        "draft": _l("not sent yet"),
        "sent": _l("sent"),
        "accepted": _l("accepted by you"),
        "declined": _l("not accepted"),
        "superseded": _l("replaced by a newer one"),
        "expired": _l("expired"),
    },
    "visits": {
        "open": _l("no time yet"),
        "proposed": _l("times proposed"),
        "agreed": _l("time agreed"),
        "moved": _l("other times proposed"),
        "done": _l("done"),
        "cancelled": _l("canceled"),
    },
    "reviews": {"published": _l("published"), "withdrawn": _l("withdrawn"), "removed": _l("removed")},
    "photos": PhotoState.labels(),
    "nameplates": PlateState.labels(),
    "messages": MessageState.labels(),
}
#: Columns that answer the question of their name, in the form's words.
_ANSWERS = ("service", "urgency", "safety")
#: Columns with a phone or an email.
_CONTACTS = ("phone", "recipient")
#: A label and the words beside it.
Pair = tuple[str, str]
_CODE = re.compile(r"[a-z0-9_.:+-]+")


@dataclass(frozen=True)
class Line:
    """One value on the page: what it is called, its words, and whether they are a code of ours, the same in every
    language. A name that nobody translated is a code as well."""

    label: str
    words: str
    is_code: bool = False
    is_label_code: bool = False


def lines_of(table: str, entry: Record) -> list[Line]:
    """An entry of a table as the page shows it, what is not stated left out."""
    stated = [(column, value) for column, value in entry.items() if value is not None and value not in ("", [], {})]
    return [line for column, value in stated for line in _lines(table, column, value, entry)]


def _lines(table: str, column: str, value: object, entry: Record) -> list[Line]:
    unfold = UNFOLDED.get((table, column))
    if unfold is None:
        return [_line(table, column, value)]
    try:
        return [Line(label, words) for label, words in unfold(value, entry)]
    except (KeyError, ValueError, msgspec.ValidationError):
        # What no table of ours names any longer is shown as it is stored, sooner than not at all.
        return [_line(table, column, value)]


def _line(table: str, column: str, value: object) -> Line:
    label = str(_OF_TABLE.get((table, column), COLUMNS.get(column)) or column)
    words = _words(table, column, value)
    if words is not None:
        return Line(label, words, is_label_code=column not in COLUMNS)
    if isinstance(value, dict | list):
        return Line(label, json.dumps(value, ensure_ascii=False), True, column not in COLUMNS)
    return Line(label, str(value), _CODE.fullmatch(str(value)) is not None, column not in COLUMNS)


def _words(table: str, column: str, value: object) -> str | None:
    """A value in the language spoken; None for a code that no table names, and for what is typed or counted."""
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column in _ANSWERS:
        return _option_words(column, str(value))
    if column in ("call_language", "language"):
        return column_words(column, value, language().url)
    if column == "place_code":
        place = gazetteer().place(str(value))
        return place.label(language().url) if place else None
    if column in _CONTACTS or (table, column) == ("second_contacts", "address"):
        return column_words("second_address", value, language().url)
    labels = STATES.get(table, {}) if column == "state" else CODES.get(column, {})
    return str(labels[str(value)]) if str(value) in labels else None


def _option_words(question: str, code: str) -> str | None:
    """What a coded answer of the form is called; None for typed words."""
    option = vocabulary.question(question).option(code)
    return option.label(language().url) if option else None


def _answers(value: object, _entry: Record) -> Iterator[Pair]:
    for question, given in msgspec.convert(value, dict[str, str | list[str]]).items():
        codes = [given] if isinstance(given, str) else given
        label = vocabulary.question(question).short.read(language().url)
        yield label, join_names([_option_words(question, code) or code for code in codes])


def _version(value: object, _entry: Record) -> Iterator[Pair]:
    for column, before in msgspec.convert(value, dict[str, object]).items():
        yield str(column_label(column)), column_words(column, before, language().url) or _("not stated")


def _review(value: object, _entry: Record) -> Iterator[Pair]:
    for question, reply in msgspec.convert(value, dict[str, str]).items():
        yield Question.label_of(question), Reply.label_of(reply)


def _offer(value: object, _entry: Record) -> Iterator[Pair]:
    offer = msgspec.convert(value, Offer)
    for option in offer.options:
        yield from _option(offer, option)
    if offer.note:
        yield str(COLUMNS["note"]), offer.note


def _lone_option(value: object, _entry: Record) -> Iterator[Pair]:
    option = msgspec.convert(value, Option)
    return _option(Offer((option,)), option)


def _option(offer: Offer, option: Option) -> Iterator[Pair]:
    if option.tier:
        yield _("Option"), Tier.label_of(option.tier)
    for field in fields():
        if words := field.words(offer, option):
            yield field.label(), words


def _card(value: object, _entry: Record) -> Iterator[Pair]:
    card = msgspec.convert(value, Card)
    for line in (line for section in sections(card) for line in section.lines if not line.is_open):
        yield line.label, " · ".join(filter(None, (line.words, line.note)))


def _sentence(value: object, entry: Record) -> Iterator[Pair]:
    slots = msgspec.convert(entry["slots"] or {}, dict[str, str | int])
    yield str(COLUMNS["phrase"]), say(str(value), slots, language())


def _in_sentence(_value: object, _entry: Record) -> Iterator[Pair]:
    """What fills a ready sentence is read in it."""
    return iter(())


#: What a row keeps folded, each with the lines that it is read by.
UNFOLDED: dict[tuple[str, str], Callable[[object, Record], Iterator[Pair]]] = {
    ("quote_requests", "answers"): _answers,
    ("request_versions", "fields"): _version,
    ("reviews", "answers"): _review,
    ("typed_quotes", "document"): _offer,
    ("quote_options", "document"): _lone_option,
    ("warranty_cards", "facts"): _card,
    ("warranty_card_versions", "facts"): _card,
    ("replies", "phrase"): _sentence,
    ("replies", "slots"): _in_sentence,
}
