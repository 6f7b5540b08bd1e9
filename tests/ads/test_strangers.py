"""Ads of strangers: two firms beside each other, houses that only say where a firm is, languages, circles."""

from typing import Any

import pytest

from tests.factories.ads import parsed
from tests.support.in_one import in_one


@pytest.mark.parametrize(
    "text",
    [
        "松記水喉　　　　松記冷暖\n熱水爐 鍋爐　　　　空調 熱泵\n703-555-0144　　　703-555-0145",
        "Pine Heating      Kite Cooling\nboilers, steam    A/C, mini-splits\n703-555-0144      703-555-0145",
        "天成冷氣，專做分離式，703-555-0144；地利暖爐，專做燃氣爐，703-555-0145",
        "暖氣：耀光行 703-555-0144。冷氣：耀明行 703-555-0145。",
        "雪櫃凍房：祥記 703-555-0144　　冷氣暖氣：瑞記 703-555-0145",
        "Two brothers, two shops.\nVince: Vincent's Air, central A/C, 703-555-0144\n"
        "Sal: Salvatore Plumbing & Gas, tankless, 703-555-0145",
        "（左）春晖暖通 锅炉地暖 703-555-0144\n（右）秋水风管 清洗消毒 703-555-0145",
    ],
)
def test_two_firms_side_by_side_have_a_phone_each(text: str) -> None:
    assert [listing["phones"] for listing in parsed(text)["listings"]] == [["+17035550144"], ["+17035550145"]]


@pytest.mark.parametrize(
    "text",
    [
        "松記冷暖\n國語 703-555-0144      粵語 703-555-0145\n空調      暖氣",
        "松記冷暖\n空調部：王先生 703-555-0144\n水電部：李先生 703-555-0145",
        "Pine Heating\nOffice 703-555-0144      Shop 703-555-0145",
    ],
)
def test_two_phones_of_one_firm_stay_together(text: str) -> None:
    (listing,) = parsed(text)["listings"]
    assert listing["phones"] == ["+17035550144", "+17035550145"]


def test_a_column_is_quoted_as_it_was_printed() -> None:
    text = "松記水喉　　　　松記冷暖\n熱水爐 鍋爐　　　　空調 熱泵\n703-555-0144　　　703-555-0145"
    pipes, air = parsed(text)["listings"]
    assert air["evidence"]["services"] == ["冷暖", "空調 熱泵"]
    assert pipes["evidence"]["name_zh"] == ["松記水喉"]
    assert set(pipes["services"]) & {"air_conditioning", "heat_pump"} == set()


def test_a_list_of_small_ads_is_cut_where_a_line_begins_with_a_thing() -> None:
    page = parsed("冷氣：阿昌 240-555-0140\n電腦：阿盛 240-555-0141\n鋼琴：Amy 老師 240-555-0142")
    assert [listing["phones"] for listing in page["listings"]] == [["+12405550140"]]
    assert [refusal["reason"] for refusal in page["rejected"]] == ["other_trade", "other_trade"]


FACTS: list[tuple[str, dict[str, Any]]] = [
    ("粵 · 國 · 英", {"languages": ["cmn", "en", "yue"]}),
    ("國 粵 英 閩", {"languages": ["cmn", "en", "other", "yue"]}),
    ("中·西·日料理旁", {"languages": None}),
    ("near the Korean church", {"languages": None, "property_types": None}),
    ("好又多超市旁", {"property_types": None}),
    ("店面：12 Elm St, Rockville", {"property_types": None}),
    ("Offices, data rooms, houses of worship", {"property_types": ["commercial"]}),
    ("限 Columbia 方圓十五英里", {"radius": {"zip": "21045", "miles": 15}}),
    ("方圓 20 英里，以洛城為中心", {"radius": {"zip": "20850", "miles": 20}}),
    ("25-mile radius, Leesburg", {"radius": {"zip": "20176", "miles": 25}}),
    ("中央機、地庫水泵、凍房", {"services": ["central_ac", "refrigeration", "sump_pump"]}),
    ("DRYER TAKING FOREVER?\nDryer vents cleaned", {"services": ["dryer_vent"]}),
    ("三沖空調 馬里蘭州冷凍空調執照 01-90299", {"services": ["air_conditioning"]}),
]


@in_one("text, facts", FACTS)
def test_a_fact_is_read_in_the_words_of_strangers(text: str, facts: dict[str, Any]) -> None:
    (listing,) = parsed(f"Pine Climate LLC\n{text}\n703-555-0144")["listings"]
    read = {name: sorted(value) if isinstance(value := listing[name], list) else value for name in facts}
    assert read == facts
