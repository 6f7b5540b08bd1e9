"""What the request page says of a request as a whole, from where each business stands. Pure: no words, only codes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from directory.leads.rules import is_emergency
from directory.tracking.rules.status import UNTOLD, Status, StatusCode
from directory.trades.vocabulary import Answer

#: Answers that make calling the first thing to do (people: call first).
_NO_HEAT, _NO_COOLING = "noheat", "nocool"
#: A business whose message was only written to a file on the site's machine.
_WRITTEN = (StatusCode.WRITTEN, StatusCode.WRITTEN_MAIL)
#: A business that is off the request.
_OVER = (
    *(StatusCode.WITHDRAWN, StatusCode.WITHDRAWN_UNTOLD, StatusCode.WITHDRAWN_UNSEEN, StatusCode.EXPIRED),
    *(StatusCode.PASSED_OVER, StatusCode.PASSED_OVER_UNTOLD, StatusCode.PASSED_OVER_UNSEEN),
)
#: A business to which the message has not left yet.
_WAITING = (
    *(StatusCode.UNCONFIRMED, StatusCode.SAVED, StatusCode.NIGHT, StatusCode.NIGHT_TODAY),
    *(StatusCode.HELD, StatusCode.FULL, StatusCode.QUIET, StatusCode.RETRYING),
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
    left = [status for status in statuses if status.code not in _OVER]
    if left and all(status.code in UNTOLD for status in left):
        return "all_failed"
    if (
        left and all(status.code in (StatusCode.DECLINED, StatusCode.LET_GO, StatusCode.STOPPED) for status in left)
    ) or not left:
        return "none_left"
    if any(status.code in UNTOLD for status in left):
        return "some_failed"
    if any(status.code == StatusCode.IN_DOUBT for status in left):
        return "in_doubt"
    if any(status.code in _WRITTEN for status in left):
        return "written"
    if all(status.code == StatusCode.UNCONFIRMED for status in left):
        return "unconfirmed"
    if any(status.code in _WAITING for status in left):
        return "sending"
    return "open"


#: What a business did, the most telling first: the summary names the newest of the first that there is.
_TELLING = {
    "chosen": (StatusCode.AGREED, StatusCode.AGREED_DUE, StatusCode.WON),
    "priced": (StatusCode.QUOTED,),
    "asked": (StatusCode.ASKED,),
    "taken": (StatusCode.ACCEPTED,),
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
    is_late = any(
        status.code in (StatusCode.NO_REPLY_SOON, StatusCode.NO_REPLY, StatusCode.NEXT_DAY) for status in statuses
    )
    return ("silent" if code == "open" and is_late else code), []
