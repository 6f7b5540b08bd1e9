"""Loading places: everything once, nothing the second time, a changed row mended."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from directory.places import actions
from directory.places.gazetteer import gazetteer, zip_counties
from directory.places.models import Place, ZipCounty


def counties_of(session: Session, place_code: str) -> list[str]:
    """FIPS of the counties of a ZIP code, the main one first."""
    query = select(ZipCounty.fips).where(ZipCounty.zip == place_code).order_by(ZipCounty.rank)
    return list(session.scalars(query))


def test_seed_loads_everything_once_and_mends(session: Session):
    with unit() as writing:
        assert actions.seed(writing) == len(gazetteer().places) + len(zip_counties())
    assert session.scalar(select(func.count()).select_from(Place).where(Place.kind == "zip")) == 2096
    assert session.scalar(select(func.count()).select_from(ZipCounty)) == len(zip_counties())
    assert counties_of(session, "VA:22030") == ["51600", "51059"]
    with unit() as writing:
        assert actions.seed(writing) == 0
    with unit() as writing:
        writing.execute(update(Place).where(Place.code == "MD:rockville").values(name_en="Rockwell"))
        writing.execute(update(ZipCounty).where(ZipCounty.zip == "MD:20850").values(rank=7))
    with unit() as writing:
        assert actions.seed(writing) == 2
    assert session.get(Place, "MD:rockville", populate_existing=True).name_en == "Rockville"
    assert counties_of(session, "MD:20850") == ["24031"]
