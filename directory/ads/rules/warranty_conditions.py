"""What a promise holds for alone, in the words of its ad: 冷暖气新机：零件10年, "10 years (new units only)"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from directory.ads.rules.ad_vocabulary import finding, pattern
from directory.kernel.text import fold
from directory.reading.offsets import CHINESE, Span, Taken
from directory.trades.rules import condition as condition_of
from directory.trades.rules import spellings

#: No condition reaches across these; a label does across the last.
_SENTENCE = re.compile(r"[\n。!！?？|]|[;；]")
#: No label reaches across these.
_END = re.compile(r"[。!！?？|]")
_CLOSES = re.compile(r"[)）]")
#: What a label ends with.
_COLON = re.compile("[:：]|[—–]+|--+")
_LABEL = re.compile(r"[^\n。;；:：|,，—–]{1,40}\Z")
_HEADING = re.compile(r"(.{1,40}?)[ \t]*(?:[:：]|[—–]+|--+)[ \t]*")
_LETTER = re.compile(r"[^\W_]")
_JOINT = re.compile(r"和|及|与|的|后|(?<![a-z])(?:and|plus)(?![a-z])")
_SIZE = 160
#: Conditions that stand right before a promise without a colon, by how their codes begin; of the others the words that
#: say when: 注册后, 签保养合约者. Bare 注册 or 保养 there is as often about the firm or its work.
_LEADING = ("new", "original", "own_")
_WHEN = re.compile(r"(?:后|者|品|件|客户|会员|旧机|旧机器)\Z|\A(?:签|凭|旧机)")
_SMALL = (
    r"(?:\s*(?:those|customers|clients|members|homeowners|owners)(?: (?:on|with|of|under|in))?)?"
    r"(?:\s*(?:the )?(?:purchase|installation|install) of)?(?:\s*(?:all|any|an?|our|your|the|every|本公司|本店|我们))?"
)
_TIE = (
    r"(?:全部|以上|均|都|皆)?(?:仅限|只限|限于|限|仅适用于|只适用于|适用于|必须|须|需|凭|如|若|凡"
    r"|for|on|to|with|w/|if|when|once|upon|after|requires|subject to|provided|must be|must|only (?:for|on))"
)
#: What has to be done for a promise may be said in some words: 须於60日内上网注册, "must register within 60 days".
_TASKS = ("registered", "maintenance")
_OF_TASK = r"[^()（）\n。;；]{0,20}?"
#: Behind a promise, and the word of promise after it: a note below says more.
_STAR = re.compile(r"[ \t]*(?:warranty|guarantee|保[修固用证])?[ \t]*([*†‡※]{1,3})")
#: What is repaired, right before what is promised of it: 维修零件保三个月, "Repairs guaranteed 1 year".
_REPAIRS = re.compile(
    rf"(?<![{CHINESE}])(?P<words>(?:旧机|一般|普通)?(?:维修|修理|修[好复过完]|修妥))(?:后|过)?的?(?=零件|人工|工资|工钱|配件|材料|手工|包?[保包](?!养)|[\d一两三六半])"
    r"|(?:(?<=all )|(?<=our )|(?<=any )|(?<![a-z&,/] ))(?<![a-z])(?P<work>repairs?)(?= (?:(?:work|jobs?"
    r"|parts|labor)? ?(?:are |is |come with |carry |have )?(?:guarant|warrant|parts|labor)))"
)


#: What somebody installed: 我们装的机器，人工保五年.
_THING = re.compile(r"(?:的?(?:机器|机组|设备|系统)|者)?[，,]?")


class Conditions:
    """The conditions of one text, and which of its promises stand under each."""

    def __init__(self, text: str, promises: Sequence[Span]) -> None:
        """Of a folded text; `promises` are the stretches that promise something."""
        self._text = text
        self._starts = sorted(start for start, _ in promises)
        self._promised = Taken(len(text), promises)
        self._colons = [match.start() for match in _COLON.finditer(text)]
        repaired = (match.span(match.lastgroup or 0) for match in _REPAIRS.finditer(text))
        leading = [*(match.span() for match in _leading().finditer(text)), *repaired]
        holders = [(*match.span(match.lastgroup or 0), match.end()) for match in _holders().finditer(text)]
        #: Where the words stand, and up to where they say who it is that is promised something.
        whose = ((*span, _THING.match(text, span[1]).end()) for span in leading)  # type: ignore[union-attr]
        self._leading = sorted([*whose, *holders], key=lambda words: (words[0], -words[1]))

    def of(self, promise: Span) -> Span | None:
        """Where the words stand that say what a promise holds for alone; None where nothing does."""
        start, end = promise
        return (
            self._after(end)
            or self._within(start, end)
            or self._noted(end)
            or self._before(start)
            or self._above(start)
        )

    def _noted(self, end: int) -> Span | None:
        """In a note below, where a star stands behind the promise: "lifetime*", and "*original owner" below."""
        star = _STAR.match(self._text, end)
        note = re.compile(rf"^[ \t]*{re.escape(star[1])}(.*)$", re.MULTILINE).search(self._text, end) if star else None
        return next((match.span() for match in _words().finditer(self._text, *note.span(1))), None) if note else None

    def _after(self, end: int) -> Span | None:
        """Right after it, in brackets or after a word that ties it: "for new equipment", （仅限新机）."""
        match = _tied().match(self._text, end, min(len(self._text), end + _SIZE))
        return match.span(match.lastgroup or 0) if match else None

    def _within(self, start: int, end: int) -> Span | None:
        """Between the word of promise and what is promised: 保修：新机零件10年."""
        known = self._leading[bisect_left(self._leading, (start,)) : bisect_left(self._leading, (end,))]
        return next(((begin, stop) for begin, stop, reach in known if reach <= end), None)

    def _before(self, start: int) -> Span | None:
        """Right before the first of a list of promises, or at the head of its sentence as a label."""
        first = max(self._text.rfind("\n", 0, start) + 1, start - _SIZE)
        colon = self._colon(first, start)
        known = self._leading[bisect_left(self._leading, (first,)) : bisect_left(self._leading, (start,))]
        for begin, end, reach in known:
            is_nearer = colon is None or reach > colon
            is_before = is_nearer and reach <= start and not _SENTENCE.search(self._text, reach, start)
            # What stands in brackets is said of what is before them.
            is_before = is_before and not _CLOSES.search(self._text, end, start)
            if is_before and not self._says(reach, start):
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
def _holders() -> re.Pattern[str]:
    """Finds who it is that is promised something: 签年度保养合同的客户, "customers on a service plan"."""
    contract, registered = _words("maintenance").pattern, _words("registered").pattern
    signs, who = "签|凭|买|购|参加|加入|有", "客户|住户|用户|会员|屋主|业主|顾客|家庭|朋友"
    people = "members|customers|clients|holders|homeowners|subscribers|plan"
    get = r"(?:[ ,]*(?:get|enjoy|receive|have|are covered|is covered|earn)(?![a-z]))?"
    return re.compile(
        rf"(?:{signs})[^\n，,。；;]{{0,6}}?(?P<signed>{contract})(?:[^\n，,。；;]{{0,4}}(?:{who})|者|后|的)?[，,]?"
        rf"|(?P<of>{contract})的?(?:{who}|者)[，,]?"
        rf"|(?<![a-z])(?:(?:{people}) )?(?:with|under|on)(?: an?| our| the| your| any)? (?P<under>{contract})"
        rf"(?: (?:{people}))?{get},?"
        rf"|(?P<members>{contract})(?: (?:{people})|(?= get | enjoy | receive )){get}(?=[ ,])"
        rf"|(?P<once>{registered})[ ]?后|(?P<done>{registered})(?= within \d+ days?[ ]?:)[^:]+:"
    )


@cache
def _whole() -> re.Pattern[str]:
    """A label that names a condition: 冷暖气新机, "For new systems only"."""
    lead = r"(?:for|on|all|(?:with|under|w/)(?: (?:our|a|an|the|any))?|仅限|限|所有|凡)?"
    trail = rf"(?:限定?|专用|专享|用|[保包]|only)?[ ]*(?:{pattern('warranty').pattern})?"
    return re.compile(rf"(?:.*\.\s+)?[\W_]*{lead}?\s*(?P<words>{_words().pattern})\s*{trail}[\W_]*")


@cache
def _tied() -> re.Pattern[str]:
    between = rf"\s*(?:limited )?(?:{pattern('warranty').pattern})?(?: from us)?[ \t]*[,，\-–—]?[ \t]*"
    task = "|".join(_words(code).pattern for code in _TASKS)
    bracketed = (
        rf"[(（][ \t]*(?:(?:[^()（）\n。]{{0,6}}?{_TIE}为?{_SMALL}[ \t]*)?(?P<words>{_words().pattern})"
        rf"|{_OF_TASK}(?P<task>{task}))[^)）\n]{{0,24}}[)）]"
    )
    tied = rf"{_TIE}(?:{_SMALL}[ \t]*(?P<tied>{_words().pattern})|{_OF_TASK}(?P<done>{task}))"
    alone = rf"(?P<alone>{_words().pattern}) only|(?P<then>{task})(?:完成?|后|过)?(?:才|方|即可|生效|为[限准])"
    return re.compile(rf"{between}(?:{bracketed}|{tied}|{alone})")


def is_task(words: str) -> bool:
    """Whether a condition is something to be done, which holds beside what a promise is for."""
    known = condition_of(words)
    return bool(known and known.code.startswith(_TASKS))
