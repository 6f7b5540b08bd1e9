"""The life of a submission, as a table."""

from directory.kernel.states import table

SUBMISSION = table(
    "submission",
    unproved="open withdrawn",
    open="published merged rejected withdrawn",
    rejected="open",
    published="",
    merged="",
    withdrawn="",
)
#: Who handed it in: the operator, or a contractor who lists a business.
ORIGINS = ("operator", "contractor")
#: Why an ad is not taken.
REASONS = ("other_trade", "job_offer", "no_contact", "duplicate", "unreadable")
#: While what was read may still be put right.
CORRECTABLE = ("unproved", "open")
