"""Spotting: every known term of an ad with where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from directory.ads.rules.ad_vocabulary import lexicon, pattern, words
from directory.ads.rules.asides import asides
from directory.ads.rules.crosses import crossed
from directory.ads.rules.denying import denied
from directory.kernel.text import fold
from directory.reading.folding import CUT, Squeezed
from directory.reading.offsets import WEAK, Borders, Printed, Span, Taken, starting_in

#: Kinds that state nothing themselves.
_NOTHING = ("none", "lack")
#: "No heat? No AC?" is what is mended; "No AC." is what is not done.
_NO, _STATED = (
    re.compile(r"no|没有?|无"),
    re.compile(
        r"[ ]?(?:[.。;；](?!\.)|,? please"
        r"| (?:work|jobs?|repairs?|service|calls|whatsoever|at all|here)(?![a-z ]*[?？]))"
    ),
)
#: Kinds of terms that facts are read from.
KINDS = ("service", "work_type", "brand", "license", "property", "feature", "place", "language", "scope")


@dataclass(frozen=True, slots=True)
class Mark:
    """A term at a stretch of the folded text. `codes` are what it may mean, all of one kind."""

    kind: str
    codes: tuple[str, ...]
    start: int
    end: int
    is_negated: bool = False

    @property
    def span(self) -> Span:
        """Where it stands in the folded text."""
        return self.start, self.end


def spotted(ad: Printed) -> Iterator[Mark]:
    """The longest terms from left to right, and what a long one says besides."""
    text, known = ad.squeezed, lexicon()
    letters, at = text.text, 0
    while at < len(letters):
        end = known.longest(text, at) if letters[at] != CUT else at
        if end == at:
            at += 1
            continue
        concepts = known.get(letters[at:end])
        for kind in dict.fromkeys(concept.kind for concept in concepts):
            if kind not in _NOTHING:
                codes = tuple(concept.code for concept in concepts if concept.kind == kind)
                yield Mark(kind, codes, text.at[at], text.at[end - 1] + 1)
            start, stop = text.at[at], text.at[end - 1] + 1
            no = _NO.match(ad.folded, start) if kind == "lack" and _STATED.match(ad.folded, stop) else None
            if no:
                yield Mark("negation", ("",), *no.span())
            yield from _inside(text, at, end, kind)
        at = end


def _inside(text: Squeezed, start: int, end: int, kind: str) -> Iterator[Mark]:
    """What a longer term says besides: 水电改装 the work, "Master HVAC license" the trade."""
    for inner, codes in _ALSO_SAYS.get(kind, ()):
        yield from _nested(text, (start, end), inner, codes)


def _nested(text: Squeezed, span: Span, inner: str, codes: frozenset[str] | None) -> Iterator[Mark]:
    """The terms of one kind, and of it of these codes, that stand within another term."""
    start, end = span
    for at in range(start, end):
        for stop in range(end, at + 1, -1):
            if (at, stop) == (start, end) or not (text.edge[at] and text.edge[stop]):
                continue
            nested = [
                c.code
                for c in lexicon().get(text.text[at:stop])
                if c.kind == inner and (codes is None or c.code in codes)
            ]
            if nested:
                yield Mark(inner, tuple(nested), text.at[at], text.at[stop - 1] + 1)
                break


#: Kind of a term -> the kinds, and of each the codes, that its words may say besides.
_ALSO_SAYS: dict[str, tuple[tuple[str, frozenset[str] | None], ...]] = {
    "service": (
        ("work_type", frozenset(("install", "repair", "replacement", "modification", "maintenance"))),
        ("property", frozenset(("commercial", "residential"))),
    ),
    "license": (("service", frozenset(("heating", "air_conditioning"))),),
    "lack": (("service", None),),
    "feature": (("work_type", frozenset(("repair",))),),
    "scope": (("work_type", frozenset(("install", "repair"))),),
    "work_type": (("service", None),),
}


_LONGEST_CLAUSE = 120
_END = re.compile(rf"[\n。.!！;；?？]|但|可(?!能)|只|专|(?<![a-z])but(?![a-z])|{WEAK.pattern}")
_BEGIN = re.compile(rf"[\n。.!！;；?？,，]|但|只|专|(?<![a-z])but(?![a-z])|{WEAK.pattern}")
#: Lists go on after these; after a comma only where nothing but the list follows.
_JOINT = re.compile(r"[,，、/&]?[ \t]*(?:和|及|与|或|(?<![a-z])(?:and|n?or)(?![a-z]))|[,，、/&]")
#: No more is said in an item that names nothing we know.
_SHORT_ITEM = 4
#: "We don't do: boilers, ducts", 不做：锅炉.
_LABEL_OF_LIST = re.compile(r"[ ]*(?:do|service|touch|handle|work on|接|做|修)?[ ]*[:：]")
_COMMAS, _EITHER = frozenset(",，"), ("or", "或")
#: A negation that nothing follows.
_NO_DENIAL = re.compile(r"[ \t]*(?:$|[\n。.!！;；,，、)）])")
_LABEL = re.compile(r"[:：]\s*$")
_WORD = re.compile(r"[a-z0-9'&/]+|[^\W_]")
#: Work that is not done, in a clause of its own: 不通马桶, 不洗风管. 马桶不通 is what is mended.
_UNDONE = re.compile(
    r"(?:(?<=[\s。，,、;；!！])|\A)不(?=[通换拆移焊洗][^\s。，,、;；!！?？]{1,6}(?:[\s。，,、;；!！]|\Z))"
)
#: All makes but one: 除了Viking都修, "any make, unless it's a Bosch".
_ALL_BUT = re.compile(
    r"除了?[ ]?(?=[^\n，,。也还外]{2,24}?[都均全皆][修做接会])|(?<![a-z])(?:unless it(?:['’]?s| is) (?:an? )?"
    r"|just not (?:an? )?)"
)
#: Before a no that is said of all of a list, however it is joined: 锅炉，冷库一概不修.
_EVERY = re.compile(r"(?:均|都|皆|一律|一概|概|全部|统统|通通)[ \t]*$")
#: Who does not do something names a list of it where one of these joins the last.
_NOT_DONE, _OR = re.compile(r"(?:n't|n’t|not)(?![a-z])|^[不恕唔]"), re.compile(r"(?<![a-z])n?or(?![a-z])|[、或和及]")
#: So many words may stand between a negation and what it denies ("do not currently work on any boilers").
_MOST_WORDS = 5
#: Claims that a no takes back.
_CLAIMS = ("license", "feature", "language")
#: Ties to a maker stand so near to its name: "not affiliated with Carrier" refuses no Carrier.
_NEAR = 24
#: What narrows the words after it: 不做商业空调 says nothing of air conditioning, "we do not repair Trane" of repair.
_NARROWED = {"brand": frozenset(("service", "work_type", "property")), "property": frozenset(("service", "work_type"))}


class _Denial(NamedTuple):
    """Where a negation stands. `is_after`: it takes back what stands before it."""

    start: int
    end: int
    is_after: bool


def marks(ad: Printed) -> list[Mark]:
    """Every term of an ad, in order, those that it says no to marked as that."""
    spotted_marks = sorted(spotted(ad), key=lambda mark: mark.start)
    aside = Taken(len(ad.folded), _aside(ad.folded, spotted_marks))
    spotted_marks = [
        mark for mark in spotted_marks if mark.kind not in (*_THINGS, "place") or not aside.meets(mark.span)
    ]
    denials = list(_denials(ad.folded, spotted_marks))
    taken: set[Mark] = set()
    spared: set[Mark] = set()
    for denial in denials:
        spans = (
            _before(ad.folded, denial, spotted_marks) if denial.is_after else _after(ad.folded, denial, spotted_marks)
        )
        for span in spans:
            items = _within(spotted_marks, span)
            narrow = _narrow(items)
            taken.update(narrow)
            # 不修家用空调 neither offers nor refuses air conditioning.
            if all(mark.kind != "brand" for mark in items):
                spared.update(mark for mark in items if mark not in narrow)
    crosses = Taken(len(ad.folded), crossed(ad.folded))
    taken.update(mark for mark in spotted_marks if mark.kind in _THINGS and crosses.meets(mark.span))
    for kind in _CLAIMS:
        claims = denied(
            ad.folded, [mark.span for mark in spotted_marks if mark.kind == kind], are_papers=kind == "license"
        )
        taken.update(mark for mark in spotted_marks if mark.kind == kind and mark.span in claims)
    brands = [mark.span for mark in spotted_marks if mark.kind == "brand"]
    untied = {
        *_untied(ad.folded, brands),
        *(span for span in brands if _PAST.search(ad.folded, max(0, span[0] - _NEAR), span[0])),
        *(span for span in brands if _TOWN.match(ad.folded, span[1])),
    }
    return [
        replace(mark, is_negated=True) if mark in taken else mark
        for mark in spotted_marks
        if (mark.kind != "brand" or mark.span not in untied) and (mark in taken or mark not in spared)
    ]


#: Kinds of what may be given away, stand at a box without a tick, or in advice.
_THINGS = ("service", "brand", "work_type", "property")
_GIVES = re.compile(
    r"(?<![接运配发护输遣排通])(?:附赠|赠送?|免费送|加送|附送|奉送|再送|还送|就送|即送|送)(?!货|修|到|风|机|上门|给)[:：]?"
    r"(?:您|你|全新|智能|智慧|价值|[一二两三]?[台个套张只盏份块片]|免费|[$\d元的 ])*"
)
_GIVEN = re.compile(r"[一二两三1-3]?[台个套张只盏份块片]?(?:免费)?(?:赠送|奉送|相送|免费送)")
#: "free thermostat", "complimentary Nest humidifier with any system"; work that is free is work.
_FREE = re.compile(r"(?<![a-z])(?:free|complimentary|bonus|gift of an?)[ ](?:[\w$'-]+[ ]){0,3}$")
_FREE_WITH = re.compile(
    r"[ ]*(?:is |are )?(?:free|included|at no (?:extra )?charge|on us)(?: of charge)? (?:with|when|if|on)(?![a-z])"
)
_MOST_BETWEEN = 2
_GIFTS = frozenset(("thermostat", "humidifier", "dehumidifier", "air_purifier", "uv_light"))
_WORK_ON_IT = re.compile(
    r"[ ]*(?:inspect|check|tune|clean|estimat|diagnos|service|repair|quote|consult|install|replace|upgrade)"
)


def _aside(text: str, items: Sequence[Mark]) -> Iterator[Span]:
    """Where an ad speaks of gifts (送滤网), of boxes without a tick (☐ 风管), and gives advice."""
    yield from asides(text)
    for gift in _GIVES.finditer(text):
        last = gift.end()
        for mark in starting_in(items, (last, last + _NEAR)):
            if mark.start > last + _MOST_BETWEEN or re.search(r"[\s\W]", text[last : mark.start]):
                break
            last = max(last, mark.end)
        yield gift.start(), last
    for mark in items:
        is_gift = mark.kind == "service" and bool(_GIFTS & set(mark.codes))
        before = text[max(0, mark.start - _NEAR) : mark.start].rpartition("\n")[2]
        if (
            (is_gift and _FREE.search(before) and not _WORK_ON_IT.match(text, mark.end))
            or _GIVEN.match(text, mark.end)
            or (is_gift and _FREE_WITH.match(text, mark.end))
        ):
            yield mark.span


#: Where somebody worked once is no make he works on: 前Trane公司技師, "former Carrier technician".
_PAST = re.compile(
    r"(?:(?<![以之])前|曾在|曾任|(?<![a-z])(?:former(?:ly)?(?: with| at| of)?|ex-?|retired(?: from)?))[ ]?$"
)


#: York, PA is a town.
_TOWN = re.compile(r",? ?(?:pa|penna|pennsylvania|county|co\.)(?![a-z])")


def _untied(text: str, brands: Sequence[Span]) -> Iterator[Span]:
    """Brands that an ad only says to have no ties with: neither stated nor refused."""
    ties = Taken(len(text), (match.span() for match in pattern("negation", "tie").finditer(text)))
    ends = Borders(text, _BEGIN)
    near: list[Span] = []
    for start, end in brands if pattern("negation", "tie").search(text) else ():
        first = near[-1][0] if near and _is_listed(text[near[-1][1] : start]) else ends.around(start)[0]
        last = min(ends.around(end)[1], end + _NEAR)
        if ties.meets((max(first, start - _LONGEST_CLAUSE), last)):
            near.append((first, end))
            if (start, end) in denied(text, [(start, end)], brands):
                yield start, end


def _is_listed(between: str) -> bool:
    """Whether nothing but the joints of a list stands between two of its items."""
    return not _WORD.search(_JOINT.sub(" ", between)) and "\n" not in between


def _within(items: Sequence[Mark], span: Span) -> list[Mark]:
    return [mark for mark in starting_in(items, span) if mark.kind in KINDS and mark.kind not in _CLAIMS]


def _narrow(items: Sequence[Mark]) -> list[Mark]:
    """The marks of an item that a negation is about."""
    services = [mark.span for mark in items if mark.kind == "service"]
    # 餐馆 in 餐馆冰箱 narrows nothing.
    whole = [mark for mark in items if not any(a <= mark.start and mark.end <= b for a, b in services)]
    spared = frozenset().union(*(_NARROWED.get(mark.kind, frozenset()) for mark in whole))
    return [mark for mark in items if mark.kind not in spared]


def _denials(text: str, items: Sequence[Mark]) -> Iterator[_Denial]:
    back = [match.span() for match in _backward().finditer(text) if _takes_back(text, *match.span())]
    yield from (_Denial(start, end, True) for start, end in back)
    spoken_for = {position for start, end in back for position in range(start, end)}
    yield from (_Denial(*match.span(), is_after=False) for match in _UNDONE.finditer(text))
    things = {mark.start for mark in items if mark.kind in _THINGS}
    yield from (_Denial(*match.span(), is_after=False) for match in _ALL_BUT.finditer(text) if match.end() in things)
    for mark in items:
        if mark.kind == "negation" and mark.start not in spoken_for:
            is_label = bool(
                _NO_DENIAL.match(text, mark.end) and _LABEL.search(text, max(0, mark.start - 3), mark.start)
            )
            yield _Denial(mark.start, mark.end, is_label)


@cache
def _backward() -> re.Pattern[str]:
    """Finds words that may take back what stands before them; 不包括 speaks of what stands after."""
    return re.compile(f"(?:{pattern('negation', 'after').pattern})(?!括)")


@cache
def _either() -> frozenset[str]:
    return frozenset(map(fold, words("negation", "before")))


def _takes_back(text: str, start: int, end: int) -> bool:
    """Whether a word that may look either way looks back: nothing follows it, or it hangs on what stands before."""
    if text[start:end] not in _either() or _NO_DENIAL.match(text, end):
        return True
    return text[start - 1 : start].isalnum() and text[end : end + 1] in " \t"


def _before(text: str, denial: _Denial, items: Sequence[Mark]) -> Iterator[Span]:
    """The words of the clause before a negation, up to the last border."""
    stop = denial.start
    while stop and text[stop - 1] in " \t:：":
        stop -= 1
    every = _EVERY.search(text, max(0, stop - 4), stop)
    stop = every.start() if every else stop
    first = max(0, stop - _LONGEST_CLAUSE)
    borders = list(_BEGIN.finditer(text, first, stop))
    while every and borders and borders[-1][0] in _COMMAS and _is_bare(text, borders[-1].end(), stop, items):
        yield borders[-1].end(), stop
        stop = borders.pop().start()
    begin = borders[-1].end() if borders else first
    # Each item of a list by itself: 商用、冷凍設備恕不承接 refuses both.
    yield from (span for _, span in _list(text, begin, stop))


def _is_bare(text: str, start: int, stop: int, items: Sequence[Mark]) -> bool:
    """Whether a stretch names things and says nothing else."""
    its = _within(items, (start, stop))
    return bool(its) and _is_pure(text, (start, stop), its, {mark.kind for mark in its})


def _after(text: str, denial: _Denial, items: Sequence[Mark]) -> Iterator[Span]:
    """The words after a negation: the first item, and those that go on with it."""
    start = denial.end
    label = _LABEL_OF_LIST.match(text, start)
    is_label = label is not None
    start = label.end() if label else start
    while text[start : start + 1] in (" ", "\t"):
        start += 1
    stop = min(len(text), start + _LONGEST_CLAUSE)
    end = _END.search(text, start, stop)
    if end and end[0] in "?？":
        return
    stop = end.start() if end else stop
    kinds: set[str] = set()
    for joint, item in _list(text, start, stop):
        its = _narrow(_within(items, item))
        if not its and is_label and item[1] - item[0] <= _SHORT_ITEM:
            continue
        if joint in ("", *_COMMAS) and all(mark.kind == "scope" for mark in its) and _goes_on(text, denial, item, stop):
            # "We do not service oil tanks, forced air or A/C": the first of a list is nothing we know.
            kinds = kinds or set(_THINGS)
            continue
        if not its:
            return
        if is_label and joint:
            # What stands under "we don't do:" is refused, whatever it is.
            if not _is_pure(text, item, its, set(_THINGS)):
                return
        elif not joint:
            what = next((mark for mark in its if mark.kind != "work_type"), its[0])
            if not _is_said_of(text[item[0] : what.start]):
                return
            kinds = {mark.kind for mark in its} | {"work_type"}
        elif joint in _COMMAS:
            if not _is_pure(text, item, its, kinds - {"work_type"}):
                return
        elif not joint.endswith(_EITHER) and not {mark.kind for mark in its} <= kinds:
            return
        yield item


def _list(text: str, start: int, stop: int) -> Iterator[tuple[str, Span]]:
    """The items of a stretch, each with what joins it to the one before."""
    joint = ""
    for match in _JOINT.finditer(text, start, stop):
        yield joint, (start, match.start())
        joint, start = match[0], match.end()
    yield joint, (start, stop)


def _goes_on(text: str, denial: _Denial, item: Span, stop: int) -> bool:
    """Whether a list of what somebody does not do goes on behind its first item: an "or" follows."""
    is_done = bool(_NOT_DONE.search(text[denial.start : denial.end]) and _OR.search(text, item[1], stop))
    words_of_it = _WORD.findall(text[slice(*item)])
    return is_done and len(words_of_it) <= _MOST_WORDS and not pattern("negation", "itself").search(text, *item)


def _is_said_of(gap: str) -> bool:
    """Whether a negation is about what comes after these words, and not about a charge, a contract, a visit."""
    return not pattern("negation", "itself").search(gap) and len(_WORD.findall(gap)) <= _MOST_WORDS


def _is_pure(text: str, span: Span, its: Sequence[Mark], kinds: set[str]) -> bool:
    """Whether an item names things of these kinds and says nothing else."""
    if any(mark.kind not in kinds for mark in its):
        return False
    rest, at = [], span[0]
    for mark in its:
        rest.append(text[at : max(at, mark.start)])
        at = max(at, mark.end)
    return not _WORD.search(pattern("negation", "filler").sub("", " ".join([*rest, text[at : span[1]]])))
