"""Pages made of boxes, as the recognizer would send them: no picture, no engine."""

from collections.abc import Iterable
from math import cos, radians, sin

from directory.scans.rules.pages import Box, Line, Page

#: Pixels of a line's height, and of a character across.
HEIGHT, CHARACTER = 40.0, 20.0


def line(text: str, x: float, y: float, height: float = HEIGHT, sure: float = 1.0) -> Line:
    """A line whose top left corner is here."""
    right = x + len(text) * CHARACTER
    corners = ((x, y), (right, y), (right, y + height), (x, y + height))
    return Line(text, (sure,) * len(text), corners)


def column(texts: Iterable[str], x: float, y: float, pitch: float = 50.0) -> list[Line]:
    """Lines below one_line other; an empty one leaves its room."""
    return [line(text, x, y + number * pitch) for number, text in enumerate(texts) if text]


def frame(left: float, top: float, right: float, bottom: float) -> list[Box]:
    """Four ruled lines, as thick as a printer makes them."""
    return [
        Box(left, top, right, top + 4),
        Box(left, bottom, right, bottom + 4),
        Box(left, top, left + 4, bottom),
        Box(right, top, right + 4, bottom),
    ]


def aslant(page: Page, degrees: float) -> Page:
    """The same page, turned."""
    angle = radians(degrees)

    def turned(corner: tuple[float, float]) -> tuple[float, float]:
        x, y = corner
        return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)

    lines = []
    for one_line in page.lines:
        one, two, three, four = map(turned, one_line.corners)
        lines.append(Line(one_line.text, one_line.sure, (one, two, three, four)))
    return Page(page.width, page.height, tuple(lines), page.rules)
