"""What a warranty holds for alone, in the words of its ad: 冷暖气新机：零件10年, "10 years (new units only)"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeVar

from directory.ads.rules.ad_vocabulary import finding, pattern
from directory.ads.rules.denying import denied
from directory.ads.rules.marks import Mark
from directory.ads.rules.pairing import Chunk, Item, Pair, Term, pairs, terms
from directory.businesses.fields.terms import LONGEST_CONDITION, WarrantyValue, promise
from directory.kernel.text import fold
from directory.reading.offsets import CHINESE, WEAK, Borders, Printed, Span, Taken
from directory.trades.rules import condition as condition_of
from directory.trades.rules import spellings

#: What leads to a promise within its sentence: Chinese written on, a few Latin words, or a label; no numbers.
_LEAD = re.compile(
    r"(?:\A|(?<=[\n。;；|!！?？,，、])|(?<=\.\s)|(?<=\s))[ \t]*(?P<words>"
    rf"(?:[{CHINESE}]{{1,16}}|[a-z][a-z'’ -]{{0,38}})(?:[ \t]*[:：][ \t]*)?)\Z"
)
#: No condition reaches across these; a label does across the last.
_SENTENCE = re.compile(r"[\n。!！?？|]|[;；]")
#: No label reaches across these.
_END = re.compile(r"[。!！?？|]")
_COLON = re.compile("[:：]")
_LABEL = re.compile(r"[^\n。;；:：|,，]{1,40}\Z")
_HEADING = re.compile(r"(.{1,40}?)[ \t]*[:：][ \t]*")
_LETTER = re.compile(r"[^\W_]")
_JOINT = re.compile(r"和|及|与|的|后|(?<![a-z])(?:and|plus)(?![a-z])")
_SIZE = 160
#: Conditions that stand right before a promise without a colon, by how their codes begin; of the others the words that
#: say when: 注册后, 签保养合约者. Bare 注册 or 保养 there is as often about the firm or its work.
_LEADING = ("new", "original", "own_")
_WHEN = re.compile(r"(?:后|者|客户|会员|旧机|旧机器)\Z|\A(?:签|凭|旧机)")
_SMALL = r"(?:\s*(?:all|any|an?|our|your|the|every))?"
_TIE = (
    r"(?:仅限|只限|限于|限|仅适用于|只适用于|适用于|必须|须|需|凭|如|若|凡"
    r"|for|on|to|with|w/|if|when|once|upon|after|requires|subject to|provided|must be|must|only (?:for|on))"
)
#: What has to be done for a promise may be said in some words: 须於60日内上网注册, "must register within 60 days".
_TASKS = ("registered", "maintenance")
_OF_TASK = r"[^()（）\n。;；]{0,20}?"
#: What is repaired, right before what is promised of it: 维修零件保三个月, "Repairs guaranteed 1 year".
_REPAIRS = re.compile(
    rf"(?<![{CHINESE}])(?P<words>(?:旧机|一般|普通)?(?:维修|修理))(?:后|过)?的?(?=零件|人工|工资|工钱|配件|材料|手工|包?[保包](?!养))"
    r"|(?:(?<=all )|(?<=our )|(?<=any )|(?<![a-z&,/] ))(?<![a-z])(?P<work>repairs?)(?= (?:(?:work|jobs?"
    r"|parts|labor)? ?(?:are |is |come with |carry |have )?(?:guarant|warrant|parts|labor)))"
)


class Conditions:
    """The conditions of one text, and which of its promises stand under each."""

    def __init__(self, text: str, promises: Sequence[Span]) -> None:
        """Of a folded text; `promises` are the stretches that promise something."""
        self._text = text
        self._starts = sorted(start for start, _ in promises)
        self._promised = Taken(len(text), promises)
        self._colons = [match.start() for match in _COLON.finditer(text)]
        repaired = (match.span(match.lastgroup or 0) for match in _REPAIRS.finditer(text))
        self._leading = sorted([*(match.span() for match in _leading().finditer(text)), *repaired])

    def of(self, promise: Span) -> Span | None:
        """Where the words stand that say what a promise holds for alone; None where nothing does."""
        start, end = promise
        return self._after(end) or self._within(start, end) or self._before(start) or self._above(start)

    def _after(self, end: int) -> Span | None:
        """Right after it, in brackets or after a word that ties it: "for new equipment", （仅限新机）."""
        match = _tied().match(self._text, end, min(len(self._text), end + _SIZE))
        return match.span(match.lastgroup or 0) if match else None

    def _within(self, start: int, end: int) -> Span | None:
        """Between the word of promise and what is promised: 保修：新机零件10年."""
        known = self._leading[bisect_left(self._leading, (start, 0)) : bisect_left(self._leading, (end, 0))]
        return next((span for span in known if span[1] <= end), None)

    def _before(self, start: int) -> Span | None:
        """Right before the first of a list of promises, or at the head of its sentence as a label."""
        first = max(self._text.rfind("\n", 0, start) + 1, start - _SIZE)
        colon = self._colon(first, start)
        known = self._leading[bisect_left(self._leading, (first, 0)) : bisect_left(self._leading, (start, 0))]
        for begin, end in known:
            is_nearer = colon is None or begin > colon
            is_before = is_nearer and end <= start and not _SENTENCE.search(self._text, end, start)
            if is_before and not self._says(end, start):
                return begin, end
        if colon is None or _END.search(self._text, colon, start):
            return None
        label = _LABEL.search(self._text, max(first, colon - _SIZE), colon)
        named = self._named(label.span()) if label else None
        return named if named and not self._is_other(colon, start) else None

    def _colon(self, first: int, start: int) -> int | None:
        """The last colon of a stretch."""
        number = bisect_left(self._colons, start) - 1
        return self._colons[number] if number >= 0 and self._colons[number] >= first else None

    def _above(self, start: int) -> Span | None:
        """On a line of its own, ending in a colon, above lines that each promise something."""
        begin = self._text.rfind("\n", 0, start) + 1
        if start - begin > _SIZE or self._colon(begin, start) is not None or self._is_other(begin, start):
            return None
        while begin:
            above = self._text.rfind("\n", 0, begin - 1) + 1
            heading = _HEADING.fullmatch(self._text, above, begin - 1)
            if heading:
                return self._named(heading.span(1))
            at = bisect_left(self._starts, above)
            if at == len(self._starts) or self._starts[at] >= begin:
                return None
            begin = above
        return None

    def _says(self, start: int, end: int) -> bool:
        """Whether a stretch says anything beside promises and what joins them."""
        rest = "".join(" " if self._promised.meets((n, n + 1)) else self._text[n] for n in range(start, end))
        return bool(_LETTER.search(_JOINT.sub(" ", pattern("warranty", "filler").sub(" ", rest))))

    def _is_other(self, start: int, end: int) -> bool:
        """Whether something is named between that the condition is not about: 旧机, repairs."""
        return bool(pattern("warranty", "contrary").search(self._text, start, end))

    def _named(self, span: Span) -> Span | None:
        """The words of a label that are a condition and nothing else."""
        match = _whole().fullmatch(self._text, *span)
        return match.span("words") if match else None


@cache
def _words(prefix: str = "") -> re.Pattern[str]:
    """Finds what is known to be a condition, by any of its words; `prefix`: of codes that begin so."""
    return finding(spellings(prefix))


@cache
def _leading() -> re.Pattern[str]:
    """Finds what may be a condition right before a promise."""
    known = {words for code in _LEADING for words in spellings(code)}
    return finding(words for words in spellings() if words in known or _WHEN.search(fold(words)))


@cache
def _whole() -> re.Pattern[str]:
    """A label that names a condition: 冷暖气新机, "For new systems only"."""
    lead = r"(?:for|on|all|(?:with|under|w/)(?: (?:our|a|an|the|any))?|仅限|限|所有|凡)?"
    trail = rf"(?:限定?|专用|专享|用|[保包]|only)?[ ]*(?:{pattern('warranty').pattern})?"
    return re.compile(rf"(?:.*\.\s+)?[\W_]*{lead}?\s*(?P<words>{_words().pattern})\s*{trail}[\W_]*")


@cache
def _tied() -> re.Pattern[str]:
    between = rf"\s*(?:{pattern('warranty').pattern})?[ \t]*[,，\-–—]?[ \t]*"
    task = "|".join(_words(code).pattern for code in _TASKS)
    bracketed = (
        rf"[(（][ \t]*(?:(?:{_TIE}{_SMALL}[ \t]*)?(?P<words>{_words().pattern})"
        rf"|{_OF_TASK}(?P<task>{task}))[^)）\n]{{0,24}}[)）]"
    )
    tied = rf"{_TIE}(?:{_SMALL}[ \t]*(?P<tied>{_words().pattern})|{_OF_TASK}(?P<done>{task}))"
    return re.compile(rf"{between}(?:{bracketed}|{tied})")


_Found = TypeVar("_Found", Mark, Term)
#: Scopes said together: "parts and labor", 零件和人工, and 零件 人工 where nothing else stands before.
_AND = re.compile(rf"\s*(?:和|及|与|、|/|&|\+|,|and)\s*(?:都|均)?\s*|(?<=[{CHINESE}])[ \t]+(?=[{CHINESE}])")
#: What stands between an adjective and its part: manufacturer's parts, 原厂零件.
_WHOSE = re.compile(r"原厂|厂家|厂商|原装")
_OF_ITS = re.compile(r"(?:['’]?s)? ?")
_ITEM = re.compile(r"[\n。;；,，、/|+&!！?？]|和|及|and(?![a-z])|(?<=[a-z]{3})(?<!yrs)(?<!mos)\.(?=\s)")
_CLAUSE = re.compile(r"[\n。;；]")
_LONGEST_CLAUSE = 120
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
    conditions = Conditions(text, [promised_item.span for promised_item in standing])
    words = [conditions.of(promised_item.span) for promised_item in standing]
    return [
        _on_condition(ad, *promised_item)
        for promised_item in zip(standing, _shared(text, standing, words), strict=True)
    ]


#: Between the promises of a list that a condition after the last is said of: "1 yr labor, 10 yr parts on new systems".
_LISTED = re.compile(r"[ \t]*(?:[,，、;；/&+]|and(?![a-z])|和|及)?[ \t]*")


def _shared(text: str, promised: Sequence[Promised], words: Sequence[Span | None]) -> list[Span | None]:
    """The condition of each promise; what stands after the last of a list is said of all: rather less is promised."""
    shared = list(words)
    for at in range(len(promised) - 2, -1, -1):
        one, after, condition = promised[at].span, promised[at + 1].span, shared[at + 1]
        is_list = one == after or _LISTED.fullmatch(text, one[1], max(one[1], after[0]))
        if condition and not shared[at] and is_list and condition[0] >= after[1]:
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
    match = _LEAD.search(text, max(0, start - _SIZE), start)
    return match.start("words") if match else start


@cache
def _slogans() -> re.Pattern[str]:
    """What is promised without a term: 质量保证, "satisfaction guaranteed", 十年如一日."""
    what, promise_words = pattern("promise", "of").pattern, pattern("promise").pattern
    sure = "(?:保证|保障|guarantee[ds]?)"
    return re.compile(rf"(?:{what})(?:[ 的-]|is |are )*{sure}(?!期)|(?:100% )?{sure} ?(?:{what})|{promise_words}")


def _nouns(text: str, scopes: Sequence[Mark]) -> list[Mark]:
    """Scopes without those that only say whose part the next one is."""
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
                Chunk(text, *span, _between(terms_read, span), _between(scopes, span), _spans(promises, span))
                for span in chunks.within(item)
            ]
        )


def _between(items: Sequence[_Found], span: Span) -> list[_Found]:
    """Those that begin in a stretch; `marks` is in order."""
    first, last = (bisect_left(items, edge, key=lambda item: item.start) for edge in span)
    return list(items[first:last])


def _spans(spans: Sequence[Span], span: Span) -> list[Span]:
    first, last = (bisect_left(spans, (edge, 0)) for edge in span)
    return list(spans[first:last])


def _told(text: str, marks: Sequence[Mark], scopes: Sequence[Mark], pair: Pair, taken: set[int]) -> list[Promised]:
    """The warranties of one term: of each scope that it is said of together."""
    if pair.scope and pair.scope.is_negated:
        return []
    together = [pair.scope, *_together(text, scopes, pair.scope, taken)] if pair.scope else []
    spans = [pair.term.span, *(mark.span for mark in together), *([pair.promise] if pair.promise else [])]
    whole = (min(start for start, _ in spans), max(end for _, end in spans))
    appliance = _appliance(text, marks, min([pair.term.start, *(mark.start for mark in together[:1])]))
    codes = [code for mark in together for code in mark.codes] or [_WHOLE]
    warranties = [promise(code, pair.term.length) for code in codes]
    return [Promised({**warranty, "appliance": appliance} if appliance else warranty, whole) for warranty in warranties]


def _together(text: str, scopes: Sequence[Mark], scope: Mark, taken: set[int]) -> Iterator[Mark]:
    """Scopes joined to one by "and" that have no term of their own."""
    near = _between(scopes, (scope.start - _LONGEST_CLAUSE, scope.end + _LONGEST_CLAUSE))
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
        for mark in _between(marks, (clause, first))
        if mark.kind == "service" and mark.end <= first and len(mark.codes) == 1
    ]
    if not before:
        return None
    # "热水器：水箱终身，零件6年" speaks of one appliance all along.
    if before[0].start - clause <= 2 and re.match(r"\s*[:：]", text[before[0].end :]):
        return before[0].codes[0]
    between = text[before[-1].end : first]
    return before[-1].codes[0] if not _ITEM.search(between) and len(between) <= 6 else None
