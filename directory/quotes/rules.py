"""The state table of a quote."""

from directory.kernel.states import table

QUOTE = table(
    "quote",
    draft="sent",
    sent="accepted declined superseded expired",
    accepted="",
    declined="",
    superseded="",
    expired="",
)

#: Characters of a question, a reply or a note.
LONGEST_TEXT = 1000
#: Lines each side may write on one lead; a person who needs more has a phone.
MOST_LINES = 50
#: A price above this is a typing error.
MOST_DOLLARS = 1_000_000
MOST_YEARS = 50
