"""The listing document: what cards, pages and the API show of one business. None = not stated, never no."""

from collections.abc import Iterable
from typing import Any

from directory.businesses.models import Business, WarrantyTerm
from directory.businesses.rules import is_textable
from directory.credentials.models import License


def document(business: Business, licenses: Iterable[License]) -> dict[str, Any]:
    """The document of a business whose contact points, warranties and areas are loaded.

    `textable`: may be ticked for a quote request (with TEXT_UNINTRODUCED off the operator calls instead of a text).
    """
    phones = [point for point in business.contact_points if point.kind == "phone"]
    textable = any(is_textable(point.state) for point in phones)
    stated = [_license(each) for each in licenses]
    return {
        "id": business.id,
        "slug": business.slug,
        "names": {
            "zh": business.name_zh,
            "zh_lang": business.name_zh_lang,
            "en": business.name_en,
            "romanized": business.romanized,
        },
        "owner": business.owner,
        "ad_number": business.ad_number,
        "phones": business.phones,
        "services": business.services,
        "work_types": business.work_types,
        "brands": business.brands,
        "licensed": business.licensed,
        "licenses": stated or None,
        "licensed_states": business.licensed_states,
        "insured": business.insured,
        "insured_states": business.insured_states,
        "warranties": [_warranty(term) for term in business.warranty_terms],
        "property_types": business.property_types,
        "service_states": business.service_states,
        "areas": [area.place_code for area in business.service_areas] or None,
        "service_radius": business.service_radius,
        "hours": business.hours,
        "emergency": business.emergency,
        "languages": business.languages,
        "features": business.features,
        "paused_until": business.paused_until,
        "textable": textable,
        "calls_only": bool(phones) and not textable,
        "updated": business.updated_at.isoformat(),
    }


def _license(row: License) -> dict[str, Any]:
    return {"type": row.type, "number": row.number, "state": row.state, "status": row.status}


def _warranty(term: WarrantyTerm) -> dict[str, Any]:
    if term.is_lifetime or term.months is None:
        return {"scope": term.scope, "years": "lifetime"}
    if term.months % 12:
        return {"scope": term.scope, "months": term.months}
    return {"scope": term.scope, "years": term.months // 12}
