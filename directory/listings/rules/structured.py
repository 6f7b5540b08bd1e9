"""What search engines are told of a business: schema.org, and only what its ad states."""

from collections.abc import Mapping, Sequence
from typing import Any

_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
_STATES = {"DC": "District of Columbia", "MD": "Maryland", "VA": "Virginia"}


def json_ld(doc: Mapping[str, Any], url: str, services: Sequence[str]) -> dict[str, Any]:
    """An HVACBusiness. `services` are the page's own words for what it does. No address: none is given."""
    names = doc["names"]
    said = [name for name in (names.get("zh"), names.get("en"), names.get("romanized")) if name]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HVACBusiness",
        "@id": url,
        "url": url,
        "name": said[0] if said else doc["slug"],
    }
    if said[1:]:
        data["alternateName"] = said[1:]
    if doc["phones"]:
        data["telephone"] = doc["phones"][0]
    if doc.get("service_states"):
        data["areaServed"] = [{"@type": "State", "name": _STATES[state]} for state in doc["service_states"]]
    if services:
        data["makesOffer"] = [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": service}} for service in services
        ]
    if doc.get("hours"):
        data["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": _DAYS[day],
                "opens": opens,
                "closes": _end(opens, closes),
            }
            for day, (opens, closes) in doc["hours"].items()
        ]
    return data


def _end(opens: str, closes: str) -> str:
    """Midnight as search engines read it: 00:00 to 00:00 would be closed all day."""
    if closes != "24:00":
        return closes
    return "23:59" if opens == "00:00" else "00:00"
