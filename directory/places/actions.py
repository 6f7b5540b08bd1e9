"""Writing of places: the seed files into the tables."""

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from directory.places import queries
from directory.places.gazetteer import gazetteer, zip_counties
from directory.places.models import Place, ZipCounty


def seed(session: Session) -> int:
    """Bring `places` and `zip_counties` to the seed files; how many rows were written, 0 the second time.

    A place that left the files stays: a service area may name it. Flushes, never commits.
    """
    written = _seed_places(session)
    session.flush()
    written += _seed_zip_counties(session)
    session.flush()
    return written


def _seed_places(session: Session) -> int:
    stored = queries.stored_places(session)
    new, changed = [], []
    for place in gazetteer().places:
        fips = None if place.kind == "state" else place.fips[0]
        values = (place.place_code, place.kind, *place.names, place.state, fips, place.lat, place.lng)
        if place.place_code not in stored:
            new.append(dict(zip(queries.COLUMNS, values, strict=True)))
        elif stored[place.place_code] != values:
            changed.append(dict(zip(queries.COLUMNS, values, strict=True)))
    if new:
        session.execute(insert(Place), new)
    if changed:
        session.execute(update(Place), changed)
    return len(new) + len(changed)


def _seed_zip_counties(session: Session) -> int:
    stored = queries.stored_zip_counties(session)
    rows_of = {place.code: place.place_code for place in gazetteer().places if place.kind == "zip"}
    wanted = {(rows_of[code], fips): rank for code, fips, rank in zip_counties()}
    gone = [key for key in stored if wanted.get(key) != stored[key]]
    for zip_code, fips in gone:
        session.execute(delete(ZipCounty).where(ZipCounty.zip == zip_code, ZipCounty.fips == fips))
    new = [
        {"zip": zip_code, "fips": fips, "rank": rank}
        for (zip_code, fips), rank in wanted.items()
        if stored.get((zip_code, fips)) != rank
    ]
    if new:
        session.execute(insert(ZipCounty), new)
    return len(new) + len({key for key in gone if key not in wanted})
