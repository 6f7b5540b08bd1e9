"""The blocks of a page: lines that stand together, and what each block holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from directory.ads.rules.ad_vocabulary import pattern
from directory.ads.rules.filters import foreign, others_in, ours
from directory.ads.rules.job_offers import jobs
from directory.ads.rules.marks import Mark
from directory.ads.rules.name_words import has_own_word, is_person
from directory.ads.rules.names import Name, names_in
from directory.reading.contacts import Contact
from directory.reading.offsets import Printed, Span, starting_in

#: A line so long with full stops is prose, not an ad.
_PROSE = 60
_STOPS = re.compile(r"[。！？]|[a-z][.!?](?:\s|$)")
#: Work that is offered.
_WORKS = re.compile(
    r"(?<![a-z])(?:repairs?|install(?:ed|ation|s)?|service|replace|clean)(?![a-z])"
    r"|(?<![a-z])(?:affordable|(?:lowest|best) prices?)(?![a-z])"
    r"|维修|修理|安装|专修|清洗|更换|[修换装](?=[冷暖空热炉])"
    r"|承接|全能|样样|都[做修]|随叫随到|价[格钱]公道|质量保证|品质保证|满意付款|收费[合公]"
)
_ENDS = re.compile(r"[。！？!?]\s*$")
#: So many different words of a report make one of a text with a phone.
_STORY = 2
_RULE = re.compile(r"\s*[-=_*#~·.—\u2500-\u259f]{3,}\s*")
#: What counts the ads of a page, between drawn lines, in brackets or by itself: == 2 ==, --- Ad 3 ---, (3), 【广告二】.
_COUNT = (
    r"[ ]*(?:(?:ad|flyer|card|listing|sign|poster|photo|名片|传单|广告|图|照片|第|之)[ ]?)?(?:no\.?|#)?[ ]?"
    r"(?:\d{1,2}|[a-h]|[一二三四五六七八九十]{1,3})[ ]?[张则个条份幅号]?[ ]*"
)
_COUNTED = re.compile(
    rf"\s*(?:([-=_*#~—\u2500-\u259f])\1+{_COUNT}\1{{2,}}|[\[(【〔《<]{_COUNT}[\])】〕》>]"
    rf"|(?:ad|flyer|card|名片|传单|广告|第)(?<=[a-z第告片单]){_COUNT}[:：.]?)\s*"
)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、)）]|[一二三四五六七八九十甲乙丙丁戊己]{1,2}、|[a-e][).])\s*\S")
_CALLER = re.compile(r"[\W_]*[小老阿]?[\u4e00-\u9fff]{1,3}(?:师傅|师父|先生|老板|女士)[ ,，:：]")
#: A short line between the same signs.
_SECTION = re.compile(r"\s*(?:([▼▲▽△■□◆◇●★☆※])\s*[^\W\d]{1,6}\s*\1|[【《〖〔\[<]\s*[^\W\d]{1,6}\s*[】》〗〕\]>])\s*")
#: A longer line is no name of a firm.
_LONGEST_CALLING = 30
_FEWEST_ROWS = 2
_NUMBER_ALONE = re.compile(r"\W*(?:no\.?|ad|广告)?\W*\d{1,2}-\d{2,3}\W*")
#: A few words and nothing else on a line are a heading: TREE SERVICE.
_TITLE = re.compile(r"\W*[a-z]+(?: (?:& )?[a-z]+){0,2}\W*|\W*[\u4e00-\u9fff]{2,6}\W*")
#: So many lines with the same sign before them, most with a phone of their own, are the items of a page.
_FEWEST_ITEMS = 3
_ITEMS = (
    re.compile(r"\s*[(（]?\d{1,2}-\d{3}(?![\d-])[)）]?\s*\S"),
    re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]\s*\S"),
    re.compile(r"\s*[(（]?\d{1,2}[.、)）]\s*[^\d\s]"),
    re.compile(r"\s*[【〔〖][^】〕〗\n]{1,8}[】〕〗]\s*\S"),
    re.compile(r"\s*\[[^\]\n]{1,12}\]\s*\S"),
    re.compile(r"\s*[■●◆★▲※•·]\s*\S"),
)
#: Where all but a quarter of the lines have a phone, all are items.
_MOST_ITEMS = 4 / 3
#: Who looks for a firm for his own house is none and offers no work: "Need a technician to look at my heat pump".
HELP = re.compile(
    r"(?<![a-z])(?:looking for|needs?|seeking|iso|want(?:ed)?|searching for|anyone know)(?![a-z])[^\n.!?。！？]{0,60}?"
    r"(?<![a-z])(?:to|who (?:can|could|will)|for|at|on|in|with) (?:\w+ ){0,3}?(?:my|our) "
    r"(?!(?:team|crew|company|shop|growing|staff|firm|business|office|busy|expanding|family|hvac (?:team|co))(?![a-z]))"
    r"|(?<![您你])(?:[想要需]?[请找求寻]|谁[有会能]|有[谁没])[^\n。！!]{0,12}(?:师傅|师父|技工|人)[^\n。！!]{0,8}"
    r"(?:我家|家里|帮我|帮忙看|来我)"
    r"|(?:我家|我们家|家里)(?:的)?[^\n。！!，,]{0,8}(?:坏|不冷|不热|漏|不转|不动|没反应)[^\n]{0,24}"
    r"(?:[请找求寻]|谁)[^\n。！!]{0,8}(?:师傅|师父|人|推荐|介绍)"
)
#: What stands before the second phone of a firm and says nothing of another.
_ONLY_LABEL = re.compile(
    r"\W*(?:tel|phone|cell|call|text|office|fax|mobile|emergency|after|day|night|main|dispatch|service|电(?![脑器工梯视商])|手机|热线|专线|传真"
    r"|联系|洽|晚|夜|白天|日间|急修|值班|公司|办公|总店|分店|微信|[^\W\d]{0,6}(?:dept|department|office|部))(?![a-z])"
)
_REACHES = ("phone", "email", "wechat")


@dataclass(frozen=True)
class Line:
    """A line with what it holds."""

    start: int
    end: int
    names: tuple[Name, ...]
    reaches: tuple[Contact, ...]
    #: Speaks of heating and cooling; says any term we know.
    is_ours: bool
    is_known: bool
    #: Speaks of another trade and not of ours.
    is_foreign: bool
    #: Says how the newspaper is reached.
    is_page: bool
    #: Somebody with a title, his work and his phone: an ad of one line.
    is_caller: bool
    #: Begins with words of its own that are no person's, place's or branch's.
    is_headed: bool
    #: Names what the ads below it are about: ▼暖气▼.
    is_section: bool


@dataclass(frozen=True)
class Block:
    """Lines that stand together."""

    first: int
    last: int
    names: tuple[Name, ...]
    reaches: tuple[Contact, ...]
    is_prose: bool
    #: Speaks of work to be had, of another trade, or of nothing that we know under words of its own.
    is_other: bool
    #: A heading of the page: what follows is not of the ad before.
    is_border: bool
    #: A drawn line or a number stands before it.
    is_ruled: bool
    #: Begins with somebody, his work and his phone, or is a row of a table.
    is_caller: bool
    #: An item of a page of small ads: an ad of its own, whatever it says.
    is_item: bool


def blocks(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> list[Block]:
    """Every block of a page, in order, prose and headings included."""
    lines = [_line(ad, marks, reached, span) for span in ad.lines]
    items = _items(ad, lines)
    made: list[Block] = []
    start: int | None = None
    for number in range(len(lines) + 1):
        is_end = number == len(lines) or _is_empty(ad, lines[number])
        if is_end and start is not None:
            cut = _cut(lines, start, number, items)
            made += [
                _made(ad, lines, first, last, is_row=is_row, is_item=first in items) for first, last, is_row in cut
            ]
            start = None
        elif not is_end and start is None:
            start = number
    return made


def _is_empty(ad: Printed, line: Line) -> bool:
    """Whether a line holds nothing of an ad: blank, drawn, or what counts the ads."""
    is_blank = not ad.folded[line.start : line.end].strip(" \t-=_*#·.")
    is_blank = is_blank or bool(_RULE.fullmatch(ad.folded, line.start, line.end))
    return is_blank or bool(_COUNTED.fullmatch(ad.folded, line.start, line.end))


def _items(ad: Printed, lines: Sequence[Line]) -> frozenset[int]:
    """The lines that are the items of a page: 4-011 ..., 一、..., 【空調】..., most with a phone of their own.

    The points of one ad have no phones: one ad's list of its work has no items.
    """
    for sign in _ITEMS:
        items = [number for number, span in enumerate(ad.lines) if sign.match(ad.folded, *span)]
        ways = {way.value for number in items for way in lines[number].reaches}
        if len(items) >= _FEWEST_ITEMS and 2 * len(ways) > len(items):
            return frozenset(items)
    return _items_of_one_line(ad, lines)


def _items_of_one_line(ad: Printed, lines: Sequence[Line]) -> frozenset[int]:
    """The lines of a page of small ads, one a line: each says what it is about and has its own phone.

    `"Tri-State Chimney 703-555-0150⏎Hometown Heating 703-555-0151⏎Bookkeeper wanted 703-555-0152"`. Most lines have
    one; where nearly all have, a line without is an ad as well.
    """
    reached = [number for number, line in enumerate(lines) if line.reaches]
    labelled = [number for number in reached if _is_labelled(ad, lines[number])]
    if len(labelled) >= _FEWEST_ROWS and labelled == reached:
        return frozenset(labelled)
    items = [number for number in reached if _is_small_ad(ad, lines[number])]
    ways = {way.value for number in items for way in lines[number].reaches}
    if len(items) < _FEWEST_ITEMS or len(ways) < len(items) or len(items) <= len(reached) - _FEWEST_ROWS:
        return frozenset()
    written = [number for number in range(items[0], len(lines)) if ad.folded[slice(*ad.lines[number])].strip()]
    if 2 * len(items) <= len(written):
        return frozenset()
    if _MOST_ITEMS * len(items) < len(written):
        # An ad's number may have the line above it to itself.
        above = {n - 1 for n in items if n and _NUMBER_ALONE.fullmatch(ad.folded, *ad.lines[n - 1])}
        return frozenset({*above, *(n for n in items if n - 1 not in above)})
    return frozenset(n for n in written if lines[n].reaches or not _TITLE.fullmatch(ad.folded, *ad.lines[n]))


#: 暖氣：耀光行 443-...: what it is about, then who.
_ABOUT = re.compile(r"\s*[^:：\d\n]{2,8}[:：]")


def _is_labelled(ad: Printed, line: Line) -> bool:
    """Whether a line says what it is about, then who does it, with a phone; where a person answers it is one firm's."""
    label, phone = _ABOUT.match(ad.folded, line.start, line.end), line.reaches[0].start
    if not (label and line.is_ours and label.end() < phone) or has_own_word(label[0]):
        return False
    who = ad.folded[label.end() : phone].strip(" ,，")
    return has_own_word(who) and not (pattern("person").search(who) or is_person(who) or _ONLY_LABEL.match(who))


def _is_small_ad(ad: Printed, line: Line) -> bool:
    """Whether a line with a phone says what it is about, and does not only say who answers."""
    words = ad.folded[line.start : line.reaches[0].start]
    is_about = line.is_ours or line.is_foreign or line.is_headed or any(jobs(ad.folded, line.start, line.end))
    return is_about and has_own_word(words) and not _ONLY_LABEL.match(words)


def _line(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact], span: Span) -> Line:
    reaches = tuple(contact for contact in starting_in(reached, span) if contact.kind in _REACHES)
    line_marks = starting_in(marks, span)
    is_ours = bool(ours(line_marks))
    is_foreign = not is_ours and (any(foreign(ad.folded, *span)) or _is_calling(ad, span))
    is_page = bool(reaches) and bool(pattern("heading", "page").search(ad.folded, *span))
    is_caller = is_ours and bool(reaches) and bool(_CALLER.match(ad.folded, *span))
    head = ad.folded[span[0] : reaches[0].start] if reaches else ""
    is_headed = (
        has_own_word(head)
        and not pattern("person").search(head)
        and not any(mark.kind in ("place", "language") for mark in line_marks)
    )
    names = tuple(names_in(ad, span))
    is_section = not names and not reaches and bool(_SECTION.fullmatch(ad.folded, *span))
    return Line(*span, names, reaches, is_ours, bool(line_marks), is_foreign, is_page, is_caller, is_headed, is_section)


def _is_calling(ad: Printed, span: Span) -> bool:
    """Whether a line is somebody's name that ends with another trade: 光明电工, Bright Spark Electric."""
    start, end = ad.trimmed(span)
    ends = any(last == end and first > start for first, last in others_in(ad.folded, start, end))
    return ends and end - start <= _LONGEST_CALLING and has_own_word(ad.folded[start:end])


def _cut(lines: Sequence[Line], start: int, stop: int, items: frozenset[int]) -> list[tuple[int, int, bool]]:
    """Lines that stand together, cut where a second firm with its own phone begins and around the newspaper's own.

    With each whether it is a row of a table: a line with a phone among others.
    """
    is_reached = _are_reached(lines, start, stop)
    begins = [start]
    has_reach = has_name = False
    # Of a table each line with a phone is a row, whatever it is called.
    is_table = sum(bool(line.names and line.reaches) for line in lines[start:stop]) >= _FEWEST_ROWS
    for number in range(start, stop):
        line = lines[number]
        is_own = bool(line.names) and is_reached[number - start]
        is_own |= (line.is_foreign and is_reached[number - start]) or line.is_caller
        is_own |= is_table and bool(line.reaches) and line.is_headed
        is_next = (
            (is_own and has_reach and has_name)
            or (line.is_section and has_reach)
            or line.is_page
            or (number > start and lines[number - 1].is_page)
        )
        if (is_next or number in items) and number > begins[-1]:
            begins.append(number)
            has_reach = has_name = False
        has_reach |= bool(line.reaches)
        is_first = begins[-1] == number
        has_name |= bool(line.names) or (is_first and (line.is_foreign or (is_table and line.is_headed)))
    ends = [number - 1 for number in (*begins[1:], stop)]
    return [(first, last, is_table and lines[first].is_headed) for first, last in zip(begins, ends, strict=True)]


def _are_reached(lines: Sequence[Line], start: int, stop: int) -> list[bool]:
    """Of each line whether a phone stands on it, or after it before another firm; else it is a second script's."""
    reached = [False] * (stop - start + 1)
    for number in range(stop - 1, start - 1, -1):
        after = lines[number + 1] if number + 1 < stop else None
        goes_on = after is not None and not after.names and (lines[number].is_foreign or not after.is_foreign)
        reached[number - start] = bool(lines[number].reaches) or (goes_on and reached[number - start + 1])
    return reached


def _made(ad: Printed, lines: Sequence[Line], first: int, last: int, *, is_row: bool, is_item: bool) -> Block:
    own = lines[first : last + 1]
    start, end = own[0].start, own[-1].end
    names = tuple(name for line in own for name in line.names)
    reaches = tuple(contact for line in own for contact in line.reaches)
    text = ad.folded[start:end]
    is_heading = first == last and not names and bool(pattern("heading").search(text))
    is_story = _tells_a_story(text) or bool(HELP.search(text))
    is_prose = (is_story and not (names and reaches)) or (
        not names
        and not reaches
        and (is_heading or (_is_prose(text, max(line.end - line.start for line in own)) and not _is_offer(ad, own)))
    )
    is_border = (
        own[0].is_page
        or (own[0].is_section and first == last)
        or (is_heading and not reaches and bool(pattern("heading", "border").search(text)))
    )
    is_other = bool(any(jobs(ad.folded, start, end)) or own[0].is_foreign or _is_strange(ad, own))
    return Block(
        first,
        last,
        names,
        reaches,
        (is_prose and not is_item) or own[0].is_page,
        is_other,
        is_border,
        _is_ruled(ad, first),
        own[0].is_caller or is_row,
        is_item,
    )


#: A longer text without any way to reach somebody is read to know, and not to call.
_LONGEST_OFFER = 110


def _is_offer(ad: Printed, lines: Sequence[Line]) -> bool:
    """Whether few words offer work of ours, and tell nothing: "Furnace repair, honest and cheap. Ask anyone!"."""
    text = ad.folded[lines[0].start : lines[-1].end]
    is_short = len(text.strip()) <= _LONGEST_OFFER
    is_told = pattern("prose").search(text) or pattern("heading").search(text) or text.lstrip().startswith("# ")
    return is_short and lines[0].is_ours and bool(_WORKS.search(text)) and not is_told


def _is_prose(text: str, longest: int) -> bool:
    if pattern("offer").search(text):
        return False
    has_stops = longest > _PROSE and bool(_STOPS.search(text))
    return has_stops or text.lstrip().startswith("# ") or bool(_ENDS.search(text))


def _tells_a_story(text: str) -> bool:
    """Whether a text with a phone is a report: 打了那个电话也没人接，王女士说."""
    return bool(_STOPS.search(text)) and len({match[0] for match in pattern("prose").finditer(text)}) >= _STORY


def _is_strange(ad: Printed, lines: Sequence[Line]) -> bool:
    """Whether lines speak of nothing that a heating firm does: of another trade, or of something of their own."""
    if any(line.is_ours for line in lines):
        return False
    head = lines[0]
    is_unknown = len(lines) > 1 and not head.is_known and not head.reaches
    words = ad.folded[head.start : head.end]
    is_unknown = is_unknown and has_own_word(words) and not pattern("person").search(words)
    return any(line.is_foreign for line in lines) or is_unknown


def _is_ruled(ad: Printed, first: int) -> bool:
    """Whether a block is set off from the one before it by more than a blank line."""
    before = ad.folded[slice(*ad.lines[first - 1])] if first else ""
    is_drawn = _RULE.fullmatch(before) or _COUNTED.fullmatch(before)
    return bool(is_drawn) or bool(_NUMBERED.match(ad.folded[slice(*ad.lines[first])]))
