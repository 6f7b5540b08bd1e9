"""The life of a claim, as a table."""

from directory.kernel.states import table

CLAIM = table(
    "claim",
    open="proving review withdrawn",
    proving="approved review disputed withdrawn",
    review="approved rejected disputed withdrawn",
    disputed="approved rejected",
    approved="",
    rejected="",
    withdrawn="",
)
