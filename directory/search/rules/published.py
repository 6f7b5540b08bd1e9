"""What the outside may see of listings and results: plain values, the same for the API and for the command line."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from directory.search.rules.evaluator import Facet

#: Fields of a public item that are taken as the document has them.
_AS_IS = ("slug", "owner", "ad_number", "phones", "licensed", "insured", "licensed_states")
#: Lists that say null when nothing is stated.
_LISTS = ("services", "work_types", "brands", "licenses", "warranties", "property_types", "service_states")
#: Said by owners only; a document written before there were any lacks them.
_BY_OWNERS = ("hours", "emergency", "languages", "features", "paused_until")
_NAMES = ("zh", "en", "romanized")


def item(doc: Mapping[str, Any], url_of: Callable[[str], str]) -> dict[str, Any]:
    """One listing with exactly the published fields. None = not stated, never no; `url_of` gives a slug's address."""
    return {
        **{name: doc[name] for name in _AS_IS},
        **{name: doc[name] or None for name in _LISTS},
        **{name: doc.get(name) for name in _BY_OWNERS},
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
