"""The state table of a quote, its bounds, and the job of a request in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from directory.audit.rules import Act
from directory.businesses.fields import listing
from directory.businesses.fields.listing import Listing, Names
from directory.businesses.models import Business
from directory.credentials.models import License
from directory.credentials.rules import standing
from directory.kernel.states import table
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from directory.trades.rules import short_job


class QuoteAct(Act):
    """What this slice writes into the audit trail."""

    ASK = "ask", _l("asked the customer something")
    QUOTE = "quote", _l("gave a price")
    REPLY = "reply", _l("answered a question")
    ACCEPT_QUOTE = "accept-quote", _l("agreed to a price")
    GIVE_UP = "give-up", _l("gave a price up again")


QUOTE = table(
    "quote",
    draft="sent",
    sent="accepted declined superseded expired",
    # Accepted, and then its business was taken off the request: another price may be accepted.
    accepted="declined",
    declined="",
    superseded="",
    expired="",
)

#: Characters of a question, a reply or a note.
LONGEST_TEXT = 1000
#: Lines each side may write on one lead; a person who needs more has a phone.
MOST_LINES = 50
#: A price above this is a typing error.
MOST_DOLLARS = 1_000_000
MOST_YEARS = 50
#: A first day later than this is one too.
LONGEST_WAIT = timedelta(days=366)


class Asked(Protocol):
    """The coded part of a quote request."""

    service: str
    zip: str
    urgency: str
    safety: str
    call_language: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class Job:
    """A request's coded answers in one language: place, short words for a sentence, and every answer in full."""

    town: str
    county: str
    state: str
    short: str
    urgency: str
    call_language: str
    rows: list[tuple[str, str]]


def job(asked: Asked, language: str) -> Job:
    """The job in `en`, `zh-hans` or `zh-hant`; questions in the order of the form, unanswered ones left out."""
    place = gazetteer().zip(asked.zip)
    county = gazetteer().county(place.fips[0]) if place else None
    answers = asked.answers or {}
    given = {"service": asked.service, "urgency": asked.urgency, "safety": asked.safety, **answers}
    rows = []
    for question in vocabulary.answers():
        words = [
            option.label(language) for code in _codes(given.get(question.code)) if (option := question.option(code))
        ]
        if words and (question.code, given[question.code]) != ("safety", "none"):
            rows.append((question.label(language), (", " if language == "en" else "、").join(words)))
    return Job(
        town=place.name(language) if place else asked.zip,
        county=f"{county.name(language)}" if county else "",
        state=place.state if place else "",
        short=short_job(asked.service, answers, language),
        urgency=vocabulary.short("urgency", asked.urgency, language),
        call_language=vocabulary.label("lang", asked.call_language, language),
        rows=rows,
    )


def license_warning(business: Business, licenses: Sequence[License], state: str, today: date) -> str | None:
    """The state whose license nothing says this business has, where a job there wants one of its own; else None."""
    stated = Listing(
        id=business.id,
        slug=business.slug,
        names=Names(),
        licensed=business.licensed,
        licensed_states=tuple(business.licensed_states or ()),
        licenses=tuple(
            listing.License(license.type, license.number, license.state, license.status) for license in licenses
        ),
    )
    return standing(stated, state or None, today).warns


def _codes(answer: Any) -> list[str]:
    """The codes of an answer, one or many."""
    if not answer:
        return []
    return [answer] if isinstance(answer, str) else [str(code) for code in _listed(answer)]


def _listed(answer: Any) -> Iterable[Any]:
    return answer if isinstance(answer, list | tuple) else ()
