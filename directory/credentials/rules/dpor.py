"""Virginia's list of license holders (DPOR "regulant list"), row by row. It takes nothing on trust.

Tab-delimited, Latin-1, no quoting (a quotation mark is a letter), a header usually; 20 columns, dates MM/DD/YYYY,
numbers and specialties padded. Seen or to be expected: a byte order mark, UTF-8, CRLF, rows cut off or too long, the
same certificate in several rows, no business name (a person).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from directory.kernel.site import site
from directory.kernel.text import clean

#: Heating and air conditioning, refrigeration, gas fitting, plumbing: the specialties that are our trade.
TRADES = ("HVA", "REF", "GFC", "PLB")
COLUMNS = (
    "BOARD", "OCCUPATION", "CERTIFICATE #", "INDIVIDUAL NAME", "BUSINESS NAME", "FIRST LINE ADDRESS",
    "SECOND LINE ADDRESS", "P O BOX #", "CITY", "STATE", "FIVE DIGIT ZIP CODE", "ZIP CODE EXTENSION", "PROVINCE",
    "COUNTRY", "POSTAL CODE", "EXPIRATION DATE", "CERTIFICATION DATE", "LICENSE RANK", "LICENSE SPECIALTY",
    "EMAILADDRESS",
)  # fmt: skip
#: A longer line is no row.
LONGEST_LINE = 16_384
_AT = {name: index for index, name in enumerate(COLUMNS)}
#: The e-mail address stands last and is not read: a row may end before it.
_FEWEST = len(COLUMNS) - 1
_FILE = re.compile(r"(27\d\d[a-z]?)__crnt", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CLASSES = {"2701": "A", "2705a": "A", "2705b": "B", "2705c": "C"}


def state() -> str:
    """The letters of the state whose list this is; empty on a site that is for other states."""
    return site().code_with("dpor")


@dataclass(frozen=True)
class Listed:
    """One row: what is public there and needed here. `number` has ten digits; `is_person` where no firm is named."""

    number: str
    name: str
    is_person: bool
    city: str | None
    zip: str | None
    license_class: str | None
    specialties: tuple[str, ...]
    certified_on: date | None
    expires_on: date

    @property
    def trades(self) -> tuple[str, ...]:
        """Those of its specialties that are ours."""
        return tuple(code for code in self.specialties if code in TRADES)


@dataclass(frozen=True)
class Bad:
    """A row that cannot be read: which line, and why.

    Reasons: columns, number, other list, name, date, too long, characters.
    """

    line: int
    reason: str


class _Unreadable(Exception):
    """Why a row cannot be read."""


def code_of(filename: str) -> str:
    """Which list a file holds, by the name it is published under (`2705a__crnt.txt`). Raises ValueError."""
    match = _FILE.search(filename)
    code = match[1].lower() if match else ""
    if code not in CODES:
        raise ValueError(f"{filename}: named otherwise than a list of ours ({', '.join(CODES)}__crnt.txt)")
    return code


def read(lines: Iterable[bytes], code: str) -> Iterator[Listed | Bad]:
    """Every row of a list in its order, one at a time. Raises ValueError where the file is no such list at all."""
    order: Sequence[int] = range(len(COLUMNS))
    for number, raw in enumerate(lines, start=1):
        if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ValueError("the file is UTF-16; save it as it was published")
        if len(raw) >= LONGEST_LINE:
            yield Bad(number, "too long")
            continue
        text = _decoded(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw).rstrip("\r\n")
        if not text.strip():
            continue
        cells = text.split("\t")
        if number == 1 and any(cell.strip().upper() in ("CERTIFICATE #", "LICENSE SPECIALTY") for cell in cells):
            order = _order(cells)
            continue
        try:
            if _CONTROL.search(text):
                raise _Unreadable("characters")
            yield _row(cells, order, code)
        except _Unreadable as why:
            yield Bad(number, str(why))


def _decoded(raw: bytes) -> str:
    """Latin-1 as published; a line that is proper UTF-8 was converted by somebody on the way."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _order(header: list[str]) -> list[int]:
    """Where each of our columns stands in this file."""
    names = [" ".join(cell.split()).upper() for cell in header]
    missing = [name for name in COLUMNS[:_FEWEST] if name not in names]
    if missing:
        raise ValueError(f"the header lacks {', '.join(missing)}")
    return [names.index(name) if name in names else len(names) for name in COLUMNS]


def _row(cells: list[str], order: Sequence[int], code: str) -> Listed:
    if len(cells) < _FEWEST or any(cell.strip() for cell in cells[len(COLUMNS) :]):
        raise _Unreadable("columns")

    def cell(name: str) -> str:
        at = order[_AT[name]]
        return _tidy(cells[at]) if at < len(cells) else ""

    number = _number(cell("BOARD"), cell("OCCUPATION"), cell("CERTIFICATE #"))
    if number[:4] != code[:4]:
        raise _Unreadable("other list")
    firm, person = cell("BUSINESS NAME"), cell("INDIVIDUAL NAME")
    if not firm and not person:
        raise _Unreadable("name")
    expires_on = _date(cell("EXPIRATION DATE"))
    if expires_on is None:
        raise _Unreadable("date")
    zip_code = cell("FIVE DIGIT ZIP CODE")
    return Listed(
        number=number,
        name=(firm or person)[:200],
        is_person=not firm,
        city=cell("CITY")[:80] or None,
        zip=zip_code.zfill(5) if zip_code.isascii() and zip_code.isdigit() and len(zip_code) <= 5 else None,
        license_class=_CLASSES.get(code) or cell("LICENSE RANK")[:20] or None,
        specialties=tuple(dict.fromkeys(cell("LICENSE SPECIALTY").upper().split())),
        certified_on=_date(cell("CERTIFICATION DATE")),
        expires_on=expires_on,
    )


def _tidy(cell: str) -> str:
    """A cell without its padding; the long way only for the few that hold more than ASCII."""
    return " ".join(cell.split()) if cell.isascii() else clean(cell)


def _number(board: str, occupation: str, certificate: str) -> str:
    """Ten digits from three padded columns; the third may already hold all ten."""
    if not all(part.isascii() and part.isdigit() for part in (board, occupation, certificate)):
        raise _Unreadable("number")
    prefix = f"{int(board):02}{int(occupation):02}"
    digits = certificate.lstrip("0")
    if len(digits) == 10 and digits.startswith(prefix):
        digits = digits[4:].lstrip("0")
    if not digits or len(digits) > 6 or len(prefix) != 4:
        raise _Unreadable("number")
    return prefix + digits.zfill(6)


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        month, day, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    except ValueError:
        raise _Unreadable("date") from None


#: Virginia: board 27, then the occupation. The lists in which a number of each can stand.
LISTS = {
    "2701": ("2701",),
    "2705": ("2705a", "2705b", "2705c"),
    "2710": ("2710",),
}
#: Every list that can be read.
CODES = tuple(code for codes in LISTS.values() for code in codes)

_WORDS = re.compile(
    r"virginia|contractors?|trades[mw][ae]n|master|licen[sc]e|lic|dpor|hvac|class|number|no|va|[#:№()]", re.IGNORECASE
)
#: A class letter may stand before, between or after the digits.
_NUMBER = re.compile(r"[ABC]?[\s./_-]*(27(?:01|05|10))([\s./_ABC-]*)(\d+)[\s./_-]*[ABC]?", re.IGNORECASE)
_BARE = re.compile(r"\d{6}")


def virginian(number: str | None, of: str | None = None) -> str | None:
    """The ten digits of a Virginia license in any spelling (`VA 2705-123456`, `2705 A 0000123456`), else None.

    Four digits and fewer than six more are a number only where something parts them: `270512` is nobody's.
    A number said to be another state's is not Virginia's.
    """
    if not number or of not in (None, state()):
        return None
    plain = _WORDS.sub(" ", unicodedata.normalize("NFKC", number).replace("–", "-").replace("—", "-")).strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    prefix, between, digits = match[1], match[2], match[3].lstrip("0")
    if not digits or len(digits) > 6 or (not between and len(match[3]) < 6):
        return None
    return prefix + digits.zfill(6)


def bare(number: str | None, of: str | None) -> list[str]:
    """The Virginia numbers that six digits without the board's four may mean: good enough to ask, not to tell."""
    plain = _WORDS.sub(" ", unicodedata.normalize("NFKC", number or "")).strip()
    return [prefix + plain for prefix in LISTS] if of == state() and _BARE.fullmatch(plain) else []
