"""A PDF read by libraries that did not draw it: size, letters and where they stand, fonts, codes, bare margins, inks.

What is bled or cut off is left aside: the page is what its trim box holds.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import zxingcpp

_SCALE = 5


@dataclass(frozen=True)
class Letter:
    """A printed character with its box: left, bottom, right, top in points."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Printed:
    """What a PDF of one page holds."""

    width: float
    height: float
    text: str
    letters: list[Letter]
    #: (name, is embedded) of each font.
    fonts: set[tuple[str, bool]]
    content: bytes

    @cached_property
    def _gray(self) -> tuple[bytes, int, int]:
        """The drawn page in grays, how long a row is in memory, and how long on the page."""
        with pypdfium2.PdfDocument(self.content) as document:
            page = document[0]
            page.set_cropbox(*page.get_trimbox())
            bitmap = page.render(scale=_SCALE, grayscale=True)
            drawn = bytes(bitmap.buffer), bitmap.stride, bitmap.width
            bitmap.close()
            page.close()
            return drawn

    @cached_property
    def codes(self) -> list[str]:
        """What the square codes on it say."""
        shown, stride, _width = self._gray
        pixels = memoryview(shown).cast("B", (len(shown) // stride, stride))
        return [barcode.text for barcode in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)]

    @property
    def pixels(self) -> list[bytes]:
        """The drawn page, a row of grays after the other."""
        shown, stride, width = self._gray
        return [shown[at : at + width] for at in range(0, len(shown), stride)]

    def is_bare(self, near: float, far: float) -> bool:
        """Whether nothing is drawn in the ring between these distances from the edge, in points."""
        first, last = round(near * _SCALE), round(far * _SCALE)
        pixels = self.pixels
        rows = [pixel_row[first : len(pixel_row) - first] for pixel_row in pixels[first : len(pixels) - first]]
        wide = last - first
        sides = b"".join(pixel_row[:wide] + pixel_row[-wide:] for pixel_row in rows)
        return set(b"".join([*rows[:wide], *rows[-wide:]]) + sides) == {255}


def read(content: bytes) -> Printed:
    """The one page of a PDF; AssertionError where there are more."""
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        page = document[0]
        left, bottom, *_ = trim = page.get_trimbox()
        page.set_cropbox(*trim)
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        letters = [
            Letter(textpage.get_text_range(at, 1), _moved(textpage.get_charbox(at), left, bottom))
            for at in range(textpage.count_chars())
        ]
        fonts = {_font(text_object) for text_object in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=30)}
        size = page.get_size()
        textpage.close()
        page.close()
    return Printed(*size, text, letters, fonts, content)


def _font(text_object: pypdfium2.PdfObject) -> tuple[str, bool]:
    font = raw.FPDFTextObj_GetFont(text_object.raw)
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = bytearray(length)
    raw.FPDFFont_GetBaseFontName(font, (raw.ctypes.c_char * length).from_buffer(name), length)
    return bytes(name).rstrip(b"\0").decode(), bool(raw.FPDFFont_GetIsEmbedded(font))


def _moved(box: tuple[float, float, float, float], x: float, y: float) -> tuple[float, float, float, float]:
    return box[0] - x, box[1] - y, box[2] - x, box[3] - y


@dataclass(frozen=True)
class Plates:
    """What a press makes of a PDF of one page. Boxes are left, bottom, right, top in points."""

    media: tuple[float, ...]
    bleed: tuple[float, ...]
    trim: tuple[float, ...]
    #: Of each ink that is painted with, its name and the tints.
    inks: dict[str, set[float]]
    #: What is painted otherwise than with named inks: `rg`, `k`, `/DeviceRGB cs`, an image, a shading.
    others: set[str]
    has_transparency: bool
    condition: str
    standard: str


def plates(content: bytes) -> Plates:
    """The boxes, the inks and the output intent of a PDF of one page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (page,) = pdf.pages
        inks: dict[str, set[float]] = {}
        others: set[str] = set()
        _paint(page, page.Resources, inks, others)
        states = page.Resources.get("/ExtGState", pikepdf.Dictionary()).values()
        is_see_through = any(float(state.get(key, 1)) < 1 for state in states for key in ("/ca", "/CA"))
        (intent,) = pdf.Root.OutputIntents
        boxes = [tuple(float(side) for side in box) for box in (page.mediabox, page.obj.BleedBox, page.obj.TrimBox)]
        return Plates(
            *boxes,
            inks,
            others,
            "/Group" in page or is_see_through,
            str(intent.OutputConditionIdentifier),
            str(pdf.docinfo.GTS_PDFXVersion),
        )


def _paint(
    drawn: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, inks: dict[str, set[float]], others: set[str]
) -> None:
    """Walk through what draws a page or a form of it."""
    chosen: dict[str, str] = {}
    for instruction in pikepdf.parse_content_stream(drawn):
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator in ("cs", "CS"):
            space = resources.get("/ColorSpace", pikepdf.Dictionary()).get(str(operands[0]))
            named = isinstance(space, pikepdf.Array) and str(space[0]) == "/Separation"
            chosen[operator] = str(space[1])[1:] if named else ""
            if not named:
                others.add(f"{operands[0]} {operator}")
        elif operator in ("sc", "scn", "SC", "SCN"):
            inks.setdefault(chosen["cs" if operator.islower() else "CS"], set()).add(float(operands[0]))
        elif operator in ("g", "G", "rg", "RG", "k", "K", "sh", "BI"):
            others.add(operator)
        elif operator == "Do":
            form = resources.XObject[str(operands[0])]
            if form.Subtype == "/Form":
                _paint(form, form.get("/Resources", resources), inks, others)
            else:
                others.add("image")


def is_cut(content: bytes) -> bool:
    """Whether anything on the page is drawn within an outline that cuts off what reaches over it."""
    return any(re.search(rb"\bW\*?\s+n\b", drawn) for drawn in _drawings(content))


def _drawings(content: bytes) -> Iterator[bytes]:
    """What draws the page: the streams that set text."""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            drawn = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        if b"BT" in drawn and b" Tf" in drawn:
            yield drawn
