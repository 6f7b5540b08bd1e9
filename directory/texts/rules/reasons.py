"""Why a firm passes on a customer, in its own words."""

from directory.texts.rules.table import group

#: In this order: the first reason that is said counts.
REASONS = (
    "already_done",
    "duplicate",
    "no_license_here",
    "not_owner",
    "spam",
    "unreachable",
    "not_offered",
    "out_of_area",
    "too_busy",
)


def reason_of(text: str) -> str | None:
    """The reason for a no in a plain text whose towns are `zplace` (`leads.with_places`); None where it gives none.

    Example: `too far for me` is out_of_area.
    """
    pieces = (text, *text.split(","))
    reasons = (reason for reason in REASONS if not group(reason).is_ruled_out(text))
    return next((reason for reason in reasons if any(map(group(reason).stands_in, pieces))), None)
