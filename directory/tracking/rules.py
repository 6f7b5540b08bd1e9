"""What the homeowner is told of each business, derived from its lead and the text to it. Pure: no words, only codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from directory.foundation.outfile import FILE
from directory.kernel import clock
from directory.leads.rules import OPEN_LEADS, TAKEN_LEADS, UNSENT, Ended, ended_by, is_emergency, shown_reason
from directory.leads.rules.clocks import clock_of
from directory.outbox.rules import next_allowed
from directory.trades.vocabulary import Answer

#: A text due later than this is held back on purpose, not merely queued.
_SOON = timedelta(minutes=2)
#: Answers that make calling the first thing to do (people: call first).
_NO_HEAT, _NO_COOLING = "noheat", "nocool"
#: Status codes of a business that knows nothing of the request, as far as we know.
UNTOLD = ("failed", "no_text", "stopped_untold")
#: Status codes of a business whose message was only written to a file on the site's machine.
WRITTEN = ("written", "written_mail")
#: The status code of a business of which nobody knows whether a message reached it.
IN_DOUBT = "in_doubt"
#: Status codes of a business that answered.
_ANSWERED = ("accepted", "quoted", "agreed", "agreed_due", "won", "declined", "let_go", "asked")
#: Status codes beside which another business is offered.
OFFERING = ("declined", "let_go", "expired", "failed", "stopped", "stopped_untold", "no_reply", IN_DOUBT)
#: How status codes of a business begin that is off the request.
_OVER = ("withdrawn", "expired", "passed_over")
#: Codes of a message that has not left yet.
_WAITING = ("unconfirmed", "saved", "night", "night_today", "held", "full", "quiet", "retrying")


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
    """One business's state in a code, with the moment it speaks of and, for a refusal, its reason."""

    code: str
    at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Step:
    """One mark of the time line: saved, handed or written, received, answered; `look` is done, now, todo or bad."""

    code: str
    look: str
    at: datetime | None = None


def status_line(
    lead: LeadLike,
    messages: Sequence[MessageLike],
    now: datetime,
    urgency: str,
    *,
    has_asked: bool = False,
    is_stopped: bool = False,
    agreement: str = "",
    agreed_at: datetime | None = None,
    is_passed_over: bool = False,
    number_since: datetime | None = None,
    held_until: datetime | None = None,
    hours: str = "always",
) -> Status:
    """The one line shown for a business. `messages` are all messages about the lead, oldest first.

    `hours` are those in which texts go out. `is_stopped`: it takes no texts any more. `number_since`: when the
    homeowner's phone was corrected. `held_until`: when it goes out though nobody confirmed a contact (None: it does
    not wait for that). `agreement` is where its price stands that was accepted at `agreed_at`; `is_passed_over`:
    another one's was.

    Codes: passed_over, passed_over_untold, passed_over_unseen, agreed, agreed_due, withdrawn, withdrawn_untold,
    withdrawn_unseen, won, quoted, accepted, declined, let_go, asked, told, expired, failed, no_text, in_doubt,
    stopped, stopped_untold, unconfirmed, saved, night, night_today, held, full, quiet, retrying, handed, delivered,
    mailed, no_reply_soon, no_reply, next_day.
    """
    decided = _decided(lead, agreement, agreed_at, number_since, is_passed_over=is_passed_over)
    if decided is not None:
        is_told = decided.code not in _TOLD_OF or not _is_untold(messages, is_stopped)
        return decided if is_told else replace(decided, code=f"{decided.code}_untold")
    if has_asked and not is_stopped:
        return Status("asked")
    if lead.told_at:
        return Status("told", lead.told_at)
    text = lead_text(messages)
    if is_stopped:
        return Status("stopped" if has_asked or (text and text.sent_at) else "stopped_untold")
    if held_until is not None and held_until > now and text is not None and text.state == "waiting":
        due = max(held_until, text.due_at)
        return Status("unconfirmed", next_allowed(due, hours) if text.channel == "sms" else due)
    return _delivery(text, now, urgency, hours)


#: Codes of a business that had answered, and is told that it is off the request.
_TOLD_OF = ("passed_over", "withdrawn")


def _decided(
    lead: LeadLike,
    agreement: str,
    agreed_at: datetime | None,
    number_since: datetime | None,
    *,
    is_passed_over: bool,
) -> Status | None:
    """Where a lead stands by what either side said, or as its time is over; None while nothing is. As `status_line`."""
    if is_passed_over:
        return Status("passed_over" if lead.accepted_at else "passed_over_unseen", lead.closed_at)
    if agreement in ("undoable", "due"):
        return Status("agreed" if agreement == "undoable" else "agreed_due", agreed_at)
    if lead.state in TAKEN_LEADS:
        return Status(lead.state, lead.won_at if lead.state == "won" else lead.accepted_at)
    if lead.state in OPEN_LEADS:
        return None
    if lead.lost_at:
        return Status("let_go", lead.lost_at)
    match ended_by(lead):
        case "business":
            reason = shown_reason(lead.decline_reason, lead.declined_at, number_since)
            return Status("declined", lead.declined_at or lead.closed_at, reason)
        case "time":
            return Status("expired", lead.closed_at)
    return Status("withdrawn", lead.accepted_at) if lead.accepted_at else Status("withdrawn_unseen", lead.closed_at)


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


def _delivery(text: MessageLike | None, now: datetime, urgency: str, hours: str) -> Status:
    """Where the text to a business that has not answered stands."""
    if text is None:
        return Status("no_text")
    if text.state in UNSENT:
        return Status("failed", text.failed_at)
    if text.state == "unsure":
        return Status(IN_DOUBT)
    if text.state in ("waiting", "sending"):
        if text.attempts and text.state == "waiting":
            return Status("retrying", text.due_at)
        return _held(text, now, hours)
    if text.port == FILE:
        return Status("written" if text.channel == "sms" else "written_mail", text.sent_at)
    since = text.delivered_at or text.sent_at or now
    waited = now - since
    is_text = text.channel == "sms"
    if is_text and clock.local(now).date() > clock.local(since).date() and waited > timedelta(hours=8):
        return Status("next_day", since)
    running = clock_of(urgency)
    used = running.run(since, now)
    if used >= running.ends:
        return Status("no_reply", since)
    if is_emergency(urgency) and used >= running.reminds:
        return Status("no_reply_soon", since)
    if not is_text:
        return Status("mailed", since)
    return Status("delivered", text.delivered_at) if text.delivered_at else Status("handed", text.sent_at)


def _held(text: MessageLike, now: datetime, hours: str) -> Status:
    """Why a message waits: too many texts to this phone or on this day, the night, or hours that the business chose."""
    why = text.held_for if text.due_at > now else None
    if why == "phone":
        return Status("full", text.due_at)
    goes = next_allowed(max(text.due_at, now), hours) if text.channel == "sms" else text.due_at
    if goes <= now + _SOON:
        return Status("saved", goes)
    if why == "day":
        return Status("held", goes)
    if text.channel == "sms" and (why == "hours" or next_allowed(now, hours) > now):
        is_today = clock.local(goes).date() == clock.local(now).date()
        return Status("night_today" if is_today else "night", goes)
    return Status("quiet", goes)


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
    if status.code == IN_DOUBT:
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


def is_urgent(urgency: str, answers: Mapping[str, Answer]) -> bool:
    """Whether calling comes first: an emergency, no heat, no cooling."""
    return is_emergency(urgency) or bool({_NO_HEAT, _NO_COOLING} & _symptoms(answers))


def is_cold(answers: Mapping[str, Answer]) -> bool:
    """Whether somebody may be waiting in the cold: then the warning about ovens and charcoal is shown."""
    return _NO_HEAT in _symptoms(answers)


def _symptoms(answers: Mapping[str, Answer]) -> set[str]:
    codes = answers.get("symptom") or []
    return {codes} if isinstance(codes, str) else set(codes)


def headline(request_state: str, statuses: Sequence[Status]) -> str:
    """The sentence above all: closed, expired, all_failed, some_failed, in_doubt, written, unconfirmed, sending,
    none_left, open."""
    if request_state != "open":
        return request_state
    left = [status for status in statuses if not status.code.startswith(_OVER)]
    if left and all(status.code in UNTOLD for status in left):
        return "all_failed"
    if (left and all(status.code in ("declined", "let_go", "stopped") for status in left)) or not left:
        return "none_left"
    if any(status.code in UNTOLD for status in left):
        return "some_failed"
    if any(status.code == IN_DOUBT for status in left):
        return IN_DOUBT
    if any(status.code in WRITTEN for status in left):
        return "written"
    if all(status.code == "unconfirmed" for status in left):
        return "unconfirmed"
    if any(status.code in _WAITING for status in left):
        return "sending"
    return "open"


#: What a business did, the most telling first: the summary names the newest of the first that there is.
_TELLING = {
    "chosen": ("agreed", "agreed_due", "won"),
    "priced": ("quoted",),
    "asked": ("asked",),
    "taken": ("accepted",),
}


def summary(request_state: str, entries: Sequence[tuple[Status, bool]]) -> tuple[str, list[int]]:
    """A request in a code, and the numbers of the businesses it is about, the latest first: `entries` are each one's
    status and whether words of it wait for an answer.

    chosen, priced, asked, taken; where no business did anything: silent (an answer is late), else the headline.
    A question that waits is told before a yes that has been read.
    """
    if request_state != "open":
        return request_state, []
    for code, telling in _TELLING.items():
        about = [n for n, (status, asks) in enumerate(entries) if status.code in telling or (code == "asked" and asks)]
        if about:
            return code, sorted(about, key=lambda n: entries[n][0].at or _LONG_AGO, reverse=True)
    statuses = [status for status, _asks in entries]
    code = headline(request_state, statuses)
    is_late = any(status.code in ("no_reply_soon", "no_reply", "next_day") for status in statuses)
    return ("silent" if code == "open" and is_late else code), []


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
