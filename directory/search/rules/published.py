"""What the outside may see of listings and results: plain values, the same for the API and for the command line."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from directory.businesses.fields.registry import PUBLIC
from directory.search.rules.evaluator import Facet

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
