"""The warranties of an ad: of what, for how long, and under which condition."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import pattern
from directory.ads.rules.denying import denied
from directory.ads.rules.marks import Mark
from directory.ads.rules.pairing import Chunk, Item, Pair, Term, pairs, terms
from directory.ads.rules.warranty_conditions import Conditions, is_task
from directory.businesses.fields.terms import LONGEST_CONDITION, WarrantyValue, promise
from directory.reading.offsets import CHINESE, WEAK, Borders, Printed, Span, Taken, starting_in
from directory.trades.rules import condition as condition_of

#: What leads to a promise within its sentence: Chinese written on, a few Latin words, or a label; no numbers.
_LEAD = re.compile(
    r"(?:\A|(?<=[\n。;；|!！?？,，、])|(?<=\.\s)|(?<=\s))[ \t]*(?P<words>"
    rf"(?:[{CHINESE}]{{1,16}}|[a-z][a-z'’ -]{{0,38}})(?:[ \t]*[:：][ \t]*)?)\Z"
)
#: Scopes said together: "parts and labor", 零件和人工, and 零件 人工 where nothing else stands before.
_AND = re.compile(rf"\s*(?:和|及|与|、|/|&|\+|,|and)\s*(?:都|均)?\s*|(?<=[{CHINESE}])[ \t]+(?=[{CHINESE}])")
#: What stands between an adjective and its part: manufacturer's parts, 原厂零件.
_WHOSE = re.compile(r"原厂|厂家|厂商|原装")
_GOT = re.compile(r"(?:安装|[装买购换])的\Z")
_OF_ITS = re.compile(r"(?:['’]?s)? ?")
_ITEM = re.compile(r"[\n。;；,，、/|+&!！?？]|和|及|and(?![a-z])|(?<=[a-z]{3})(?<!yrs)(?<!mos)\.(?=\s)")
_CLAUSE = re.compile(r"[\n。;；]")
_LONGEST_CLAUSE = 120
_LONGEST_LEAD = 160
#: Longer than any word of `_ELSE`.
_SHORT = 16
#: A scope of everything: also said of the machine whose part is meant.
_WHOLE = "equipment"


@dataclass(frozen=True)
class Promised:
    """One warranty and the words that say it."""

    warranty: WarrantyValue
    span: Span
    #: Where the words of its condition stand.
    condition: Span | None = None

    #: Where the words begin that are its sentence's before it: a label, or who or what it is for.
    begin: int | None = None

    @property
    def spans(self) -> list[Span]:
        """All the words that say it, from where their sentence begins."""
        spans = [self.condition, self.span] if self.condition else [self.span]
        first = min(start for start, _end in spans)
        return spans if self.begin is None or self.begin >= first else [(self.begin, first), *spans]


def warranties(ad: Printed, marks: Sequence[Mark]) -> list[Promised]:
    """Every warranty with a term, in the order printed."""
    text = _slogans().sub(lambda match: "\n" * len(match[0]), ad.folded)
    terms_read = terms(text)
    if not terms_read:
        return []
    scopes = _nouns(text, sorted([*(m for m in marks if m.kind == "scope"), *_installing(text, marks)], key=_start))
    paired = [pair for item in _items(text, terms_read, scopes) for pair in pairs(item)]
    taken = {pair.scope.start for pair in paired if pair.scope}
    promised = [promise_of_it for pair in paired for promise_of_it in _told(text, marks, scopes, pair, taken)]
    taken_back = denied(text, [promised_item.span for promised_item in promised])
    standing = [promised_item for promised_item in promised if promised_item.span not in taken_back]
    standing = sorted([*standing, *_otherwise(text, terms_read, standing)], key=lambda one: one.span)
    conditions = Conditions(text, [promised_item.span for promised_item in standing])
    words = [conditions.of(promised_item.span) for promised_item in standing]
    stated = zip(standing, _shared(text, standing, words), strict=True)
    repaired = _of_repairs(text, terms_read, standing)
    return [_on_condition(ad, *promised_item) for promised_item in (*stated, *repaired)]


#: Before a shorter term of what was promised last: 未注册五年, "otherwise 1 yr".
_ELSE = re.compile(
    r"(?:未|不|没有?|无)(?:注册|登记|登录)(?:者|的|则|只有|为|仅)?[ ]?\Z"
    r"|(?:否则|otherwise,?|if not,?)[ ]?(?:仅|只有|为)?\Z"
)


def _otherwise(text: str, terms_read: Sequence[Term], promised: Sequence[Promised]) -> list[Promised]:
    """What holds where the condition of the promise before it is not met: of the same part, for a shorter time."""
    stated = Taken(len(text), (one.span for one in promised))
    others = []
    for term in terms_read:
        is_other = _ELSE.search(text, max(0, term.start - _SHORT), term.start)
        if not is_other or stated.meets((term.start, term.start + 1)):
            continue
        before = [one for one in promised if one.span[1] <= term.start and term.start - one.span[1] <= _LONGEST_CLAUSE]
        if before:
            last = max(before, key=lambda one: one.span)
            others.append(Promised(promise(last.warranty["scope"], term.length), term.span))
    return others


#: Beside what is promised of new machines: "repairs 1 yr", 維修：90天, "90 days on repairs".
_REPAIRS_BEFORE = re.compile(r"(?<![a-z\u4e00-\u9fff])(?P<words>(?:维修|修理)(?=[ ]?[:：])|repairs?)[ ]?[:：]?[ ]?\Z")
_REPAIRS_AFTER = re.compile(r"[ ]on (?:all )?(?P<words>repairs?)(?![a-z])")


def _of_repairs(text: str, terms_read: Sequence[Term], promised: Sequence[Promised]) -> list[tuple[Promised, Span]]:
    """The terms that a line with promises gives for repairs, without saying that it promises them."""
    repairs = []
    for term in terms_read:
        before = _REPAIRS_BEFORE.search(text, max(0, term.start - _SHORT), term.start)
        match = before or _REPAIRS_AFTER.match(text, term.end)
        if match is None or any(one.span[0] <= term.start < one.span[1] for one in promised):
            continue
        words = match.span("words")
        span = min(term.start, words[0]), max(term.end, words[1])
        first, last = max(0, span[0] - _LONGEST_LEAD), min(len(text), span[1] + _LONGEST_LEAD)
        first, end = max(first, text.rfind("\n", first, span[0])), text.find("\n", span[1], last)
        last = end if end >= 0 else last
        if any(first <= one.span[0] < last for one in promised):
            repairs.append((Promised(promise(_WHOLE, term.length), span), words))
    return repairs


#: Between the promises of a list that a condition after the last is said of: "1 yr labor, 10 yr parts on new systems".
_LISTED = re.compile(r"[ \t]*(?:[,，、;；/&+]|and(?![a-z])|和|及)?[ \t]*(?:其[他它余])?")


def _shared(text: str, promised: Sequence[Promised], words: Sequence[Span | None]) -> list[Span | None]:
    """The condition of each promise; what stands after the last of a list is said of all: rather less is promised."""
    shared = list(words)
    for at in range(len(promised) - 2, -1, -1):
        one, after, condition = promised[at].span, promised[at + 1].span, shared[at + 1]
        is_list = one == after or _LISTED.fullmatch(text, one[1], max(one[1], after[0]))
        is_missing = not shared[at] or (condition and is_task(text[slice(*condition)]))
        if condition and is_missing and is_list and condition[0] >= after[1]:
            shared[at] = condition
    return shared


def _on_condition(ad: Printed, promised: Promised, words: Span | None) -> Promised:
    """The promise with what it holds for alone, as printed."""
    begin = _beginning(ad.folded, min(promised.span[0], words[0] if words else promised.span[0]))
    if words is None:
        return Promised(promised.warranty, promised.span, begin=begin)
    # What a scan damaged is said as it was read.
    printed = " ".join(ad.words(words).split())
    condition = (printed if condition_of(printed) else ad.folded[slice(*words)])[:LONGEST_CONDITION]
    return Promised({**promised.warranty, "condition": condition}, promised.span, words, begin)


def _beginning(text: str, start: int) -> int:
    """Where the words begin that lead to a promise in its own sentence: 商用机 in 商用机：1年, 原业主 in 原业主终身."""
    match = _LEAD.search(text, max(0, start - _LONGEST_LEAD), start)
    return match.start("words") if match else start


@cache
def _slogans() -> re.Pattern[str]:
    """What is promised without a term: 质量保证, "satisfaction guaranteed", 十年如一日."""
    what, promise_words = pattern("promise", "of").pattern, pattern("promise").pattern
    sure = "(?:保证|保障|guarantee[ds]?)"
    return re.compile(rf"(?:{what})(?:[ 的-]|is |are )*{sure}(?!期)|(?:100% )?{sure} ?(?:{what})|{promise_words}")


def _nouns(text: str, scopes: Sequence[Mark]) -> list[Mark]:
    """Scopes without those that only say whose part the next one is."""
    # 我们装的机器，人工保五年: what is installed is no part of the promise.
    scopes = [
        mark
        for mark in scopes
        if not (_WHOLE in mark.codes and _GOT.search(text, max(0, mark.start - _SHORT), mark.start))
    ]
    # 零件原厂十年: whose part it is may stand behind it, too.
    told_apart = pairwise(scopes)
    behind = {after for mark, after in told_apart if mark.end == after.start and _WHOSE.match(text, after.start)}
    scopes = [mark for mark in scopes if mark not in behind]
    nouns = list(scopes[-1:])
    for mark, after in pairwise(scopes):
        is_adjective = _WHOLE in mark.codes and _OF_ITS.fullmatch(text[mark.end : after.start])
        if not is_adjective or WEAK.match(text, mark.end):
            nouns.append(mark)
    return sorted(nouns, key=lambda mark: mark.start)


#: A length right after it: 安裝1年, "install: 2 yrs".
_LENGTH = re.compile(
    r"[ ]?[:：]?[ ]?(?P<keeps>[保包](?![修固养险证])[ ]?)?"
    r"(?:\d{1,2}|[一两二三四五六七八九十]{1,2})[ -]?(?:年|个月|years?|yrs?)(?![a-z经老])"
)


def _start(mark: Mark) -> int:
    return mark.start


def _installing(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Installation among the parts of a promise: 保固：整機5年 安裝1年. Without a promise on its line it is work."""
    for mark in marks:
        is_said = mark.codes == ("install",) and re.match("安装|install", text[mark.start : mark.end])
        length = _LENGTH.match(text, mark.end) if mark.kind == "work_type" and is_said else None
        if length and length["keeps"]:
            yield Mark("scope", ("labor",), mark.start, mark.end)
        elif length:
            line = text.rfind("\n", 0, mark.start) + 1, (text.find("\n", mark.end) + 1 or len(text) + 1) - 1
            if pattern("warranty").search(text, *line) and any(
                m.kind == "scope" and line[0] <= m.start < line[1] for m in marks
            ):
                yield Mark("scope", ("labor",), mark.start, mark.end)


def _items(text: str, terms_read: Sequence[Term], scopes: Sequence[Mark]) -> Iterator[Item]:
    """The items that hold a term, cut into chunks."""
    spans = [term.span for term in terms_read]
    items, chunks = Borders(text, _ITEM, spans), Borders(text, WEAK, spans)
    promises = [match.span() for match in pattern("warranty").finditer(text)]
    for item in dict.fromkeys(items.around(term.start) for term in terms_read):
        yield Item(
            [
                Chunk(text, *span, starting_in(terms_read, span), starting_in(scopes, span), _spans(promises, span))
                for span in chunks.within(item)
            ]
        )


def _spans(spans: Sequence[Span], span: Span) -> list[Span]:
    first, last = (bisect_left(spans, (edge, 0)) for edge in span)
    return list(spans[first:last])


def _told(text: str, marks: Sequence[Mark], scopes: Sequence[Mark], pair: Pair, taken: set[int]) -> list[Promised]:
    """The warranties of one term: of each scope that it is said of together."""
    if pair.scope and pair.scope.is_negated:
        return []
    scope = pair.scope or _scope_after(text, scopes, pair, taken)
    together = [scope, *_together(text, scopes, scope, taken)] if scope else []
    spans = [pair.term.span, *(mark.span for mark in together), *([pair.promise] if pair.promise else [])]
    whole = (min(start for start, _ in spans), max(end for _, end in spans))
    appliance = _appliance(text, marks, min([pair.term.start, *(mark.start for mark in together[:1])]))
    codes = [code for mark in together for code in mark.codes] or [_WHOLE]
    warranties = [promise(code, pair.term.length) for code in codes]
    return [Promised({**warranty, "appliance": appliance} if appliance else warranty, whole) for warranty in warranties]


#: "Guaranteed 3 years, parts and labor".
_NAMED_AFTER = re.compile(r"[ ]*(?:[,，(（—–-]|on|for|of)[ ]*(?:both |all )?")


def _scope_after(text: str, scopes: Sequence[Mark], pair: Pair, taken: set[int]) -> Mark | None:
    """The first of the parts that a promise of the whole names behind it, where they have no term of their own."""
    end = max(pair.term.end, pair.promise[1] if pair.promise else 0)
    named = _NAMED_AFTER.match(text, end)
    after = next((mark for mark in scopes if named and mark.start == named.end()), None)
    return after if after and after.start not in taken and not after.is_negated else None


def _together(text: str, scopes: Sequence[Mark], scope: Mark, taken: set[int]) -> Iterator[Mark]:
    """Scopes joined to one by "and" that have no term of their own."""
    near = starting_in(scopes, (scope.start - _LONGEST_CLAUSE, scope.end + _LONGEST_CLAUSE))
    last, first = scope.end, scope.start
    for mark in near:
        if mark.start >= last and mark.start not in taken and _is_joined(text, last, mark.start):
            yield mark
            last = mark.end
    for mark in reversed(near):
        if mark.end <= first and mark.start not in taken and _is_joined(text, mark.end, first):
            if WEAK.match(text, mark.end) and text[mark.start - 1 : mark.start].isalnum():
                return
            yield mark
            first = mark.start


def _is_joined(text: str, start: int, end: int) -> bool:
    joint = _AND.match(text, start)
    is_written_on = start == end and not text[start : start + 1].isascii()
    return is_written_on or (joint is not None and joint.end() == end)


def _clause(text: str, start: int) -> int:
    """Where the line or sentence of a position begins."""
    first = max(0, start - _LONGEST_CLAUSE)
    return max([match.end() for match in _CLAUSE.finditer(text, first, start)], default=first)


def _appliance(text: str, marks: Sequence[Mark], first: int) -> str | None:
    """The appliance named just before a term in the same item: 热水器6年保修."""
    clause = _clause(text, first)
    before = [
        mark
        for mark in starting_in(marks, (clause, first))
        if mark.kind == "service" and mark.end <= first and len(mark.codes) == 1
    ]
    if not before:
        return None
    # "热水器：水箱终身，零件6年" speaks of one appliance all along.
    if before[0].start - clause <= 2 and re.match(r"\s*[:：]", text[before[0].end :]):
        return before[0].codes[0]
    between = text[before[-1].end : first]
    return before[-1].codes[0] if not _ITEM.search(between) and len(between) <= 6 else None
