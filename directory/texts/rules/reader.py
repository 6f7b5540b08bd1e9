"""One text, one intent: what an explicit list of stages reads, weighed against what the text is most like.

A refusal to be texted wins over everything; a digit is the digit; words reach a customer only where they can be meant
for nobody else. What neither the stages nor the likeness are certain of is left open, for a person to look at.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from directory.texts.rules import about_leads, about_us, digits, weighing
from directory.texts.rules.case import Case, Reading, Stage
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.likeness import learned
from directory.texts.rules.text import Text

#: From the surest, and the most that is at stake, to the vaguest.
STAGES: tuple[Stage, ...] = (
    about_us.untyped,
    about_us.machine,
    about_us.plain_refusal,
    about_us.refusal,
    about_us.stop,
    about_us.remove,
    about_us.restart,
    about_us.start,
    about_us.who,
    about_us.cost,
    digits.digit,
    about_us.resume,
    about_us.operator,
    about_us.pause,
    about_leads.outcome,
    about_leads.quote,
    about_leads.only,
    about_leads.one_by_one,
    about_leads.taken_back,
    about_leads.declined,
    about_leads.accepted,
    about_leads.arrival,
    about_leads.nothing,
    about_leads.words,
)
#: What these read is not weighed; what the others read only with a refusal of texts.
SURE: frozenset[Stage] = frozenset({about_us.untyped, about_us.plain_refusal, about_us.restart})
STATED: frozenset[Stage] = frozenset({digits.digit, about_leads.only, about_leads.taken_back})


def read(body: str, leads: Sequence[OpenLead], today: date) -> Reading:
    """What a text means to a phone with these open customers, the oldest first. Never raises.

    >>> read("5 多谢", [OpenLead(5, 6, "Oakton", "repair", "new")], date(2027, 1, 12))
    Reading(intent=Intent.ACCEPT, lead=5, ...)
    """
    return judge(Case(Text(body), tuple(leads), today), learned().weights)


def judge(case: Case, weights: Mapping[str, Sequence[int]]) -> Reading:
    """What a text means by the stages and by these weights (`likeness.Weights`)."""
    for stage in STAGES:
        if (reading := stage(case)) is not None:
            if stage in SURE:
                return reading
            weigh = weighing.answered if stage in STATED else weighing.weighed
            return weigh(case, reading, weights)
    return weighing.weighed(case, None, weights)
