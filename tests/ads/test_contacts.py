"""Ways to reach a firm: a label for phone and fax is a phone's, a price is none, an address is read whole."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.ads.rules import parse
from directory.reading.contacts import contacts
from directory.reading.offsets import printed
from tests.support.in_one import in_one

PHONES = {
    "TEL/FAX: 703-555-0111": ["0111"],
    "電話/傳真：703-555-0111": ["0111"],
    "Fax & Phone 703-555-0111": ["0111"],
    "电话传真同号 703-555-0111": ["0111"],
    "电话 703-555-0111 传真 703-555-0112": ["0111"],
    "703-555-0111(F) 703-555-0112(O)": ["0112"],
    "(O) 703-555-0111 (C) 703-555-0112 (F) 703-555-0113": ["0111", "0112"],
    "20 miles of Fairfax\n703-555-0111": ["0111"],
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
    "保养$80，703-555-0111": ["0111"],
    "703五五五0一一一": ["0111"],
    "Skyline HVAC 703-555-0111": ["0111"],
    "MD HVAC #703-555-0111": [],
    "Suite 495 Heating, 495 HEATING": [],
}


@in_one("text, expected", PHONES.items())
def test_every_phone_counts_and_nothing_else(text: str, expected: list[str]) -> None:
    phones = [contact.value for contact in contacts(printed(text)) if contact.kind == "phone"]
    assert [number[-4:] for number in phones] == expected
    assert all(number[2:8] in ("703555", "240555") for number in phones)


def test_letters_are_a_phone_in_capitals_only() -> None:
    assert [contact.value for contact in contacts(printed("(703) HOT-COLD"))] == ["+17034682653"]
    assert contacts(printed("(703) hot-cold")) == []


#: Text -> what of it is a mailbox, a website or a WeChat name: whole, or nothing.
ONLINE = {
    "o'brien@example.com": ["email o'brien@example.com"],
    "o’brien@example.com": ["email o'brien@example.com"],
    "e-mail: D'Arcy+hvac@Example.com": ["email d'arcy+hvac@example.com"],
    "heat&cool@example.com": ["email heat&cool@example.com"],
    "sales/east@example.com": ["email sales/east@example.com"],
    "a=b@example.com": ["email a=b@example.com"],
    "ridge!#$%*?^`{|}~air@example.com": ["email ridge!#$%*?^`{|}~air@example.com"],
    "li4@example.com": ["email li4@example.com"],
    "zhang3@hao4.com": ["email zhang3@hao4.com"],
    "邮箱east@example.com微信east_hvac1": ["email east@example.com", "wechat east_hvac1"],
    "电邮：east@example.com，west@example.com。": ["email east@example.com", "email west@example.com"],
    "703-555-0111/info@example.com": ["email info@example.com"],
    "a@example.com/b@example.com": ["email a@example.com", "email b@example.com"],
    "**info@example.com** | 'east@example.com'": ["email info@example.com", "email east@example.com"],
    "info@example.com.Call us": ["email info@example.com"],
    "josé@example.com": [],
    "оleg@example.com": [],
    "a..b@example.com": [],
    "x@y@example.com": [],
    "info@example.com703": [],
    "find us @ example.com": [],
    "www.comfortridge.hvac": ["website www.comfortridge.hvac"],
    "www.ridgeair.services": ["website www.ridgeair.services"],
    "网址www.example.com电话703-555-0111": ["website www.example.com"],
    "www.ridgeair.com.Call us": ["website www.ridgeair.com"],
    "https://shop.ridge.plumbing/hvac?x=1": ["website shop.ridge.plumbing/hvac?x=1"],
    "www.hao4.com": ["website www.hao4.com"],
    "ridgeair.company": [],
    "微信 li4wang3": ["wechat li4wang3"],
    "微信：east.hvac": [],
}


@in_one("text, expected", ONLINE.items())
def test_an_address_is_read_whole_or_not_at_all(text: str, expected: list[str]) -> None:
    ways = [way for way in contacts(printed(text)) if way.kind not in ("phone", "ad_number")]
    assert [f"{way.kind} {way.value}" for way in ways] == expected


@given(st.text(st.sampled_from("abz09'+&/=!#$%*?^_`{|}~-."), min_size=1, max_size=12))
@example("o'brien")
def test_no_mailbox_is_ever_cut(name: str) -> None:
    """What is read is all of the mailbox; a sign before it, or a stroke after another address, is no part of it."""
    boxes = [way.value for way in contacts(printed(f"邮箱 {name}@example.com 电话")) if way.kind == "email"]
    assert len(boxes) <= 1
    for value in boxes:
        box = value.removesuffix("@example.com")
        assert name.endswith(box)
        left_out = name.removesuffix(box)
        assert not any(c.isalnum() for c in left_out) or left_out[-1] in "/|=~*"


EXTENSIONS = {
    "电话 301-555-0142 转 12": ("301-555-0142 转 12", "12"),
    "電話 301-555-0142 轉12": ("301-555-0142 轉12", "12"),
    "301-555-0142 ext. 12": ("301-555-0142 ext. 12", "12"),
    "301-555-0142x12": ("301-555-0142x12", "12"),
    "301-555-0142 分机 305": ("301-555-0142 分机 305", "305"),
    "301-555-0142（分機305）": ("301-555-0142（分機305）", "305"),
    "(301) 555-0142, extension 7": ("(301) 555-0142, extension 7", "7"),
}


@pytest.mark.parametrize(("text", "words", "extension"), [(text, *read) for text, read in EXTENSIONS.items()])
def test_an_extension_stays_with_its_number(text: str, words: str, extension: str) -> None:
    ad = printed(f"{text}\n周一至周五 9:00-17:00")
    (way,) = contacts(ad)
    assert (way.kind, way.value) == ("phone", f"+13015550142x{extension}")
    assert ad.words((way.start, way.end)).strip() == words
    (listing,) = parse(f"东风冷暖 空调维修\n{text}").as_json()["listings"]
    assert (listing["phones"], listing["extensions"]) == (["+13015550142"], {"+13015550142": extension})


def test_a_phone_without_an_extension_names_none() -> None:
    (listing,) = parse("东风冷暖 空调维修 301-555-0142 转账可").as_json()["listings"]
    assert listing["phones"] == ["+13015550142"]
    assert "extensions" not in listing


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("电话 703-555-0111 传\n真 703-555-0112", "phones", ["+17035550111"]),
        ("传真 703-555-0112 电\n话：703-555-0111", "phones", ["+17035550111"]),
        ("(703) 555-0111 or (703)\n555-0112", "phones", ["+17035550111", "+17035550112"]),
        ("703-555-0111 dongfeng@example.\ncom", "emails", ["dongfeng@example.com"]),
        ("703-555-0111 微\n信 dongfeng_ac", "wechat", "dongfeng_ac"),
        ("No plumbing, or\nelectrical work\n703-555-0111", "services_excluded", ["electrical", "plumbing"]),
    ],
)
def test_what_a_narrow_column_breaks_is_whole_again(text: str, field: str, value: object) -> None:
    """A word for a way to reach somebody, an area code, an address behind its full stop, a list behind its last or."""
    (listing,) = parse(f"东风冷暖 空调维修\n{text}").as_json()["listings"]
    assert (sorted(listing[field]) if isinstance(value, list) else listing[field]) == value
