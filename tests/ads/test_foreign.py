"""Ads as other hands write them: each kind that was once read wrong, in several wordings of it."""

from typing import Any

import pytest

from tests.factories.ads import parsed
from tests.support.in_one import in_one

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Kind -> text (lines in one string) -> what its one listing states of the fields that the kind is about.
KINDS: dict[str, dict[str, dict[str, Any]]] = {
    "a license denied or another's is none": {
        "Pine Cooling\nI'm not a licensed contractor, cash only": {"licensed": None, "licenses": None},
        "Pine Cooling\nWe don't have a license yet": {"licensed": None},
        "Pine Cooling\nOur partner company is fully licensed": {"licensed": None},
        "Pine Cooling\nAlways ask for a licensed contractor": {"licensed": None},
        "青松冷气\n合作师傅持牌": {"licensed": None},
        "青松冷气\n一定要找有牌照的师傅": {"licensed": None},
        "青松冷氣\n本店並無執照": {"licensed": None},
        "Pine Cooling\nBeware of unlicensed crews! We are licensed and insured.": {"licensed": True, "insured": True},
    },
    "states stand beside licenses however they are joined": {
        "Pine HVAC\nLicensed & Insured VA/MD": {"licensed_states": ["VA", "MD"], "insured_states": ["VA", "MD"]},
        "Pine HVAC\nLicensed • Bonded • Insured in MD": {"licensed_states": ["MD"], "insured_states": ["MD"]},
        "Pine HVAC\nBonded & licensed - DC, VA": {"licensed_states": ["DC", "VA"]},
        "Pine HVAC\nLicensed in Maryland only (VA license pending).": {"licensed": True, "licensed_states": ["MD"]},
    },
    "numbers of licenses are whole, of any shape": {
        "Pine HVAC\nHVACR Lic 0144-7712": {"licenses": [{"type": "hvacr", "number": "0144-7712", "state": "MD"}]},
        "Pine HVAC\nDelaware HVACR license # 551177": {
            "licenses": [{"type": "hvacr", "number": "551177", "state": None}]
        },
        "Pine HVAC\nDC Lic. #ECC904411": {"licenses": [{"type": "contractor", "number": "ECC904411", "state": "DC"}]},
        "Pine HVAC\nVA Class A #2705 111 222": {
            "licenses": [{"type": "class_a", "number": "2705111222", "state": "VA"}]
        },
        "Pine HVAC\nLic: VA 2705-998877 / MD 01-55667": {
            "licenses": [
                {"type": "dpor", "number": "2705998877", "state": "VA"},
                {"type": "hvacr", "number": "01-55667", "state": "MD"},
            ]
        },
        "Pine Plumbing & Heating\nMaster Plumber Lic 77121": {
            "licenses": [{"type": "master_plumber", "number": "77121", "state": None}],
            "licensed": True,
        },
    },
    "a town is of the state that is said of it": {
        "Pine HVAC\nServing Easton, Bristol and Salisbury, Pennsylvania": {"service_places": None},
        "Pine HVAC\nServing Vienna and Reston VA, and York, PA": {"service_places": ["VA:vienna", "VA:reston"]},
        "Pine HVAC\nServing Centreville, MD": {"service_places": ["MD:centreville"]},
        "Pine HVAC\nServing Winchester, Virginia and Martinsburg, West Virginia": {"service_places": ["VA:winchester"]},
        "青松冷暖\n只做马州，不去维州": {"service_states": ["MD"]},
        "青松冷氣\n服務馬利蘭 維珍尼亞": {"service_states": ["MD", "VA"]},
    },
    "a line of places needs no verb": {
        "Pine HVAC\nBowie * Laurel * Lanham": {"service_places": ["MD:bowie", "MD:laurel", "MD:lanham"]},
        "Pine HVAC\nVienna VA - Reston VA": {"service_places": ["VA:vienna", "VA:reston"]},
        "青松冷氣\n洛城 蓋城 銀泉": {"service_places": ["MD:rockville", "MD:gaithersburg", "MD:silver-spring"]},
        "Pine HVAC\nServing Frederick & Carroll Counties MD, Clarke County VA": {
            "service_places": ["24021", "24013", "51043"],
            "service_states": None,
        },
        "Pine HVAC\nFurnace repair in Bowie and Laurel": {"service_places": ["MD:bowie", "MD:laurel"]},
    },
    "names in brackets, scripts, sentences and behind labels": {
        "【松月空调】 5-121\n安装维修": {"names": {"zh": "松月空调", "en": None}, "ad_number": "5-121"},
        "老字号「金松冷暖」25年": {"names": {"zh": "金松冷暖", "en": None}},
        "《北极狐》\n空调安装": {"names": {"zh": "北极狐", "en": None}},
        "SNOW RIVER 雪河冷暖": {"names": {"zh": "雪河冷暖", "en": "SNOW RIVER"}, "owner": None},
        "D.D. HOLLIS  Northern Virginia\nAC repair": {"names": {"zh": None, "en": "D.D. HOLLIS"}},
        "公司名：青松冷暖 Pine Comfort": {"names": {"zh": "青松冷暖", "en": "Pine Comfort"}},
        "Company: Blue Wren\nServices: furnace repair": {"names": {"zh": None, "en": "Blue Wren"}},
        "青松冷暖 Since 1997": {"names": {"zh": "青松冷暖", "en": None}},
        "B+ WARM. 12 years.\nFurnace repair": {"names": {"zh": None, "en": "B+ WARM"}},
        "大家好，我们是青松冷暖，专修空调": {"names": {"zh": "青松冷暖", "en": None}},
        "新店开张！全家乐冷暖公司\n装机八折": {"names": {"zh": "全家乐冷暖公司", "en": None}},
        "零件十年，壓縮機終身保固 金松冷氣": {"names": {"zh": "金松冷氣", "en": None}},
        "1-yr parts/labor on repairs. 24/7. Red Kite Air": {"names": {"zh": None, "en": "Red Kite Air"}},
        "Mr. Comfort Heating & Air (formerly Tidewater Air)": {
            "names": {"zh": None, "en": "Mr. Comfort Heating & Air"}
        },
        "NORTHKITE\nheating, cooling\nnorthkite.example": {
            "names": {"zh": None, "en": "NORTHKITE"},
            "websites": ["northkite.example"],
        },
        "Bowie's favorite: Red Kite Comfort Pros": {"names": {"zh": None, "en": "Red Kite Comfort Pros"}},
        "<h2>Pine Heating &amp; Air</h2><p>AC repair</p>": {"names": {"zh": None, "en": "Pine Heating & Air"}},
        "冷暖\n7-400\n**青松空调** 7-401": {"names": {"zh": "青松空调", "en": None}, "ad_number": "7-401"},
        "松月空调 2-45": {"names": {"zh": "松月空调", "en": None}, "ad_number": "2-45"},
    },
    "work, sentences and people are no names": {
        "Call Ann at Pine Furnace Medics": {"names": {"zh": None, "en": "Pine Furnace Medics"}, "owner": "Ann"},
        "北极狐 空调维修": {"names": {"zh": "北极狐", "en": None}},
        "Comfort in every room — Patel Heating, Air & Plumbing.": {
            "names": {"zh": None, "en": "Patel Heating, Air & Plumbing"}
        },
        "Stay warm this winter!\nFurnace repair": {"names": {"zh": None, "en": None}},
        "20年老师傅 专修中央空调": {"names": {"zh": None, "en": None}, "owner": None},
        "窗型、分離式、中央空調": {"names": {"zh": None, "en": None}},
    },
    "promises on work are of labor, in every place's words": {
        "青松冷气\n冷气安装 工包三年": {
            "warranties": [{"scope": "labor", "years": 3, "appliance": "air_conditioning"}]
        },
        "青松冷氣\n安裝保固兩年": {"warranties": [{"scope": "labor", "years": 2}]},
        "青松冷氣\n工資首年保固": {"warranties": [{"scope": "labor", "years": 1}]},
        "青松冷氣\n包工包料保用一年": {"warranties": [{"scope": "parts", "years": 1}, {"scope": "labor", "years": 1}]},
        "青松冷氣\n保固:整機5年 壓縮機10年 安裝1年": {
            "warranties": [
                {"scope": "equipment", "years": 5},
                {"scope": "compressor", "years": 10},
                {"scope": "labor", "years": 1},
            ]
        },
        "Pine HVAC\nInstallation warranty: 3 years": {"warranties": [{"scope": "labor", "years": 3}]},
        "Pine HVAC\n10-yr pts/1-yr lbr wty": {
            "warranties": [{"scope": "parts", "years": 10}, {"scope": "labor", "years": 1}]
        },
        "Pine HVAC\nLabor warranty: one full year. Ten (10) year parts": {
            "warranties": [{"scope": "labor", "years": 1}, {"scope": "parts", "years": 10}]
        },
        "青松冷暖\n零 件 1O 年 保 修": {"warranties": [{"scope": "parts", "years": 10}]},
    },
    "what is refused is not offered": {
        "青松空调\n住家空调安装；商用、冷凍設備恕不承接": {
            "services": ["air_conditioning"],
            "services_excluded": ["refrigeration"],
            "property_excluded": ["commercial"],
        },
        "青松空调\n锅炉，冷库一概不修": {"services_excluded": ["boiler", "refrigeration"]},
        "Pine Boilers LLC\nSteam heat. No AC.": {"services_excluded": ["air_conditioning"]},
        "Pine HVAC\nNo heat? No AC? We fix it": {"services_excluded": None},
        "Pine HVAC\nHeat pumps. Chillers and ice machines not serviced": {
            "services_excluded": ["cooling_tower", "ice_machine"]
        },
    },
    "gifts, tips and empty boxes are no services": {
        "青松空调\n装机送空气净化器一台": {"services": ["air_conditioning"]},
        "青松空调\n换机加送Honeywell智能恒温器": {"services": ["air_conditioning"], "brands": None},
        "青松空调\n保养送滤网": {"services": ["air_conditioning"], "work_types": ["maintenance"]},
        "Pine HVAC\nFree thermostat with any new system": {"services": ["air_conditioning", "heating"]},
        "Pine HVAC\nTip: change your air filter monthly": {"services": ["air_conditioning", "heating"]},
        "青松空调\n☑ 空调 ☐ 风管": {"services": ["air_conditioning"]},
        "青松空调\n□空调 □暖气": {"services": ["air_conditioning", "heating"]},
    },
    "a term within another word is none": {
        "青松空调\n修空调 省水电费": {"services": ["air_conditioning"]},
        "青松空调\n热泵安装 电力局回扣": {"services": ["air_conditioning", "heat_pump"], "features": ["rebates"]},
    },
    "abbreviations and scans": {
        "Pine HVAC\nHt Pmps Inst/Svc Lic/Ins": {"licensed": True, "insured": True, "work_types": ["install"]},
        "Pine HVAC\nWtr Htrs, Furn Rpr, Res/Comm, Free Est": {
            "services": ["air_conditioning", "heating", "water_heater", "furnace"],
            "property_types": ["residential", "commercial"],
            "features": ["free_estimate"],
        },
        "Pine HVAC\nY0rk, Amer1can Standard, Lenn0x": {"brands": ["York", "American Standard", "Lennox"]},
        "青松空调\n热水 器 中央空\n调": {"services": ["air_conditioning", "water_heater", "central_ac"]},
        "Pine HVAC\nFurnace repalr, lnstallation. Llcensed and 1nsured": {
            "work_types": ["repair", "install"],
            "licensed": True,
            "insured": True,
        },
        "青松空调\n空凋淮修 安袋": {"work_types": ["repair", "install"]},
        "Pine HVAC\nWe carry Carrier®, Trane™ and Rheem": {"brands": ["Carrier", "Trane", "Rheem"]},
        "Pine HVAC\n0% for 36 months. Estimates are free.": {"features": ["financing", "free_estimate"]},
        "Pine HVAC\nwww.pineair.services": {"websites": ["www.pineair.services"]},
    },
    "a number belongs to the license in its own part of the line": {
        "Pine HVAC\nDC Master Mechanic #RAM990144, MD HVACR 01-99144": {
            "licenses": [
                {"type": "master", "number": "RAM990144", "state": "DC"},
                {"type": "hvacr", "number": "01-99144", "state": "MD"},
            ]
        },
        "青松冷暖\nMaster HVACR（馬州 #99144）": {"licenses": [{"type": "master", "number": "99144", "state": "MD"}]},
        "青松冷暖\nMaster 执照：DC 有、MD 有、VA 无": {
            "licensed": True,
            "licenses": [
                {"type": "master", "number": None, "state": "DC"},
                {"type": "master", "number": None, "state": "MD"},
            ],
        },
        "Pine HVAC\nLicensed in Maryland (Virginia license pending)": {"licensed": True, "licensed_states": ["MD"]},
        "青松冷暖\n維州電工執照": {"licensed": True, "licensed_states": ["VA"]},
    },
    "a name is found beside ornaments, categories, work, people and streets": {
        "◎永春冷暖◎ 7-033": {"names": {"zh": "永春冷暖", "en": None}, "ad_number": "7-033"},
        "HEATING/AC - Carver & Sons. Family owned": {"names": {"zh": None, "en": "Carver & Sons"}},
        "廖記水電 熱水爐漏水 馬桶 龍頭": {"names": {"zh": "廖記水電", "en": None}},
        "旺角冷氣師傅 (前Trane公司技師)": {"names": {"zh": "旺角冷氣師傅", "en": None}, "brands": None},
        "Winter special from Coastal Climate Co.": {"names": {"zh": None, "en": "Coastal Climate Co."}},
        "急修暖氣熱水爐 老李": {"names": {"zh": None, "en": None}},
        "暖气安装 包工两年 赤松空调": {"names": {"zh": "赤松空调", "en": None}},
        "Cool Air LLC 1200 Oak St, Laurel, MD 20707": {"names": {"zh": None, "en": "Cool Air LLC"}},
        "Granite Air\nVienna * Oakton * Burke": {"names": {"zh": None, "en": "Granite Air"}},
        "PREClSlON AlR lnc.": {"names": {"zh": None, "en": "PRECISION AIR inc."}},
    },
    "people are named as friends name them": {
        "青松冷氣\n歡迎致電 輝哥": {"owner": "輝哥"},
        "Elm Heating. K.J. Stone 703-555-0144": {"owner": "K.J. Stone"},
        "空调维修 有证书": {"names": {"zh": None, "en": None}},
        "教會服務\n王弟兄 冷暖氣檢修": {"owner": "王弟兄"},
        "Oak A/C & Electric - Dominic Russo - master electrician": {"owner": "Dominic Russo"},
        "青松冷氣\n范小姐接聽": {"owner": None},
        "黃氏冷氣 黃伯主理": {"owner": "黃伯"},
        "水电冷暖 阿强\n修水管": {"owner": "阿强"},
        "冷氣維修 揾阿輝 703-555-0144": {"owner": "阿輝"},
        "煙罩 雪房 搵明哥 703-555-0144": {"owner": "明哥"},
        "Kevin 陈 | 修空调": {"owner": "Kevin 陈"},
        "大同冷暖  陈大同\n炉、机都懂": {"owner": "陈大同"},
        "大同冷暖  马上到\n炉、机都懂": {"owner": None},
        "正安冷暖 ─ 安裝；老正 703-555-0144": {"owner": "老正"},
        "永安冷暖 ─ 安裝；老店 703-555-0144": {"owner": None},
        "A/C repair\nOwner  Tony  Lau": {"owner": "Tony Lau"},
        "Boilers – Uncle Bao 鲍叔 – 703-555-0144": {"owner": "鲍叔"},
    },
    "work is refused in the words of Hong Kong, in small print and by kind of customer": {
        "青松冷氣\n唔做屋頂機，唔做 Lennox": {"services_excluded": ["rooftop_unit"], "brands_excluded": ["Lennox"]},
        "青松冷暖\n水電瓦斯概不承接": {"services_excluded": ["plumbing", "electrical", "gas_line"]},
        "青松冷暖\n餐館冰箱概不維修": {"services_excluded": ["refrigeration"]},
        "青松制冷\n修冰柜 不修家用空调": {"services": ["refrigeration"], "property_excluded": ["residential"]},
        "Pine Boiler Works\nNo AC work whatsoever": {"services": ["boiler"], "services_excluded": ["air_conditioning"]},
    },
    "hours and days as they are set beside each other": {
        "青松冷暖\n09:00-18:00（一至五）／09:00-13:00（六）": {
            "hours": {day: ["09:00", "13:00" if day == "sat" else "18:00"] for day in _WEEK[:6]}
        },
        "青松冷氣\n7:00AM-11:00PM 日日開工": {"hours": {day: ["07:00", "23:00"] for day in _WEEK}},
        "青松冷暖\n周二至周四 1O:OO-19:0O": {"hours": {day: ["10:00", "19:00"] for day in _WEEK[1:4]}},
        "青松冷暖\n周一——周五：上午8点—下午6点": {"hours": {day: ["08:00", "18:00"] for day in _WEEK[:5]}},
    },
    "a town is of the state of those it is named with": {
        "Pine Air\nRichmond - Petersburg - Chester": {"service_places": ["VA:richmond", "VA:petersburg", "VA:chester"]},
        "Pine Air\nserving Easton, Cambridge and Salisbury": {
            "service_places": ["MD:easton", "MD:cambridge", "MD:salisbury"]
        },
    },
    "what somebody did elsewhere, and how one is spoken to, state nothing": {
        "Dave Kowalski, Master HVAC mechanic, retired from Trane": {
            "owner": "Dave Kowalski",
            "brands": None,
            "names": {"zh": None, "en": None},
        },
        "Pine Air serving Easton": {"names": {"zh": None, "en": "Pine Air"}},
        "小馬哥冷暖 馬州持牌(HVACR 01-88120)": {"names": {"zh": "小馬哥冷暖", "en": None}},
        "福泰冷暖 鄭師傅 國/粵/閩": {"languages": ["cmn", "yue", "other"]},
    },
    "places are read shortened, and a state before its town is the town's": {
        "Pine Air\nServing Balt. City, Balto. Co., Harford": {"service_places": ["24510", "24005", "24025"]},
        "青松冷暖\n服務：蒙郡、豪郡": {"service_places": ["24031", "24027"]},
        "青松冷暖\n服務：維州費爾法克斯": {"service_places": ["VA:fairfax"], "service_states": None},
        "Pine Air\na division of Pine Homes, Raleigh NC\nServing Loudoun County": {"service_places": ["51107"]},
    },
}
CASES = [(kind, text, stated) for kind, texts in KINDS.items() for text, stated in texts.items()]


@in_one("kind, text, stated", CASES)
def test_a_kind_is_read_in_every_wording(kind: str, text: str, stated: dict[str, Any]) -> None:
    (listing,) = parsed(f"{text}\n703-555-0144")["listings"]
    read = {name: listing[name] for name in stated}
    assert read | _sorted(read) == stated | _sorted(stated), kind
    assert listing["phones"] == ["+17035550144"]


def _sorted(values: dict[str, Any]) -> dict[str, Any]:
    """Lists of codes in one order."""
    lists = {name: value for name, value in values.items() if isinstance(value, list) and isinstance(value[0], str)}
    return {name: sorted(value) for name, value in lists.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Pine Air LLC ...... 12 Oak St, Vienna VA ...... 703 555-0144\n"
        "Kite Heating Inc ...... 9 Elm St, Reston VA ...... 703 555-0145",
        "**Pine Mechanical, Inc.**\nChillers 703-555-0144\n\n**小林修冰箱**\n冰箱 703-555-0145",
        "青松冷暖 电话703-555-0144；绿竹空调 电话703-555-0145",
        "Pine Air: repairs, 703-555-0144. Kite Heating: installs, 703-555-0145.",
        "| Firm | Phone |\n|---|---|\n| Pine Air | 703-555-0144 |\n| Kite Heating | 703-555-0145 |",
        "北极狐 空调维修 703-555-0144\n老张师傅 修暖气 703-555-0145",
        "<div>Pine Air<br>703-555-0144</div><div>Kite Heating<br>703-555-0145</div>",
    ],
)
def test_no_firm_has_the_phone_of_the_next(text: str) -> None:
    assert [listing["phones"] for listing in parsed(text)["listings"]] == [["+17035550144"], ["+17035550145"]]


@pytest.mark.parametrize(
    "text",
    [
        "好运来搬家\n长短途 冷气机拆装 热水炉搬运\n703-555-0144",
        "PINE BLINDS — lower your cooling bill! Licensed & insured 703-555-0144",
        "出售 联排屋 新中央空调 近地铁 经纪 王小姐 703-555-0144",
        "Window Tint Pros — cut cooling costs 703-555-0144",
        "冷链运输 冷冻冷藏货车 703-555-0144",
        "餐馆转让 新冷气 新抽油烟机 703-555-0144",
        "二手空调出售，九成新，自取 703-555-0144",
        "空调培训班 考EPA证 包就业 703-555-0144",
        "收购废旧空调 铜铁 703-555-0144",
        "Air conditioned limo & airport shuttle 703-555-0144",
        "电工 换电箱 装空调插座 703-555-0144",
        "通下水道 修马桶 换水龙头 703-555-0144",
    ],
)
def test_another_trade_that_names_our_things_is_none_of_ours(text: str) -> None:
    page = parsed(text)
    assert page["listings"] == []
    assert [refusal["reason"] for refusal in page["rejected"]] == ["other_trade"]


def test_who_has_the_papers_of_the_fire_department_is_reached_by_the_phone_behind_them() -> None:
    (listing,) = parsed("洗油煙機 餐館排煙 消防證書 703-555-0144")["listings"]
    assert listing["phones"] == ["+17035550144"]


def test_a_row_of_a_table_keeps_its_phone_whoever_it_is_of() -> None:
    page = parsed("Pine Heating 703-555-0144\nKite Air 703-555-0145\nCleaning Crew — carpets — 703-555-0146")
    assert [listing["phones"] for listing in page["listings"]] == [["+17035550144"], ["+17035550145"]]
    assert [refusal["reason"] for refusal in page["rejected"]] == ["other_trade"]


@pytest.mark.parametrize(
    "text",
    ["Fresh eggs and honey from our farm, pick up Saturdays", "吉他教学 成人小班 一对一", "小王外卖 川菜湘菜 送餐"],
)
def test_a_trade_that_nobody_has_a_word_for_is_none_of_ours(text: str) -> None:
    page = parsed(f"{text} 703-555-0144")
    assert [refusal["reason"] for refusal in page["rejected"]] == ["other_trade"]


@pytest.mark.parametrize("name", ["Maple Furnace Clinic", "恒松机电工程", "Solar Wind Heating & Cooling"])
def test_a_word_of_another_trade_in_a_name_throws_no_ad_away(name: str) -> None:
    (listing,) = parsed(f"{name}\nFurnace repair and installation\n703-555-0144")["listings"]
    assert name in listing["names"].values()


@pytest.mark.parametrize(
    ("text", "phones", "reasons"),
    [
        (
            "SMALL ADS - Nov 9\nTri-State Chimney: sweep, liners. 703-555-0150\n"
            "Oak Heating & Cooling: furnaces, Carrier, Sat OK. 703-555-0151\n"
            "Seeking P/T bookkeeper for plumbing co. 703-555-0152\nPIANO tuning 571-555-0153",
            ["+17035550151"],
            ["other_trade", "job_offer", "other_trade"],
        ),
        (
            "▲精修冷暖 暖爐 240-555-0166▲搬家小陳 240-555-0167▲誠聘美甲師 571-555-0169",
            ["+12405550166"],
            ["other_trade", "job_offer"],
        ),
        (
            "* O'Malley Boiler Service, 410-555-0107\n* Kessler Funeral Home, 410-555-0108\n"
            "* Bright Smiles Dental, 410-555-0109",
            ["+14105550107"],
            ["other_trade", "other_trade"],
        ),
        ("Used Trane 2-ton, never installed, $700. 571-555-0154", [], ["other_trade"]),
        ("【誠徵房客】近地鐵，冷暖氣全包，月租$900，202-555-0175", [], ["other_trade"]),
        ("順天堂中藥行 暖胃驅寒 冷暖自知 703-555-0149", [], ["other_trade"]),
        (
            "AC not cooling? DM me. Cheap & fast. Cash only, seen on the community board of our church",
            [],
            ["no_contact"],
        ),
    ],
)
def test_a_page_of_small_ads_is_cut_by_line_and_by_sign(text: str, phones: list[str], reasons: list[str]) -> None:
    page = parsed(text)
    assert [listing["phones"] for listing in page["listings"]] == [[phone] for phone in phones]
    assert sorted(refusal["reason"] for refusal in page["rejected"]) == sorted(reasons)


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("青松冷暖 電話 703‧555‧0144", ["+17035550144"]),
        ("青松冷暖 ☎ 410-555-0163~4", ["+14105550163", "+14105550164"]),
        ("Pine Air Ph. 410-555-0159 Fx 410-555-0160", ["+14105550159"]),
        ("Pine Air furnace check $90. 571-555-0154", ["+15715550154"]),
    ],
)
def test_phones_are_whole_however_they_are_set(text: str, phones: list[str]) -> None:
    assert [listing["phones"] for listing in parsed(text)["listings"]] == [phones]
