"""What every message about a lead is written with: its links, its words from codes, its length."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation import tokens
from directory.foundation.html import absolute
from directory.foundation.settings import settings
from directory.kernel import phone
from directory.kernel import text as segments
from directory.kernel.language import Language
from directory.leads import queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules.job import how_soon, place_of
from directory.outbox.registry import Content, write_message
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from directory.trades.rules import short_job

#: The most a text to a business or a receipt may take; everything else is one.
LONG, SHORT = 2, 1

Facts = dict[str, object]


def request_link(quote_request: QuoteRequest, language: Language) -> str:
    """The homeowner's own page, in the language of whoever is written to."""
    return absolute(f"/{language.url}/requests/{tokens.derive('request', quote_request.seed)}")


def confirm_key(quote_request: QuoteRequest) -> str:
    """What the link in a homeowner's mail carries besides the token: whoever has it reads that mail."""
    return tokens.derive("confirm-email", quote_request.seed)


def lead_link(lead: Lead) -> str:
    """One lead's page; it finds its language by itself, so that the address is short."""
    return absolute(f"/leads/{tokens.derive('lead', lead.seed)}")


def job_words(quote_request: QuoteRequest, language: Language) -> Facts:
    """What a text may say of a job: town or county, fault or job, urgency and language, from codes only."""
    place = place_of(quote_request)
    return {
        "town": place.name(language.url) if place else quote_request.zip[:3] + "xx",
        "job": short_job(quote_request.service, quote_request.answers, language.url),
        "urgency": how_soon(quote_request, language.url),
        "speaks": vocabulary.short("lang", quote_request.call_language, language.url),
    }


def customer(lead: Lead, language: Language) -> Facts:
    """Whom a message to a business is about, the request loaded: her name once the business took her, town and job."""
    name = lead.request.name if lead.accepted_at else None
    return {"who": name or "", **job_words(lead.request, language)}


def county_instead(quote_request: QuoteRequest, language: Language) -> Facts:
    """The county in the place of a town whose name is too long."""
    place = place_of(quote_request)
    county = gazetteer().county(place.fips[0]) if place else None
    return {"town": county.name(language.url)} if county else {}


def write(kind: str, language: Language, channel: str, **values: object) -> Content:
    """The message in `templates/leads/messages/<kind>` in this language."""
    return write_message(f"leads/messages/{kind}", language, channel, values, html="leads/messages/mail.html")


def fit(kind: str, language: Language, most: int, values: Facts, *changes: Facts) -> Content:
    """The text within `most` segments: while it is over budget, one change after the other is made to it."""
    return fit_text(lambda facts: write(kind, language, "sms", **facts), most, values, *changes)


def fit_text(compose: Callable[[Facts], Content], most: int, values: Facts, *changes: Facts) -> Content:
    """Compose a text; while it has more than `most` segments, compose it again with the next of the `changes`."""
    content = compose(values)
    for change in changes:
        if segments.count(content.body) <= most:
            break
        values = {**values, **change}
        content = compose(values)
    return content


def write_fitting(folder: str, language: Language, channel: str, values: Facts, *changes: Facts, most: int) -> Content:
    """A message from a folder of `templates/`: a mail with its body.html, or a text as `fit_text` fits it."""
    if channel != "sms":
        return write_message(folder, language, channel, values, html=f"{folder}/body.html")
    return fit_text(lambda facts: write_message(folder, language, channel, facts), most, values, *changes)


def pronoun(name: str) -> str:
    """she, he or they, as the title beside a name says; nobody guesses from the name itself."""
    words = set(name.lower().replace(".", " ").split())
    if name.endswith(("女士", "小姐", "太太")) or words & {"ms", "mrs", "miss"}:
        return "she"
    return "he" if name.endswith("先生") or "mr" in words else "they"


def open_lead(session: Session, subject: tuple[str, int], states: tuple[str, ...]) -> tuple[Lead, Business] | None:
    """The lead and its business while the lead is in one of these states and its request is open."""
    lead_and_business = queries.lead_with_business(session, subject[1])
    if (
        lead_and_business is None
        or lead_and_business[0].state not in states
        or lead_and_business[0].request.state != "open"
    ):
        return None
    return lead_and_business


def contact_phone() -> str:
    """The site's own phone as people write it; empty where there is none."""
    return phone.display(settings().contact_phone)
