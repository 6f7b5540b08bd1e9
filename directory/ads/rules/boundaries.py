"""Where one ad of a text ends and the next begins."""

import re
from collections.abc import Sequence
from itertools import pairwise

from directory.ads.rules.blocks import HELP, Block, blocks
from directory.ads.rules.marks import Mark
from directory.ads.rules.names import Name
from directory.reading.contacts import Contact
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span

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
    if not groups and not reached and HELP.search(ad.folded):
        # A neighbor's question: nobody is offered, and nobody can be called.
        return [(ad.lines[0][0], ad.lines[-1][1])]
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
