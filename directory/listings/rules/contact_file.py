"""A business as a contact file (vCard 3.0, which old phones read too)."""

from collections.abc import Mapping
from typing import Any

_LINE_OCTETS = 75


def vcard(doc: Mapping[str, Any], url: str, note: str) -> str:
    """The file's text, lines folded at 75 octets and ended by CRLF. A romanized name is only the nickname."""
    names = doc["names"]
    printed = (
        " ".join(name for name in (names.get("zh"), names.get("en")) if name) or names.get("romanized") or doc["slug"]
    )
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escape(printed)}",
        f"N:{_escape(printed)};;;;",
        f"ORG:{_escape(printed)}",
    ]
    if names.get("romanized"):
        lines.append(f"NICKNAME:{_escape(names['romanized'])}")
    lines += [f"TEL;TYPE=WORK,VOICE:{phone}" for phone in doc["phones"]]
    lines += [f"URL:{url}", f"NOTE:{_escape(note)}", "END:VCARD"]
    return "".join(_fold(line) + "\r\n" for line in lines)


def _escape(text: str) -> str:
    """Text as a vCard value: what would end it is escaped."""
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, safe)
    return text


def _fold(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character; the next begins with a space."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > _LINE_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
