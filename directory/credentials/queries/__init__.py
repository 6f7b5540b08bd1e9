"""Reading licenses and what registries say."""

from directory.credentials.queries.licenses import (
    ToCheck,
    expiring,
    given_since,
    licenses_of,
    to_check,
    wanted_numbers,
    with_its_sisters,
    with_numbers,
)
from directory.credentials.queries.registry import files, rows_of, searched
from directory.credentials.queries.review import Candidate, Waiting, for_review, waiting

__all__ = [
    "Candidate",
    "ToCheck",
    "Waiting",
    "expiring",
    "files",
    "for_review",
    "given_since",
    "licenses_of",
    "rows_of",
    "searched",
    "to_check",
    "waiting",
    "wanted_numbers",
    "with_its_sisters",
    "with_numbers",
]
