"""Ways to reach a firm: a label for phone and fax is a phone's, a second number counts, a price is none."""

import pytest

from directory.ads.rules.contacts import contacts
from directory.ads.rules.printed import printed

PHONES = {
    "TEL/FAX: 703-555-0111": ["0111"],
    "電話/傳真：703-555-0111": ["0111"],
    "Fax & Phone 703-555-0111": ["0111"],
    "电话传真同号 703-555-0111": ["0111"],
    "电话 703-555-0111 传真 703-555-0112": ["0111"],
    "703-555-0111(F) 703-555-0112(O)": ["0112"],
    "703-555-0111，0112": ["0111", "0112"],
    "703-555-0111 或 0112": ["0111", "0112"],
    "703-555-0111 or 0112": ["0111", "0112"],
    "703-555-0111~13": ["0111", "0113"],
    "703-555-0111, 1998年成立": ["0111"],
    "703-555-0111, 2025 special": ["0111"],
    "703-555-0111 ~ 24小时": ["0111"],
    "703 - 555 - 01 11": ["0111"],
    "703-555-COOL (2665)": ["2665"],
    "二四〇-五五五-〇一一一": ["0111"],
    "特价 $2,999-555-0111": [],
    "Skyline HVAC 703-555-0111": ["0111"],
    "MD HVAC #703-555-0111": [],
    "Suite 495 Heating, 495 HEATING": [],
}


@pytest.mark.parametrize(("text", "expected"), PHONES.items())
def test_every_phone_counts_and_nothing_else(text: str, expected: list[str]) -> None:
    found = [each.value for each in contacts(printed(text)) if each.kind == "phone"]
    assert [number[-4:] for number in found] == expected
    assert all(number[2:8] in ("703555", "240555") for number in found)


def test_letters_are_a_phone_in_capitals_only() -> None:
    assert [each.value for each in contacts(printed("(703) HOT-COLD"))] == ["+17034682653"]
    assert contacts(printed("(703) hot-cold")) == []
