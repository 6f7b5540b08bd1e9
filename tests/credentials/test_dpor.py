"""Virginia's list as it is published, and as it may come out of somebody's spreadsheet."""

from datetime import date

import pytest

from directory.credentials.rules.dpor import LONGEST_LINE, Bad, Listed, bare, code_of, read, virginian
from directory.credentials.rules.matching import fold_name, is_strange
from tests.support.dpor import COLUMNS, HEADER, registry_row


def _read(*rows: str | bytes, code: str = "2705a") -> list[Listed | Bad]:
    return list(read([line if isinstance(line, bytes) else line.encode("latin-1") + b"\r\n" for line in rows], code))


def _one(*rows: str | bytes, code: str = "2705a") -> Listed:
    (entry,) = _read(*rows, code=code)
    assert isinstance(entry, Listed)
    return entry


def test_a_row_says_what_is_needed_and_no_more() -> None:
    assert _one(HEADER, registry_row("000123", specialty="HVA  HIC   GFC")) == Listed(
        number="2705000123",
        name="INFINITE MEADOW AIR LLC",
        is_person=False,
        city="FAIRFAX",
        zip="22030",
        license_class="A",
        specialties=("HVA", "HIC", "GFC"),
        certified_on=date(2019, 4, 1),
        expires_on=date(2027, 3, 31),
    )
    assert _one(registry_row(specialty="HVA HIC PLB")).trades == ("HVA", "PLB")


@pytest.mark.parametrize("certificate", ["123", "000123", "   000123  ", "0000000123", "2705000123"])
def test_a_number_is_read_however_it_is_padded(certificate: str) -> None:
    assert _one(registry_row(certificate)).number == "2705000123"
    assert _one(registry_row(certificate, board="0027", occupation=" 5")).number == "2705000123"


def test_names_keep_their_letters_in_latin_1_and_in_utf_8() -> None:
    text = registry_row(firm="CAFÉ “AIR” INC".replace("“", '"').replace("”", '"'))
    assert _one(text.encode("latin-1")).name == 'CAFÉ "AIR" INC'
    assert _one(text.encode("utf-8")).name == 'CAFÉ "AIR" INC'


def test_a_header_may_be_missing_marked_or_in_another_order() -> None:
    assert _one(registry_row()).number == "2705000123"
    assert _one(b"\xef\xbb\xbf" + HEADER.encode() + b"\n", registry_row()).number == "2705000123"
    assert _one(b"\xef\xbb\xbf" + registry_row().encode() + b"\n").number == "2705000123"
    turned = "\t".join(reversed(COLUMNS))
    assert _one(turned, "\t".join(reversed(registry_row().split("\t")))).city == "FAIRFAX"
    with pytest.raises(ValueError, match="EXPIRATION DATE"):
        _read(HEADER.replace("EXPIRATION DATE", "EXPIRES"), registry_row())
    with pytest.raises(ValueError, match="UTF-16"):
        _read(HEADER.encode("utf-16"), registry_row())


def test_a_person_without_a_firm_is_a_person() -> None:
    entry = _one(registry_row(code="2710", firm="", person="DOE, JANE Q", license_rank="MASTER"), code="2710")
    assert (entry.name, entry.is_person, entry.license_class, entry.number) == (
        "DOE, JANE Q",
        True,
        "MASTER",
        "2710000123",
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("27\t05\t1", "columns"),
        (registry_row() + "\tmore", "columns"),
        (registry_row("12A4"), "number"),
        (registry_row("1234567"), "number"),
        (registry_row("0"), "number"),
        (registry_row(board="٢٧"), "number"),
        (registry_row(code="2710"), "other list"),
        (registry_row(firm="", person=""), "name"),
        (registry_row(expires="2027-03-31"), "date"),
        (registry_row(expires="02/30/2027"), "date"),
        (registry_row(expires=""), "date"),
        (registry_row(expires="03/31/27000"), "date"),
        (registry_row(firm="A\x00B"), "characters"),
        ("x" * (LONGEST_LINE + 1), "too long"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_stops_nothing(bad: str, reason: str) -> None:
    raw = bad.encode("utf-8") + b"\n"
    entries = list(read([raw, registry_row("000124").encode() + b"\n"], "2705a"))
    assert entries[0] == Bad(1, reason)
    assert isinstance(entries[1], Listed)


def test_a_row_may_end_before_the_address_that_is_not_read_and_be_followed_by_blanks() -> None:
    assert _one(registry_row().rpartition("\t")[0]).number == "2705000123"
    assert _one(registry_row() + "\t \t").number == "2705000123"
    assert _read(b"\n", b"  \r\n") == []


def test_a_list_is_known_by_the_name_of_its_file() -> None:
    assert code_of("2705A__crnt (1).txt") == "2705a"
    for name in ("2703__crnt.txt", "licenses.txt", "9905__crnt.txt"):
        with pytest.raises(ValueError, match=name.split(".")[0]):
            code_of(name)


@pytest.mark.parametrize(
    "text",
    [
        "2705123456", "2705-123456", "VA 2705-123456", "VA 2705 123456", "DPOR # 2705123456", "2705 A 123456",
        "2705-A-123456", "A2705123456", "Class A 2705 123456", "VA Lic. No. 2705-123456 A",
        "２７０５１２３４５６", "2705–123456",
        "Virginia Contractor License 2705 0000123456",
    ],
)  # fmt: skip
def test_a_virginia_number_is_one_number_in_any_spelling(text: str) -> None:
    assert virginian(text) == virginian(text, "VA") == "2705123456"
    assert virginian(text, "MD") is None


@pytest.mark.parametrize(
    "text", ["", "123456", "270512", "2705", "01-12345", "2705 1234567", "240-636-8420", "2705 MD 1234"]
)
def test_what_is_no_virginia_number_is_none(text: str) -> None:
    assert virginian(text, "VA") is None


def test_short_numbers_keep_their_zeros_and_bare_ones_are_only_asked_about() -> None:
    assert virginian("2705-1234") == "2705001234"
    assert virginian("2710 056789") == "2710056789"
    assert bare("123456", "VA") == ["2701123456", "2705123456", "2710123456"]
    assert bare("123456", None) == bare("12345", "VA") == []


def test_names_are_equal_whatever_their_form_and_persons_whatever_their_order() -> None:
    assert fold_name("Infinite Meadow A/C & Heating, L.L.C.") == fold_name("INFINITE MEADOW AC AND HEATING INC")
    assert fold_name("DOE, JANE Q", is_person=True) == fold_name("Jane Doe", is_person=True)
    assert fold_name("华府冷暖") == "华府冷暖"


def test_a_name_is_strange_when_it_shares_no_telling_word() -> None:
    assert is_strange("OAKEN HEATING LLC", ["Infinite Meadow Heating", None])
    assert not is_strange("INFINITE AIR LLC", ["Infinite Meadow Heating"])
