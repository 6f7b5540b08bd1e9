"""Which lines of a page stand in a frame together, by flooding the paper between its ruled lines."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from directory.scans.rules.pages import Box, Line, Page, around

#: Cells of paper to the height of a line.
_FINE = 4
#: A ruled line is at least so many lines' heights long; a shorter one belongs to a letter.
_LEAST_RULE = 2.5
#: Ten digits as phones are printed, and as they are written or read wrong. Which are phones, the reader of ads decides.
_DIGIT = r"[\dOoIl|〇零○一二三四五六七八九]"
_PHONE = re.compile(rf"{_DIGIT}{{3}}\D{{0,3}}?{_DIGIT}{{3}}\D{{0,3}}?{_DIGIT}{{4}}(?!\d)")
#: An ad has fewer lines with a phone than so many.
_SEVERAL = 4
#: A box within an ad is so much of its width at least.
_AS_WIDE = 0.6
#: The paper around all frames.
_OPEN = 0


@dataclass
class Frame:
    """A piece of paper with ruled lines around it, and what stands in it."""

    box: Box
    lines: list[Line] = field(default_factory=list)

    @property
    def has_phone(self) -> bool:
        """Whether a phone stands in it."""
        return has_phone(self.lines)


def has_phone(lines: Iterable[Line]) -> bool:
    """Whether one of these lines has digits as a phone has them."""
    return any(names_phone(line.text) for line in lines)


def names_phone(text: str) -> bool:
    """Whether a text has digits as a phone has them."""
    return _PHONE.search(text) is not None


def height_of(lines: Iterable[Line]) -> float:
    """How high a line of these is, in the middle of them."""
    return median([line.height for line in lines] or [1.0])


def framed(page: Page) -> tuple[list[Frame], list[Line]]:
    """The frames of a page with what stands in each, and the lines that stand in none."""
    if not page.lines:
        return [], []
    cell = max(3.0, height_of(page.lines) / _FINE)
    rules = [rule for rule in page.rules if _is_rule(rule, page.lines, cell * _FINE)]
    if not rules:
        return [], list(page.lines)
    paper = _Paper(page, rules, cell)
    frames = {label: Frame(box) for label, box in paper.boxes().items() if label != _OPEN}
    loose: list[Line] = []
    for line in page.lines:
        label = paper.label_of(line)
        (frames[label].lines if label != _OPEN else loose).append(line)
    joined, loose = _joined([frame for frame in frames.values() if frame.lines], loose, 2.5 * cell)
    edges = [frame for frame in joined if _is_edge(frame, page)]
    return [frame for frame in joined if frame not in edges], [*loose, *(line for edge in edges for line in edge.lines)]


def _is_edge(frame: Frame, page: Page) -> bool:
    """Whether a frame is the edge of the paper or the border of a page: most lines stand in it, and several phones."""
    phones = sum(has_phone([line]) for line in frame.lines)
    return phones >= _SEVERAL and len(frame.lines) > len(page.lines) / 2


def _is_rule(rule: Box, lines: Sequence[Line], height: float) -> bool:
    """Whether a ruled line is one, and no stroke of a letter nor a bar that letters stand on."""
    if max(rule.width, rule.height) < _LEAST_RULE * height:
        return False
    return not any(line.box.holds(rule) and line.box.grown(height).width > rule.width for line in lines)


class _Paper:
    """A page in cells: ruled lines part them, and each piece between has a number."""

    def __init__(self, page: Page, rules: Sequence[Box], cell: float) -> None:
        self._cell = cell
        edges = around([*rules, *(line.box for line in page.lines), Box(0, 0, page.width, page.height)])
        #: A cell of free paper goes around everything.
        self._left, self._top = edges.left - cell, edges.top - cell
        self._columns = int(edges.width / cell) + 4
        self._rows = int(edges.height / cell) + 4
        self._labels = [[-1] * self._columns for _row in range(self._rows)]
        for rule in rules:
            self._draw(rule)
        self._sizes = 0
        for down in range(self._rows):
            for column in range(self._columns):
                if self._labels[down][column] == -1:
                    self._flood(down, column, self._sizes)
                    self._sizes += 1

    def _draw(self, rule: Box) -> None:
        """Part the paper along a line, a little beyond its ends: corners do not always meet."""
        more = self._cell * 1.5
        is_along = rule.width >= rule.height
        x, y = rule.middle
        left, right = (rule.left - more, rule.right + more) if is_along else (x, x)
        top, bottom = (y, y) if is_along else (rule.top - more, rule.bottom + more)
        if is_along and rule.height > 2 * self._cell:
            top, bottom = rule.top, rule.bottom
        if not is_along and rule.width > 2 * self._cell:
            left, right = rule.left, rule.right
        for down in range(self._row(top), self._row(bottom) + 1):
            for column in range(self._column(left), self._column(right) + 1):
                self._labels[down][column] = -2

    def _flood(self, down: int, column: int, label: int) -> None:
        waiting = deque([(down, column)])
        self._labels[down][column] = label
        while waiting:
            down, column = waiting.popleft()
            for beside, across in ((down - 1, column), (down + 1, column), (down, column - 1), (down, column + 1)):
                is_paper = 0 <= beside < self._rows and 0 <= across < self._columns
                if is_paper and self._labels[beside][across] == -1:
                    self._labels[beside][across] = label
                    waiting.append((beside, across))

    def _row(self, y: float) -> int:
        return min(self._rows - 1, max(0, int((y - self._top) / self._cell)))

    def _column(self, x: float) -> int:
        return min(self._columns - 1, max(0, int((x - self._left) / self._cell)))

    def label_of(self, line: Line) -> int:
        """The piece of paper that most of a line stands on."""
        box = line.box
        y = box.middle[1]
        across = range(self._column(box.left), self._column(box.right) + 1)
        pieces = Counter(
            self._labels[self._row(down)][column] for down in (y - self._cell, y, y + self._cell) for column in across
        )
        pieces.pop(-2, None)
        return pieces.most_common(1)[0][0] if pieces else _OPEN

    def boxes(self) -> Mapping[int, Box]:
        """The extent of each piece, in pixels."""
        extents: dict[int, list[int]] = {}
        for down, labels in enumerate(self._labels):
            for column, label in enumerate(labels):
                if label < 0:
                    continue
                extent = extents.setdefault(label, [column, down, column, down])
                extent[0], extent[2], extent[3] = min(extent[0], column), max(extent[2], column), down
        cell = self._cell
        return {
            label: Box(
                self._left + left * cell,
                self._top + top * cell,
                self._left + (right + 1) * cell,
                self._top + (bottom + 1) * cell,
            )
            for label, (left, top, right, bottom) in extents.items()
        }


def _joined(frames: list[Frame], loose: list[Line], near: float) -> tuple[list[Frame], list[Line]]:
    """Frames of which each is an ad: boxes within one belong to it, and so does what a line across it cuts off.

    A frame around frames with phones of their own is no ad: what stands between them is open.
    """
    frames = sorted(frames, key=lambda frame: -frame.box.width * frame.box.height)
    for outer in list(frames):
        inner = [one for one in frames if one is not outer and outer.box.holds(one.box) and _is_within(one, outer)]
        if sum(one.has_phone for one in inner) >= 2:
            loose.extend(outer.lines)
            frames.remove(outer)
            continue
        for one in inner:
            outer.lines.extend(one.lines)
            frames.remove(one)
    for one in sorted(frames, key=lambda frame: frame.box.top):
        if not one.has_phone and (other := _neighbor(one, frames, near)) is not None:
            other.lines.extend(one.lines)
            other.box = around([one.box, other.box])
            frames.remove(one)
    return frames, loose


def _is_within(inner: Frame, outer: Frame) -> bool:
    box, other = inner.box, outer.box
    is_across = other.left <= box.left and box.right <= other.right
    return is_across and other.top <= box.top and box.bottom <= other.bottom


def _neighbor(frame: Frame, frames: Iterable[Frame], near: float) -> Frame | None:
    """The frame right below or above one, as wide or a box within its sides: a line across an ad parts it so."""

    def is_next(other: Frame) -> bool:
        box, there = frame.box, other.box
        wide, narrow = (box, there) if box.width >= there.width else (there, box)
        is_below = wide.left - near < narrow.left and narrow.right < wide.right + near
        is_below &= narrow.width > _AS_WIDE * wide.width
        return is_below and min(abs(there.top - box.bottom), abs(box.top - there.bottom)) < near

    return next((other for other in frames if other is not frame and is_next(other)), None)
