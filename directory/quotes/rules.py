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
