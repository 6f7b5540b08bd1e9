"""From the lines of a page to its ads: frames, columns, the order they are read in, and one text for each.

>>> blocks(page)  # two ads in frames beside each other
[Block("方氏冷暖\\n240-651-9115", ...), Block("高氏冷暖\\n(240)636-8420", ...)]
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from directory.scans.rules.columns import INNER_GUTTER, Paper, columns_of
from directory.scans.rules.frames import Frame, framed, has_phone, height_of, names_phone
from directory.scans.rules.pages import Box, Line, Page, around, leveled
from directory.scans.rules.wrapping import joint, widest, wrapped_rows

#: A character less sure than this is doubtful.
SURE = 0.8
#: Heights of a line between paragraphs.
_PARAGRAPH = 0.55
#: Heights of a line between two ads of a column, and what a ruled line between them adds to its paper.
_APART, _RULED = 1.3, 2.0
#: The share of the page that a ruled line between two ads of a list runs across, how many of these it has, and the
#: gutters that all of them share.
_ACROSS, _LISTED, _TABULAR = 0.8, 3, 0.3


@dataclass(frozen=True)
class Block:
    """Words that are read together: an ad, or a column of them.

    `places`: of each character of the text where it stands (None: a blank or line's end between lines), and how sure it
    is.
    """

    text: str
    places: tuple[Box | None, ...]
    sure: tuple[float, ...]

    def box(self, start: int = 0, end: int | None = None) -> Box | None:
        """Where the characters from `start` to before `end` stand; None where none of them does."""
        boxes = [place for place in self.places[start:end] if place is not None]
        return around(boxes) if boxes else None

    def boxes(self, start: int, end: int) -> list[Box]:
        """Where these characters stand, a box for each line: words that go on in the next line stand in two."""
        stretches = groupby(self.places[start:end], key=lambda place: place is None)
        return [around(place for place in stretch if place) for is_between, stretch in stretches if not is_between]

    def doubtful(self, start: int = 0, end: int | None = None) -> tuple[int, ...]:
        """Which letters and digits from `start` to before `end` are not sure."""
        last = len(self.text) if end is None else end
        return tuple(at for at in range(start, last) if self.sure[at] < SURE and self.text[at].isalnum())


def blocks(page: Page) -> list[Block]:
    """The ads of a page and its columns without frames, from the top left: of each its text, in reading order."""
    page = leveled(page)
    frames, loose = framed(page)
    height = height_of(page.lines)
    paper = Paper(height, rules=page.rules)
    framed_ads = [
        (around(line.box for line in frame.lines), _ad(frame.lines, paper, _inner_width(frame, frames, height)))
        for frame in frames
    ]
    rows, loose = _list_rows(loose, paper)
    columns = [
        (around(line.box for line in lines), _block([lines], height, width))
        for column in columns_of(loose, paper)
        for lines, width in _with_width(parts_of(column, height, page.rules), height)
    ]
    return [block for _box, block in sorted([*framed_ads, *rows, *columns], key=lambda pair: _place(pair[0], height))]


def _place(box: Box, height: float) -> tuple[int, float]:
    """Columns from the left, each from its top."""
    return int(box.left // (4 * height)), box.top


def _ad(lines: Sequence[Line], paper: Paper, width: float | None) -> Block:
    """What stands in one frame: its own columns one after the other."""
    within = replace(paper, gutter=INNER_GUTTER, is_open=False)
    columns = columns_of(lines, within)
    return _block(columns, paper.height, width if len(columns) == 1 else None)


def _inner_width(frame: Frame, frames: Iterable[Frame], height: float) -> float | None:
    """How wide a line of a frame may be, where another is as wide: what stands in it did not make it so."""
    if all(other is frame or abs(other.box.width - frame.box.width) > height for other in frames):
        return None
    return frame.box.width - 2 * (around(line.box for line in frame.lines).left - frame.box.left)


def _with_width(parts: Sequence[list[Line]], height: float) -> Iterator[tuple[list[Line], float | None]]:
    """The parts of a column with its width, where lines of two of them reach that."""
    widths = [widest(rows_of(part)) for part in parts]
    width = max(widths, default=0.0)
    is_shared = sum(one > width - height for one in widths) > 1
    return ((part, width if is_shared else None) for part in parts)


def _list_rows(lines: Sequence[Line], paper: Paper) -> tuple[list[tuple[Box, Block]], list[Line]]:
    """The ads of a list with name, work and phone beside each other, and the lines that are in none.

    A row of such a list has a phone in one of its columns; in several, it is ads beside each other.
    """
    rows: list[tuple[Box, Block]] = []
    rest: list[Line] = []
    bands = _bands(lines, paper.rules)
    columns = columns_of(lines, replace(paper, gutter=_TABULAR, is_open=False)) if len(bands) > 1 else []
    for band in bands:
        cells = [cell for column in columns if (cell := [line for line in column if line in band])]
        if sum(names_phone(_block([cell], paper.height, None).text) for cell in cells) == 1:
            rows.append((around(line.box for line in band), _block(cells, paper.height, None)))
        else:
            rest += band
    return rows, rest


def _bands(lines: Sequence[Line], rules: Iterable[Box]) -> list[list[Line]]:
    """Lines between ruled lines that run across all of them; everything is one band where fewer than three have a
    phone: a fold across the paper looks like such a line."""
    if not lines:
        return []
    width = _ACROSS * around(line.box for line in lines).width
    edges = sorted(rule.middle[1] for rule in rules if rule.width > max(width, 4 * rule.height))
    bands: list[list[Line]] = [[] for _edge in range(len(edges) + 1)]
    for line in sorted(lines, key=lambda line: (line.box.left, line.box.top)):
        bands[bisect(edges, line.box.middle[1])].append(line)
    listed = sum(names_phone("\n".join(line.text for line in band)) for band in bands)
    return [band for band in bands if band] if listed >= _LISTED else [list(lines)]


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that stand beside each other, from the left; the rows from the top."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.middle[1]):
        level = next((near for near in reversed(rows[-3:]) if _is_beside(near, line)), None)
        if level is None:
            rows.append([line])
        else:
            level.append(line)
    return [sorted(level, key=lambda line: line.box.left) for level in rows]


def _is_beside(level: Sequence[Line], line: Line) -> bool:
    box = line.box
    for other in (one.box for one in level):
        shared = min(box.bottom, other.bottom) - max(box.top, other.top)
        if shared < 0.5 * min(box.height, other.height):
            return False
        if min(box.right, other.right) - max(box.left, other.left) > 0.3 * min(box.width, other.width):
            return False
    return True


def parts_of(lines: Sequence[Line], height: float, rules: Iterable[Box]) -> list[list[Line]]:
    """A column cut where its ads are wide apart or a line stands between; what has no phone stays with what is near."""
    rows = rows_of(lines)
    flat = [rule for rule in rules if rule.width > 4 * rule.height]
    parts = [list(rows[0])] if rows else []
    gaps: list[float] = []
    for above, below in pairwise(rows):
        gap = _room(above, below, flat, height)
        if gap > _APART * height:
            parts.append([])
            gaps.append(gap)
        parts[-1].extend(below)
    while (
        len(parts) > 1
        and (lone := next((at for at, part in enumerate(parts) if not has_phone(part)), None)) is not None
    ):
        is_below_near = lone == 0 or (lone < len(gaps) and gaps[lone] <= gaps[lone - 1])
        first = lone if is_below_near else lone - 1
        parts[first : first + 2] = [parts[first] + parts[first + 1]]
        del gaps[first]
    return parts


def _room(above: Sequence[Line], below: Sequence[Line], rules: Iterable[Box], height: float) -> float:
    """The paper between two rows; a ruled line over half of them counts as more of it."""
    upper, lower = around(line.box for line in above), around(line.box for line in below)
    both = around([upper, lower])
    is_ruled = any(
        upper.bottom - height / 4 <= rule.middle[1] <= lower.top + height / 4
        and min(rule.right, both.right) - max(rule.left, both.left) > both.width / 2
        for rule in rules
    )
    return lower.top - upper.bottom + (_RULED * height if is_ruled else 0.0)


def _block(columns: Iterable[Sequence[Line]], height: float, width: float | None) -> Block:
    """One text of columns: a row a line, a blank line where the paper leaves room for one.

    `width`: how wide a row may be, None where only the rows tell; a row that was wrapped there goes on.
    """
    characters: list[str] = []
    places: list[Box | None] = []
    sure: list[float] = []

    def add(text: str, boxes: Iterable[Box | None], confidence: Sequence[float]) -> None:
        characters.append(text)
        places.extend(boxes)
        sure.extend(confidence)

    for lines in columns:
        rows = rows_of(lines)
        wrapped = wrapped_rows(rows, width)
        if characters:
            add("\n", (None,), (1.0,))
        for at, (level, following) in enumerate(pairwise([*rows, None])):
            for line, beside in pairwise([*(level or ()), None]):
                if line is None:
                    continue
                add(line.text, line.characters, line.sure)
                if beside is not None:
                    add(" ", (None,), (1.0,))
            if level is not None and following is not None:
                gap = min(line.box.top for line in following) - max(line.box.bottom for line in level)
                ends = "\n\n" if gap > _PARAGRAPH * height else "\n"
                if at in wrapped and ends == "\n":
                    ends = joint(level[-1].text, following[0].text)
                add(ends, (None,) * len(ends), (1.0,) * len(ends))
    return Block("".join(characters), tuple(places), tuple(sure))
