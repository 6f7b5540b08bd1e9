"""A PDF read by a library that did not make it: size, letters and where they stand, fonts, QR code, bare margins."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

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
    codes: list[str]
    #: The drawn page, a row of grays after the other.
    pixels: list[bytes]

    def is_bare(self, near: float, far: float) -> bool:
        """Whether nothing is drawn in the ring between these distances from the edge, in points."""
        first, last = round(near * _SCALE), round(far * _SCALE)
        rows = [
            pixel_row[first : len(pixel_row) - first] for pixel_row in self.pixels[first : len(self.pixels) - first]
        ]
        wide = last - first
        sides = b"".join(pixel_row[:wide] + pixel_row[-wide:] for pixel_row in rows)
        return set(b"".join([*rows[:wide], *rows[-wide:]]) + sides) == {255}


def read(content: bytes) -> Printed:
    """The one page of a PDF; AssertionError where there are more."""
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        page = document[0]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        letters = [
            Letter(textpage.get_text_range(at, 1), textpage.get_charbox(at)) for at in range(textpage.count_chars())
        ]
        fonts = {_font(text_object) for text_object in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=30)}
        bitmap = page.render(scale=_SCALE, grayscale=True)
        shown = bytes(bitmap.buffer)
        drawn = [shown[y * bitmap.stride :][: bitmap.width] for y in range(bitmap.height)]
        pixels = memoryview(shown).cast("B", (bitmap.height, bitmap.stride))
        codes = [barcode.text for barcode in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)]
        size = page.get_size()
        bitmap.close()
        textpage.close()
        page.close()
    return Printed(*size, text, letters, fonts, codes, drawn)


def _font(text_object: pypdfium2.PdfObject) -> tuple[str, bool]:
    font = raw.FPDFTextObj_GetFont(text_object.raw)
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = bytearray(length)
    raw.FPDFFont_GetBaseFontName(font, (raw.ctypes.c_char * length).from_buffer(name), length)
    return bytes(name).rstrip(b"\0").decode(), bool(raw.FPDFFont_GetIsEmbedded(font))


def inks(content: bytes) -> set[str]:
    """Every color that the page is drawn with, as PDF says it: `0 0 0 1 k` is black ink alone."""
    colors: set[str] = set()
    for drawn in _drawings(content):
        operators = re.findall(rb"(?:[\d.]+ )+(?:k|rg|g|sc|scn)\b", drawn, re.IGNORECASE)
        colors |= {operator.decode().lower() for operator in operators}
    return colors


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
