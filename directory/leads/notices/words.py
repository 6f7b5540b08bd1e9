"""How a message about a lead is written: its links, the job in codes, and what goes when it is too long."""

from flask import current_app, render_template
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation import tokens
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.kernel import phone, segments
from directory.kernel.language import Language, by_tag
from directory.leads import queries
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.registry import Content
from directory.places.gazetteer import gazetteer
from directory.trades import vocabulary
from directory.trades.rules import short_job

#: The most a text to a business or a receipt may take; everything else is one.
LONG, SHORT = 2, 1

Facts = dict[str, object]


def request_link(row: QuoteRequest) -> str:
    """The homeowner's own page, in the homeowner's language."""
    return absolute(f"/{by_tag(row.language).url}/requests/{tokens.derive('request', row.seed)}")


def lead_link(lead: Lead) -> str:
    """One lead's page; it finds its language by itself, so that the address is short."""
    return absolute(f"/leads/{tokens.derive('lead', lead.seed)}")


def job_words(row: QuoteRequest, speak: Language) -> Facts:
    """What a text may say of a job: town or county, fault or job, urgency and language, from codes only."""
    place = gazetteer().zip(row.zip)
    return {
        "town": place.name(speak.url) if place else row.zip[:3] + "xx",
        "job": short_job(row.service, row.answers, speak.url),
        "urgency": vocabulary.short("urgency", row.urgency, speak.url),
        "speaks": vocabulary.short("lang", row.call_language, speak.url),
    }


def county_instead(row: QuoteRequest, speak: Language) -> Facts:
    """The county in the place of a town whose name is too long."""
    place = gazetteer().zip(row.zip)
    county = gazetteer().county(place.fips[0]) if place else None
    return {"town": county.name(speak.url)} if county else {}


def write(kind: str, speak: Language, channel: str, **values: object) -> Content:
    """The message in `templates/leads/messages/<kind>` in this language."""
    folder = f"leads/messages/{kind}"
    with speaking(speak):
        if channel == "sms":
            return Content(body=render_template(f"{folder}/sms.txt", **values).strip())
        return Content(
            body=render_template(f"{folder}/body.txt", **values).strip() + "\n",
            subject=render_template(f"{folder}/subject.txt", **values).strip(),
            html=render_template("leads/messages/mail.html", text=render_template(f"{folder}/body.txt", **values)),
        )


def fit(kind: str, speak: Language, most: int, values: Facts, *changes: Facts) -> Content:
    """The text within `most` segments: while it is over budget, one change after the other is made to it."""
    content = write(kind, speak, "sms", **values)
    for change in changes:
        if segments.count(content.body) <= most:
            break
        values = {**values, **change}
        content = write(kind, speak, "sms", **values)
    return content


def pronoun(name: str) -> str:
    """she, he or they, as the title beside a name says; nobody guesses from the name itself."""
    words = set(name.lower().replace(".", " ").split())
    if name.endswith(("女士", "小姐", "太太")) or words & {"ms", "mrs", "miss"}:
        return "she"
    return "he" if name.endswith("先生") or "mr" in words else "they"


def open_lead(session: Session, subject: tuple[str, int], states: tuple[str, ...]) -> tuple[Lead, Business] | None:
    """The lead and its business while the lead is in one of these states and its request is open."""
    found = queries.lead_with_business(session, subject[1])
    if found is None or found[0].state not in states or found[0].request.state != "open":
        return None
    return found


def contact_phone() -> str:
    """The site's own phone as people write it; empty where there is none."""
    return phone.display(str(current_app.config["CONTACT_PHONE"]))
