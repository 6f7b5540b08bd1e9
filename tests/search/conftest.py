"""Search over the five real listings without a database."""

import pytest

from directory.ads.rules import read_seed
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.projection import project
from directory.credentials.rules import as_stated
from directory.places.gazetteer import gazetteer
from tests.factories.listings import stated_facts
from tests.search.listed import Snapshot


class _Fact:
    def __init__(self, number: int, draft: object) -> None:
        self.id = number
        self.field, self.value, self.source = draft.field, draft.value, draft.source  # type: ignore[attr-defined]


def seed_documents() -> list[dict[str, object]]:
    """The listing documents of the seed, built from its files alone."""
    documents = []
    for number, entry in enumerate(read_seed(), start=1):
        projection = project(_Fact(at, draft) for at, draft in enumerate(entry.facts))
        columns = projection.columns
        documents.append(
            stated_facts(
                id=number,
                slug=entry.slug,
                names={
                    "zh": columns["name_zh"],
                    "zh_lang": "zh-Hans",
                    "en": columns["name_en"],
                    "romanized": columns["romanized"],
                },
                phones=list(projection.phones),
                licenses=[as_stated(license) for license in projection.licenses] or None,
                warranties=[{"scope": w.scope, "years": (w.months or 0) // 12} for w in projection.warranties],
                **{
                    name: value
                    for name, value in columns.items()
                    if not name.startswith("name_") and name != "romanized"
                },
            )
        )
    return documents


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The five real listings."""
    return Snapshot(1, map(Listing.of_json, seed_documents()), gazetteer())
