"""Who hears of a review: the homeowner is asked once, the business is told that there is one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.foundation import tokens
from directory.foundation.html import absolute
from directory.kernel.language import Language
from directory.leads import queries as lead_queries
from directory.leads.notices import LONG, Facts, county_instead, customer, job_words, lead_link, write_fitting
from directory.outbox.registry import Content, MessageKind
from directory.outbox.topics import Topic
from directory.reviews import actions
from directory.reviews.actions import ASKED, WRITTEN, may_review
from directory.reviews.models import reviews_of


def _asked(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    lead_and_business = lead_queries.lead_with_business(session, subject[1])
    if lead_and_business is None:
        return None
    lead, business = lead_and_business
    if not may_review(lead, lead.request.state) or reviews_of(session, [lead.id]):
        return None
    request_token = tokens.derive("request", lead.request.seed)
    values: dict[str, object] = {
        "name": business.display_name(language.url),
        "link": absolute(f"/{language.url}/requests/{request_token}/review/{business.slug}"),
        **job_words(lead.request, language),
    }
    return write_fitting(f"reviews/messages/{ASKED}", language, channel, values, {"name": ""}, most=LONG)


def _written(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    lead_and_business = lead_queries.lead_with_business(session, subject[1])
    review = reviews_of(session, [subject[1]]).get(subject[1])
    if lead_and_business is None or review is None or review.state != "published":
        return None
    lead, business = lead_and_business
    if channel == "email" and lead_queries.delivery_of(session, business.id).email is None:
        return None
    values = {"link": lead_link(lead), **customer(lead, language)}
    shorter: list[Facts] = [{"who": ""}, county_instead(lead.request, language), {"job": ""}]
    return write_fitting(f"reviews/messages/{WRITTEN}", language, channel, values, *shorter, most=LONG)


KINDS = {
    ASKED: MessageKind(_asked, _l("how the work went: asked once"), Topic.REMINDERS),
    WRITTEN: MessageKind(_written, _l("the customer wrote a review"), Topic.CUSTOMERS),
}
JOBS = actions.JOBS
