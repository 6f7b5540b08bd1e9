"""Pages of a newspaper as pictures: ads in columns, in frames or between gutters, and what a camera does to them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import manimgx_fonts_cjk
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

#: Dots an inch of a page as it is set.
DPI = 200
_FONT = Path(manimgx_fonts_cjk.__file__).parent / "NotoSansCJK-VF.otf.ttc"
#: Faces of the collection by region.
_FACE = {"zh-Hans": 2, "zh-Hant": 3, "en": 2}


@dataclass(frozen=True)
class Layout:
    """How a page is set: columns, what parts its ads, and how large its letters are, in pixels."""

    columns: int = 3
    is_framed: bool = True
    letters: int = 34
    width: int = 2000


@cache
def font(size: int, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """The letters, so many pixels high."""
    font = ImageFont.truetype(str(_FONT), size, index=2)
    font.set_variation_by_axes([700 if is_bold else 400])
    return font


def wrapped(line: str, face: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """A line in pieces that fit: cut at a blank, or between two Chinese characters."""
    while face.getlength(line) > width:
        cut = max(1, int(len(line) * width / face.getlength(line)))
        while face.getlength(line[:cut]) > width:
            cut -= 1
        while cut > 1 and not (line[cut - 1] == " " or (line[cut] > "\u2e80" and line[cut - 1] > "\u2e80")):
            cut -= 1
        if cut == 1:
            cut = max(1, int(len(line) * width / face.getlength(line)) - 1)
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def _set(text: str, width: int, letters: int) -> Image.Image:
    """One ad: its first line large, its phones bold."""
    lines: list[tuple[str, ImageFont.FreeTypeFont, int]] = []
    is_first = True
    for line in text.strip().splitlines():
        if not line.strip():
            lines.append(("", font(letters), letters // 2))
            continue
        size = letters
        if is_first:
            size = letters * 3 // 2
            while size > letters and font(size, True).getlength(line) > width:
                size -= 1
        face = font(size, is_first or sum(map(str.isdigit, line)) >= 10)
        for piece in wrapped(line.strip(), face, width):
            lines.append((piece, face, size * 3 // 2))
        is_first = False
    ad = Image.new("RGB", (width, sum(height for _line, _font, height in lines) + letters), "white")
    draw, y = ImageDraw.Draw(ad), 0
    for line, face, height in lines:
        draw.text((0, y), line, fill=(20, 20, 20), font=face)
        y += height
    return ad


def page(texts: Sequence[str], layout: Layout = Layout(), heading: str | None = None) -> Image.Image:
    """A page of these ads, one below the other in each column, the columns filled from the left."""
    gutter = layout.letters
    width = (layout.width - gutter) // layout.columns - gutter
    inner = width - 2 * gutter if layout.is_framed else width
    ads = [_set(text, inner, layout.letters) for text in texts]
    total = sum(ad.height + 3 * gutter for ad in ads)
    columns: list[list[Image.Image]] = [[]]
    filled = 0
    for ad in ads:
        if filled > total / layout.columns and len(columns) < layout.columns:
            columns.append([])
            filled = 0
        columns[-1].append(ad)
        filled += ad.height + 3 * gutter
    head = layout.letters * 4 if heading else 0
    height = max(sum(ad.height + 3 * gutter for ad in column) for column in columns) + 2 * gutter + head
    sheet = Image.new("RGB", (layout.width, height), "white")
    draw = ImageDraw.Draw(sheet)
    if heading:
        draw.text((gutter, gutter), heading, fill=(20, 20, 20), font=font(layout.letters * 2, True))
    for number, column in enumerate(columns):
        x, y = gutter + number * (width + gutter), gutter + head
        for ad in column:
            pad = gutter if layout.is_framed else 0
            sheet.paste(ad, (x + pad, y + pad))
            if layout.is_framed:
                draw.rectangle((x, y, x + width, y + ad.height + 2 * pad - 6), outline=(30, 30, 30), width=4)
            y += ad.height + 3 * gutter
    return sheet


def rotated(sheet: Image.Image, degrees: float = 5.0) -> Image.Image:
    """Photographed aslant, on a table."""
    return sheet.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(200, 195, 185))


def noisy(sheet: Image.Image) -> Image.Image:
    """Photographed in poor light: grain, and not quite sharp."""
    grain = Image.effect_noise(sheet.size, 50).convert("RGB")
    return Image.blend(sheet.filter(ImageFilter.GaussianBlur(1.2)), grain, 0.25)


def coarse(sheet: Image.Image) -> Image.Image:
    """Scanned at 150 dots an inch."""
    share = 150 / DPI
    return sheet.resize((round(sheet.width * share), round(sheet.height * share)), Image.Resampling.BILINEAR)


def shadowed(sheet: Image.Image) -> Image.Image:
    """The hand that holds the camera, and a fold down the middle."""
    shade = (
        Image.linear_gradient("L")
        .rotate(60, expand=False)
        .resize(sheet.size)
        .point(lambda value: 90 + value * 150 // 255)
    )
    draw = ImageDraw.Draw(shade)
    middle = sheet.width // 2
    draw.polygon([(0, sheet.height), (sheet.width // 3, sheet.height // 2), (sheet.width // 2, sheet.height)], fill=110)
    draw.rectangle((middle - 3, 0, middle + 3, sheet.height), fill=150)
    return ImageChops.multiply(sheet, shade.filter(ImageFilter.GaussianBlur(9)).convert("RGB"))


def handheld(sheet: Image.Image) -> Image.Image:
    """Held in a hand: one side is nearer to the camera, and a table is around."""
    edge = sheet.width // 16
    table = Image.new("RGB", (sheet.width + 2 * edge, sheet.height + 2 * edge), (180, 165, 150))
    table.paste(sheet, (edge, edge))
    width, height = table.size
    # The corners of what is seen, from the top left down and around.
    corners = (-width // 16, -height // 24, width // 40, height + height // 50, width, height, width + width // 60, 0)
    return table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(90, 95, 100))


CONDITIONS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda sheet: sheet,
    "rotated": rotated,
    "noisy": noisy,
    "150 dpi": coarse,
    "shadowed": shadowed,
    "held": handheld,
}


def jpeg(sheet: Image.Image, quality: int = 82) -> bytes:
    """As a camera stores it."""
    content = BytesIO()
    sheet.convert("RGB").save(content, "JPEG", quality=quality)
    return content.getvalue()


def shuffled(texts: Sequence[str], seed: int) -> list[str]:
    """The same in another order, the same every time."""
    mixed = list(texts)
    random.Random(seed).shuffle(mixed)
    return mixed
