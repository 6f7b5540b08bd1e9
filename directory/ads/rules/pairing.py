"""How long something holds: years, months, days or a lifetime, in figures and in words of both languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import pattern
from directory.ads.rules.marks import Mark
from directory.businesses.fields.terms import Term as Length
from directory.businesses.fields.terms import TermValue, Unit
from directory.kernel.numerals import chinese_number
from directory.reading.offsets import Span

#: As cheques write them.
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
#: 几十年, 上半年, 2.10年 and $10 年 are no numbers of years.
_NO_NUMBER = r"(?<!\d/)(?<![\d.\-$几数多百每上下大首头第])"
_COUNT = r"\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_UNIT = (
    r"年|个月|月|天|日|years?(?![a-z])|yrs?(?![a-z])|yr\.|(?<=\d)y(?![a-z])|months?(?![a-z])"
    r"|mos?\.?(?![a-z])|days?(?![a-z])"
)
#: "5+5年" is five years and five more; "10+ years" and "10-year" are ten.
_COUNTED = re.compile(rf"{_NO_NUMBER}(?:(\d{{1,2}})\s?\+\s?)?({_COUNT})\s*(?:-\s*|\+\s*|full |\)\s*)?({_UNIT})(半)?")
_HALVED = re.compile(rf"{_NO_NUMBER}(?:(\d{{1,2}})\.5\s*-?\s*(?:年|years?(?![a-z])|yrs?(?![a-z]))|半年)")
#: "12 yrs parts, 3 labor": of the second only the number is said.
_ELIDED = re.compile(
    r"\d[ -]?(years?|yrs?|months?|mos?)\.? [a-z ]{3,20}(?:, (?:and )?|[ ]?[/&+][ ]?)(\d{1,2})(?= (?:on )?(?:labor"
    r"|parts|compressor|heat exch))"
)
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = {"fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
_ENGLISH = {word: n for n, word in enumerate(_NUMBER_WORDS, start=1)} | _TENS
#: "guaranteed for a year", "a year on labor", "half a year": one that no number says.
_ONE = re.compile(
    r"(?<![a-z])(?P<half>half[- ](?:a[- ])?year)(?![a-z])"
    r"|(?<=for )(?:a|one) (?:full |whole )?(?P<kept>year|month)(?![a-z])"
    r"|(?<![a-z$])(?<!once )(?<!twice )(?<!times )a (?:full |whole )?(?P<unit>year|month)(?= (?:on|labor"
    r"|parts|warranty|guarantee))"
)
#: Within so many days something has to be done: 须於60日内注册, "register within 60 days".
_DEADLINE = re.compile(r"[ ]?(?:之内|以内|内)[^\n。;；,，]{0,8}?(?:注册|登记|登录)")
_WITHIN = re.compile(r"(?:regist|注册|登记|登录|activat)[^\n。;；]{0,24}?(?:within|in|内)[ ]?\Z")
_WORDED = re.compile(rf"(?<![a-z])({'|'.join(_ENGLISH)})[- ](?:full )?(years?|yrs?|months?|mos?|days?)(?![a-z])")
#: 首年, 头三年, "the first year".
_FIRST = re.compile(r"(?:首|头|第)([一两二三四五六七八九十]?)(个月|年)|(?<![a-z])first (year)(?![a-z])")
_UNITS: dict[str, Unit] = {
    **dict.fromkeys("年y", "years"),
    **dict.fromkeys("个月m", "months"),
    **dict.fromkeys("天日d", "days"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A duration as a warranty states it ({"years": 10}, {"months": 18}, {"years": "lifetime"}) and where it stands."""

    start: int
    end: int
    length: TermValue

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


#: Between the same term in both scripts.
_BESIDE = re.compile(r"[ \t]*[(（/·|–-]?[ \t]*")


def terms(text: str) -> list[Term]:
    """Every duration of a folded text, in order."""
    text = text.translate(_FORMAL)
    every = sorted((*_counted(text), *_lifetimes(text)), key=lambda term: term.start)
    again = {after.start for term, after in pairwise(every) if _is_said_again(text, term, after)}
    return [term for term in every if term.start not in again]


def _is_said_again(text: str, term: Term, after: Term) -> bool:
    """Whether a term is the one before it in the other script: 6 months 六个月, 十年 (10 years)."""
    is_latin, is_after_latin = (text[one.end - 1].isascii() for one in (term, after))
    is_beside = _BESIDE.fullmatch(text, term.end, after.start)
    return bool(is_beside) and term.length == after.length and is_latin is not is_after_latin


def _counted(text: str) -> Iterator[Term]:
    for match in _COUNTED.finditer(text):
        count, unit = int(match[1] or 0) + _number(match[2]), _UNITS[match[3][0]]
        is_halved = match[4] and unit == "years"
        if _DEADLINE.match(text, match.end()) or _WITHIN.search(
            text, max(0, match.start() - _FARTHEST * 2), match.start()
        ):
            continue
        yield Term(*match.span(), {"months": 12 * count + 6} if is_halved else Length(unit, count).as_json())
    for match in _ELIDED.finditer(text):
        yield Term(*match.span(2), Length(_UNITS[match[1][0]], _number(match[2])).as_json())
    for match in _HALVED.finditer(text):
        yield Term(*match.span(), {"months": 12 * int(match[1] or 0) + 6})
    for match in _FIRST.finditer(text):
        unit = _UNITS[(match[2] or match[3])[0]]
        if match[2] != "个月" or match[1]:
            yield Term(*match.span(), Length(unit, _number(match[1] or "一")).as_json())
    for match in _ONE.finditer(text):
        yield Term(
            *match.span(),
            {"months": 6} if match["half"] else Length(_UNITS[(match["unit"] or match["kept"])[0]], 1).as_json(),
        )
    for match in _WORDED.finditer(text):
        yield Term(*match.span(), Length(_UNITS[match[2][0]], _ENGLISH[match[1]]).as_json())


def _lifetimes(text: str) -> Iterator[Term]:
    for match in pattern("warranty", "lifetime").finditer(text):
        yield Term(*match.span(), {"years": "lifetime"})


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text) or 0


#: A term or a scope, and the number of its chunk.
_Token = tuple[Term | Mark, int]
#: A term and its scope, or its word of promise, this far apart are not of each other.
_FARTHEST = 24
#: So near a scope is the term's own, whatever else is said; without a word of promise it has to be so near.
_TIGHT = 6
#: Words of experience count from so far before a term to so far after it.
_BEFORE, _AFTER = 14, 18
#: So much dearer is a pair across a weak border.
_ACROSS = 1000
#: Said between a term and its experience: 三十年的经验, "10+ years of experience", 从业已20年.
_OF = r"\s*(?:以上|[多余的+])*\s*(?:of |in )?"
_FOR = re.compile(r"[\s:：]*(?:已有|已|了|有|近|逾|超过|over|for|of)?\s*$")
_LIVED = re.compile(r"(?:住|待|呆)[了满过]?\s*\Z")
#: 零件保10年, 包一年; and behind it: 两年保.
_SHORT = re.compile(r"(?<![担环确])[保包]\s*$")
_SHORT_AFTER = re.compile(r"[ ]?[保包](?![修固养证险用质])(?=[\s，,。；;、!！)）]|\Z)")
_LETTERS = re.compile(r"[^\W_]")


@dataclass
class Chunk:
    """A stretch between borders, weak ones included, with what stands in it."""

    text: str
    start: int
    end: int
    terms: list[Term] = field(default_factory=list)
    scopes: list[Mark] = field(default_factory=list)
    promises: list[Span] = field(default_factory=list)

    def is_bare_between(self, start: int, stop: int) -> bool:
        """Whether a stretch of it says nothing beside scopes, terms and promises."""
        pieces, at = [], start
        spans = [*(term.span for term in self.terms), *(mark.span for mark in self.scopes), *self.promises]
        for first, last in sorted(span for span in spans if span[0] < stop):
            pieces.append(self.text[at : max(at, first)])
            at = max(at, last)
        rest = pattern("warranty", "filler").sub("", " ".join([*pieces, self.text[at : max(at, stop)]]))
        return not _LETTERS.search(rest)

    @property
    def is_bare(self) -> bool:
        """Whether all of it is bare."""
        return self.is_bare_between(self.start, self.end)

    @property
    def is_promise(self) -> bool:
        """Whether it is a word of promise and nothing else."""
        return bool(self.promises) and not self.terms and not self.scopes and self.is_bare


class Item:
    """The chunks between two strong borders."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Of these chunks, in order."""
        self.chunks = chunks
        self.bare = [chunk.is_bare for chunk in chunks]
        #: Something is promised, or of several parts.
        self.is_list = any(chunk.promises for chunk in chunks) or sum(len(chunk.scopes) for chunk in chunks) > 1


@dataclass(frozen=True)
class Pair:
    """A term with its scope (None: of the whole) and with the word of promise beside it."""

    term: Term
    scope: Mark | None
    promise: Span | None


def pairs(item: Item) -> Iterator[Pair]:
    """The terms of one item that promise something, each with what it is of."""
    chunks, bare = item.chunks, item.bare
    for number, chunk in enumerate(chunks):
        chunk.terms = [term for term in chunk.terms if not _is_experience(term, item, number)]
    scopes = _paired(item)
    for number, chunk in enumerate(chunks):
        for term in chunk.terms:
            scope = scopes.get(term.start)
            promise = _promise(term, scope, chunk)
            if scope is None and promise is None and bare[number]:
                beside = (chunks[n] for n in (number - 1, number + 1) if 0 <= n < len(chunks))
                promise = next((chunk_beside.promises[0] for chunk_beside in beside if chunk_beside.is_promise), None)
            if scope or promise:
                yield Pair(term, scope, promise)


def _paired(item: Item) -> dict[int, Mark]:
    """Start of a term -> its scope: of all ways to pair neighbors the one with the most pairs, of those the nearest."""
    tokens: list[_Token] = []
    for place, chunk in enumerate(item.chunks):
        tokens += [*((term, place) for term in chunk.terms), *((mark, place) for mark in chunk.scopes)]
    tokens.sort(key=lambda token: token[0].start)
    best: list[tuple[int, int]] = [(0, 0)]
    is_pair = [False]
    for number, (token, place) in enumerate(tokens):
        taken = (-1, 0)
        if number:
            other, before = tokens[number - 1]
            cost = _cost(item, (other, before), (token, place))
            if cost is not None:
                taken = best[number - 1][0] + 1, best[number - 1][1] - cost
        is_pair.append(taken > best[-1])
        best.append(max(taken, best[-1]))
    pairs_by_term: dict[int, Mark] = {}
    at = len(tokens)
    while at:
        if is_pair[at]:
            one, other = tokens[at - 2][0], tokens[at - 1][0]
            term, scope = (one, other) if isinstance(one, Term) else (other, one)
            if isinstance(term, Term) and isinstance(scope, Mark):
                pairs_by_term[term.start] = scope
        at -= 2 if is_pair[at] else 1
    return pairs_by_term


def _cost(item: Item, one: _Token, other: _Token) -> int | None:
    """What it costs to pair two neighbors; None where they cannot be one promise. A scope after its term is nearer."""
    (first, place), (second, last) = one, other
    gap = second.start - first.end
    if isinstance(first, Term) is isinstance(second, Term) or gap > _FARTHEST:
        return None
    order = 0 if isinstance(first, Term) else 1
    if place != last:
        return 2 * gap + order + _ACROSS if _is_across(item, one, other) else None
    chunk = item.chunks[place]
    between = pattern("warranty", "filler").sub("", chunk.text[first.end : second.start])
    if not chunk.promises and len(_LETTERS.findall(between)) > _TIGHT:
        return None
    return 2 * gap + order


def _is_across(item: Item, one: _Token, other: _Token) -> bool:
    """Whether two neighbors across a weak border are of each other: nothing else is said between them.

    What stands before a scope (新機零件 十年) does no harm where terms and scopes alternate or something is promised.
    """
    (first, place), (_, last) = one, other
    if not all(item.bare[place + 1 : last + 1]):
        return False
    chunk = item.chunks[place]
    is_next = item.is_list and isinstance(first, Mark) and chunk.is_bare_between(first.end, chunk.end)
    return item.bare[place] or is_next


def _promise(term: Term, scope: Mark | None, chunk: Chunk) -> Span | None:
    """The word of promise of a term: beside its pair; of a term without a scope the nearest of its chunk."""
    first, last = min(term.start, scope.start if scope else term.start), max(term.end, scope.end if scope else 0)
    near = [(max(first - end, start - last), (start, end)) for start, end in chunk.promises]
    reach = _TIGHT if scope else _FARTHEST
    short = _SHORT.search(chunk.text, max(chunk.start, term.start - 3), term.start)
    if short and not any(start <= short.start() < end for start, end in chunk.promises):
        return short.start(), term.end
    behind = _SHORT_AFTER.match(chunk.text, term.end, chunk.end)
    if behind and not scope:
        return term.start, behind.end()
    return min((candidate for candidate in near if candidate[0] <= reach), default=(0, None))[1]


def _is_experience(term: Term, item: Item, number: int) -> bool:
    """Whether a term tells how long the firm has been there."""
    chunks, chunk = item.chunks, item.chunks[number]
    text = chunk.text
    if _experience_after().match(text, term.end, chunk.end) or _ends_in_experience(text, chunk.start, term.start):
        return True
    if item.bare[number] and len(chunk.terms) == 1 and not chunk.scopes and not chunk.promises:
        before, after = chunks[number - 1] if number else None, chunks[number + 1] if number + 1 < len(chunks) else None
        if before and _ends_in_experience(text, before.start, before.end):
            return True
        promised = bool(before and before.is_promise)
        return bool(after and not promised and _experience_after().match(text, after.start, after.end))
    if any(max(mark.start - term.end, term.start - mark.end) <= _TIGHT for mark in chunk.scopes):
        return False
    around = max(chunk.start, term.start - _BEFORE), min(chunk.end, term.end + _AFTER)
    return not chunk.promises and bool(pattern("experience").search(text, *around))


def _ends_in_experience(text: str, start: int, end: int) -> bool:
    start = max(start, end - _BEFORE)
    if _LIVED.search(text, start, end):
        return True
    for_match = _FOR.search(text, start, end)
    stop = for_match.start() if for_match else end
    return any(match.end() == stop for match in pattern("experience").finditer(text, start, stop))


@cache
def _experience_after() -> re.Pattern[str]:
    return re.compile(_OF + rf"(?:{pattern('experience').pattern})")
