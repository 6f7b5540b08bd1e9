"""The short number of a request, to say on the phone: five digits, and one more where those run out."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.leads.models import QuoteRequest

#: Digits of a number, the shortest first; the last is the width of the column.
WIDTHS = range(5, 9)
#: Numbers drawn of each width: while half of a width is free, one request in 256 gets a longer one.
DRAWS = 8


def free_number(session: Session) -> str:
    """A number that no request has yet. One statement a width, however many are taken.

    Nothing is reserved: two requests at one moment may draw the same, and the unique column refuses the second.
    Raises RuntimeError when nothing was free in any width.
    """
    for width in WIDTHS:
        first = 10 ** (width - 1)
        drawn = [str(first + secrets.randbelow(9 * first)) for _ in range(DRAWS)]
        taken = set(session.scalars(select(QuoteRequest.number).where(QuoteRequest.number.in_(drawn))))
        free = [number for number in drawn if number not in taken]
        if free:
            return free[0]
    raise RuntimeError("no request number is free")
