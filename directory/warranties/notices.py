"""Messages that the work is done: to the homeowner with the card, to the business to fill it in."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.html import absolute
from directory.kernel.language import Language
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.notices import LONG, Facts, county_instead, customer, job_words, lead_link, write_fitting
from directory.outbox.registry import Content, MessageKind
from directory.outbox.topics import Topic
from directory.warranties.actions import CARD_WANTED, WORK_DONE
from directory.warranties.models import WarrantyCard, cards_of


def card_link(card: WarrantyCard) -> str:
    """A card's page; it finds its language by itself, so that the address is short."""
    return absolute(f"/warranty/{card.token}")


def _done(session: Session, subject: tuple[str, int]) -> tuple[Lead, Business, WarrantyCard] | None:
    lead_and_business = lead_queries.lead_with_business(session, subject[1])
    if lead_and_business is None or not lead_and_business[0].is_done:
        return None
    lead, business = lead_and_business
    card = cards_of(session, [lead.id]).get(lead.id)
    return (lead, business, card) if card is not None and lead.request.state != "erased" else None


def _work_done(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    done = _done(session, subject)
    if done is None or done[0].done_by_homeowner_at is not None:
        return None
    lead, business, card = done
    values = {
        "name": business.display_name(language.url),
        "link": card_link(card),
        "day": lead.done_on,
        **job_words(lead.request, language),
    }
    return write_fitting(f"warranties/messages/{WORK_DONE}", language, channel, values, {"name": ""}, most=LONG)


def _card_wanted(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    done = _done(session, subject)
    if done is None or done[2].card.is_stated:
        return None
    lead, business, _card = done
    if channel == "email" and lead_queries.delivery_of(session, business.id).email is None:
        return None
    values = {"link": lead_link(lead), **customer(lead, language)}
    shorter: list[Facts] = [{"who": ""}, county_instead(lead.request, language), {"job": ""}]
    return write_fitting(f"warranties/messages/{CARD_WANTED}", language, channel, values, *shorter, most=LONG)


KINDS = {
    WORK_DONE: MessageKind(_work_done, _l("the work is done, with the warranty card")),
    CARD_WANTED: MessageKind(_card_wanted, _l("the customer says that the work is done"), Topic.CUSTOMERS),
}
