"""Which claims a text takes back: papers, offers, promises, languages. A claim counts only where it is surely made.

"not a licensed contractor", 尚未取得执照 and "License: none" deny; "No job too small, licensed" and 无中间商 有执照 do
not.
What an ad does not do (`negating.py`) is the opposite case: there a no counts only where it is surely said.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from directory.ads.rules.ad_vocabulary import finding, pattern, states, words
from directory.kernel.text import fold
from directory.reading.offsets import CHINESE, WEAK, Span

_LONGEST_CLAUSE = 120
#: So near before a claim a state is that of the claim.
_NEAR = 12
#: No denial reaches across these. A question denies nothing that follows it.
_STRONG = re.compile(r"[。!！;；?？•●]|\.(?=\s|$)|但|不过|(?<![a-z])(?:but|however)(?![a-z])")
#: Stand for a weak border, and for another claim, between a denial and its claim.
_BORDER, _CLAIM = "\x03", "\x02"
_BLANK = re.compile(rf"{WEAK.pattern}|(?<=[{CHINESE}])[ \t]+(?=[a-z\d])")
#: Across these reaches only a list, and what says nothing else.
_SOFT = re.compile(rf"[,，\n{_BORDER}]")
_COLON = re.compile("[:：]")
_WORD = re.compile(r"[a-z0-9][a-z0-9']*|[^\W_]")
#: So many words that say something else may stand between a denial and its claim.
_MOST_WORDS = 5
#: "unlicensed" is another word; un-licensed is this one, and denies it.
_PREFIX = re.compile(r"(?<![a-z])(?:un|non)[ ]?[-‐‑–—]?[ ]?$")
#: "no-nonsense", "no-haggle": a word of its own.
_COMPOUND = re.compile(r"[-‐‑][a-z]")
#: Claims that begin so say themselves that somebody holds something.
_HELD = ("有", "持", "领")
_LABEL = re.compile(r"[:：?？=]\s*$")
#: After "no" and a noun these begin something new: adjectives, 持牌, what is free, a number of years or hours.
_BEGINS = re.compile(r"licen[sc]ed|insured|bonded|certified|free|持牌|持照|有牌|有照|免费|\d")
_SAME_LINE = re.compile(r"[^\n]+")
_END = re.compile(rf"[ \t]*(?:$|[\n。.!！;；,，、)）\]】/|\-–—{_BORDER}])")
_NUMBER = re.compile(r"[ \t.:：#]*\d")
#: Before a bare "no" that answers: "licensed? no", "license: no". "Lic. no" names a number.
_ASKED = re.compile(rf"(?:[:：?？=\-–—(（{_BORDER}]|吗|嘛)\s*$")
#: A line that ends so goes on with the next, and so does one that ends in a word of `hanging`.
_HANGING = re.compile(r"(?<![a-z])(?:have|has|hold|holds|carry|carries|with|are|is)\s*$")
_ONWARD = re.compile(rf"[ \t]*[,，(（\n{_BORDER}][ \t]*")
#: What brackets say of another claim they do not say of the one before them: "Licensed (VA license pending)".
_OF_ANOTHER = re.compile(rf"[(（][^)）\n]*{_CLAIM}")
#: "expired by", "revoked by": who did it has not lost it.
_BY = re.compile(r"\s*by\s*$")


class _Denial(NamedTuple):
    """Words that deny what stands after them. `is_nominal`: said of things, as "no" and 无 are."""

    start: int
    end: int
    is_nominal: bool
    is_lapse: bool


def denied(
    text: str, claims: Sequence[Span], others: Sequence[Span] = (), *, are_papers: bool = False
) -> frozenset[Span]:
    """Those of `claims` (stretches of a folded text) that it takes back; `others` may stand in one list with them.

    `are_papers`: an application or an end (pending, 已过期) takes them back as well.
    """
    if not claims:
        return frozenset()
    text = text.replace("’", "'")
    shown = _without(text, sorted({*claims, *others}))
    denials = [denial for denial in _denials(text) if are_papers or not denial.is_lapse]
    after = pattern("denial", "after"), *([pattern("denial", "lapsed")] if are_papers else [])
    ends = [denial.end for denial in denials]
    spans = set()
    for claim in claims:
        start = claim[0]
        near = denials[bisect_left(ends, start - _LONGEST_CLAUSE) : bisect_right(ends, start)]
        # 没有 and 有牌 share a character in 没有牌照.
        across = denials[bisect_right(ends, start) : bisect_right(ends, claim[1])]
        if (
            any(denial.start < start for denial in across)
            or _PREFIX.search(text, max(0, start - 8), start)
            or any(_reaches(text, shown, denial, claim) for denial in near)
            or _is_taken_back(shown, claim, after)
        ):
            spans.add(claim)
    return frozenset(spans)


def _without(text: str, claims: Sequence[Span]) -> str:
    """The text with every claim and weak border in it as so many marks."""
    text = _BLANK.sub(lambda blank: _BORDER * len(blank[0]), text)
    pieces, at = [], 0
    for start, end in claims:
        start = max(start, at)
        if end > start:
            pieces += [text[at:start], _CLAIM * (end - start)]
            at = end
    return "".join([*pieces, text[at:]])


@lru_cache(4)
def _denials(text: str) -> tuple[_Denial, ...]:
    """Every denial of a text, in order of where it ends; asked for each kind of claim of one ad."""
    return tuple(sorted(_spoken(text), key=lambda denial: denial.end))


def _spoken(text: str) -> Iterator[_Denial]:
    innocent = {match.start() for match in _innocent().finditer(text)}
    innocent |= {match.start() for match in _backward().finditer(text)}
    for match in pattern("denial", "before").finditer(text):
        if match.start() not in innocent:
            yield _Denial(*match.span(), bool(pattern("denial", "nominal").fullmatch(match[0])), is_lapse=False)
    for match in pattern("denial", "lapse").finditer(text):
        yield _Denial(*match.span(), is_nominal=False, is_lapse=True)


@cache
def _innocent() -> re.Pattern[str]:
    """Finds words that begin like a denial and deny nothing: 不仅, "not only", "no. 5"."""
    number = r"(?<![a-z])nos?(?:[ .:：#]+(?=\d{3})|[.:：#]+[ ]*(?=\d))"
    return re.compile(f"{pattern('denial', 'innocent').pattern}|{number}")


@cache
def _backward() -> re.Pattern[str]:
    """Finds English words that deny what stands before them: "labor not included in our warranty"."""
    wording = (
        word
        for word in (*words("denial", "after"), *words("denial", "lapsed"), *words("negation", "after"))
        if word.startswith("not ")
    )
    # "not required to be licensed" denies what stands behind it.
    return re.compile(rf"{finding(wording).pattern}(?!\s*[:：]| to (?:be|have|hold|carry)(?![a-z]))")


def _reaches(text: str, shown: str, denial: _Denial, claim: Span) -> bool:
    """Whether a denial before a claim takes it back."""
    gap = shown[denial.end : claim[0]]
    if _COMPOUND.match(gap) or _STRONG.search(states().sub(" ", gap)):
        return False
    if denial.is_lapse:
        clause = _SOFT.split(_STRONG.sub(",", shown[max(0, denial.start - _LONGEST_CLAUSE) : denial.start]))[-1]
        is_first = _CLAIM not in clause or _BY.match(gap)
        return bool(is_first and not _unknown(gap) and not _SOFT.search(gap))
    if _is_aside(text, denial, gap) or _is_affirmed(gap, text[slice(*claim)]):
        return False
    is_whole = _NUMBER.match(text, claim[1]) or pattern("denial", "complete").match(text, claim[1])
    is_new = denial.is_nominal and bool(is_whole or _BEGINS.match(text, claim[0]))
    first, others, rest = gap.partition(_CLAIM)
    if others and not _unknown(rest):
        # One of a list, denied with the first of it: "not affiliated with Carrier, Trane or Lennox".
        if is_new and _SOFT.search(rest):
            return False
        gap = first + _SAME_LINE.sub("", rest)
    unknown = _unknown(gap)
    if not unknown:
        return "\n" not in gap or _hangs(text, denial)
    if _SOFT.search(gap) or _COLON.search(gap) or pattern("negation", "itself").search(gap):
        return False
    return len(unknown) <= _MOST_WORDS and not is_new


def _is_aside(text: str, denial: _Denial, gap: str) -> bool:
    """Whether a no answers what stands before it: "Commission? No, licensed", 佣金：无 执照齐全."""
    if _CLAIM in gap:
        return False
    is_label = bool(_LABEL.search(text, max(0, denial.start - 3), denial.start))
    onward = _ONWARD.match(gap)
    if onward is None:
        return False
    if "\n" in onward[0]:
        return not _hangs(text, denial)
    before, words = text[denial.start - 1 : denial.start], text[slice(*denial[:2])]
    looks_back = before.isalnum() and bool(pattern("negation", "after").fullmatch(words))
    return is_label or looks_back or (denial.is_nominal and _BORDER not in onward[0])


def _is_affirmed(gap: str, claim: str) -> bool:
    """Whether a yes stands right before the claim or begins it, after what the denial is about: 没有保险有执照."""
    yes = _affirmed().search(gap)
    if not yes and not claim.startswith(_HELD):
        return False
    before = gap[: yes.start()] if yes else gap
    return bool(_CLAIM in before or _unknown(before) or _SOFT.search(gap))


@cache
def _affirmed() -> re.Pattern[str]:
    terms = sorted(map(fold, words("denial", "affirms")), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in terms if word.isascii())
    chinese = "|".join(re.escape(word) for word in terms if not word.isascii())
    return re.compile(rf"(?:(?<![a-z])(?:{latin})|{chinese})[\s{_BORDER}]*(?:[a-z]+ly\s*)?$")


def _hangs(text: str, denial: _Denial) -> bool:
    """Whether a line that ends in a denial goes on: "we are not", 尚未; "Commercial: no" does not."""
    before = text[text.rfind("\n", 0, denial.start) + 1 : denial.start]
    if _LABEL.search(before):
        return False
    return bool(pattern("denial", "hanging").fullmatch(text[slice(*denial[:2])]) or _HANGING.search(before))


def _unknown(gap: str) -> list[str]:
    """The words between that say something else."""
    return _WORD.findall(pattern("denial", "filler").sub(" ", states().sub(" ", gap.replace(_CLAIM, " "))))


def _is_taken_back(shown: str, claim: Span, after: Sequence[re.Pattern[str]]) -> bool:
    """Whether the words after a claim take it back: pending, expired, none. After a comma they say nothing else."""
    end = claim[1]
    for at in _onward(shown, end, _between()):
        if _is_granted(shown[end:at]) or _OF_ANOTHER.search(shown, end, at):
            return False
        if any(expression.match(shown, at) for expression in after) or _is_answered_no(shown, end, at):
            return True
        onward = _ONWARD.match(shown, at)
        for later in _onward(shown, onward.end(), _beyond()) if onward else ():
            if _is_elsewhere(shown, claim, (at, later)):
                break
            if any((no := expression.match(shown, later)) and _END.match(shown, no.end()) for expression in after):
                return True
            if _ASKED.search(shown, end, at) and _is_answered_no(shown, end, later):
                return True
    return False


def _is_elsewhere(shown: str, claim: Span, gap: Span) -> bool:
    """Whether another state is named behind the comma than before the claim: 维州有执照，马州申请中."""
    before = shown[max(0, claim[0] - _NEAR) : claim[0]]
    return bool(states().search(before) and states().search(shown, *gap))


def _is_granted(words: str) -> bool:
    """Whether a list after a claim says yes to a state before it says no to another: 执照：DC 有、VA 无."""
    return bool(re.search(rf"(?:{states().pattern})[ ]*[:：]?[ ]*(?:有(?!没)|yes)", words))


def _is_answered_no(shown: str, end: int, at: int) -> bool:
    """Whether a bare no stands at a place after a claim; an English one has to be asked: "license no" is a number."""
    no = pattern("denial", "answers").match(shown, at)
    if no is None or not _END.match(shown, no.end()) or _NUMBER.match(shown, no.end()):
        return False
    return not no[0].isascii() or no[0] == "none" or bool(_ASKED.search(shown[end:at]))


def _onward(shown: str, at: int, between: re.Pattern[str]) -> Iterator[int]:
    """The places that are reached from one across words that may stand between a claim and what takes it back."""
    stop = min(len(shown), at + _LONGEST_CLAUSE)
    yield at
    while word := between.match(shown, at, stop):
        at = word.end()
        yield at


@cache
def _between() -> re.Pattern[str]:
    """One word, sign or number that may stand between, or another claim of a list."""
    return re.compile(rf"{_CLAIM}+|{_beyond().pattern}")


@cache
def _beyond() -> re.Pattern[str]:
    filler = "|".join(
        expression.pattern for expression in (*(pattern("denial", entry) for entry in ("filler", "between")), states())
    )
    return re.compile(rf"[ \t:：?？=\-–—(（)）#&/、{_BORDER}]|(?<=lic)\.|(?<=no)\.|\d[\d\-]*|{filler}")
