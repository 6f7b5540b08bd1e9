"""Where facts come from, put in the order a reader asks."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

#: Fields worth showing with their source. `name_zh_lang` is about us, not about the business.
SHOWN = (
    "name_zh", "name_en", "romanized", "owner", "phones", "emails", "ad_number", "services", "work_types", "brands",
    "property_types", "service_states", "service_places", "licensed", "licenses", "licensed_states", "insured",
    "insured_states", "warranties", "hours", "emergency", "languages", "features", "service_radius", "paused_until",
    "websites", "wechat", "addresses", "services_excluded", "brands_excluded", "property_excluded",
)  # fmt: skip


class Sourced(Protocol):
    """What is read of a fact."""

    field: str
    value: Any
    source: str
    evidence: list[str]
    published_on: date | None
    entered_on: date


AnyFact = TypeVar("AnyFact", bound=Sourced)


def in_order(winners: Mapping[str, AnyFact]) -> list[AnyFact]:
    """The facts that count, in the order of a listing; fields not stated, or taken back by the owner, are absent."""
    return [winners[field] for field in SHOWN if field in winners and winners[field].value not in (None, [], {}, "")]
