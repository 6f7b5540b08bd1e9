"""Cutting a page into its ads: each has a name and a way to reach it; headings, prose and layout noise have neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from directory.ads.rules.contacts import Contact
from directory.ads.rules.names import Name, name_in
from directory.ads.rules.printed import Printed, Span
from directory.search.rules.typed import squeeze

#: A line so long with full stops is prose, not an ad.
_PROSE = 60
_STOPS = re.compile(r"[。！？]|[a-z][.!?](?:\s|$)")
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
        name = name_in(ad, line)
        reaches = _reaches(found, line)
        if name is not None and has_reach and has_name and name.language != "en" and number > begin:
            cut.append((begin, number - 1))
            begin, has_reach, has_name = number, False, False
        has_reach |= bool(reaches)
        has_name |= name is not None
    cut.append((begin, last))
    return [_made(ad, found, a, b) for a, b in cut]


def _made(ad: Printed, found: Sequence[Contact], first: int, last: int) -> Block:
    span = (ad.lines[first][0], ad.lines[last][1])
    names = tuple(name for number in range(first, last + 1) if (name := name_in(ad, ad.lines[number])))
    reaches = tuple(_reaches(found, span))
    words = ad.folded[span[0] : span[1]]
    longest = max(ad.lines[n][1] - ad.lines[n][0] for n in range(first, last + 1))
    is_prose = not reaches and (longest > _PROSE and bool(_STOPS.search(words)) or words.lstrip().startswith("# "))
    return Block(first, last, names, reaches, is_prose)


def _reaches(found: Sequence[Contact], span: Span) -> list[Contact]:
    return [each for each in found if each.kind in _REACHES and span[0] <= each.start < span[1]]


def _begins(group: Sequence[Block], block: Block) -> bool:
    """Whether a block begins another ad: it has a name, and the ads before it is reached already or is another's."""
    if not block.names:
        return False
    has_reach = any(each.reaches for each in group)
    names = [name for each in group for name in each.names]
    if not names:
        return has_reach
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
        if joined and not named and not any(block.reaches for block in group):
            joined[-1] += group
        elif joined and not named and not any(block.reaches for block in joined[-1]):
            joined[-1] += group
        else:
            joined.append(list(group))
    return joined


def _with_taglines(ad: Printed, groups: Sequence[list[Block]]) -> list[list[Block]]:
    """A single line of praise right before a name belongs to that name, not to the ad before it."""
    for before, after in zip(groups, groups[1:], strict=False):
        last = before[-1]
        line = ad.folded[slice(*ad.lines[last.last])]
        if len(before) > 1 and last.first == last.last and not last.reaches and _TAGLINE.match(line):
            after.insert(0, before.pop())
    return [group for group in groups if group]
