"""The job of a request in the reader's words, and the dangers that its answers and its words speak of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import show_date, speaking
from directory.kernel import clock, phone
from directory.kernel.language import by_tag, by_url
from directory.leads.rules.second import SecondScope
from directory.places.gazetteer import gazetteer
from directory.places.rules import Place
from directory.reading.dangers import LEAVE_FOR, dangers
from directory.trades import vocabulary
from directory.trades.rules import short_job
from directory.trades.vocabulary import Answer

#: What one leaves the house for before anything is sent, ticked or heard in the homeowner's own words.
SAFETY_STOPS = LEAVE_FOR
#: The answer that nothing of the kind is there.
SAFE = "none"


def dangers_now(safety: str | None, details: str | None) -> tuple[str, ...]:
    """What the form's answer and the homeowner's own words say is dangerous, in the order of the form's answers.

    `none` ticked beside 暖气一开就头晕 gives `("co",)`.
    """
    spoken = {safety, *dangers(details or "")}
    return tuple(option.code for option in vocabulary.terms("safety") if option.code in spoken - {SAFE})


def known_dangers(safety: str, details: str | None) -> tuple[str, ...]:
    """The dangers of a saved request that are still spoken of: the one that was answered, and water in its words.

    What else the words sound like was asked about before it was sent (`SAFETY_STOPS`).
    """
    heard = dangers_now(safety, details)
    return tuple(code for code in heard if code == safety or code not in SAFETY_STOPS)


def job_in_short(quote_request: "Asked", language: str) -> str:
    """The job in a few words, with the danger that was answered: `no heat, CO alarm`."""
    words = short_job(quote_request.service, quote_request.answers or {}, language)
    danger = vocabulary.term("safety", quote_request.safety)
    if danger is None or danger.code == SAFE:
        return words
    return (", " if language == "en" else "、").join((words, danger.short.read(language)))


class Asked(Protocol):
    """The coded part of a quote request, sent or not."""

    @property
    def service(self) -> str: ...
    @property
    def zip(self) -> str: ...
    @property
    def place_code(self) -> str | None: ...
    @property
    def place_text(self) -> str | None: ...
    @property
    def urgency(self) -> str: ...
    @property
    def safety(self) -> str: ...
    @property
    def call_language(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, Answer]: ...
    @property
    def said_on(self) -> Mapping[str, date]:
        """On which day the answers were said that count from it: `urgency`, `since`."""


class Located(Protocol):
    """What says where a job is."""

    @property
    def zip(self) -> str: ...
    @property
    def place_code(self) -> str | None: ...


#: For so many days an answer that counts from its own day says what it said then.
_HOLDS = {"now": 0, "48h": 2, "week": 6, "month": 30, "today": 0}


def how_soon(quote_request: Asked, language: str) -> str:
    """How soon, in a few words, which outlive their day only with its date: `emergency, today (said Nov 23, 2026)`."""
    words = vocabulary.short("urgency", quote_request.urgency, language)
    return _dated(words, quote_request.urgency, quote_request.said_on.get("urgency"), language)


def _dated(words: str, code: str, said_on: date | None, language: str) -> str:
    if said_on is None or code not in _HOLDS or clock.today() <= said_on + timedelta(days=_HOLDS[code]):
        return words
    with speaking(by_url(language)):
        return _("%(words)s (said %(day)s)", words=words, day=show_date(said_on))


def place_of(quote_request: Located) -> Place | None:
    """Where a job is: its ZIP code, or the town or county that was given in its place."""
    return gazetteer().zip(quote_request.zip) or gazetteer().place(quote_request.place_code or "")


@dataclass(frozen=True)
class Job:
    """A request's coded answers in one language: place, short words for a sentence, and every answer in full."""

    town: str
    county: str
    #: What was typed in the place of a ZIP code, where it is not the town's name.
    written: str
    state: str
    short: str
    urgency: str
    call_language: str
    rows: list[tuple[str, str]]


def job(quote_request: Asked, language: str) -> Job:
    """The job in `en`, `zh-hans` or `zh-hant`; questions in the order of the form, unanswered ones left out."""
    place = place_of(quote_request)
    county = gazetteer().county(place.fips[0]) if place and place.kind != "county" else None
    town, written = place.name(language) if place else quote_request.zip, quote_request.place_text or ""
    answers = quote_request.answers or {}
    given: dict[str, Answer] = {
        "service": quote_request.service,
        "urgency": quote_request.urgency,
        "safety": quote_request.safety,
        **answers,
    }
    rows = []
    for question in vocabulary.answers():
        words = [
            _dated(option.label(language), code, quote_request.said_on.get(question.code), language)
            for code in _codes(given.get(question.code))
            if (option := question.option(code))
        ]
        if words and (question.code, given[question.code]) != ("safety", "none"):
            rows.append((question.short.read(language), (", " if language == "en" else "、").join(words)))
    return Job(
        town=town,
        county=f"{county.name(language)}" if county else "",
        written=written if written.casefold() != town.casefold() else "",
        state=place.state if place else "",
        short=job_in_short(quote_request, language),
        urgency=how_soon(quote_request, language),
        call_language=vocabulary.label("lang", quote_request.call_language, language),
        rows=rows,
    )


#: What the columns of a request are called that its homeowner may correct.
_COLUMNS = {
    "phone": _l("Phone"),
    "email": _l("Email"),
    "name": _l("Name"),
    "zip": _l("Where"),
    "urgency": _l("How soon"),
    "safety": _l("Danger"),
    "call_language": _l("Language for the call"),
    "language": _l("Language of our messages"),
    "details": _l("In the customer's words"),
    "photos": _l("Photos"),
    "second_name": _l("Also told of it"),
    "second_address": _l("Their phone or email"),
    "second_language": _l("Their language"),
    "second_scope": _l("We write to them"),
}
#: Those of which no business ever reads.
PRIVATE_COLUMNS = frozenset(("language", "second_name", "second_address", "second_language", "second_scope"))


def column_label(column: str) -> LazyString:
    """What a column of a request is called."""
    return _COLUMNS[column]


def column_words(column: str, value: object, language: str) -> str:
    """What a column of a request says, in `en`, `zh-hans` or `zh-hant`; empty where it said nothing."""
    words = str(value or "")
    place = gazetteer().zip(words) if column == "zip" else None
    if column in ("urgency", "safety"):
        return vocabulary.label(column, words, language)
    if column == "call_language":
        return vocabulary.label("lang", words, language)
    if column in ("language", "second_language"):
        return by_tag(words).own_name
    if column == "second_scope":
        return str(SecondScope.label_of(words))
    if column in ("phone", "second_address"):
        return words if "@" in words else phone.display(words)
    return place.label(language) if place else words


def _codes(answer: Answer | None) -> list[str]:
    """The codes of an answer, one or many."""
    if not answer:
        return []
    return [answer] if isinstance(answer, str) else list(answer)
