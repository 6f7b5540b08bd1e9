"""What a phone reads from the operator's desk: words written there, and how its text counts once it was filed."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.foundation.i18n import show_clock, show_date, show_moment, speaking
from directory.kernel import clock
from directory.kernel.language import Language
from directory.kernel.prepared import Json
from directory.leads import notices
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.outbox import queries
from directory.outbox.models import InboundText
from directory.outbox.registry import Content, MessageKind, Subject, write_message
from directory.quotes import actions as quotes
from directory.quotes.rules.offer import Offer
from directory.texts.rules.case import Intent

#: Segments of a correction: it may bring the customer's number, and the digits of whoever waits again.
_MOST = 3


def desk_content(body: str, language: Language) -> Content:
    """What a phone reads of words from the desk: they come after the site's name."""
    return write_message("operator/messages/desk-text", language, "sms", {"text": body})


def _compose_desk_text(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """None once its words were forgotten."""
    written = queries.desk_text(session, text_id=subject[1])
    return desk_content(written.body, language) if written is not None else None


def understood(session: Session, text: InboundText) -> dict[str, Json]:
    """How a text is understood before it is filed, as the text to its phone says it."""
    if not text.effect:
        return {"effect": "", "is_stop": text.meaning == Intent.STOP}
    offer = quotes.offer_of(session, text.effect_id) if text.effect == "quote" else None
    lead_id = text.subject_id if text.subject_kind == "lead" else None
    return {"effect": text.effect, "lead": lead_id, "price": _written(offer), "until": text.detail.get("until")}


def _compose_refiled(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
    """What we had understood of a text, what we understand now, and whoever waits for an answer again."""
    text = queries.inbound_text(session, subject[1])
    was = text.detail.get("was") if text is not None else None
    if text is None or text.is_forgotten or not isinstance(was, dict):
        return None
    now = understood(session, text)
    ids = [entry["lead"] for entry in (was, now) if isinstance(entry.get("lead"), int)]
    by_id = lead_queries.leads_by_ids(session, [lead_id for lead_id in ids if isinstance(lead_id, int)])
    lead = by_id.get(text.subject_id or 0) if now["effect"] else None
    is_taken = lead is not None and text.state_before == "new" and now["effect"] in ("accept", "quote")
    contact = notices.contact(session, ("lead", lead.id), language, "sms") if lead and is_taken else None
    waiting = [waits for waits in by_id.values() if waits.state == "new" and waits.request.state == "open"]
    facts: notices.Facts = {
        "was": _in_words(was, by_id, language),
        "now": _in_words(now, by_id, language),
        "at": _show_when(text.received_at, language),
        "contact": contact.body if contact else "",
        "waiting": [
            {"accept": waits.accept_digit or 0, "decline": (waits.accept_digit or 0) + 1}
            | notices.customer(waits, language)
            for waits in waiting
        ],
    }
    return notices.fit_text(
        lambda values: write_message("operator/messages/refiled", language, "sms", values),
        _MOST,
        facts,
        {"at": ""},
        {"was": {"effect": ""}},
    )


def _in_words(understood: Mapping[str, Json], by_id: Mapping[int, Lead], language: Language) -> dict[str, object]:
    """What was understood, with whom it is about, the price and the day as people read them."""
    lead_id, until = understood.get("lead"), understood.get("until")
    lead = by_id.get(lead_id) if isinstance(lead_id, int) else None
    with speaking(language):
        day = show_date(date.fromisoformat(until)) if isinstance(until, str) else ""
    return {
        "effect": understood.get("effect", ""),
        "price": understood.get("price", ""),
        "day": day,
        **(notices.customer(lead, language) if lead else {"who": "", "town": "", "job": ""}),
    }


def _written(offer: Offer | None) -> str:
    """The price of each option in letters that every phone has; empty without one."""
    return offer.price.replace("–", "-") if offer is not None else ""


def _show_when(moment: datetime, language: Language) -> str:
    with speaking(language):
        return show_clock(moment) if clock.local(moment).date() == clock.today() else show_moment(moment)


KINDS = {
    "desk-text": MessageKind(_compose_desk_text, _l("a text from the desk")),
    "refiled": MessageKind(_compose_refiled, _l("correction: we had misread their text")),
}
