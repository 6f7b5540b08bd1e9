"""The listing document of a business's rows, and what the API publishes of it. None = not stated, never no."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from directory.businesses.fields.listing import Circle, Hours, License, Listing, Warranty
from directory.businesses.fields.registry import PUBLIC
from directory.businesses.fields.terms import Term
from directory.businesses.rules import is_textable
from directory.kernel import clock
from directory.kernel.phone import extensions, without_extension
from directory.kernel.prepared import Json
from directory.search.rules.evaluator import Facet

if TYPE_CHECKING:
    # Who only reads documents loads no tables of businesses.
    from directory.businesses.models import Business, WarrantyTerm
    from directory.credentials.models import License as LicenseRow


def document(business: "Business", licenses: "Iterable[LicenseRow]", by_owner: Iterable[str] = ()) -> Listing:
    """The document of a business whose contact points, warranties and areas are loaded.

    `by_owner`: fields that its own people spoke of.
    """
    phones = [point for point in business.contact_points if point.kind == "phone"]
    textable = any(is_textable(point.state, point.address) for point in phones)
    rows = list(licenses)
    return Listing(
        id=business.id,
        slug=business.slug,
        names=business.names,
        owner=business.owner,
        ad_number=business.ad_number,
        phones=tuple(business.phones),
        services=tuple(business.services),
        work_types=tuple(business.work_types),
        brands=tuple(business.brands),
        licensed=business.licensed,
        licenses=tuple(_license(license) for license in rows),
        license_source=next((license.source for license in rows if license.source != "registry"), None),
        licensed_states=tuple(business.licensed_states or ()),
        insured=business.insured,
        insured_states=tuple(business.insured_states or ()),
        warranties=tuple(_warranty(term) for term in business.warranty_terms),
        property_types=tuple(business.property_types or ()),
        service_states=tuple(business.service_states or ()),
        areas=tuple(area.place_code for area in business.service_areas),
        service_radius=Circle.of(business.service_radius),
        hours=Hours.of(business.hours),
        emergency=business.emergency,
        languages=tuple(business.languages or ()),
        features=tuple(business.features or ()),
        paused_until=business.paused_until,
        websites=tuple(business.websites or ()),
        wechat=business.wechat,
        addresses=tuple(business.addresses or ()),
        services_excluded=tuple(business.services_excluded or ()),
        brands_excluded=tuple(business.brands_excluded or ()),
        property_excluded=tuple(business.property_excluded or ()),
        confirmed_on=clock.local(business.confirmed_at).date() if business.confirmed_at else None,
        by_owner=tuple(sorted(by_owner)),
        textable=textable,
        calls_only=bool(phones) and not textable,
        updated=business.updated_at.isoformat(),
    )


def _license(license: "LicenseRow") -> License:
    """A license; what a registry says of it only where one was asked. Lowered by `as_of` once its date has passed."""
    if license.checked_at is None:
        return License(license.type, license.number, license.state, license.status)
    return License(
        license.type,
        license.number,
        license.state,
        license.status,
        license_class=license.license_class,
        expires_on=license.expires_on,
        checked_on=clock.local(license.checked_at).date(),
        file_date=license.file_date,
        holder=license.holder,
    )


def _warranty(term: "WarrantyTerm") -> Warranty:
    """How long, of what, and what for alone."""
    return Warranty.of(term.scope, Term.of_months(None if term.is_lifetime else term.months), term.condition)


def item(doc: Listing, url_of: Callable[[str], str]) -> dict[str, Json]:
    """One listing with exactly the published fields. None = not stated, never no; `url_of` gives a slug's address."""
    values, names = doc.as_json(), doc.names
    return {
        "slug": doc.slug,
        **{code: None if values[code] == [] else values[code] for code in PUBLIC},
        "phones": list(dict.fromkeys(map(without_extension, doc.phones))) or None,
        **({"extensions": dict(numbers)} if (numbers := extensions(doc.phones)) else {}),
        "warranties": [_published(warranty) for warranty in doc.warranties] or None,
        "names": {"zh": names.zh, "en": names.en, "romanized": names.romanized},
        "url": url_of(doc.slug),
    }


def _published(warranty: Warranty) -> dict[str, Json]:
    """A promise with the code of its condition beside the printed words, where we know them."""
    values: dict[str, Json] = msgspec.to_builtins(warranty)
    return {**values, "condition_code": warranty.condition_code} if warranty.condition_code else values


def facet_counts(facets: Iterable[Facet]) -> dict[str, Json]:
    """Facets by group, without the empty ones."""
    return {
        facet.group: [{"value": option.value, "count": option.count} for option in facet.values]
        for facet in facets
        if facet.values
    }
