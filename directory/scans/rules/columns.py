"""From the lines of a piece of paper to its columns: where a ruled line stands, or paper that no line crosses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from directory.scans.rules.frames import has_phone
from directory.scans.rules.pages import Box, Line, around

#: Heights of a line. Paper between columns, and between columns of one ad.
GUTTER, INNER_GUTTER = 0.8, 1.6
#: Between long columns that begin one below the other less will do: so much, lines on each side, and the share of them
#: whose starts, ends or middles stand below each other.
_NARROW, _LONG, _ALIGNED = 0.25, 5, 0.5
#: Of so many lines one may reach across a gutter, and the blank it is cut at lies within so many heights of it.
_FEW, _REACH = 8, 1.5
#: A heading has so many lines at most.
_HEADING = 3
#: What finds lines draws them so much larger than their letters are.
_MARGIN = 0.12
#: Lines that each side of a gutter has at least; so many need no phone to be a column.
_FEWEST, _PLENTY = 3, 8
#: The share of the paper that an upright ruled line stands beside, to part it.
_BESIDE = 0.6


@dataclass(frozen=True)
class Paper:
    """How a piece of paper is looked at: the height of a line on it, the gutters, and its ruled lines.

    `is_open`: ads stand on it, and no list of one ad with its second half beside.
    """

    height: float
    gutter: float = GUTTER
    is_open: bool = True
    rules: Sequence[Box] = ()

    @property
    def uprights(self) -> list[Box]:
        """The ruled lines that run down the page."""
        return [rule for rule in self.rules if rule.height > 4 * rule.width]


def columns_of(lines: Sequence[Line], paper: Paper) -> list[list[Line]]:
    """Lines in columns, each from its top. A heading across columns stands by itself."""
    return _cut(list(lines), paper) if lines else []


def _cut(lines: list[Line], paper: Paper) -> list[list[Line]]:
    """Cut at the best gutter down the page, else below a heading across one, else anywhere to look in the parts."""
    for left, right in _gutters(lines, paper):
        return [part for side in (left, right) for part in _cut(side, paper)]
    for upper, lower in _gaps(lines, paper.height):
        small, large = sorted((upper, lower), key=len)
        if len(small) <= _HEADING and next(_gutters(large, paper), None) is not None:
            return _stacked(_cut(upper, paper), _cut(lower, paper))
    for left, right in _hidden_gutters(lines, paper):
        return [part for side in (left, right) for part in _cut(side, paper)]
    for upper, lower in _gaps(lines, paper.height):
        parts = [_cut(part, paper) for part in (upper, lower)]
        if any(len(part) > 1 for part in parts):
            return _stacked(*parts)
        # No gutter in either part of the widest gap: what is below belongs to what is above.
        return [lines]
    return [lines]


def _stacked(upper: list[list[Line]], lower: list[list[Line]]) -> list[list[Line]]:
    """Columns above each other: those that have the same place across are one."""
    joined = [list(column) for column in upper]
    for column in lower:
        box = around(line.box for line in column)
        same = [other for other in joined if _overlap(around(line.box for line in other), box) > 0.6]
        if len(same) == 1 and len(upper) > 1:
            same[0].extend(column)
        else:
            joined.append(column)
    return joined


def _overlap(one: Box, other: Box) -> float:
    """How much of the wider of two boxes stands above or below the other (0 to 1)."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared / max(one.width, other.width, 1.0)


def _gutters(lines: Sequence[Line], paper: Paper) -> Iterator[tuple[list[Line], list[Line]]]:
    """What stands left and right of each gutter that parts columns: those with a ruled line first, then the widest."""
    margin = _MARGIN * paper.height
    ordered = sorted(lines, key=lambda line: line.box.left)
    gutters: list[tuple[bool, float, float]] = []
    reach = ordered[0].box.right - margin
    for line in ordered[1:]:
        left = line.box.left + margin
        if left > reach:
            is_ruled = any(reach - margin <= rule.middle[0] <= left + margin for rule in paper.uprights)
            gutters.append((is_ruled, left - reach - 2 * margin, reach))
        reach = max(reach, line.box.right - margin)
    for is_ruled, width, edge in sorted(gutters, reverse=True):
        sides = (
            [line for line in lines if line.box.right - margin <= edge],
            [line for line in lines if line.box.right - margin > edge],
        )
        if (is_ruled and _are_parted(*sides, paper)) or _are_columns(*sides, width, paper):
            yield sides


def _are_parted(left: Sequence[Line], right: Sequence[Line], paper: Paper) -> bool:
    """Whether an upright ruled line stands between two sides, as long as what they have beside each other."""
    one, other = around(line.box for line in left), around(line.box for line in right)
    top, bottom = max(one.top, other.top), min(one.bottom, other.bottom)
    beside = bottom - top
    return beside > paper.height and any(
        one.right - paper.height <= rule.middle[0] <= other.left + paper.height
        and min(rule.bottom, bottom) - max(rule.top, top) > _BESIDE * beside
        for rule in paper.uprights
    )


def _are_columns(left: Sequence[Line], right: Sequence[Line], width: float, paper: Paper) -> bool:
    """Whether two sides of a gutter so wide are columns, and no list with its second half beside."""
    fewest = min(len(left), len(right))
    if fewest < _FEWEST:
        return False
    if width < paper.gutter * paper.height and not (
        paper.is_open and width >= _NARROW * paper.height and fewest >= _LONG and _is_aligned(right, paper.height)
    ):
        return False
    one, other = around(line.box for line in left), around(line.box for line in right)
    beside = min(one.bottom, other.bottom) - max(one.top, other.top)
    if beside < 0.4 * min(one.height, other.height):
        return False
    return not paper.is_open or all(has_phone(side) or len(side) >= _PLENTY for side in (left, right))


def _hidden_gutters(lines: Sequence[Line], paper: Paper) -> Iterator[tuple[list[Line], list[Line]]]:
    """Gutters where words of two columns touch or were read as one line: many lines begin below each other there.

    What reaches across is cut at the blank nearest to the gutter; where it has none there, there is no gutter.
    """
    if not paper.is_open or len(lines) < 2 * _LONG:
        return
    near = paper.height / 2
    starts = sorted(line.box.left for line in lines)
    for edge in dict.fromkeys(starts):
        if edge == starts[0] or sum(edge <= start < edge + near for start in starts) < _LONG:
            continue
        across = [line for line in lines if line.box.left < edge - near and line.box.right > edge + near]
        parts = [halves for line in across if (halves := line.halves(edge, _REACH * paper.height)) is not None]
        if len(parts) < len(across) or len(across) > len(lines) / _FEW:
            continue
        whole = [line for line in lines if line not in across]
        left = [line for line in whole if line.box.middle[0] < edge] + [one for one, _other in parts]
        right = [line for line in whole if line.box.middle[0] >= edge] + [other for _one, other in parts]
        if left and right and _are_columns(left, right, _NARROW * paper.height, paper):
            yield left, right


def _is_aligned(lines: Sequence[Line], height: float) -> bool:
    """Whether most lines begin, or have their middles, below each other."""

    def share(places: Sequence[float]) -> float:
        near = max(sum(abs(place - other) < height / 2 for other in places) for place in places)
        return near / len(places)

    boxes = [line.box for line in lines]
    return max(share([box.left for box in boxes]), share([box.middle[0] for box in boxes])) >= _ALIGNED


def _gaps(lines: Iterable[Line], height: float) -> Iterator[tuple[list[Line], list[Line]]]:
    """What stands above and below the gaps across a page, the widest first."""
    margin = _MARGIN * height
    ordered = sorted(lines, key=lambda line: line.box.top)
    gaps: list[tuple[float, float]] = []
    reach = ordered[0].box.bottom - margin
    for line in ordered[1:]:
        top = line.box.top + margin
        if top > reach:
            gaps.append((top - reach, reach))
        reach = max(reach, line.box.bottom - margin)
    for _height, edge in sorted(gaps, reverse=True):
        yield (
            [line for line in ordered if line.box.bottom - margin <= edge],
            [line for line in ordered if line.box.bottom - margin > edge],
        )
