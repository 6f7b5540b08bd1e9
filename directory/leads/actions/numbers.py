"""The short number of a request, to say on the phone, and the digits by which a text answers a lead."""

import secrets
from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from directory.businesses.models import Business, ContactPoint
from directory.kernel import clock
from directory.leads import queries
from directory.leads.models import Lead, QuoteRequest
from directory.leads.rules import DIGIT_RESTS
from directory.outbox import actions as outbox

#: Digits of a number, the shortest first; the last is the width of the column.
WIDTHS = range(5, 9)
#: Numbers drawn of each width: while half of a width is free, one request in 256 gets a longer one.
DRAWS = 8


_TAKEN = select(QuoteRequest.number).where(QuoteRequest.number.in_(bindparam("drawn", expanding=True)))


def free_number(session: Session) -> str:
    """A number that no request has yet. One statement a width, however many are taken.

    Nothing is reserved: two requests at one moment may draw the same, and the unique column refuses the second.
    Raises RuntimeError when nothing was free in any width.
    """
    for width in WIDTHS:
        first = 10 ** (width - 1)
        drawn = [str(first + secrets.randbelow(9 * first)) for _ in range(DRAWS)]
        taken = set(session.connection().scalars(_TAKEN, {"drawn": drawn}))
        free = [number for number in drawn if number not in taken]
        if free:
            return free[0]
    raise RuntimeError("no request number is free")


def free_digit(used: Collection[int]) -> int:
    """The lowest odd digit no open or recent lead on a phone uses: 1 (and 2), 3 (and 4), ..."""
    return next(digit for digit in range(1, 2 * len(used) + 3, 2) if digit not in used)


def renew_digits(session: Session, lead: Lead, *, is_said: bool = False) -> None:
    """A lead that is open again, after its digits went to another one on its phone, gets a pair that is free.

    Also where that other one is over already: a late answer to it must not reach this one. Its business is texted the
    new pair, but where the caller says it (`is_said`).
    """
    if lead.texted_phone:
        # Locked as where leads are made: digits are given out one after the other.
        points = select(ContactPoint).where(ContactPoint.address == lead.texted_phone).order_by(ContactPoint.id)
        session.scalars(points.with_for_update()).all()
        phone, since = lead.texted_phone, clock.now() - DIGIT_RESTS
        if lead.accept_digit in queries.digits_in_use(session, [phone], since, lead.id)[phone]:
            lead.accept_digit = free_digit(queries.digits_in_use(session, [phone], since)[phone])
            outbox.undo(session, ("lead", lead.id), ["digits"])
            if not is_said and not queries.stopped_among(session, [lead.texted_phone]):
                language = session.get_one(Business, lead.business_id).language
                outbox.enqueue(session, "digits", ("lead", lead.id), "sms", phone, language, priority="reply")
