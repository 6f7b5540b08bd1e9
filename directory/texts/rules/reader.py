"""One text, one intent: an explicit list of stages, the first that is certain decides.

A refusal to be texted wins over everything; a digit is the digit; words reach a customer only where they can be meant
for nobody else. What no stage is certain of is left open, for a person to look at.
"""

from collections.abc import Sequence
from datetime import date

from directory.texts.rules import about_leads, about_us, digits, examples
from directory.texts.rules.case import Case, Intent, Reading, Stage, decide
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.text import Text

#: From the surest, and the most that is at stake, to the vaguest.
STAGES: tuple[Stage, ...] = (
    about_us.machine,
    about_us.stop,
    about_us.remove,
    about_us.start,
    about_us.who,
    about_us.cost,
    digits.digit,
    about_us.resume,
    about_us.operator,
    about_us.pause,
    about_leads.outcome,
    about_leads.quote,
    about_leads.one_by_one,
    about_leads.declined,
    about_leads.accepted,
    about_leads.arrival,
    about_leads.nothing,
    about_leads.words,
    examples.alike,
)


def read(body: str, leads: Sequence[OpenLead], today: date) -> Reading:
    """What a text means to a phone with these open customers, the oldest first. Never raises.

    >>> read("5 多谢", [OpenLead(5, 6, "Oakton", "repair", "new")], date(2027, 1, 12))
    Reading(intent=Intent.ACCEPT, lead=5, ...)
    """
    return decide(STAGES, Case(Text(body), tuple(leads), today)) or Reading(Intent.UNCLEAR)
