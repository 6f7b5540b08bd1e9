"""What can be printed: the sheets with their sizes and inks, and how ads share a newspaper page. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.arrivals import Medium, issue
from directory.kernel import clock
from directory.kernel.site import site

POINTS = 72
#: The second ink as its plate is named: the site's cinnabar.
SPOT = f"{site().wording['en'].site} Red"
#: How far ink reaches over the trim, in points: an eighth of an inch. Beside it crop marks, where there are any.
BLEED, MARKS = 9.0, 15.0
#: Printing conditions: cold set offset on newsprint, and sheets of coated paper.
NEWSPRINT, COATED = "CGATS TR 002", "CGATS TR 006"
#: Black alone, or black and the site's red, each a plate of its own.
COLORS = ("bw", "two")
FORMATS = ("pdf", "svg")


@dataclass(frozen=True)
class Sheet:
    """A size that newspapers or printers sell, in inches."""

    code: str
    width: float
    height: float
    condition: str = NEWSPRINT
    medium: Medium = Medium.PAPER

    @property
    def source(self) -> str:
        """What its code says of where it was scanned: the newspaper's of this month, or the thing itself."""
        return issue(clock.today()) if self.medium == Medium.PAPER else str(self.medium)

    @property
    def is_handout(self) -> bool:
        """Whether it is left with people, in two languages."""
        return self.medium in (Medium.HANGER, Medium.INVOICE, Medium.STICKER)

    @property
    def margin(self) -> float:
        """Points around the trim: what bleeds, and crop marks where a print shop cuts it out."""
        return BLEED if self.medium == Medium.PAPER else BLEED + MARKS


SHEETS = {
    sheet.code: sheet
    for sheet in (
        Sheet("column", 2.0, 4.0),
        Sheet("double", 4.1, 3.0),
        Sheet("card", 3.5, 2.0, COATED, Medium.CARD),
        Sheet("hanger", 4.25, 11.0, COATED, Medium.HANGER),
        Sheet("invoice", 8.5, 3.5, COATED, Medium.INVOICE),
        Sheet("sticker", 4.0, 3.0, COATED, Medium.STICKER),
    )
}


@dataclass(frozen=True)
class PageSheet:
    """A newspaper page, in inches, and the grid that its ads stand on."""

    code: str
    width: float
    height: float
    columns: int
    rows: int

    @property
    def capacity(self) -> int:
        """The most ads on it, beside what explains the codes."""
        return _capacity(self.columns, self.rows) - 1


PAGES = {
    page.code: page
    for page in (
        PageSheet("broadsheet", 11.625, 21.0, 6, 14),
        PageSheet("tabloid", 11.0, 17.0, 6, 12),
        PageSheet("letter", 8.5, 11.0, 4, 8),
    )
}
#: The smallest ad on a page: columns and rows of the grid.
_LEAST = 2


@dataclass(frozen=True)
class Cell:
    """A rectangle of the grid: its upper left corner, columns and rows."""

    x: int
    y: int
    w: int
    h: int


def _capacity(columns: int, rows: int) -> int:
    return (columns // _LEAST) * (rows // _LEAST)


def divide(weights: Sequence[float], place: Cell) -> list[Cell]:
    """Cut a rectangle among ads so that each gets about its share and nothing is left over, in reading order.

    Raises ValueError where there are more ads than the rectangle holds.

    >>> divide([2, 1], Cell(0, 0, 6, 4))
    [Cell(x=0, y=0, w=4, h=4), Cell(x=4, y=0, w=2, h=4)]
    """
    if len(weights) <= 1:
        return [place][: len(weights)]
    for at, first, second in _cuts(weights, place):
        if at <= _capacity(first.w, first.h) and len(weights) - at <= _capacity(second.w, second.h):
            return divide(weights[:at], first) + divide(weights[at:], second)
    raise ValueError("more ads than the page holds")


def _cuts(weights: Sequence[float], place: Cell) -> Iterator[tuple[int, Cell, Cell]]:
    """Every way to cut a rectangle in two: how many ads go first, and both parts. The evenest cuts come first."""
    total = sum(weights)
    for at in sorted(range(1, len(weights)), key=lambda at: abs(sum(weights[:at]) - total / 2)):
        share = sum(weights[:at]) / total
        # A column of the grid is about 1.4 times as wide as a row is high.
        for is_across in sorted((True, False), key=lambda is_across: is_across != (place.w * 1.4 >= place.h)):
            length = place.w if is_across else place.h
            for cut in sorted(range(_LEAST, length - _LEAST + 1), key=lambda cut: abs(cut - share * length)):
                if is_across:
                    yield at, Cell(place.x, place.y, cut, place.h), Cell(place.x + cut, place.y, length - cut, place.h)
                else:
                    yield at, Cell(place.x, place.y, place.w, cut), Cell(place.x, place.y + cut, place.w, length - cut)
