"""Which words of an ad are the firm's name, in either script, however it is called and whatever stands beside."""

import pytest

from tests.factories.ads import parsed
from tests.support.in_one import in_one

NAMES = {
    "Silver Line Air Conditioning": (None, "Silver Line Air Conditioning"),
    "On Call Heating & Air LLC": (None, "On Call Heating & Air LLC"),
    "Phone Home HVAC Inc.": (None, "Phone Home HVAC Inc."),
    "Skyline HVAC 703-555-0111": (None, "Skyline HVAC"),
    "Free State Heating & Cooling": (None, "Free State Heating & Cooling"),
    "Beltway 495 Heating LLC": (None, "Beltway 495 Heating LLC"),
    "Acme HVAC call Mike 703-555-0111": (None, "Acme HVAC"),
    "Acme Heating & Cooling - full insurance": (None, "Acme Heating & Cooling"),
    "Acme Air LLC. AC repair and furnace install. Call 703-555-0111.": (None, "Acme Air LLC"),
    "Clean Air Pros HVAC\nAC tune-up": (None, "Clean Air Pros HVAC"),
    "FROSTINE!! FROSTINE!!": (None, "FROSTINE"),
    "大江冷暖〔原名小河空调〕": ("大江冷暖", None),
    "三、东方热水器 有桶无桶": ("东方热水器", None),
    "天一冷暖。空调维修。电话7035550111。": ("天一冷暖", None),
    "诚信冷暖公司：空调、暖气维修 703-555-0111": ("诚信冷暖公司", None),
    "張氏空調 (Zhang's HVAC)": ("張氏空調", "Zhang's HVAC"),
    "Galaxy Air 银河冷暖": ("银河冷暖", "Galaxy Air"),
    "DAVID ZHANG 冷暖空调": ("DAVID ZHANG 冷暖空调", None),
    "〔水電〕永昌水電　Cell 240-555-0109": ("永昌水電", None),
    "安达电器维修 240-555-0109": ("安达电器维修", None),
    "华兴冷暖一301-555-0162": ("华兴冷暖", None),
    "永平冷暖\n703-555-0112\n单换空调，零件五年": ("永平冷暖", None),
    "【春晖】专营冷暖气": ("春晖", None),
    "专业冷暖安装 春晖工程": ("春晖工程", None),
    "商号：春晖 业务：冷暖": ("春晖", None),
    "AC repair by Cardinal Point": (None, "Cardinal Point"),
    "capcityhvac.example — Cap City HVAC 703-555-0101": (None, "Cap City HVAC"),
    "YOUR LOCAL HVAC EXPERTS\nSterling Air": (None, "Sterling Air"),
    "Polar Bear 北極熊\n锅炉 地暖\npolarbear@ice.example": ("北極熊", "Polar Bear"),
    "天一水暖 SKYONE\n锅炉\nMaster Plumber (VA)": ("天一水暖", "SKYONE"),
    "华兴令暖公司 淮修": ("华兴冷暖公司", None),
    "Nail's Heating and Air (ask for Mr. Nail)": (None, "Nail's Heating and Air"),
    "Chow's A/C & Refrig. Svc. — walk-in coolers": (None, "Chow's A/C & Refrig. Svc."),
    "三姐妹 暖气冷气 / 3 Sisters Air": ("三姐妹 暖气冷气", "3 Sisters Air"),
    "【快暖】HVAC\n热泵 锅炉": ("快暖", None),
    "专修冷暖气 20年老师傅\n703-555-0111 阿强": (None, None),
    "维真尼亚州注册 持牌冷暖气师傅": (None, None),
    "空调加氟 清洗 修理": (None, None),
    "前某公司空调部经理 现自己接单": (None, None),
    "HVAC filters, thermostats, faucets": (None, None),
}
NONE = (
    "Free furnace check with AC tune-up",
    "Over 300 HVAC systems installed",
    "空调坏了，请找我们，电话703-555-0111",
    "Call 703-555-0111 for AC repair",
    "Master Chen 陳師傅 HVAC",
    "Uncle Wong 黄师傅 AC",
    "搵明叔：703-555-0111 冷氣維修",
    "冬暖夏涼 Heating / Cooling / Water Heater",
    "春暖秋涼 Heating",
    "中央空调 Central A/C",
    "「水电冷暖 阿坤」",
    "Boiler repair\nMaster Plumber on staff",
)


@in_one("text, names", NAMES.items())
def test_a_firm_is_called_what_its_ad_calls_it(text: str, names: tuple[str | None, str | None]) -> None:
    read = parsed(f"{text}\n703-555-0111")["listings"][0]["names"]
    assert (read["zh"], read["en"]) == names


@pytest.mark.parametrize("text", NONE)
def test_what_everybody_says_is_nobodys_name(text: str) -> None:
    assert parsed(f"{text}\n703-555-0111")["listings"][0]["names"] == {"zh": None, "en": None}
