"""What pages say to machines in the words of schema.org. Only what a listing states, and of nobody in person."""

from collections.abc import Iterable

from directory.businesses.fields.listing import License, Listing
from directory.foundation.i18n import language
from directory.kernel.prepared import Json
from directory.kernel.site import site
from directory.trades import vocabulary
from directory.trades.labels import label, labels

_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
#: What became of a look-up in the registry; whoever was not found, or no longer, is not said to hold a license.
_UNCHECKED, _CHECKED = ("stated", "given"), "checked"

#: What a page is called, and its address.
Link = tuple[str, str]


def graph(*nodes: dict[str, Json]) -> dict[str, Json]:
    """Everything one page says, in one block."""
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def display_name(doc: Listing) -> str:
    """The name a reader of the page's language can say."""
    chinese, english = doc.names.zh, doc.names.en or doc.names.romanized
    return (english or chinese if language().url == "en" else chinese or english) or doc.slug


def website(name: str, url: str, search: str) -> dict[str, Json]:
    """The site. `search`: the address of the results, without a query."""
    return {
        "@type": "WebSite",
        "@id": url,
        "url": url,
        "name": name,
        "inLanguage": language().bcp47,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "?q={words}"},
            "query-input": "required name=words",
        },
    }


def item_list(urls: Iterable[str]) -> dict[str, Json]:
    """A list of the pages of businesses, in its order; each says itself what it is about."""
    items: list[Json] = [
        {"@type": "ListItem", "position": position, "url": url} for position, url in enumerate(urls, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


def breadcrumbs(links: Iterable[Link]) -> dict[str, Json]:
    """The way from home to a page, which is the last."""
    steps: list[Json] = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(links, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def business(doc: Listing, url: str) -> dict[str, Json]:
    """A contractor of the trade, what it does in the page's words. No address and no owner: a person is not named."""
    names = [name for name in (doc.names.zh, doc.names.en, doc.names.romanized) if name]
    data: dict[str, Json] = {
        "@type": site().business_type,
        "@id": url,
        "url": url,
        "name": names[0] if names else doc.slug,
        "alternateName": names[1:],
        "telephone": list(doc.phones),
        "areaServed": [
            {"@type": "State", "name": state.name} for state in map(site().state, doc.service_states) if state
        ],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": name}}
            for name in labels(doc.services, "service")
        ],
        "brand": [{"@type": "Brand", "name": vocabulary.label("brand", code, "en")} for code in doc.brands],
        "knowsLanguage": [code for code in doc.languages if code != "other"],
        "hasCredential": [
            _credential(license) for license in doc.licenses if license.status in (*_UNCHECKED, _CHECKED)
        ],
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": _DAYS[day],
                "opens": opens,
                "closes": _end(opens, closes),
            }
            for day, (opens, closes) in (doc.hours.open_days.items() if doc.hours else ())
        ],
    }
    return {key: value for key, value in data.items() if value != []}


def _credential(license: License) -> dict[str, Json]:
    """A license as it is known; one that nobody looked up says so."""
    credential: dict[str, Json] = {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "license",
        "name": label("license_type", license.type),
        "description": "Found in the license registry" if license.status == _CHECKED else "Stated, not checked",
    }
    if license.number:
        credential["identifier"] = license.number
    if state := site().state(license.state):
        credential["validIn"] = {"@type": "State", "name": state.name}
    return credential


def _end(opens: str, closes: str) -> str:
    """Midnight as search engines read it: 00:00 to 00:00 would be closed all day."""
    if closes != "24:00":
        return closes
    return "23:59" if opens == "00:00" else "00:00"
