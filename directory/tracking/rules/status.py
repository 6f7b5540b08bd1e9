"""What the homeowner is told of one business, derived from its lead and the messages about it. Pure: only codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from directory.foundation.outfile import FILE
from directory.kernel import clock
from directory.leads.rules import OPEN_LEADS, TAKEN_LEADS, UNSENT, Ended, ended_by, is_emergency, shown_reason
from directory.leads.rules.clocks import clock_of
from directory.outbox.rules import next_allowed

#: A text due later than this is held back on purpose, not merely queued.
_SOON = timedelta(minutes=2)


class StatusCode(StrEnum):
    """Where a business stands, as its one line on the page says it (templates/tracking/_line.html has the words)."""

    # The message about the request has not left yet.
    UNCONFIRMED = "unconfirmed"  # until she confirms her phone or mail
    SAVED = "saved"  # it goes in a moment
    NIGHT = "night"  # it goes tomorrow morning
    NIGHT_TODAY = "night_today"  # it goes this morning
    HELD = "held"  # the site has sent its texts of the day
    FULL = "full"  # this phone got too many
    QUIET = "quiet"  # in hours that the business chose
    RETRYING = "retrying"
    # It left, and nobody answered.
    WRITTEN = "written"  # a text, into a file on the site's machine
    WRITTEN_MAIL = "written_mail"
    HANDED = "handed"  # to the phone company
    DELIVERED = "delivered"
    MAILED = "mailed"
    NO_REPLY_SOON = "no_reply_soon"  # an emergency, after its first clock
    NO_REPLY = "no_reply"
    NEXT_DAY = "next_day"
    # It never arrived, as far as we know.
    FAILED = "failed"
    NO_TEXT = "no_text"  # none was to be sent
    IN_DOUBT = "in_doubt"
    STOPPED = "stopped"  # it takes no texts any more, and knew of the request
    STOPPED_UNTOLD = "stopped_untold"
    TOLD = "told"  # by the operator, on the phone
    # It answered.
    ASKED = "asked"
    ACCEPTED = "accepted"
    QUOTED = "quoted"
    AGREED = "agreed"  # she accepted its price, and may still undo that
    AGREED_DUE = "agreed_due"
    WON = "won"
    DECLINED = "declined"
    LET_GO = "let_go"  # it took the customer and gave her up
    # It is off the request: by her, by time, or as another one was chosen.
    WITHDRAWN = "withdrawn"
    WITHDRAWN_UNTOLD = "withdrawn_untold"
    WITHDRAWN_UNSEEN = "withdrawn_unseen"
    PASSED_OVER = "passed_over"
    PASSED_OVER_UNTOLD = "passed_over_untold"
    PASSED_OVER_UNSEEN = "passed_over_unseen"
    EXPIRED = "expired"


#: A business that knows nothing of the request, as far as we know.
UNTOLD = (StatusCode.FAILED, StatusCode.NO_TEXT, StatusCode.STOPPED_UNTOLD)
#: A business that answered.
_ANSWERED = (
    *(StatusCode.ACCEPTED, StatusCode.QUOTED, StatusCode.AGREED, StatusCode.AGREED_DUE, StatusCode.WON),
    *(StatusCode.DECLINED, StatusCode.LET_GO, StatusCode.ASKED),
)
#: Where another business is offered.
OFFERING = (
    *(StatusCode.DECLINED, StatusCode.LET_GO, StatusCode.EXPIRED, StatusCode.NO_REPLY),
    *(StatusCode.FAILED, StatusCode.STOPPED, StatusCode.STOPPED_UNTOLD, StatusCode.IN_DOUBT),
)
#: A business that had answered, and is told that it is off the request; where it is not told, the line says so.
_NOT_TOLD = {StatusCode.PASSED_OVER: StatusCode.PASSED_OVER_UNTOLD, StatusCode.WITHDRAWN: StatusCode.WITHDRAWN_UNTOLD}


class LeadLike(Ended, Protocol):
    """What a status is derived from on the lead's side."""

    created_at: datetime
    accepted_at: datetime | None
    decline_reason: str | None
    closed_at: datetime | None
    won_at: datetime | None
    told_at: datetime | None


class MessageLike(Protocol):
    """What a status is derived from on the side of a text."""

    kind: str
    channel: str
    state: str
    due_at: datetime
    held_for: str | None
    attempts: int
    sent_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    port: str | None


@dataclass(frozen=True)
class Status:
    """Where one business stands, with the moment that is spoken of and, for a refusal, its reason."""

    code: StatusCode
    at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Around:
    """What decides where a business stands beside its lead and the messages about it."""

    #: Codes of leads: `now` is an emergency.
    urgency: str
    #: Hours in which texts go out: `08:00-20:00`, `always`.
    hours: str = "always"
    #: The business wrote to her.
    has_asked: bool = False
    #: It takes no texts from us any more.
    is_stopped: bool = False
    #: Where its price stands that she accepted at `agreed_at`: undoable, due, settled; empty for none.
    agreement: str = ""
    agreed_at: datetime | None = None
    #: She accepted the price of another one.
    is_passed_over: bool = False
    #: When she corrected her phone number.
    number_since: datetime | None = None
    #: When the request goes out though she confirmed no contact; None: it does not wait for that.
    held_until: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One mark of the time line: saved, handed or written, received, answered; `look` is done, now, todo or bad."""

    code: str
    look: str
    at: datetime | None = None


def status_of(lead: LeadLike, messages: Sequence[MessageLike], now: datetime, around: Around) -> Status:
    """Where a business stands. `messages` are all messages about the lead, oldest first."""
    decided = _decided(lead, around)
    if decided is not None:
        is_untold = decided.code in _NOT_TOLD and _is_untold(messages, around.is_stopped)
        return replace(decided, code=_NOT_TOLD[decided.code]) if is_untold else decided
    if around.has_asked and not around.is_stopped:
        return Status(StatusCode.ASKED)
    if lead.told_at:
        return Status(StatusCode.TOLD, lead.told_at)
    text = lead_text(messages)
    if around.is_stopped:
        knew = around.has_asked or (text is not None and text.sent_at is not None)
        return Status(StatusCode.STOPPED if knew else StatusCode.STOPPED_UNTOLD)
    held_until = around.held_until
    if held_until is not None and held_until > now and text is not None and text.state == "waiting":
        due = max(held_until, text.due_at)
        return Status(StatusCode.UNCONFIRMED, next_allowed(due, around.hours) if text.channel == "sms" else due)
    return _delivery(text, now, around)


def _decided(lead: LeadLike, around: Around) -> Status | None:
    """Where a lead stands by what either side said, or as its time is over; None while nothing is."""
    if around.is_passed_over:
        return Status(StatusCode.PASSED_OVER if lead.accepted_at else StatusCode.PASSED_OVER_UNSEEN, lead.closed_at)
    if around.agreement in ("undoable", "due"):
        return Status(StatusCode.AGREED if around.agreement == "undoable" else StatusCode.AGREED_DUE, around.agreed_at)
    if lead.state in TAKEN_LEADS:
        return Status(StatusCode(lead.state), lead.won_at if lead.state == "won" else lead.accepted_at)
    if lead.state in OPEN_LEADS:
        return None
    if lead.lost_at:
        return Status(StatusCode.LET_GO, lead.lost_at)
    match ended_by(lead):
        case "business":
            reason = shown_reason(lead.decline_reason, lead.declined_at, around.number_since)
            return Status(StatusCode.DECLINED, lead.declined_at or lead.closed_at, reason)
        case "time":
            return Status(StatusCode.EXPIRED, lead.closed_at)
    if lead.accepted_at:
        return Status(StatusCode.WITHDRAWN, lead.accepted_at)
    return Status(StatusCode.WITHDRAWN_UNSEEN, lead.closed_at)


def _is_untold(messages: Sequence[MessageLike], is_stopped: bool) -> bool:
    """Whether a business that takes no texts any more was not told that it is off the request."""
    goodbyes = [message.state for message in messages if message.kind in ("not-chosen", "made-other-arrangements")]
    return is_stopped and not any(state not in UNSENT for state in goodbyes)


def is_passed_over(lead: LeadLike, settled_at: datetime | None, *, has_price: bool) -> bool:
    """Whether a lead ended because another business's price was accepted, which was told at `settled_at`."""
    if has_price or lead.state not in ("lost", "withdrawn") or ended_by(lead) != "homeowner":
        return False
    is_after = settled_at is not None and lead.closed_at is not None and lead.closed_at >= settled_at
    return is_after or lead.state == "lost"


def lead_text(messages: Sequence[MessageLike]) -> MessageLike | None:
    """What tells the business of the request: the newest text; its mail where that came further than the text."""
    lead_messages = [message for message in messages if message.kind == "lead"]
    texts = [message for message in lead_messages if message.channel == "sms"]
    mails = [message for message in lead_messages if message.channel == "email"]
    if mails and (not texts or _hope(mails[-1]) > _hope(texts[-1])):
        return mails[-1]
    return texts[-1] if texts else None


def _hope(message: MessageLike) -> int:
    """0: nobody will ever receive it; 1: nobody knows; 2: it is on its way, or arrived."""
    if message.state in UNSENT or message.port == FILE:
        return 0
    return 1 if message.state == "unsure" else 2


def _delivery(text: MessageLike | None, now: datetime, around: Around) -> Status:
    """Where the text to a business that has not answered stands."""
    if text is None:
        return Status(StatusCode.NO_TEXT)
    if text.state in UNSENT:
        return Status(StatusCode.FAILED, text.failed_at)
    if text.state == "unsure":
        return Status(StatusCode.IN_DOUBT)
    if text.state in ("waiting", "sending"):
        if text.attempts and text.state == "waiting":
            return Status(StatusCode.RETRYING, text.due_at)
        return _held(text, now, around.hours)
    if text.port == FILE:
        return Status(StatusCode.WRITTEN if text.channel == "sms" else StatusCode.WRITTEN_MAIL, text.sent_at)
    since = text.delivered_at or text.sent_at or now
    waited = now - since
    is_text = text.channel == "sms"
    if is_text and clock.local(now).date() > clock.local(since).date() and waited > timedelta(hours=8):
        return Status(StatusCode.NEXT_DAY, since)
    running = clock_of(around.urgency)
    used = running.run(since, now)
    if used >= running.ends:
        return Status(StatusCode.NO_REPLY, since)
    if is_emergency(around.urgency) and used >= running.reminds:
        return Status(StatusCode.NO_REPLY_SOON, since)
    if not is_text:
        return Status(StatusCode.MAILED, since)
    return (
        Status(StatusCode.DELIVERED, text.delivered_at)
        if text.delivered_at
        else Status(StatusCode.HANDED, text.sent_at)
    )


def _held(text: MessageLike, now: datetime, hours: str) -> Status:
    """Why a message waits: too many texts to this phone or on this day, the night, or hours that the business chose."""
    why = text.held_for if text.due_at > now else None
    if why == "phone":
        return Status(StatusCode.FULL, text.due_at)
    goes = next_allowed(max(text.due_at, now), hours) if text.channel == "sms" else text.due_at
    if goes <= now + _SOON:
        return Status(StatusCode.SAVED, goes)
    if why == "day":
        return Status(StatusCode.HELD, goes)
    if text.channel == "sms" and (why == "hours" or next_allowed(now, hours) > now):
        is_today = clock.local(goes).date() == clock.local(now).date()
        return Status(StatusCode.NIGHT_TODAY if is_today else StatusCode.NIGHT, goes)
    return Status(StatusCode.QUIET, goes)


def time_line(
    status: Status,
    text: MessageLike | None,
    saved_at: datetime,
    answered_at: datetime | None = None,
    told_at: datetime | None = None,
) -> list[Step]:
    """The four marks of one business's line, from "saved" to "answered", as far as each is known.

    One that was told by phone (`told_at`), or answered though no message reached it, has no marks of a message.
    """
    handed_at = text.sent_at if text else None
    received_at = text.delivered_at if text else None
    # An answer stays one, whatever came after it: taken back, closed, out of time.
    answered = answered_at is not None or status.code in _ANSWERED
    at = (answered_at or status.at) if answered else None
    steps = [Step("saved", "done", saved_at)]
    if status.code in UNTOLD:
        return [*steps, Step("not_reached", "bad", status.at), Step("call", "now")]
    if status.code == StatusCode.IN_DOUBT:
        return [*steps, Step("in_doubt", "bad"), Step("call", "now")]
    if told_at or (answered and (text is None or text.state in UNSENT)):
        steps += [Step("told", "done", told_at)] if told_at else []
        return [*steps, Step("answered", "done" if answered else "now", at)]
    if text and text.port == FILE:
        steps.append(Step("written", "done", handed_at))
        return [*steps, Step("answered", "done", at) if answered else Step("call", "now")]
    steps.append(Step("handed", "done" if handed_at or answered else "now", handed_at))
    if received_at or not (answered or (text and text.channel == "email")):
        steps.append(Step("received", "done" if received_at else "now" if handed_at else "todo", received_at))
    is_theirs_to_say = received_at or (handed_at and text and text.channel == "email")
    return [*steps, Step("answered", "done" if answered else "now" if is_theirs_to_say else "todo", at)]


def may_withdraw(lead: LeadLike) -> bool:
    """Whether there is still something to take back from this business."""
    return lead.state in TAKEN_LEADS or lead.state in OPEN_LEADS


def knowledge(lead: LeadLike, status: Status, text: MessageLike | None) -> str:
    """What a business has of the homeowner's: `knows` (name and number), `told` (the job), `none` yet, or `unsure`.

    `text` is what tells it (`lead_text`): whatever became of a lead since, what never left told nobody.
    """
    if lead.accepted_at is not None:
        return "knows"
    if lead.told_at or status.code in _ANSWERED:
        return "told"
    if text is not None and text.state == "unsure":
        return "unsure"
    has_left = text is not None and text.sent_at is not None and text.state not in UNSENT and text.port != FILE
    return "told" if has_left else "none"


def has_old_number(lead: LeadLike, number_since: datetime | None) -> bool:
    """Whether a business got the homeowner's number before she corrected it (`number_since`), and never the new one."""
    if lead.accepted_at is None or lead.closed_at is None or number_since is None:
        return False
    return lead.closed_at < number_since


def may_write(lead: LeadLike, request_state: str, status: Status, *, is_stopped: bool = False) -> bool:
    """Whether words to this business can still reach it: it is open, knows of the request and takes our messages."""
    return request_state == "open" and lead.state in OPEN_LEADS and status.code not in UNTOLD and not is_stopped
