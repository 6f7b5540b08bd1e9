"""State tables of requests and leads, the clocks of an urgency, and what is required."""

from collections.abc import Iterable
from datetime import timedelta

from directory.kernel.states import table

REQUEST = table("request", open="closed expired erased", closed="erased", expired="erased", erased="")

LEAD = table(
    "lead",
    new="accepted declined expired spam withdrawn",
    accepted="quoted won lost withdrawn",
    quoted="won lost expired withdrawn",
    declined="",
    expired="",
    spam="",
    won="",
    lost="",
    withdrawn="",
)
OPEN_LEADS = ("new", "accepted", "quoted")

MOST_BUSINESSES = 3
#: From the form's first showing to its sending; faster is a machine.
LEAST_SECONDS = 3
#: Emergency clocks run on the wall clock.
EMERGENCY_MINUTES = (10, 30)
#: The same answers again within this time are the same request (Back and send, two tabs).
TWIN_WITHIN = timedelta(hours=24)
#: A text without an answer for this long counts as unanswered; until then nobody has been silent.
SILENT_AFTER = timedelta(hours=24)
#: A digit means one lead, and for this long after it no other: a late answer must not reach a stranger.
DIGIT_RESTS = timedelta(days=3)
#: A request nobody closed ends after this long.
REQUEST_LIFE = timedelta(days=60)
#: Lead links die this long after the lead closed.
LEAD_LINK_LIFE = timedelta(days=90)

SAFETY_STOPS = ("gas", "co", "burn")
DECLINE_REASONS = (
    "out_of_area",
    "not_offered",
    "too_busy",
    "no_license_here",
    "unreachable",
    "duplicate",
    "spam",
    "not_owner",
    "already_done",
)
#: Reasons the operator sees and the homeowner does not.
OPERATOR_REASONS = ("spam", "not_owner")
CHANNELS = ("call", "sms", "email")


def is_emergency(urgency: str) -> bool:
    """Whether the request's clocks are those of an emergency."""
    return urgency == "now"


def channels_by_business(values: Iterable[str], slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ways each business may use, from the form's boxes: `*:call` is for all, `<slug>:call` for one."""
    given = [value.rpartition(":") for value in values]
    return {
        slug: tuple(way for way in CHANNELS if any(who in ("*", slug) and said == way for who, _, said in given))
        for slug in slugs
    }


def first_call(urgency: str | None, symptoms: Iterable[str]) -> str | None:
    """Why the phones come before everything else: noheat, nocool, now; None where nothing presses."""
    return next((each for each in ("noheat", "nocool") if each in set(symptoms)), urgency if urgency == "now" else None)


def serves(areas: Iterable[str] | None, counties: Iterable[str], state: str, place: str) -> bool | None:
    """Whether a stated area covers a ZIP code (`place`) of these counties; None = no area is stated."""
    if not areas:
        return None
    return bool(set(areas) & {state, place, f"{state}:{place}", *counties})
