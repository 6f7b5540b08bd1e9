"""One search from query to ordered hits, without a database: what pages, API, command line and measurements share."""

from datetime import date

from directory.places.gazetteer import Gazetteer
from directory.search.rules import ranking
from directory.search.rules.evaluator import Hit
from directory.search.rules.fallback import Answer, answer
from directory.search.rules.query import Query
from directory.search.rules.snapshot import Snapshot


def find(snapshot: Snapshot, query: Query, gazetteer: Gazetteer, day: date) -> tuple[Answer, list[Hit]]:
    """The answer to a query and all its hits in the order of a day (Washington's calendar). Never raises."""
    found = answer(snapshot, query, gazetteer)
    reading = found.reading
    wanted = ranking.Wanted(
        found.conditions, query.service, reading.favored, next(iter(reading.places), None), not query.is_empty()
    )
    return found, ranking.ordered(found.found.hits, wanted, day, gazetteer)
