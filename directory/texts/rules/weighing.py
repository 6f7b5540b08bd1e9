"""What the stages read, weighed against what the text is most like; and what that means for whom it is about.

Where both say the same it is that. Where they differ the likelier one wins, the stages having a start. Who reads or
loses something by it must be certain: what is only likely is left open.
"""

import math
import re
from collections.abc import Mapping, Sequence

from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.days import until
from directory.texts.rules.leads import OpenLead, meant, the_one
from directory.texts.rules.likeness import likelihood
from directory.texts.rules.reasons import reason_of
from directory.texts.rules.text import Text

#: How much likelier what a stage read is than its likeness says: e to this power.
START = 2.0
#: So likely a customer's answer must be that a stage read; and a refusal of texts, by a stage and by none.
HELD, REFUSED, REFUSES = 0.2, 0.25, 0.65
#: So likely what no stage read must be: what changes nothing for a customer, and what does.
ENOUGH, CERTAIN = 0.5, 0.85
#: So likely something else must be than that the text is for a customer whom nobody can tell.
PLAIN = 0.9
#: What a customer reads, gets or loses something by, and whether texts are wanted.
_GRAVE = frozenset(
    {Intent.ACCEPT, Intent.DECLINE, Intent.QUOTE, Intent.WON, Intent.LOST, Intent.WORDS, Intent.STOP, Intent.START}
)
#: What is for the site, however many customers are open.
_OF_US = frozenset(
    {Intent.STOP, Intent.REMOVE, Intent.START, Intent.WHO, Intent.COST, Intent.OPERATOR, Intent.MACHINE, Intent.PAUSE}
)


#: A number that stands for a customer: `el 5`, `number five`, `ok, 3`.
_NUMBER = re.compile(
    r"(?:\b(?:number|digit|option|num|el)\b ?|#|, ?)(?:(\d{1,2})|(two|three|four|five|six|seven|eight|nine))\b"
)
_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")


def weighed(case: Case, ruled: Reading | None, weights: Mapping[str, Sequence[int]]) -> Reading:
    """What a text means: `ruled` by a stage, or by none, and as likely as the weights say."""
    likely = likelihood(case, weights)
    top = max(likely, key=lambda intent: likely[intent])
    if _refuses(case, likely[Intent.STOP], weights, is_ruled=ruled is not None and ruled.intent is Intent.STOP):
        return Reading(Intent.STOP)
    is_enough = likely[top] >= (CERTAIN if top in _GRAVE else ENOUGH)
    other = reading_of(case, top) if is_enough else None
    if ruled is None or ruled.intent is Intent.UNCLEAR:
        return other or ruled or Reading(Intent.UNCLEAR)
    if ruled.intent is Intent.WHICH:
        is_plain = likely[top] >= PLAIN if top in _OF_US else top is Intent.ACCEPT and numbered(case) is not None
        return (other if is_plain else None) or ruled
    if ruled.intent is Intent.STOP or likely[top] > likely[ruled.intent] * math.exp(START):
        return other or Reading(Intent.UNCLEAR)
    acts = ruled.intent in _GRAVE - {Intent.START} and (ruled.pass_on or ruled.intent is not Intent.WORDS)
    return Reading(Intent.UNCLEAR) if acts and likely[ruled.intent] < HELD else ruled


def _refuses(case: Case, share: float, weights: Mapping[str, Sequence[int]], *, is_ruled: bool) -> bool:
    """Whether texts are refused: the whole says so, or a stage and one of its clauses: 打错了吧？以后别往这个号码发."""
    if not is_ruled:
        return share >= REFUSES
    clauses = (Case(Text(clause), (), case.today) for clause in case.text.clauses)
    return share >= REFUSED or any(likelihood(clause, weights)[Intent.STOP] >= REFUSES for clause in clauses)


def reading_of(case: Case, intent: Intent) -> Reading | None:
    """An intent with whom and what it is about; None where that is not certain."""
    match intent:
        case Intent.ACCEPT:
            return _about(case, intent, case.new)
        case Intent.DECLINE:
            return _about(case, intent, case.new or case.taken)
        case Intent.WON | Intent.LOST:
            return _about(case, intent, case.taken)
        case Intent.QUOTE | Intent.WORDS:
            return _about(case, intent, case.leads)
        case Intent.PAUSE:
            return Reading(intent, until=until(case.plain, case.today))
        case _:
            return Reading(intent)


def _about(case: Case, intent: Intent, leads: Sequence[OpenLead]) -> Reading | None:
    if case.has_our_link or (case.is_private and intent is Intent.WORDS):
        return None
    whom = meant(case.plain, case.leads)
    lead = whom.lead if whom.is_named else the_one(case.plain, leads)
    if lead is None and intent is Intent.ACCEPT:
        lead = numbered(case)
    if lead is None or lead not in leads:
        return Reading(Intent.WHICH) if len(leads) > 1 and not whom.is_stranger else None
    price = amount(case.plain, is_price=True) if intent in (Intent.QUOTE, Intent.WON) else None
    if intent is Intent.QUOTE and price is None:
        return None
    reason = reason_of(case.placed) if intent is Intent.DECLINE else None
    is_passed_on = intent is Intent.WORDS and not lead.is_new
    return Reading(intent, lead.accept, reason=reason, amount=price, pass_on=is_passed_on)


def numbered(case: Case) -> OpenLead | None:
    """The new customer whose accept digit is the only number of a text: `dale, el 5`, `me can take number five`."""
    numbers = {int(digits) if digits else _NUMBER_WORDS.index(word) + 2 for digits, word in _NUMBER.findall(case.plain)}
    leads = [lead for lead in case.new if lead.accept in numbers]
    return leads[0] if len(leads) == len(numbers) == 1 else None
