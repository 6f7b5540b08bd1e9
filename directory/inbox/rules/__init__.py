"""Reading what a business or a homeowner texts back, and what of it no homeowner may be shown. Pure."""

from directory.inbox.rules.meaning import LONGEST_TEXT, MOST_ANSWERS, Kind, Meaning, answer, read
from directory.inbox.rules.withheld import is_reaction, quotes, refuses_texts

__all__ = [
    "LONGEST_TEXT",
    "MOST_ANSWERS",
    "Kind",
    "Meaning",
    "answer",
    "is_reaction",
    "quotes",
    "read",
    "refuses_texts",
]
