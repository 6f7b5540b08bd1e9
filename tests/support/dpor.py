"""Lists in the form Virginia's DPOR publishes them. Every name is made up and no number is anybody's."""

from collections.abc import Iterator
from pathlib import Path

from directory.credentials.rules.dpor import COLUMNS

HEADER = "\t".join(COLUMNS)
_FIRST = ("OAKEN", "BLUE HERON", "LANTERN", "QUARRY", "TWO RIVERS", "JADE GATE", "PAPER MOON", "FOXGLOVE")
_SECOND = ("HEATING & COOLING", "HVAC", "MECHANICAL", "AIR CONDITIONING", "HOME SERVICES", "PLUMBING")
_FORMS = ("LLC", "INC", "CO", "CORP")
_CITIES = (("FAIRFAX", "22030"), ("RICHMOND", "23220"), ("NORFOLK", "23510"), ("ROANOKE", "24011"), ("VIENNA", "22180"))
_SPECIALTIES = ("HVA", "HIC", "HVA GFC PLB", "CBC", "REF", "ELE", "RBC HIC", "PLB GFC")


def registry_row(
    certificate: str = "000123",
    *,
    code: str = "2705a",
    firm: str = "INFINITE MEADOW AIR LLC",
    person: str = "",
    city: str = "FAIRFAX",
    zip_code: str = "22030",
    expires: str = "03/31/2027",
    specialty: str = "HVA",
    **columns: str,
) -> str:
    """One row, padded as the registry pads. Further columns by their names in lower case, `_` for a blank."""
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {
        "BOARD": code[:2],
        "OCCUPATION": code[2:4],
        "CERTIFICATE #": certificate,
        "INDIVIDUAL NAME": f"{person:<60}",
        "BUSINESS NAME": f"{firm:<60}",
        "FIRST LINE ADDRESS": "1 NOWHERE LN",
        "CITY": f"{city:<20}",
        "STATE": "VA",
        "FIVE DIGIT ZIP CODE": zip_code,
        "COUNTRY": "US",
        "EXPIRATION DATE": expires,
        "CERTIFICATION DATE": "04/01/2019",
        "LICENSE RANK": code[4:].upper(),
        "LICENSE SPECIALTY": f"{specialty:<40}",
        "EMAILADDRESS": "nobody@example.com",
    }
    for name, value in columns.items():
        cells[name.replace("_", " ").upper()] = value
    return "\t".join(cells.values())


def many(count: int, code: str = "2705a", start: int = 200_000) -> Iterator[str]:
    """So many different rows, half of them of our trades."""
    for index in range(count):
        city, zip_code = _CITIES[index % len(_CITIES)]
        firm = f"{_FIRST[index % 8]} {_SECOND[index % 6]} {index} {_FORMS[index % 4]}"
        specialty = _SPECIALTIES[index % len(_SPECIALTIES)]
        expires = "01/31/2026" if index % 50 == 0 else f"{index % 12 + 1:02}/28/2027"
        yield registry_row(
            f"{start + index:06}",
            code=code,
            firm=firm,
            city=city,
            zip_code=zip_code,
            expires=expires,
            specialty=specialty,
        )


def write(
    folder: Path,
    rows: list[str],
    code: str = "2705a",
    *,
    header: bool = True,
    newline: str = "\n",
    encoding: str = "latin-1",
    bom: bool = False,
) -> Path:
    """A file under the name the registry gives it."""
    path = folder / f"{code}__crnt.txt"
    text = newline.join(([HEADER] if header else []) + rows) + newline
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode(encoding))
    return path
