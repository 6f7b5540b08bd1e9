"""What is read of nameplates: by the real reader of twenty drawn ones, and of words in every way they are set."""

import json
from pathlib import Path

import pytest
from flask import Flask

from directory.nameplates.rules.makers import Meaning, maker_of, makers, meaning, written
from directory.nameplates.rules.plates import Plate, plate
from directory.scans.rules.pages import Line, Page
from directory.scans.scanner import Scan
from tests.nameplates.drawn import PLATES, pages, sheet
from tests.scans.boxes import column, line
from tests.scans.newspaper import jpeg
from tests.scans.reader import pretend, read

TONS = frozenset({"tons"})
CARRIER = Plate("Carrier", "24ACC636A003", "1313E12345")


def _page(*parts: list[Line]) -> Page:
    return Page(1000, 1000, tuple(line for part in parts for line in part))


@pytest.mark.large
def test_twenty_plates_of_six_makers_propose_nothing_wrong() -> None:
    outcome = read(jpeg(sheet()))
    assert isinstance(outcome, Scan)
    fields = [
        (getattr(drawn.plate, name), getattr(plate(page), name))
        for drawn, page in zip(PLATES, pages(outcome.page), strict=True)
        for name in ("brand", "model", "serial")
    ]
    assert [(printed, proposed) for printed, proposed in fields if proposed not in (printed, None)] == []
    assert sum(printed == proposed for printed, proposed in fields) >= 0.95 * len(fields)


@pytest.mark.parametrize(
    "lines",
    [
        column(["CARRIER", "MODEL 24ACC636A003", "SERIAL 1313E12345"], 0, 0),
        column(["CARRIER", "M/N 24ACC636A003 S/N 1313E12345"], 0, 0),
        column(["CARRIER", "MOD.NO.24ACC636A003", "Ser. No: 1313E12345"], 0, 0),
        column(["Carrier", "Model Number", "24ACC636A003", "Serial Number", "1313E12345"], 0, 0),
        [*column(["CARRIER", "MODEL", "SERIAL"], 0, 0), *column(["", "24ACC636A003", "1313E12345"], 300, 0)],
        [*column(["CARRIER", "MODEL", "24ACC636A003"], 0, 0), *column(["", "SERIAL", "1313E12345"], 300, 0)],
        column(["CARRIER", "MODEL NO.  SERIAL NO.", "24ACC636A003  1313E12345"], 0, 0),
        column(["CARRIER", "MODEL 24ACC636A003", "SERIAL I3I3E1234S"], 0, 0),
        column(["CARRIER", "MODEL 24ACC636AOO3", "SERIAL 1313E 12345"], 0, 0),
    ],
    ids=["rows", "one row", "stops", "two lines", "beside", "columns", "one line of two", "letters", "O for 0"],
)
def test_a_plate_is_read_however_it_is_set(lines: list[Line]) -> None:
    assert plate(_page(lines)) == CARRIER


def test_what_is_not_sure_is_not_proposed() -> None:
    """A doubtful digit, two numbers for one label, letters that no rule tells from digits, two brands."""
    head, serial = column(["CARRIER", "MODEL 24ACC636A003"], 0, 0), "SERIAL 1313E12345"
    doubtful = line(serial, 0, 100, sure=0.7)
    assert plate(_page(head, [doubtful])) == Plate("Carrier", "24ACC636A003", None)
    two = column([serial, "SERIAL 1413E12345"], 0, 100)
    assert plate(_page(head, two)).serial is None
    assert plate(_page(column(["RHEEM", "M/N RAO436AJ1", "S/N W331407733"], 0, 0))) == Plate(
        "Rheem", None, "W331407733"
    )
    assert plate(_page(column(["Trane", "Lennox", "S/N W331407733"], 0, 0))).brand is None
    assert not plate(_page(column(["方氏冷暖", "240-651-9115"], 0, 0))).has_number


def test_makers_numbers_say_the_year_and_the_tons_and_how_sure_that_is() -> None:
    assert meaning("Carrier", "24ACC636A003", "1313E12345") == Meaning(2013, 3.0, TONS)
    assert meaning("goodman", "GSX140601KA", "9809217743") == Meaning(1998, 5.0, TONS | {"year"})
    assert meaning("Trane", "4TTR3018D1000NA", "13241KADBF") == Meaning(2013, 1.5, TONS | {"year"})
    assert meaning("York", "YCJD36S41S1A", "W1E3457821") == Meaning(2013, None, frozenset({"year"}))
    # Another way of writing, a 54th week, no rule, no brand: nothing.
    for brand, serial in (("Carrier", "A167990"), ("Carrier", "5413E12345"), ("Rheem", "W331407733"), (None, "1")):
        assert meaning(brand, None, serial) == Meaning()


def test_letters_become_digits_by_the_makers_rule_only() -> None:
    carrier = maker_of("Bryant")
    assert carrier is not None
    assert written("I3I3EI234S", carrier.serials) == "1313E12345"
    assert written("1313E1234", carrier.serials) is None
    assert written("13I3E12345", ()) is None
    assert len({brand for maker in makers() for brand in maker.brands}) == sum(len(one.brands) for one in makers())


def test_command_shows_plates_a_line_each(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, tmp_path, column(["TRANE", "MODEL 4TTR3036D1000NA", "SERIAL 13241KADBF"], 0, 0))
    photo, text = tmp_path / "plate.jpg", tmp_path / "plate.txt"
    photo.write_bytes(b"\xff\xd8\xff")
    text.write_text("MODEL 4TTR3036D1000NA", encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["plates", "read", str(photo), str(text)])
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "file": str(photo),
        "brand": "Trane",
        "model": "4TTR3036D1000NA",
        "serial": "13241KADBF",
        "year": 2013,
        "tons": 3.0,
        "unsure": ["tons", "year"],
    }
    assert str(text) in done.stderr
