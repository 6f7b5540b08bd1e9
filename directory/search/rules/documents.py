"""The listing document: what cards, pages and the API show of one business. None = not stated, never no."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from directory.businesses.fields.registry import PUBLIC
from directory.businesses.fields.terms import Term, condition_of
from directory.businesses.models import Business, WarrantyTerm
from directory.businesses.rules import is_textable
from directory.credentials.models import License
from directory.kernel import clock
from directory.search.rules.evaluator import Facet


def document(business: Business, licenses: Iterable[License], by_owner: Iterable[str] = ()) -> dict[str, Any]:
    """The document of a business whose contact points, warranties and areas are loaded.

    `license_source`: who states the licenses (ad, owner ...), whatever a registry says of them.
    `by_owner`: fields that its own people spoke of; what stands there is their word, not an ad's.
    `textable`: may be ticked for a quote request (with TEXT_UNINTRODUCED off the operator calls instead of a text).
    """
    phones = [point for point in business.contact_points if point.kind == "phone"]
    textable = any(is_textable(point.state) for point in phones)
    rows = list(licenses)
    stated = [_license(each) for each in rows]
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
        "license_source": next((each.source for each in rows if each.source != "registry"), None),
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
        "websites": business.websites,
        "wechat": business.wechat,
        "addresses": business.addresses,
        "services_excluded": business.services_excluded,
        "brands_excluded": business.brands_excluded,
        "property_excluded": business.property_excluded,
        "confirmed_on": clock.local(business.confirmed_at).date().isoformat() if business.confirmed_at else None,
        "by_owner": sorted(by_owner),
        "textable": textable,
        "calls_only": bool(phones) and not textable,
        "updated": business.updated_at.isoformat(),
    }


def _license(row: License) -> dict[str, Any]:
    """A license; what a registry says of it only where one was asked. Lowered by `as_of` once its date has passed."""
    said: dict[str, Any] = {"type": row.type, "number": row.number, "state": row.state, "status": row.status}
    if row.checked_at is not None:
        said["class"] = row.license_class
        said["expires_on"] = row.expires_on.isoformat() if row.expires_on else None
        said["checked_on"] = clock.local(row.checked_at).date().isoformat()
        said["file_date"] = row.file_date.isoformat() if row.file_date else None
        said["holder"] = row.holder
    return said


def _warranty(warranty: WarrantyTerm) -> dict[str, Any]:
    """How long, of what, and what for alone: `condition`, absent where none is stated."""
    term = Term.of_months(None if warranty.is_lifetime else warranty.months)
    return {"scope": warranty.scope, **term.as_json(), **condition_of({"condition": warranty.condition})}


_NAMES = ("zh", "en", "romanized")


def item(doc: Mapping[str, Any], url_of: Callable[[str], str]) -> dict[str, Any]:
    """One listing with exactly the published fields. None = not stated, never no; `url_of` gives a slug's address."""
    return {
        "slug": doc["slug"],
        **{code: doc.get(code) or (None if doc.get(code) == [] else doc.get(code)) for code in PUBLIC},
        "names": {name: doc["names"][name] for name in _NAMES},
        "url": url_of(doc["slug"]),
    }


def facet_counts(facets: Iterable[Facet]) -> dict[str, list[dict[str, Any]]]:
    """Facets by group, without the empty ones."""
    return {
        facet.group: [{"value": each.value, "count": each.count} for each in facet.values]
        for facet in facets
        if facet.values
    }
