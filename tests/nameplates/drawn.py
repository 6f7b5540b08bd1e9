"""Twenty nameplates of six makers as they are printed: labels and numbers in rows, in columns, above each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from directory.nameplates.rules.plates import Plate
from directory.scans.rules.pages import Line, Page
from tests.scans.newspaper import font

WIDTH, HEIGHT, ACROSS = 700, 380, 4
_LETTERS = 30


@dataclass(frozen=True)
class Drawn:
    """A plate with its rows, each of words with the share of the width where they begin, and what it says."""

    plate: Plate
    rows: Sequence[Sequence[tuple[float, str]]]
    is_reversed: bool = False


def _rows(brand: str, *lines: str) -> list[list[tuple[float, str]]]:
    return [[(0.05, brand)], *([(0.05, line)] for line in lines)]


def _table(brand: str, *lines: tuple[str, str]) -> list[list[tuple[float, str]]]:
    return [[(0.05, brand)], *([(0.05, one), (0.5, other)] for one, other in lines)]


def _plate(brand: str, model: str | None, serial: str | None) -> Plate:
    return Plate(brand, model, serial)


PLATES = (
    Drawn(
        _plate("Carrier", "24ACC636A003", "1313E12345"),
        _rows("CARRIER", "MODEL 24ACC636A003", "SERIAL 1313E12345", "208/230 V 1 PH 60 HZ", "R-410A 7.5 LBS"),
    ),
    Drawn(
        _plate("Carrier", "25HCB648A003", "0709X40217"),
        _table(
            "Carrier Corporation",
            ("MODEL NO.", "SERIAL NO."),
            ("25HCB648A003", "0709X40217"),
            ("VOLTS 208/230", "PH 1"),
        ),
    ),
    Drawn(
        _plate("Bryant", "113ANA036", "4418E05566"),
        _table("BRYANT", ("M/N", "113ANA036"), ("S/N", "4418E05566"), ("PROD NO", "113ANA036-A")),
    ),
    Drawn(
        _plate("Payne", "PA13NA030", "2116C33421"),
        _rows("Payne Heating & Cooling", "Model Number", "PA13NA030", "Serial Number", "2116C33421"),
    ),
    Drawn(
        _plate("Goodman", "GSX130361", "1306123456"),
        _rows("GOODMAN MANUFACTURING CO.", "M/N GSX130361 S/N 1306123456", "VOLTS 208/230 PHASE 1"),
    ),
    Drawn(
        _plate("Goodman", "GSX140601KA", "1809217743"),
        _table("Goodman", ("MODEL", "GSX140601KA"), ("SERIAL", "1809217743"), ("COMP R.L.A.", "26.4")),
        is_reversed=True,
    ),
    Drawn(
        _plate("Amana", "ASX160481", "1105667812"),
        _rows("Amana", "MODEL NO: ASX160481", "SERIAL NO: 1105667812", "CHARGE R410A 120 OZ"),
    ),
    Drawn(
        _plate("Goodman", "GMS80804BNA", "0911478832"),
        _rows("Goodman", "MOD. GMS80804BNA", "SER. 0911478832", "INPUT 80000 BTU/HR"),
    ),
    Drawn(
        _plate("Trane", "4TTR3036D1000NA", "13241KADBF"),
        _rows("TRANE", "MOD. NO. 4TTR3036D1000NA", "SERIAL NO. 13241KADBF", "MFR DATE 6/2013"),
    ),
    Drawn(
        _plate("Trane", "4TWR4048G1000AA", "17103N6MF4"),
        _table("Trane", ("MODEL", "4TWR4048G1000AA"), ("SERIAL", "17103N6MF4"), ("HZ", "60")),
    ),
    Drawn(
        _plate("American Standard", "4A7A4030J1000AA", "16485HC75F"),
        _rows("American Standard Inc.", "MODEL NUMBER", "4A7A4030J1000AA", "SERIAL NUMBER", "16485HC75F"),
    ),
    Drawn(
        _plate("Lennox", "14ACX-036-230", "5813K04271"),
        _rows("LENNOX", "M/N 14ACX-036-230", "S/N 5813K04271", "CONTAINS HFC 410A"),
    ),
    Drawn(
        _plate("Lennox", "XC21-048-230", "1917D08834"),
        _table("Lennox Industries", ("MODEL NO.", "SERIAL NO."), ("XC21-048-230", "1917D08834"), ("VOLTS", "230")),
        is_reversed=True,
    ),
    Drawn(
        _plate("Lennox", "G61MPV-36B-070", "5906G22915"),
        _rows("Lennox", "MODEL G61MPV-36B-070", "SERIAL 5906G22915", "INPUT 66000 BTUH"),
    ),
    Drawn(
        _plate("York", "YCJD36S41S1A", "W1E3457821"),
        _rows("YORK", "MODEL: YCJD36S41S1A", "S/N: W1E3457821", "UNITARY PRODUCTS"),
    ),
    Drawn(
        _plate("York", "TCGD48S41S3", "N1A4556023"),
        _table("York", ("MODEL", "TCGD48S41S3"), ("SERIAL", "N1A4556023"), ("FACTORY CHARGE", "R410A")),
    ),
    Drawn(
        _plate("York", "TG9S080B12MP11", "W0K9882413"),
        _rows("YORK", "MODEL NO.", "TG9S080B12MP11", "SERIAL NO.", "W0K9882413"),
    ),
    Drawn(
        _plate("Rheem", "RA1436AJ1NA", "W331407733"),
        _rows("RHEEM", "M/N RA1436AJ1NA", "S/N W331407733", "MFD 08/2014"),
    ),
    Drawn(
        _plate("Rheem", "RGPN-07EAMER", "F351004412"),
        _table("Rheem Sales Company", ("MODEL NO.", "RGPN-07EAMER"), ("SERIAL NO.", "F351004412")),
    ),
    Drawn(
        _plate("Ruud", "UAMA-036JAZ", "7331M22094"),
        _rows("RUUD", "MODEL", "UAMA-036JAZ", "SERIAL", "7331M22094"),
    ),
)


def sheet() -> Image.Image:
    """All of them on one picture, so that they are read at once."""
    picture = Image.new("RGB", (WIDTH * ACROSS, HEIGHT * -(-len(PLATES) // ACROSS)), (150, 150, 145))
    for number, drawn in enumerate(PLATES):
        area = Image.new("RGB", (WIDTH - 60, HEIGHT - 60), (232, 232, 226))
        draw = ImageDraw.Draw(area)
        for place, words in enumerate(drawn.rows):
            for share, text in words:
                at = share * area.width, 20 + place * _LETTERS * 2
                draw.text(at, text, fill=(30, 30, 30), font=font(_LETTERS, place == 0))
        if drawn.is_reversed:
            area = area.point(lambda value: 255 - value)
        picture.paste(area, (30 + number % ACROSS * WIDTH, 30 + number // ACROSS * HEIGHT))
    return picture


def pages(read: Page) -> Iterator[Page]:
    """What was read of each plate, as if it were a photo of its own."""
    for number in range(len(PLATES)):
        left, top = number % ACROSS * WIDTH, number // ACROSS * HEIGHT

        def is_on(line: Line, left: float = left, top: float = top) -> bool:
            x, y = line.box.middle
            return left <= x < left + WIDTH and top <= y < top + HEIGHT

        yield Page(WIDTH, HEIGHT, tuple(filter(is_on, read.lines)))
