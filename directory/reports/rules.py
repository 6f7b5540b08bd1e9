"""What can be reported about a listing, and how long a report is kept. Pure."""

from datetime import timedelta

from directory.kernel.states import table

REPORT = table("report", open="settled", settled="")

#: Why a listing is wrong, in the order the form asks.
REASONS = ("wrong_phone", "wrong_fact", "not_this_business", "closed", "other")
LONGEST_TEXT = 1000
LONGEST_CONTACT = 200

#: How long the text and the contact of a report are kept (privacy page: 180 days).
KEPT = timedelta(days=180)
