"""What the stages read, weighed against what the text is most like; and what that means for whom it is about.

Where both say the same it is that. Where they differ the likelier one wins, the stages having a start. Who reads or
loses something by it must be certain: what is only likely is left open.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from directory.kernel.numerals import ENGLISH_DIGITS
from directory.texts.rules.about_us import OF_TEXTS, OF_WORK
from directory.texts.rules.amounts import amount
from directory.texts.rules.case import Case, Intent, Reading
from directory.texts.rules.days import DAY_NAME, MONTH_NAME, until
from directory.texts.rules.leads import OpenLead, the_one
from directory.texts.rules.likeness import Opinion
from directory.texts.rules.reasons import reason_of
from directory.texts.rules.table import group
from directory.texts.rules.text import Text

#: How much likelier what a stage read is than its likeness says: e to this power.
START = 2.0
#: So likely a customer's answer must be that a stage read; and a refusal of texts, by a stage and by none.
HELD, REFUSED, REFUSES = 0.2, 0.15, 0.7
#: So likely a clause must be a refusal where neither a stage nor the whole text says so: 我接，做完短信就停了吧.
REFUSES_BESIDE = 0.9
#: And one that speaks of texts, where a stage says so: 跟陈女士签了，但是以后别给我发短信了.
REFUSED_BESIDE = 0.45
#: What a stage read is doubted where the words alone say it with less than the first, and something else with more than
#: the second.
DOUBTED, DOUBTS = 0.1, 0.6
#: Of so few letters there is nothing to weigh: `k`, 拒.
_SHORTEST = 2
#: So many clauses are looked at, each by itself.
_MOST_CLAUSES = 12
#: So likely a price must be that a stage read; how a customer's job ended; and words that are passed on, by all and
#: by the words alone.
PRICED, ENDED, SAID, SAID_BY_WORDS = 0.5, 0.45, 0.35, 0.28
#: So likely what no stage read must be: what changes nothing for a customer, what gives something, and what ends it.
ENOUGH, LIKELY, CERTAIN = 0.5, 0.7, 0.85
#: So likely something else must be than that the text is for a customer whom nobody can tell.
PLAIN = 0.6
#: What a customer reads, gets or loses something by, and whether texts are wanted.
_GRAVE = frozenset(
    {Intent.ACCEPT, Intent.DECLINE, Intent.QUOTE, Intent.WON, Intent.LOST, Intent.WORDS, Intent.STOP, Intent.START}
)
_RESULTS = frozenset({Intent.WON, Intent.LOST})
_OVER = (Intent.LOST, Intent.DECLINE)
#: What is for the site, however many customers are open.
_OF_US = frozenset(
    {Intent.STOP, Intent.REMOVE, Intent.START, Intent.WHO, Intent.COST, Intent.OPERATOR, Intent.MACHINE, Intent.PAUSE}
)


#: What stands on a machine's plate is for whose machine it is.
_PLATE = re.compile(r"model [\w-]*\d[\w-]*, ?serial \w*\d\w*$")
#: An order to text no more is weighed as it stands, whomever it names.
_ORDERS = re.compile(r"\b(?:stop|quit|cease|no more) (?:text|messag|send|sms)")
#: What may be said of our texts without refusing them: what they cost, that they came twice or not at all.
_ABOUT_TEXTS = (Intent.COST, Intent.OPERATOR)

#: A number that stands for a customer: `el 5`, `number five`, `ok, 3`.
_NUMBER = re.compile(
    r"(?:\b(?:number|digit|option|num|el)\b ?|#|, ?)(?:(\d{1,2})|(two|three|four|five|six|seven|eight|nine))\b"
)

_TIME = (
    rf"(?:{DAY_NAME}|{MONTH_NAME}|\b(?:today|tonight|tomorrow|tmrw?|tmw|this|next|at|on|by|around|about|or so|in the"
    r"|noon|morning|afternoon|evening|am|pm)\b|今天|明天|后天|大后天|今晚|明早|周[一二三四五六日天]|下周|上午|早上|中午|下午"
    r"|晚上|傍晚|(?<!\d)\d{1,2}(?!\d)(?:[:：]\d\d)?(?: ?[ap]m?\b|th|st|nd|rd)?|[一二两三四五六七八九十]{1,3}(?=点)"
    r"|点半?|[号日月/\-~到]|左右|大概|大约|前后|之前|以前|\s|,)+"
)
#: A yes that says when he comes, and nothing else: 行，明天上午十点左右到, "ok i can be there at 4".
_YES_THEN = re.compile(
    r"(?:ok(?:ay)?|yes|yep|yeah|sure|行|好的?|可以|没问题|成|中)[\s,.!]*"
    r"(?:我们?|师傅)?(?:(?:i|we)(?:ll| will| can| could)? |can |will )?"
    r"(?:(?:come|be there|get there|make it|go|stop by|swing by|do it|do)(?: over| out| by)? ?)?"
    rf"{_TIME}(?:能|可以|就|再|会|才能?)?(?:到|去|过去|过来|上门|来|看看?)*(?:吧|啊|哈|哦|works?|is (?:good|fine|ok))?"
)
#: How many hundreds or thousands: 上千, `a few grand`.
_MONEY = re.compile(r"[百千万]|\b(?:hundred|thousand|grand)\b")
_FIGURE = re.compile(r"(?<![\d.:$])\d{1,2}(?![\d:]|,\d{3})")


def weighed(case: Case, ruled: Reading | None, weights: Mapping[str, Sequence[int]]) -> Reading:
    """The meaning of a text from what a stage read (`ruled`; None: nothing) and what the weights find likely."""
    opinion = Opinion(case, weights)
    likely = opinion.all
    top = max(likely, key=lambda intent: likely[intent])
    if _refuses(case, opinion, weights, ruled.intent if ruled else None):
        return Reading(Intent.STOP)
    other = _unruled(case, top, likely[top])
    if ruled is None or ruled.intent is Intent.UNCLEAR:
        return other or ruled or Reading(Intent.UNCLEAR)
    if ruled.intent is Intent.WHICH:
        is_plain = _is_plain(case, top, likely[top])
        is_of_one = _is_yes_to_one(case, top, likely[top]) or _is_result_of_one(case, top, likely[top])
        return (other if is_plain or is_of_one else None) or ruled
    if ruled.intent is Intent.ACCEPT and top is Intent.WORDS and _YES_THEN.fullmatch(case.plain.strip(" .!")):
        return ruled
    if ruled.intent is Intent.STOP or likely[top] > likely[ruled.intent] * math.exp(START):
        return other or Reading(Intent.UNCLEAR)
    return ruled if _is_backed(case, ruled, opinion) else _held_back(ruled, top)


def _unruled(case: Case, intent: Intent, share: float) -> Reading | None:
    """The likeliest intent where no stage says it: words that are only likely are for a person to pass on."""
    gives = (intent is Intent.ACCEPT and not case.text.is_question) or intent is Intent.PAUSE
    least = LIKELY if gives else CERTAIN if intent in _GRAVE - {Intent.WORDS} else ENOUGH
    if intent is Intent.STOP or share < least:
        return None
    # Figures that no stage could read may be a price: a person looks at them.
    is_figure = not any(map(str.isalpha, case.plain)) and any(map(str.isdigit, case.plain))
    if is_figure or (intent is Intent.NOTHING and _MONEY.search(case.plain)):
        return None
    reading = reading_of(case, intent)
    is_certain = reading is None or share >= CERTAIN or not reading.pass_on
    return reading if is_certain or reading is None else replace(reading, pass_on=False)


def _is_plain(case: Case, intent: Intent, share: float) -> bool:
    """Whether a text that could be for several customers is plainly for us, or thanks, or a yes beside its number."""
    if intent is Intent.NOTHING:
        return share >= CERTAIN and not case.new
    return share >= PLAIN if intent in _OF_US else intent is Intent.ACCEPT and numbered(case) is not None


def _is_yes_to_one(case: Case, intent: Intent, share: float) -> bool:
    """Whether a text takes a job, and one customer is new: 这活儿我接了, whoever was taken before. No day, no price."""
    is_plain = OF_WORK.search(case.plain) and not any(map(str.isdigit, case.plain)) and not case.text.is_question
    is_yes = intent is Intent.ACCEPT and share >= CERTAIN and bool(is_plain)
    return is_yes and len(case.new) == 1 and not case.whom.is_named


def _is_result_of_one(case: Case, intent: Intent, share: float) -> bool:
    """Whether a text says what became of the one customer who was taken, whoever else waits."""
    return intent in _RESULTS and len(case.taken) == 1 and share >= CERTAIN


def _is_backed(case: Case, ruled: Reading, opinion: Opinion) -> bool:
    """Whether what a customer reads or loses something by is likely by all that is known, and by its words alone."""
    intent, by_words = ruled.intent, opinion.words
    if intent not in _GRAVE - {Intent.START} or (intent is Intent.WORDS and not ruled.pass_on):
        return True
    if intent is Intent.WORDS:
        is_named = case.whom.lead is not None
        is_said = opinion.all[intent] >= SAID and by_words[intent] >= SAID_BY_WORDS
        return is_said or bool(_PLATE.match(case.plain)) or (is_named and opinion.all[intent] > _over(opinion.all))
    if intent in (Intent.ACCEPT, Intent.DECLINE) and case.new and len(case.text.core) <= _SHORTEST:
        return True
    is_doubted = by_words[intent] < DOUBTED and max(by_words.values()) >= DOUBTS
    is_bare = not any(map(str.isalpha, case.text.core))
    least = ENDED if intent in _RESULTS else PRICED if intent is Intent.QUOTE and not is_bare else HELD
    is_over = not any(lead.is_new for lead in case.leads if lead.accept == ruled.lead) and intent in _OVER
    likely = _over(opinion.all) if is_over else opinion.all[intent]
    return likely >= least and not is_doubted


def _over(likely: Mapping[Intent, float]) -> float:
    """How likely it is that nothing becomes of a customer who was taken, whichever side gives up."""
    return sum(likely[intent] for intent in _OVER)


def _held_back(ruled: Reading, top: Intent) -> Reading:
    """A reading that reaches nobody: words that are not passed on; of anything else, that a person looks at it."""
    is_words = ruled.intent is Intent.WORDS and top is Intent.WORDS
    return replace(ruled, pass_on=False) if is_words else Reading(Intent.UNCLEAR)


def answered(case: Case, ruled: Reading, weights: Mapping[str, Sequence[int]]) -> Reading:
    """What a text with a customer's digit means: the digit, unless words beside it refuse texts."""
    has_words = sum(map(str.isalpha, case.text.core)) > 1
    return Reading(Intent.STOP) if has_words and _refuses(case, Opinion(case, weights), weights, None) else ruled


def _refuses(case: Case, opinion: Opinion, weights: Mapping[str, Sequence[int]], ruled: Intent | None) -> bool:
    """Whether texts are refused: the whole says so, or a stage and one of its clauses: 打错了吧？以后别往这个号码发."""
    is_of_listing = ruled is Intent.REMOVE and not OF_TEXTS.search(case.plain)
    if ruled is Intent.MACHINE or is_of_listing or group("wanted").stands_in(case.plain):
        return False
    clauses = dict(_of_clauses(case, weights))
    if opinion.all[Intent.REMOVE] < ENOUGH and any(
        clause.words[Intent.STOP] >= REFUSES_BESIDE and clause.all[Intent.STOP] >= REFUSES_BESIDE
        for clause in clauses.values()
    ):
        return True
    if ruled in _ABOUT_TEXTS and group("about_texts").stands_in(case.plain):
        return False
    if ruled is not Intent.STOP:
        left = case.plain if _ORDERS.search(case.plain) else group("stop").without_innocent(case.plain)
        opinions = [opinion if left == case.plain else Opinion(Case(Text(left), case.leads, case.today), weights)]
        if case.leads and not _only_looks_so(case.plain):
            opinions.append(Opinion(Case(case.whole, (), case.today), weights))
        return any(likely.words[Intent.STOP] >= HELD and likely.all[Intent.STOP] >= REFUSES for likely in opinions)
    if any(OF_TEXTS.search(says) and clause.all[Intent.STOP] >= REFUSED_BESIDE for says, clause in clauses.items()):
        return True
    if opinion.words[Intent.STOP] < DOUBTED and max(opinion.words.values()) >= DOUBTS:
        return False
    return opinion.all[Intent.STOP] >= REFUSED or any(clause.all[Intent.STOP] >= REFUSES for clause in clauses.values())


def _of_clauses(case: Case, weights: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, Opinion]]:
    """What is likely of each clause, but of those that only look like a refusal."""
    for clause in case.text.clauses[:_MOST_CLAUSES]:
        if not _only_looks_so(clause):
            yield clause, Opinion(Case(Text(clause), (), case.today), weights)


def _only_looks_so(text: str) -> bool:
    """Whether a plain text has something that only looks like a refusal: `the fan won't stop`, `tell him to quit`."""
    refusal = group("stop")
    return refusal.without_innocent(text) != text or refusal.is_ruled_out(text)


def reading_of(case: Case, intent: Intent) -> Reading | None:
    """An intent with whom and what it is about; None where that is not certain."""
    match intent:
        case Intent.ACCEPT if case.is_no_yes:
            return None
        case Intent.LOST if group("lost").is_ruled_out(case.plain):
            return None
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
    if intent is Intent.DECLINE and len(case.leads) > 1 and group("the_other").stands_in(case.plain):
        return Reading(Intent.WHICH)
    whom = case.whom
    lead = whom.lead if whom.is_named else the_one(case.plain, leads)
    if lead is None and intent is Intent.ACCEPT:
        lead = numbered(case)
    if lead is None or lead not in leads:
        return Reading(Intent.WHICH) if len(leads) > 1 and not whom.is_stranger else None
    price = amount(case.plain, is_price=True) if intent in (Intent.QUOTE, Intent.WON) else None
    if intent is Intent.QUOTE and price is None:
        return None
    reason = reason_of(case.grounds) if intent is Intent.DECLINE else None
    is_passed_on = intent is Intent.WORDS and not lead.is_new
    return Reading(intent, lead.accept, reason=reason, amount=price, pass_on=is_passed_on)


def numbered(case: Case) -> OpenLead | None:
    """The new customer whose accept digit is the only number of a text: `dale, el 5`, `me can take number five`."""
    numbers = {int(digits) if digits else ENGLISH_DIGITS[word] for digits, word in _NUMBER.findall(case.plain)}
    digits = {digit for lead in case.leads for digit in (lead.accept, lead.decline)}
    if len({int(number) for number in _FIGURE.findall(case.plain)} & digits) > 1:
        return None
    leads = [lead for lead in case.new if lead.accept in numbers]
    return leads[0] if len(leads) == len(numbers) == 1 else None
