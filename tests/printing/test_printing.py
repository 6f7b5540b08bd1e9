"""The printed ad as a printer's program reads it: one page of the right size, letters inside it, fonts, code, words."""

import itertools
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from directory import create_app
from directory.arrivals import issue
from directory.businesses.fields.listing import Listing
from directory.foundation import typeset
from directory.foundation.i18n import speaking
from directory.foundation.typeset import NotSet
from directory.kernel import clock
from directory.kernel.language import LANGUAGES
from directory.printing.actions import NewspaperPage, newspaper_page, printable, printed, words
from directory.printing.rules import BLEED, COLORS, PAGES, SHEETS, SPOT, Cell, divide
from tests.factories.printing import FULL, HOSTILE, SAID, SPARSE, USUAL, changed
from tests.support.pdf import Printed, is_cut, plates, read

#: The inner line of the frame, in points from the edge; a hair for letters that lean.
INSIDE = 4.4
#: Between that line and what is said: white, however high or deep letters reach.
BARE = (5.0, 6.6)
#: A third of all, so chosen that every two of words, language and sheet meet.
CASES = [
    (which, language, sheet)
    for (one, which), (two, language), (three, sheet) in itertools.product(*map(enumerate, (SAID, LANGUAGES, SHEETS)))
    if (one + two + three) % 3 == 0
]


pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with an address and a number that texts come from. Printing asks no database."""
    folder = str(tmp_path_factory.mktemp("print"))
    return create_app({"INSTANCE": folder, "BASE_URL": "https://lengnuan.example", "SMS_FROM": "+13015550100"})


@pytest.fixture
def press(site: Flask) -> Iterator[Flask]:
    """The same, within its context."""
    with site.app_context():
        yield site


def page(doc: Listing, language: str = "zh-hans", sheet: str = "column", color: str = "bw") -> Printed:
    return read(printed(doc, LANGUAGES[language], SHEETS[sheet], color, "pdf"))


def spoken(doc: Listing, language: str) -> Any:
    with speaking(LANGUAGES[language]):
        return words(doc, SHEETS["card"])


@pytest.mark.hostile
@pytest.mark.parametrize(("which", "language", "sheet"), CASES)
def test_everything_stands_inside_one_page_of_its_size(press: Flask, which: str, language: str, sheet: str) -> None:
    doc = SAID[which]
    color, size = COLORS[len(which + language) % 2], SHEETS[sheet]
    printed_page = page(doc, language, sheet, color)
    assert (printed_page.width, printed_page.height) == pytest.approx((size.width * 72, size.height * 72), abs=0.01)
    outside = [
        letter for letter in printed_page.letters if letter.text.strip() and not inside(letter.box, printed_page)
    ]
    assert outside == []
    # No ink is cut, because nothing cuts; and none reaches into the frame.
    assert not is_cut(printed(doc, LANGUAGES[language], size, color, "pdf"))
    if not size.is_handout:
        assert printed_page.is_bare(*BARE)
    assert all(embedded for _name, embedded in printed_page.fonts)
    assert all("NotoSansCJK" in name for name, _embedded in printed_page.fonts)
    wanted = f"https://lengnuan.example/{language}/request-a-quote?business={doc.slug}&from={SHEETS[sheet].source}"
    assert printed_page.codes == [wanted]
    for phone in spoken(doc, language).phones[:4]:
        assert phone in printed_page.text


def inside(box: tuple[float, float, float, float], printed: Printed) -> bool:
    left, bottom, right, top = box
    return left >= INSIDE and bottom >= INSIDE and right <= printed.width - INSIDE and top <= printed.height - INSIDE


def test_letters_do_not_lie_on_each_other(press: Flask) -> None:
    for language, sheet in itertools.product(LANGUAGES, SHEETS):
        letters = [letter for letter in page(FULL, language, sheet).letters if letter.text.strip()]
        letters.sort(key=lambda letter: letter.box)
        widest = max(letter.box[2] - letter.box[0] for letter in letters)
        for above in letters:
            x, y = (above.box[0] + above.box[2]) / 2, (above.box[1] + above.box[3]) / 2
            # Those that begin left of its middle, and not too far.
            near = (bisect_left(letters, at, key=lambda letter: letter.box[0]) for at in (x - widest, x))
            for letter in letters[slice(*near)]:
                left, bottom, right, top = letter.box
                # Two letters of one box are one glyph: fi.
                if letter.box != above.box and left + 0.3 < x < right - 0.3 and bottom + 0.3 < y < top - 0.3:
                    pytest.fail(f"{above.text} lies on {letter.text} ({language}, {sheet})")


def test_a_usual_ad_says_what_the_listing_says(press: Flask) -> None:
    text = page(USUAL, "zh-hant", "double").text
    for wording in (
        "高氏冷暖",
        "暖氣",
        "冷氣",
        "Carrier",
        "零件",
        "人工",
        "240-555-0150",
        "301-555-0142",
        "免費估價",
        "國語",
    ):
        assert wording in text
    assert "有證照（VA、MD）、有保險（業者自述，未查核）" in text
    assert "傳簡訊「好」到" in text


def test_traditional_and_simplified_have_their_own_glyphs(press: Flask) -> None:
    assert {name.split("CJK")[1][:2] for name, _ in page(SPARSE, "zh-hans").fonts} == {"sc"}
    # The name keeps the glyphs of its own script, whatever the ad around it speaks.
    assert {name.split("CJK")[1][:2] for name, _ in page(USUAL, "zh-hant").fonts} == {"sc", "tc"}


def test_what_is_not_stated_is_left_out(press: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(press.config, "SMS_FROM", "")
    said_of_it = spoken(SPARSE, "en")
    assert (said_of_it.optin, said_of_it.warranty, said_of_it.tags, said_of_it.brands) == ("", [], [], [])
    assert {text for _label, text in said_of_it.facts.values()} == {""}
    text = page(SPARSE, "en").text
    assert not re.search(r"warranty|license|insur|where|speak|not in the ad|text 好", text, re.I)


@pytest.mark.parametrize(
    ("license", "reads"),
    [
        ({"status": "expired", "expires_on": "2025-01-01", "checked_on": "2026-11-22"}, ""),
        ({"status": "not_found", "checked_on": "2026-11-22", "file_date": None}, ""),
        ({"status": "given"}, "License number VA 2705123456 (stated by the business, not checked)"),
        (
            {"status": "checked", "class": "A", "expires_on": "2027-11-30"},
            "License on file: VA 2705123456, class A, valid through Nov 30, 2027.",
        ),
        ({"status": "stated", "number": None}, "Has a license: HVACR (VA) (stated by the business, not checked)"),
    ],
)
def test_a_license_is_worth_what_is_known(press: Flask, license: dict[str, Any], reads: str) -> None:
    stated = {"type": "hvacr", "number": "2705123456", "state": "VA"}
    doc = changed(USUAL, {"insured": None, "licensed_states": ["VA"], "licenses": [stated | license]})
    assert re.sub(r": [^(]*HVACR[^(]*", ": HVACR ", spoken(doc, "en").facts["license"][1]) == reads


def test_a_business_that_takes_no_texts_sends_readers_to_its_page(press: Flask) -> None:
    doc = changed(USUAL, {"textable": False, "calls_only": True})
    assert page(doc, "en").codes == [
        f"https://lengnuan.example/en/businesses/gaoshi-lengnuan?from={issue(clock.today())}"
    ]


def test_hostile_words_are_printed_and_nothing_else(press: Flask) -> None:
    doc = changed(USUAL, {"names": {"zh": None, "zh_lang": "zh-Hans", "en": HOSTILE, "romanized": None}})
    text = page(doc, "en", "double").text
    assert '#panic("x") *_`$ <a> @b \\ ] } // " %(x)s {{7*7}}' in " ".join(text.split())
    svg = printed(doc, LANGUAGES["en"], SHEETS["double"], "two", "svg")
    root = ElementTree.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "g", "defs", "symbol", "use", "path"}
    targets = [value for letter in root.iter() for name, value in letter.attrib.items() if name.endswith("href")]
    assert all(letter.startswith("#") for letter in targets)
    assert b"#b3261e" in svg


def test_black_is_one_ink(press: Flask) -> None:
    svg = printed(USUAL, LANGUAGES["en"], SHEETS["card"], "bw", "svg")
    assert set(re.findall(rb'(?:fill|stroke)="(#\w+|none)"', svg)) <= {b"#000000", b"#ffffff", b"none"}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("color", COLORS)
def test_a_press_gets_its_plates_and_boxes(press: Flask, sheet: str, color: str) -> None:
    size = SHEETS[sheet]
    made = plates(printed(USUAL, LANGUAGES["zh-hans"], size, color, "pdf"))
    # Nothing is painted of four colors or of a screen's: each ink is a plate, and white is where there is none.
    assert made.others == set()
    plates_beside = {"All": {1.0}} if size.margin > BLEED else {}
    plates_beside |= {"Die": {1.0}} if sheet == "hanger" else {}
    assert made.inks == {"Black": {0.0, 1.0}} | ({SPOT: {1.0}} if color == "two" else {}) | plates_beside
    assert not made.has_transparency
    across, down = size.width * 72, size.height * 72
    around, marks = size.margin, size.margin - BLEED
    assert made.trim == pytest.approx((around, around, around + across, around + down), abs=0.01)
    assert made.bleed == pytest.approx((marks, marks, around + across + BLEED, around + down + BLEED), abs=0.01)
    assert made.media == pytest.approx((0, 0, across + 2 * around, down + 2 * around), abs=0.01)
    assert (made.condition, made.standard) == (size.condition, "PDF/X-1a:2003")


@pytest.mark.parametrize(("sheet", "says"), [("hanger", "No heat?"), ("invoice", "Amount"), ("sticker", "Filter size")])
def test_a_handout_speaks_two_languages(press: Flask, sheet: str, says: str) -> None:
    english, chinese = page(USUAL, "en", sheet).text, page(USUAL, "zh-hant", sheet).text
    for text in (english, chinese):
        assert says in text
        assert "高氏冷暖" in text
        assert "Gaoshi Lengnuan" in text
    assert "掃描" in chinese
    assert "扫码" in english


@pytest.mark.parametrize("size", PAGES)
def test_ads_share_a_page_without_gaps(size: str) -> None:
    sheet = PAGES[size]
    place = Cell(0, 0, sheet.columns, sheet.rows)
    for number in range(1, sheet.capacity + 2):
        for weights in (
            [1.0] * number,
            [float(8 + at * 7 % 23) for at in range(number)],
            [30.0] + [8.0] * (number - 1),
        ):
            cells = divide(weights, place)
            assert len(cells) == number
            assert min(min(cell.w, cell.h) for cell in cells) >= 2 or number == 1
            squares = [
                (x, y) for cell in cells for x in range(cell.x, cell.x + cell.w) for y in range(cell.y, cell.y + cell.h)
            ]
            assert sorted(squares) == sorted(itertools.product(range(sheet.columns), range(sheet.rows)))
    with pytest.raises(ValueError, match="more ads"):
        divide([1.0] * (sheet.capacity + 2), place)


def test_a_whole_page_is_plates_and_every_ad_has_its_code(press: Flask) -> None:
    docs = [USUAL, SPARSE, changed(FULL, {"slug": "full"}), changed(USUAL, {"slug": "other", "brands": []})]
    wanted = NewspaperPage(date(2027, 1, 8), PAGES["tabloid"], LANGUAGES["zh-hans"], "two")
    content = newspaper_page(docs, wanted)
    made, printed_page = plates(content), read(content)
    assert (made.others, made.has_transparency, set(made.inks)) == (set(), False, {"Black", SPOT})
    assert made.trim == pytest.approx((BLEED, BLEED, BLEED + 11 * 72, BLEED + 17 * 72), abs=0.01)
    assert all(inside(letter.box, printed_page) for letter in printed_page.letters if letter.text.strip())
    base = "https://lengnuan.example/zh-hans"
    codes = {f"{base}/request-a-quote?business={doc.slug}&from=paper-2027-01" for doc in docs}
    assert set(printed_page.codes) == {*codes, f"{base}/?from=paper-2027-01"}


@pytest.mark.parametrize(
    ("language", "masthead", "code"),
    [("zh-hans", "冷暖专版", "二维码"), ("zh-hant", "冷暖專版", "QR"), ("en", "冷暖专版", "code")],
)
def test_a_page_of_nobody_explains_the_codes(press: Flask, language: str, masthead: str, code: str) -> None:
    content = newspaper_page([], NewspaperPage(date(2027, 1, 8), PAGES["letter"], LANGUAGES[language], "bw"))
    assert set(plates(content).inks) == {"Black"}
    text = read(content).text.replace("\r\n", "")
    assert [words for words in (masthead, "2027", code) if words not in text] == []


def test_text_that_no_font_holds_is_left_out_and_long_words_may_break() -> None:
    assert printable("a\u202e\U0001f600\x00b\n ★ 24°C® ❄\ufe0f`", 50) == "ab ★ 24°C® `"
    assert printable("x" * 20, 50) == "\u200b".join(("x" * 8, "x" * 8, "x" * 4))
    assert printable("冷" * 30, 10) == "冷" * 9 + "…"


def test_a_page_is_made_once(press: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printed(USUAL, LANGUAGES["en"], SHEETS["card"], "bw", "pdf")

    def fail(*_all: object) -> bytes:
        raise AssertionError("set again")

    monkeypatch.setattr(typeset, "typeset", fail)
    assert printed(USUAL, LANGUAGES["en"], SHEETS["card"], "bw", "pdf") == first
    with pytest.raises(AssertionError, match="set again"):
        printed(changed(USUAL, {"brands": ["York"]}), LANGUAGES["en"], SHEETS["card"], "bw", "pdf")


def test_of_too_many_files_the_oldest_go(press: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(typeset, "typeset", lambda *_all: b"page")
    monkeypatch.setattr(typeset, "MOST_KEPT", 5)
    monkeypatch.setattr(typeset, "KEPT_AFTER", 3)
    for number in range(6):
        typeset.typeset_once(tmp_path, "source", json.dumps(number), "pdf")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_fault_is_told_without_the_words(press: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSet):
        typeset.typeset("#let", "{}", "pdf")
    with pytest.raises(NotSet, match="not one page"):
        typeset.typeset("a#pagebreak()b", "{}", "svg")
    monkeypatch.setattr(typeset, "LONGEST", 0.001)
    with pytest.raises(NotSet, match="too long"):
        typeset.typeset("a", "{}", "pdf")
