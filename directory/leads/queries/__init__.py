"""Reading requests and leads: rows, what the form offers, how a business is told, the list its people work from."""

from directory.leads.queries.desk import Desk, channels_by_lead, desk, lead_of_business
from directory.leads.queries.form import Choice, askable, choices
from directory.leads.queries.moved import count_to_move
from directory.leads.queries.reach import (
    Delivery,
    Reach,
    deliveries,
    delivery_of,
    emails_of,
    reach,
    textable_phones,
)
from directory.leads.queries.requests import (
    businesses_of,
    channels_of,
    consents_of,
    digits_in_use,
    is_proven,
    lead_count,
    lead_with_business,
    leads_meant_by,
    leads_of,
    open_leads_texted_to,
    open_twin,
    request_by_id,
    request_by_key,
    saved_before,
    times_sent,
    was_texted_before,
)
from directory.leads.queries.untold import untold

__all__ = [
    "Choice",
    "Delivery",
    "Desk",
    "Reach",
    "askable",
    "businesses_of",
    "channels_by_lead",
    "channels_of",
    "choices",
    "consents_of",
    "count_to_move",
    "deliveries",
    "delivery_of",
    "desk",
    "digits_in_use",
    "emails_of",
    "is_proven",
    "lead_count",
    "lead_of_business",
    "lead_with_business",
    "leads_meant_by",
    "leads_of",
    "open_leads_texted_to",
    "open_twin",
    "reach",
    "request_by_id",
    "request_by_key",
    "saved_before",
    "textable_phones",
    "times_sent",
    "untold",
    "was_texted_before",
]
