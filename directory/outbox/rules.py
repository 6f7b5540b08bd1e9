"""Pure decisions of delivery: the state table, when to try again, when to give up."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled
from directory.foundation.limits import CROWDED, TEXTS, TO_ONE_PHONE, UNPROVEN
from directory.foundation.sms import meaning
from directory.kernel import clock
from directory.kernel.states import table


class Channel(Labelled):
    """The ways a message goes."""

    SMS = "sms", _l("SMS")
    EMAIL = "email", _l("Email")


class MessageState(Labelled):
    """Where a message is."""

    WAITING = "waiting", _l("waiting")
    SENDING = "sending", _l("being sent")
    SENT = "sent", _l("sent on")
    DELIVERED = "delivered", _l("arrived")
    FAILED = "failed", _l("failed")
    UNSURE = "unsure", _l("not known whether it arrived")
    CANCELLED = "cancelled", _l("canceled")
    SUPPRESSED = "suppressed", _l("not wanted")


class ErrorKind(Labelled):
    """Why a message failed."""

    CONNECTION = "connection", _l("the line to the gateway was down")
    ACCOUNT = "account", _l("the gateway refuses our account or number")
    RECIPIENT = "recipient", _l("this number or address cannot receive it: call instead")
    STOPPED = "stopped", _l("asked us not to write: call instead")
    AWAY = "away", _l("the phone was off or out of reach")
    CARRIER = "carrier", _l("the phone company could not deliver it")
    CONTENT = "content", _l("the carrier refused the words")
    UNSURE = "unsure", _l("nobody knows whether it went out")
    EXPIRED = "expired", _l("its time was over before it could go")


class StopReason(Labelled):
    """Why an address is not written to any more."""

    STOP = "stop", _l("asked by text")
    LISTING = "listing taken down", _l("the listing was taken down")
    OPERATOR = "told the operator", _l("told the operator")


MESSAGE = table(
    "message",
    MessageState,
    waiting="sending sent cancelled suppressed failed",
    sending="sent waiting unsure failed suppressed",
    unsure="waiting sent failed suppressed",
    sent="delivered failed suppressed",
    delivered="",
    failed="waiting delivered",
    cancelled="",
    suppressed="",
)

#: States in which nothing more is done with a message by itself, and how long its words and address are kept in them.
ENDED = (
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.UNSURE,
    MessageState.FAILED,
    MessageState.CANCELLED,
    MessageState.SUPPRESSED,
)
KEPT = timedelta(days=30)
#: States in which a message was handed over, or may have been: a repeat waits under `waiting`.
HANDED = (
    MessageState.WAITING,
    MessageState.SENDING,
    MessageState.UNSURE,
    MessageState.SENT,
    MessageState.DELIVERED,
)
#: States in which it did not arrive, or nobody knows: what the operator sends again or puts away.
UNSETTLED = (MessageState.FAILED, MessageState.UNSURE)
#: What stands in the place of an address that was forgotten.
FORGOTTEN = "forgotten"

#: Minutes after the first try at which a connection error is tried again; then every two hours for a day.
RETRY_MINUTES = (0, 1, 5, 15, 60)
RETRY_EVERY = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)
#: Longer than the longest send and its recording, so that no second worker takes a row that is still being sent.
LEASE = timedelta(seconds=120)
#: The same for a slow errand, which may work for minutes on one file.
SLOW_LEASE = timedelta(minutes=15)
#: Steps from one zone's morning to another's, after which it is never day in all of them.
_MOST_STEPS = 10
#: A lead that nobody was told of for this long is the operator's.
UNTOLD_AFTER = timedelta(minutes=15)


#: Times a message is repeated whose worker died with it in hand.
MOST_REPEATS = 1
#: How long a receipt, or a text from that phone, is waited for before people are told that nobody knows.
DOUBT_AFTER = timedelta(minutes=5)
#: Failures of ours or of the line, which befall every message alike: one mail a day tells the operator of all.
WHOLESALE = frozenset({ErrorKind.CONNECTION, ErrorKind.ACCOUNT})
#: Receipt words of the gateway: it has the text, the phone has it, the phone never will.
TAKEN = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
DELIVERED, UNDELIVERED = frozenset({"delivered", "read"}), frozenset({"undelivered", "failed", "canceled"})


def receipt_kind(error_code: int | None) -> ErrorKind:
    """The kind of failure that a receipt's code means."""
    return ErrorKind.of(meaning(error_code) or ErrorKind.CARRIER)


def bounce_kind(status: str) -> ErrorKind:
    """The kind of failure that the status of a mail that came back means (RFC 3463): its words or its sender were
    refused, else the address cannot receive it.

    `"5.7.1"` -> content, `"5.1.1"`, `"4.4.7"` -> recipient
    """
    return ErrorKind.CONTENT if status.split(".")[1] in ("6", "7") else ErrorKind.RECIPIENT


#: Whose part of the day's texts a message takes where nobody says otherwise.
#: The priority of what goes to a second contact: composed for the homeowner, and said to be so.
COPY = "copy"
#: Those of what goes to the homeowner that a request is of; the rest is for businesses, second contacts, the operator.
THEIR_OWN = ("receipt", "notice")
BUDGETS = {"lead": "stranger", "receipt": "progress", "notice": "progress", COPY: "progress", "code": "newcomer"}
#: What somebody sits and waits for: it goes before all else.
QUICK = ("code", "reply")
#: What a phone gets without having asked for it just now.
UNASKED = ("lead", "receipt", "notice", COPY)


def retry_delay(attempts: int, retry_after: int | None = None) -> timedelta:
    """How long to wait after the `attempts`-th failed try (1 = the first); never less than the gateway asked for."""
    requested = timedelta(seconds=retry_after or 0)
    if attempts <= len(RETRY_MINUTES):
        return max(requested, timedelta(minutes=RETRY_MINUTES[attempts - 1]))
    return max(requested, RETRY_EVERY)


def next_allowed(now: datetime, hours: str, zones: Collection[ZoneInfo] = ()) -> datetime:
    """The first moment from `now` on at which a text may go: `hours` is `always` or `08:00-20:00`.

    `zones`: where its phone may be. It has to be day in all of them; the site's own where none is known, or where it is
    never day in all.
    """
    if hours == "always":
        return now
    moment = now
    for _ in range(_MOST_STEPS):
        later = max(_next_open(moment, hours, zone) for zone in zones or (clock.zone(),))
        if later == moment:
            return moment
        moment = later
    return _next_open(now, hours, clock.zone())


def _next_open(now: datetime, hours: str, zone: ZoneInfo) -> datetime:
    opens, closes = (time.fromisoformat(part) for part in hours.split("-"))
    there = now.astimezone(zone)
    if opens <= there.time() < closes:
        return now
    day = there.date() if there.time() < opens else there.date() + timedelta(days=1)
    return datetime.combine(day, opens, tzinfo=zone).astimezone(now.tzinfo)


def next_day(now: datetime) -> datetime:
    """Midnight in Washington, when the day's texts count anew."""
    tomorrow = clock.local(now).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=clock.zone()).astimezone(now.tzinfo)


def reserved(limit: int) -> dict[str, int]:
    """How many of `limit` texts a day are kept for each budget that has a part of its own."""
    return {budget: limit * share // 100 for budget, share in TEXTS.items()}


def most_of(budget: str, limit: int) -> int:
    """The most texts a day that this budget can ever use: its own part and all of the common one; half for a crowd."""
    shares = reserved(limit)
    common = limit - sum(shares.values())
    return common // 2 if budget == "crowd" else shares.get(budget, 0) + common


def may_go(budget: str, used: Mapping[str, int], limit: int) -> bool:
    """Whether a text of this budget may go out, itself counted in `used` (texts of the day by budget).

    It may while the part kept for its budget lasts, and then while the common part does: that is taken by what the
    budgets used beyond their own. A crowd stops at half of it, so that one network leaves strangers elsewhere theirs.
    """
    shares = reserved(limit)
    if used.get(budget, 0) <= shares.get(budget, 0):
        return True
    common = limit - sum(shares.values())
    return _common_used(used, shares) <= (common // 2 if budget == "crowd" else common)


def is_common_spent(used: Mapping[str, int], limit: int) -> bool:
    """Whether nothing is left of the common part: receipts, progress and codes for newcomers wait."""
    shares = reserved(limit)
    return _common_used(used, shares) >= limit - sum(shares.values())


def _common_used(used: Mapping[str, int], shares: Mapping[str, int]) -> int:
    return sum(max(0, count - shares.get(budget, 0)) for budget, count in used.items())


def most_to_phone(budget: str) -> list[tuple[timedelta, int]]:
    """How many unasked texts one phone gets in which time before one of this budget waits."""
    if budget == "crowd":
        return [(window, most) for (window, _, _), most in zip(TO_ONE_PHONE, CROWDED, strict=True)]
    is_unproven = budget in UNPROVEN
    return [(window, strangers if is_unproven else most) for window, strangers, most in TO_ONE_PHONE]


def how_far(states: Iterable[str]) -> str:
    """How far messages that say the same came together: `told`, `under-way`, `in-doubt` or `undelivered`."""
    reached = set(states)
    if reached & {MessageState.SENT, MessageState.DELIVERED}:
        return "told"
    if reached & {MessageState.WAITING, MessageState.SENDING}:
        return "under-way"
    return "in-doubt" if MessageState.UNSURE in reached else "undelivered"
