"""What a text says to customers, words from the road among it."""

from collections.abc import Sequence
from datetime import date

from directory.inbox import queries
from directory.leads.models import Lead
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.digits import without_digit
from directory.texts.rules.leads import unaddressed
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text
from directory.visits.rules.road import is_from_road


def read_for(body: str, leads: Sequence[Lead], today: date) -> Reading:
    """What a text says to these customers of its phone.

    Whoever sets out or is late refuses nothing, and says it to a customer: 出发了, 晚個半鐘.
    """
    reading = read(body, [queries.as_read(lead) for lead in leads], today)
    if reading.pass_on:
        return reading
    meant = [lead for lead in leads if is_from_road(_words_for(body, lead))]
    if len(meant) == 1:
        return Reading(Intent.WORDS, meant[0].accept_digit, pass_on=True)
    if meant:
        return Reading(Intent.WHICH)
    return Reading(Intent.UNCLEAR) if is_from_road(body) else reading


def _words_for(body: str, lead: Lead) -> str:
    """What a text says to a customer, without the digit or the name by which it is sent there."""
    return unaddressed(Text(without_digit(body, lead.accept_digit or 0)).plain, [queries.as_read(lead)])
