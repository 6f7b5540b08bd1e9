"""Seeded listings for tests of search, API and pages: the five real ads, loaded as `flask seed` does."""

from datetime import datetime

from directory.ads import actions as ads
from directory.ads.rules import read_seed
from directory.businesses import actions
from directory.businesses.actions import FactDraft
from directory.businesses.fields.listing import Listing
from directory.businesses.queries import by_slug
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.places import actions as places
from tests.support import databases

#: The five of the newspaper's page, in the order of the seed.
SLUGS = (
    "huafu-lengnuan-kongtiao",
    "fangshi-lengnuan",
    "gaoshi-lengnuan",
    "anju-lengnuan-kongtiao",
    "david-zhang-lengnuan-kongtiao",
)
HUAFU, FANGSHI, GAOSHI, ANJU, ZHANG = SLUGS

_kept: dict[tuple[str, bool, datetime], tuple[databases.Rows, ads.Seeded]] = {}


def seeded(*, with_places: bool = False) -> ads.Seeded:
    """Load the seed in a unit of its own; what the run did. Places take longer and few tests need them.

    Reading the ads costs more than most tests: an empty database gets the rows that the first run of that minute wrote.
    """
    db.session.rollback()
    made_for = (str(db.engine.url), with_places, clock.now().replace(second=0, microsecond=0))
    is_empty = not databases.filled(db.engine)
    if is_empty and made_for in _kept:
        rows, done = _kept[made_for]
        databases.put_back(db.engine, rows, {})
        return done
    with unit() as session:
        if with_places:
            places.seed(session)
        done = ads.seed(session, read_seed())
    if is_empty:
        _kept[made_for] = databases.copied(db.engine), done
    return done


def serves(slug: str, *places: str) -> None:
    """A seeded business says by phone that it works in these counties."""
    with unit() as session:
        business = by_slug(session, slug)
        assert business is not None
        stated = FactDraft("service_places", list(places), "phone", clock.today(), entered_by="operator")
        actions.add_facts(session, business.id, [stated])
        actions.reproject(session, business.id)


def document(**stated: object) -> Listing:
    """A listing document that states nothing but what is given."""
    return Listing.of_json(stated_facts(**stated))


def stated_facts(**stated: object) -> dict[str, object]:
    """The same as search keeps it."""
    slug = str(stated.get("slug", "a"))
    empty: dict[str, object] = {
        "id": 1,
        "slug": slug,
        "names": {"zh": slug, "zh_lang": "zh-Hans", "en": None, "romanized": None},
        "owner": None,
        "ad_number": None,
        "phones": ["+12405550100"],
        "services": [],
        "work_types": [],
        "brands": [],
        "licensed": None,
        "licenses": None,
        "licensed_states": None,
        "insured": None,
        "insured_states": None,
        "warranties": [],
        "property_types": None,
        "service_states": None,
        "areas": None,
        "service_radius": None,
        "hours": None,
        "emergency": None,
        "languages": None,
        "features": None,
        "paused_until": None,
        "confirmed_on": None,
        "by_owner": [],
        "textable": True,
        "calls_only": False,
        "updated": "2026-11-22T00:00:00+00:00",
    }
    return empty | stated
