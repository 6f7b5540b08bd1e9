"""Cutting a page into its ads: each has a name and a way to reach it; headings, prose and layout noise have neither."""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from directory.ads.rules.blocks import Block, blocks
from directory.ads.rules.contacts import Contact
from directory.ads.rules.marks import Mark
from directory.ads.rules.names import Name
from directory.ads.rules.printed import Printed, Span
from directory.search.rules.typed import squeeze

#: So many blocks before the first name are a text around the ads, not the beginning of one.
_MANY_BLOCKS = 3
_TAGLINE = re.compile(r"^\s*(?:专业|专营|专修|专做|专精|主营|承接|professional|your|quality|expert)")


def ads(ad: Printed, found: Sequence[Mark], reached: Sequence[Contact]) -> list[Span]:
    """The stretches of a text that are one ad each, in order. A text without any way to reach somebody is one ad."""
    groups: list[list[Block]] = []
    after_border = set()
    is_border = True
    for block in blocks(ad, found, reached):
        if block.is_border:
            is_border = True
        elif not block.is_prose:
            if is_border:
                after_border.add(block.first)
            if is_border or _begins(groups[-1], block):
                groups.append([block])
            else:
                groups[-1].append(block)
            is_border = False
    groups = _with_taglines(ad, _joined(groups, after_border))
    reached_groups = [group for group in groups if any(block.reaches for block in group)]
    chosen = reached_groups or [[block for group in groups for block in group]]
    return [(ad.lines[group[0].first][0], ad.lines[group[-1].last][1]) for group in chosen if group]


def _begins(group: Sequence[Block], block: Block) -> bool:
    """Whether a block begins another ad: it has a name, and the ads before it is reached already or is another's."""
    has_reach = any(each.reaches for each in group)
    if block.is_ruled and has_reach and block.reaches:
        return True
    if not block.names:
        ways = {contact.value for each in group for contact in each.reaches}
        return has_reach and block.is_other and any(contact.value not in ways for contact in block.reaches)
    names = [name for each in group for name in each.names]
    if not names:
        return has_reach or len(group) >= _MANY_BLOCKS
    if not has_reach:
        # Two names without a phone between them: one firm in two scripts, or layout noise before the next.
        return any(a.language != "en" and b.language != "en" for a in names[-1:] for b in block.names[:1])
    return not _same(names, block.names) or bool(block.reaches)


def _same(names: Sequence[Name], others: Sequence[Name]) -> bool:
    return bool({squeeze(name.text) for name in names} & {squeeze(name.text) for name in others})


def _joined(groups: Sequence[list[Block]], after_border: Container[int]) -> list[list[Block]]:
    """Groups without a name that follow one belong to it; names without anything else are noise and stay apart."""
    joined: list[list[Block]] = []
    for group in groups:
        named = any(block.names for block in group)
        is_quiet = not any(block.reaches or block.is_other for block in group)
        is_first = group[0].first in after_border
        if joined and not named and not is_first and (is_quiet or not any(block.reaches for block in joined[-1])):
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
