"""Where one ad of a text ends and the next begins."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.ads.rules.ad_vocabulary import pattern
from directory.ads.rules.filters import foreign, jobs, others_in, ours
from directory.ads.rules.marks import Mark
from directory.ads.rules.name_words import has_own_word
from directory.ads.rules.names import Name, names_in
from directory.reading.contacts import Contact
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span

#: A line so long with full stops is prose, not an ad.
_PROSE = 60
_STOPS = re.compile(r"[。！？]|[a-z][.!?](?:\s|$)")
#: Work that is offered.
_WORKS = re.compile(
    r"(?<![a-z])(?:repairs?|install(?:ed|ation|s)?|service|replace|clean)(?![a-z])|维修|修理|安装|专修|清洗|更换|[修换装](?=[冷暖空热炉])"
)
_ENDS = re.compile(r"[。！？!?]\s*$")
#: So many different words of a report make one of a text with a phone.
_STORY = 2
_RULE = re.compile(r"\s*[-=_*#~·.—\u2500-\u259f]{3,}\s*")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、)）]|[一二三四五六七八九十甲乙丙丁戊己]{1,2}、|[a-e][).])\s*\S")
_CALLER = re.compile(r"[\W_]*[小老阿]?[\u4e00-\u9fff]{1,3}(?:师傅|师父|先生|老板|女士)[ ,，:：]")
#: A short line between the same signs.
_SECTION = re.compile(r"\s*(?:([▼▲▽△■□◆◇●★☆※])\s*[^\W\d]{1,6}\s*\1|[【《〖\[<]\s*[^\W\d]{1,6}\s*[】》〗\]>])\s*")
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
    re.compile(r"\s*【[^】\n]{1,8}】\s*\S"),
    re.compile(r"\s*\[[^\]\n]{1,12}\]\s*\S"),
    re.compile(r"\s*[■●◆★▲※•·]\s*\S"),
)
#: Where all but a quarter of the lines have a phone, all are items.
_MOST_ITEMS = 4 / 3
#: What stands before the second phone of a firm and says nothing of another.
_ONLY_LABEL = re.compile(
    r"\W*(?:tel|phone|cell|call|text|office|fax|mobile|emergency|after|day|night|main|dispatch|service|电|手机|热线|专线|传真"
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
        is_end = number == len(lines) or not ad.folded[slice(*ad.lines[number])].strip(" \t-=_*#·.")
        if is_end and start is not None:
            cut = _cut(lines, start, number, items)
            made += [
                _made(ad, lines, first, last, is_row=is_row, is_item=first in items) for first, last, is_row in cut
            ]
            start = None
        elif not is_end and start is None:
            start = number
    return made


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


def _is_small_ad(ad: Printed, line: Line) -> bool:
    """Whether a line with a phone says what it is about, and does not only say who answers."""
    words = ad.folded[line.start : line.reaches[0].start]
    is_about = line.is_ours or line.is_foreign or line.is_headed or any(jobs(ad.folded, line.start, line.end))
    return is_about and has_own_word(words) and not _ONLY_LABEL.match(words)


def _line(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact], span: Span) -> Line:
    first, last = (bisect_left(reached, edge, key=lambda contact: contact.start) for edge in span)
    reaches = tuple(contact for contact in reached[first:last] if contact.kind in _REACHES)
    first, last = (bisect_left(marks, edge, key=lambda contact: contact.start) for edge in span)
    line_marks = marks[first:last]
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
        is_own = bool(line.names) and (line.names[0].language != "en" or is_reached[number - start])
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
        has_name |= bool(line.names) or (line.is_foreign and begins[-1] == number)
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
    is_story = _tells_a_story(text)
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
    return bool(_RULE.fullmatch(before)) or bool(_NUMBERED.match(ad.folded[slice(*ad.lines[first])]))


#: So many blocks before the first name are a text around the ads, not the beginning of one.
_MANY_BLOCKS = 3
_TAGLINE = re.compile(r"^\s*(?:专业|专营|专修|专做|专精|主营|承接|professional|your|quality|expert)")


class Group:
    """Blocks that are one ad, as far as is known; what they hold together is kept while they grow."""

    def __init__(self, blocks: Sequence[Block], *, is_after_border: bool = False) -> None:
        """Of these blocks, the first of which may stand right below a heading of the page."""
        self.blocks: list[Block] = []
        self.names: set[str] = set()
        self.ways: set[str] = set()
        self.last_name: Name | None = None
        self.is_after_border = is_after_border
        self.is_quiet = True
        for block in blocks:
            self.add(block)

    def add(self, block: Block) -> None:
        """Let a block be of this ad, too."""
        self.blocks.append(block)
        self.names.update(squeeze(name.text) for name in block.names)
        self.last_name = block.names[-1] if block.names else self.last_name
        self.ways.update(contact.value for contact in block.reaches)
        self.is_quiet &= not block.reaches and not block.is_other


def ads(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> list[Span]:
    """The stretches of a text that are one ad each, in order. A text without any way to reach somebody is one ad."""
    groups: list[Group] = []
    is_border = True
    for block in blocks(ad, marks, reached):
        if block.is_border:
            is_border = True
        elif not block.is_prose:
            if is_border or block.is_item or _begins(groups[-1], block):
                groups.append(Group([block], is_after_border=is_border or block.is_item))
            else:
                groups[-1].add(block)
            is_border = False
    parts = _with_taglines(ad, _joined(groups))
    chosen = [part for part in parts if part and (part[0].is_item or any(block.reaches for block in part))]
    chosen = chosen or [[block for part in parts for block in part]]
    return [(ad.lines[part[0].first][0], ad.lines[part[-1].last][1]) for part in chosen if part]


def _begins(group: Group, block: Block) -> bool:
    """Whether a block begins another ad: it has a name, and the ads before it is reached already or is another's."""
    if block.is_ruled and group.ways and block.reaches:
        return True
    if not block.names:
        return (
            bool(group.ways)
            and (block.is_other or block.is_caller)
            and any(way.value not in group.ways for way in block.reaches)
        )
    if group.last_name is None:
        return bool(group.ways) or len(group.blocks) >= _MANY_BLOCKS
    if not group.ways:
        # Two names without a phone between them: one firm in two scripts, or layout noise before the next.
        return group.last_name.language != "en" and block.names[0].language != "en"
    return bool(block.reaches) or not {squeeze(name.text) for name in block.names} & group.names


def _joined(groups: Sequence[Group]) -> list[list[Block]]:
    """Groups without a name that follow one belong to it; names without anything else are noise and stay apart."""
    joined: list[list[Block]] = []
    is_reached = False
    for group in groups:
        goes_on = group.last_name is None and not group.is_after_border
        if joined and goes_on and (group.is_quiet or not is_reached):
            joined[-1] += group.blocks
            is_reached |= bool(group.ways)
        else:
            joined.append(list(group.blocks))
            is_reached = bool(group.ways)
    return joined


def _with_taglines(ad: Printed, groups: Sequence[list[Block]]) -> list[list[Block]]:
    """A single line of praise right before a name belongs to that name, not to the ad before it."""
    for before, after in pairwise(groups):
        last = before[-1]
        line = ad.folded[slice(*ad.lines[last.last])]
        if len(before) > 1 and last.first == last.last and not last.reaches and _TAGLINE.match(line):
            after.insert(0, before.pop())
    return [group for group in groups if group]
