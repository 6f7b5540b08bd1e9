"""Cutting a page into its ads: each has a name and a way to reach it; headings, prose and layout noise have neither."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.ads.rules.contacts import Contact
from directory.ads.rules.names import Name, names_in
from directory.ads.rules.printed import Printed, Span
from directory.ads.rules.words import pattern, words
from directory.kernel.text import fold
from directory.search.rules.typed import squeeze

#: A line so long with full stops is prose, not an ad.
_PROSE = 60
_STOPS = re.compile(r"[。！？]|[a-z][.!?](?:\s|$)")
_ENDS = re.compile(r"[。！？!?]\s*$")
_OTHERS = re.compile("|".join(re.escape(fold(word)) for word in words("job_offer")[:16]))
#: So many blocks before the first name are a text around the ads, not the beginning of one.
_MANY_BLOCKS = 3
_RULE = re.compile(r"\s*[-=_*#~·.—─━]{3,}\s*")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、)）]|[一二三四五六七八九十]{1,2}、)\s*\S")
_TAGLINE = re.compile(r"^\s*(?:专业|专营|专修|专做|专精|主营|承接|professional|your|quality|expert)")
_REACHES = ("phone", "email", "wechat")


@dataclass(frozen=True)
class Block:
    """Lines that stand together between blank lines."""

    first: int
    last: int
    names: tuple[Name, ...]
    reaches: tuple[Contact, ...]
    is_prose: bool
    #: Speaks of work to be had, or of another trade.
    is_other: bool
    #: A drawn line or a number stands before it.
    is_ruled: bool = False


def ads(ad: Printed, found: Sequence[Contact]) -> list[Span]:
    """The stretches of a text that are one ad each, in order. A text without any way to reach somebody is one ad."""
    blocks = _blocks(ad, found)
    if not blocks:
        return []
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and not _begins(groups[-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    groups = _with_taglines(ad, _joined(groups))
    reached = [group for group in groups if any(block.reaches for block in group)]
    chosen = reached or [[block for group in groups for block in group]]
    return [(ad.lines[group[0].first][0], ad.lines[group[-1].last][1]) for group in chosen]


def _blocks(ad: Printed, found: Sequence[Contact]) -> list[Block]:
    blocks: list[Block] = []
    start: int | None = None
    for number, (first, last) in enumerate([*ad.lines, (len(ad.folded), len(ad.folded))]):
        is_blank = not ad.folded[first:last].strip(" \t-=_*#·.")
        if is_blank or number == len(ad.lines):
            if start is not None:
                blocks += _block(ad, found, start, number - 1)
            start = None
        elif start is None:
            start = number
    return [block for block in blocks if not block.is_prose]


def _block(ad: Printed, found: Sequence[Contact], first: int, last: int) -> list[Block]:
    """A block; where a second name with its own phone begins inside, it is cut there."""
    cut: list[tuple[int, int]] = []
    begin, has_reach, has_name = first, False, False
    for number in range(first, last + 1):
        line = ad.lines[number]
        names = names_in(ad, line)
        reaches = _reaches(found, line)
        is_own = bool(names) and (names[0].language != "en" or _reached_before_next(ad, found, number, last))
        if is_own and has_reach and has_name and number > begin:
            cut.append((begin, number - 1))
            begin, has_reach, has_name = number, False, False
        has_reach |= bool(reaches)
        has_name |= bool(names)
    cut.append((begin, last))
    return [_made(ad, found, a, b) for a, b in cut]


def _reached_before_next(ad: Printed, found: Sequence[Contact], number: int, last: int) -> bool:
    """Whether a name in Latin letters has a phone of its own before the next name; else it is a second script's."""
    for line in ad.lines[number : last + 1]:
        if line != ad.lines[number] and names_in(ad, line):
            return False
        if _reaches(found, line):
            return True
    return False


def _made(ad: Printed, found: Sequence[Contact], first: int, last: int) -> Block:
    span = (ad.lines[first][0], ad.lines[last][1])
    names = tuple(name for number in range(first, last + 1) for name in names_in(ad, ad.lines[number]))
    reaches = tuple(_reaches(found, span))
    said = ad.folded[span[0] : span[1]]
    longest = max(ad.lines[n][1] - ad.lines[n][0] for n in range(first, last + 1))
    is_prose = (
        not reaches
        and not names
        and (
            (longest > _PROSE and bool(_STOPS.search(said)))
            or said.lstrip().startswith("# ")
            or bool(_ENDS.search(said))
            or (first == last and bool(pattern("heading").search(said)))
        )
    )
    return Block(first, last, names, reaches, is_prose, bool(_OTHERS.search(said)), _is_ruled(ad, first))


def _is_ruled(ad: Printed, first: int) -> bool:
    """Whether a block is set off from the one before it by more than a blank line."""
    before = ad.folded[slice(*ad.lines[first - 1])] if first else ""
    return bool(_RULE.fullmatch(before)) or bool(_NUMBERED.match(ad.folded[slice(*ad.lines[first])]))


def _reaches(found: Sequence[Contact], span: Span) -> list[Contact]:
    first, last = (bisect_left(found, edge, key=lambda each: each.start) for edge in span)
    return [each for each in found[first:last] if each.kind in _REACHES]


def _begins(group: Sequence[Block], block: Block) -> bool:
    """Whether a block begins another ad: it has a name, and the ads before it is reached already or is another's."""
    has_reach = any(each.reaches for each in group)
    if block.is_ruled and has_reach and block.reaches:
        return True
    if not block.names:
        return has_reach and bool(block.reaches) and block.is_other
    names = [name for each in group for name in each.names]
    if not names:
        return has_reach or len(group) >= _MANY_BLOCKS
    if not has_reach:
        # Two names without a phone between them: one firm in two scripts, or layout noise before the next.
        return any(a.language != "en" and b.language != "en" for a in names[-1:] for b in block.names[:1])
    return not _same(names, block.names) or bool(block.reaches)


def _same(names: Sequence[Name], others: Sequence[Name]) -> bool:
    return bool({squeeze(name.text) for name in names} & {squeeze(name.text) for name in others})


def _joined(groups: Sequence[list[Block]]) -> list[list[Block]]:
    """Groups without a name that follow one belong to it; names without anything else are noise and stay apart."""
    joined: list[list[Block]] = []
    for group in groups:
        named = any(block.names for block in group)
        is_quiet = not any(block.reaches or block.is_other for block in group)
        if joined and not named and (is_quiet or not any(block.reaches for block in joined[-1])):
            joined[-1] += group
        else:
            joined.append(list(group))
    return joined


def _with_taglines(ad: Printed, groups: Sequence[list[Block]]) -> list[list[Block]]:
    """A single line of praise right before a name belongs to that name, not to the ad before it."""
    for before, after in pairwise(groups):
        last = before[-1]
        line = ad.folded[slice(*ad.lines[last.last])]
        if len(before) > 1 and last.first == last.last and not last.reaches and _TAGLINE.match(line):
            after.insert(0, before.pop())
    return [group for group in groups if group]
