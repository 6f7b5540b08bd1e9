"""The listing document of a business's rows, and what the API publishes of it. None = not stated, never no."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from directory.businesses.fields.listing import License, Listing, Warranty
from directory.businesses.fields.registry import COLUMNS, EMPTY, PUBLIC
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

    A field with a column of its own comes from there by its name; the others are put together here.
    `by_owner`: fields that its own people spoke of.
    """
    phones = [point for point in business.contact_points if point.kind == "phone"]
    textable = any(is_textable(point.state, point.address) for point in phones)
    rows = list(licenses)
    stated = {
        field: value
        for field in COLUMNS
        if field in Listing.__struct_fields__ and (value := getattr(business, field)) not in EMPTY
    }
    return msgspec.convert(
        {
            **stated,
            "id": business.id,
            "slug": business.slug,
            "names": business.names,
            "phones": business.phones,
            "licenses": tuple(_license(license) for license in rows),
            "license_source": next((license.source for license in rows if license.source != "registry"), None),
            "warranties": tuple(_warranty(term) for term in business.warranty_terms),
            "areas": [area.place_code for area in business.service_areas],
            "confirmed_on": clock.local(business.confirmed_at).date() if business.confirmed_at else None,
            "by_owner": sorted(by_owner),
            "textable": textable,
            "calls_only": bool(phones) and not textable,
            "updated": business.updated_at.isoformat(),
        },
        Listing,
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
