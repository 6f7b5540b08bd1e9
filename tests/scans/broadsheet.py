"""Pages as other papers set them: ads by white space or a rule only, reversed heads, boxes in boxes, ads beside ads.

Written after the layout of `directory/scans` was, to be read by it: nothing here is shared with `newspaper.py` but the
letters and what a camera does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from tests.scans.newspaper import font, wrapped

INK, PAPER = (25, 25, 25), "white"


@dataclass(frozen=True)
class Manner:
    """How one ad is set; lengths are in letters, a letter in pixels."""

    letters: int = 30
    leading: float = 1.35
    head: float = 1.4
    is_centered: bool = False
    #: White letters on a black bar.
    is_reversed: bool = False
    #: Its phones as large as its head, in a box of their own.
    has_phone_box: bool = False
    #: Its lines between head and phone in two columns.
    has_halves: bool = False
    #: Pixels of the frame around it; two frames, one within the other.
    frame: int = 0
    is_double: bool = False
    shade: int = 255


def _is_phone(line: str) -> bool:
    return sum(map(str.isdigit, line)) >= 10


def _lines(texts: Iterable[str], width: int, size: int, manner: Manner, *, is_bold: bool = False) -> Image.Image:
    """Lines below each other."""
    face = font(size, is_bold)
    pieces = [piece for text in texts for piece in wrapped(text, face, width)]
    pitch = round(size * manner.leading)
    area = Image.new("RGB", (width, max(1, pitch * len(pieces))), PAPER)
    draw = ImageDraw.Draw(area)
    for number, piece in enumerate(pieces):
        left = (width - face.getlength(piece)) / 2 if manner.is_centered else 0
        draw.text((left, number * pitch), piece, fill=INK, font=face)
    return area


def _head(text: str, width: int, manner: Manner) -> Image.Image:
    size = round(manner.letters * manner.head)
    while size > manner.letters and font(size, True).getlength(text) > width - manner.letters:
        size -= 1
    area = _lines([text], width, size, manner, is_bold=True)
    if not manner.is_reversed:
        return area
    bar = Image.new("RGB", (width, area.height + manner.letters // 2), PAPER)
    bar.paste(area, (0, manner.letters // 4))
    return bar.point(lambda value: 275 - value)


def _body(texts: Sequence[str], width: int, manner: Manner) -> Iterator[Image.Image]:
    size = manner.letters
    if not manner.has_halves or len(texts) < 2:
        yield _lines(texts, width, size, manner)
        return
    half = (width - 2 * size) // 2
    sides = [
        _lines(part, half, size, manner) for part in (texts[: (len(texts) + 1) // 2], texts[(len(texts) + 1) // 2 :])
    ]
    both = Image.new("RGB", (width, max(side.height for side in sides)), PAPER)
    both.paste(sides[0], (0, 0))
    both.paste(sides[1], (width - half, 0))
    yield both


def _phones(texts: Sequence[str], width: int, manner: Manner) -> Iterator[Image.Image]:
    if not texts:
        return
    if not manner.has_phone_box:
        yield _lines(texts, width, manner.letters, manner, is_bold=True)
        return
    pad = manner.letters // 2
    area = _lines(texts, width - 4 * pad, round(manner.letters * 1.2), manner, is_bold=True)
    box = Image.new("RGB", (width, area.height + 2 * pad), PAPER)
    box.paste(area, (2 * pad, pad))
    ImageDraw.Draw(box).rectangle((2, 2, width - 4, box.height - 4), outline=INK, width=3)
    yield box


def ad(text: str, width: int, manner: Manner) -> Image.Image:
    """One ad, so many pixels wide: its first line the head; phones in a box stand last, else where they were."""
    head, *rest = (line.strip() for line in text.strip().splitlines() if line.strip())
    pad = round(manner.letters * 0.8) + (12 if manner.is_double else 0) if manner.frame or manner.shade < 255 else 0
    inner = width - 2 * pad
    boxed = [line for line in rest if _is_phone(line)] if manner.has_phone_box or manner.has_halves else []
    plain = [line for line in rest if line not in boxed]
    parts = [
        _head(head, inner, manner),
        *(_body(plain, inner, manner) if plain else ()),
        *_phones(boxed, inner, manner),
    ]
    room = manner.letters // 3
    area = Image.new("RGB", (width, sum(part.height + room for part in parts) + 2 * pad), PAPER)
    y = pad
    for part in parts:
        area.paste(part, (pad, y))
        y += part.height + room
    if manner.shade < 255:
        area = area.point(lambda value: value * manner.shade // 255)
    draw = ImageDraw.Draw(area)
    if manner.frame:
        draw.rectangle((0, 0, width - 1, area.height - 1), outline=INK, width=manner.frame)
    if manner.is_double:
        draw.rectangle((9, 9, width - 10, area.height - 10), outline=INK, width=2)
    return area


def _columns(
    texts: Sequence[str], count: int, width: int, gutter: int, apart: int, manners: Sequence[Manner]
) -> list[list[Image.Image]]:
    """Ads in columns, filled from the left."""
    across = (width - gutter * (count + 1)) // count
    ads = [ad(text, across, manners[number % len(manners)]) for number, text in enumerate(texts)]
    total = sum(one.height + apart for one in ads)
    columns: list[list[Image.Image]] = [[]]
    filled = 0
    for one in ads:
        if filled + one.height / 2 > total / count and len(columns) < count:
            columns.append([])
            filled = 0
        columns[-1].append(one)
        filled += one.height + apart
    return columns


def _sheet(
    columns: Sequence[Sequence[Image.Image]], gutter: int, apart: int, *, top: int = 0, hair: int = 0, rule: float = 0.0
) -> Image.Image:
    """Columns on paper; between them a line of `hair` pixels, between ads one over this share of the column."""
    across = columns[0][0].width
    tall = max(sum(one.height + apart for one in column) for column in columns)
    sheet = Image.new("RGB", (len(columns) * (across + gutter) + gutter, top + tall + 2 * gutter), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, column in enumerate(columns):
        x, y = gutter + number * (across + gutter), top + gutter
        if number and hair:
            draw.line((x - gutter // 2, top + gutter, x - gutter // 2, sheet.height - gutter), fill=INK, width=hair)
        for place, one in enumerate(column):
            sheet.paste(one, (x, y))
            y += one.height + apart
            if rule and place + 1 < len(column):
                side = round(across * (1 - rule) / 2)
                draw.line((x + side, y - apart // 2, x + across - side, y - apart // 2), fill=INK, width=3)
    return sheet


def _titled(sheet: Image.Image, title: str, size: int) -> Image.Image:
    """A heading in the middle above everything."""
    face = font(size, True)
    page = Image.new("RGB", (sheet.width, sheet.height + 2 * size), PAPER)
    ImageDraw.Draw(page).text(((page.width - face.getlength(title)) / 2, size // 3), title, fill=INK, font=face)
    page.paste(sheet, (0, 2 * size))
    return page


def white_space(texts: Sequence[str]) -> Image.Image:
    """Columns without any line; the first line of an ad is hardly larger than the rest."""
    manner = Manner(letters=30, head=1.25)
    columns = _columns(texts, 3, 1750, 40, 42, [manner, replace(manner, is_centered=True)])
    return _titled(_sheet(columns, 40, 42), "冷暖专版", 64)


def hairlines(texts: Sequence[str]) -> Image.Image:
    """A hairline between columns, a short rule between ads, heads in the middle."""
    manner = Manner(letters=28, is_centered=True)
    return _sheet(_columns(texts, 4, 2100, 36, 30, [manner]), 36, 30, hair=2, rule=0.6)


def display(texts: Sequence[str]) -> Image.Image:
    """Framed ads beside each other, each as high as it is, with large or reversed heads; rows of two or three."""
    plain = Manner(letters=32, head=2.4, frame=4, has_phone_box=False)
    manners = [replace(plain, is_reversed=True), plain, replace(plain, is_centered=True, has_phone_box=True)]
    levels: list[Image.Image] = []
    at = 0
    while at < len(texts):
        count = 2 if len(levels) % 2 else 3
        chosen = texts[at : at + count]
        width = (1900 - 30 * (count + 1)) // count
        ads = [ad(text, width, manners[(at + place) % 3]) for place, text in enumerate(chosen)]
        level = Image.new("RGB", (1900, max(one.height for one in ads) + 24), PAPER)
        for place, one in enumerate(ads):
            level.paste(one, (30 + place * (width + 30), 0))
        levels.append(level)
        at += count
    sheet = Image.new("RGB", (1900, sum(level.height for level in levels) + 60), PAPER)
    y = 30
    for level in levels:
        sheet.paste(level, (0, y))
        y += level.height
    return sheet


def boxes(texts: Sequence[str]) -> Image.Image:
    """Two frames around an ad, a box around its phone, its text in two columns."""
    manner = Manner(letters=30, frame=4, is_double=True, has_phone_box=True, has_halves=True)
    return _sheet(_columns(texts, 2, 1900, 30, 18, [manner, replace(manner, has_halves=False)]), 30, 18)


def classified(texts: Sequence[str]) -> Image.Image:
    """Many small ads in narrow columns, a rule between, no larger head."""
    manner = Manner(letters=26, head=1.0, leading=1.25)
    return _titled(_sheet(_columns(texts, 5, 2400, 28, 22, [manner]), 28, 22, rule=1.0), "分类广告", 56)


def mixed(texts: Sequence[str]) -> Image.Image:
    """A wide ad above columns in which some ads are framed, some stand on gray, some stand free."""
    free = Manner(letters=28, head=1.6)
    manners = [replace(free, frame=3), free, replace(free, shade=215), replace(free, is_reversed=True)]
    sheet = _sheet(_columns(texts[1:], 3, 1900, 36, 44, manners), 36, 44)
    wide = ad(texts[0], sheet.width - 72, replace(free, letters=40, head=2.2, is_centered=True, frame=6))
    page = Image.new("RGB", (sheet.width, sheet.height + wide.height + 36), PAPER)
    page.paste(wide, (36, 36))
    page.paste(sheet, (0, wide.height + 36))
    return page


def listed(texts: Sequence[str]) -> Image.Image:
    """A list with a line across between its ads: name, work and phone beside each other, each as high as it is."""
    manner = Manner(letters=27, leading=1.5)
    levels: list[Image.Image] = []
    for head, *rest in ([line.strip() for line in text.strip().splitlines() if line.strip()] for text in texts):
        phones = [line for line in rest if _is_phone(line)]
        works = [line for line in rest if not _is_phone(line)]
        cells = [
            _lines([head], 330, 30, manner, is_bold=True),
            _lines([" · ".join(works)], 760, manner.letters, manner),
            _lines(phones, 380, 29, manner, is_bold=True),
        ]
        level = Image.new("RGB", (1560, max(cell.height for cell in cells) + 30), PAPER)
        for cell, left in zip(cells, (20, 375, 1160), strict=True):
            level.paste(cell, (left, (level.height - cell.height) // 2))
        ImageDraw.Draw(level).line((10, level.height - 3, 1550, level.height - 3), fill=INK, width=3)
        levels.append(level)
    sheet = Image.new("RGB", (1560, sum(level.height for level in levels) + 40), PAPER)
    y = 20
    for level in levels:
        sheet.paste(level, (0, y))
        y += level.height
    return sheet


SHEETS: Mapping[str, Callable[[Sequence[str]], Image.Image]] = {
    sheet.__name__: sheet for sheet in (white_space, hairlines, display, boxes, classified, mixed, listed)
}
