"""Words that are no vocabulary of the trade but stand in queries: said about licenses, or said about nothing.

Folded already: lower case, Simplified characters (`kernel.text.fold`).
"""

#: Asks for any license.
LICENSED = ("licensed", "license", "licenses", "licensing", "有执照", "执照", "有牌", "牌照", "有证照", "证照", "持牌")
#: Asks for a license that was found in a registry.
CHECKED = ("verified license", "license checked", "checked license", "执照已核对", "已核对执照")
#: Asks for insurance.
INSURED = ("insured", "insurance", "有保险", "保险", "投保")
#: Makes the words around it speak of a promise.
WARRANTY = ("warranty", "warranties", "guarantee", "guaranteed", "保修", "保证", "质保", "保固", "保用", "包修")
#: Words of the vocabulary that everybody says without asking for what they stand for.
NOT_ALONE = frozenset(("contractor", "master", "home", "house", "houses", "unit", "clean", "installs", "wash"))
_NOISE_ENGLISH = """
    a an and any are at best by call can contractor contractors company companies cheap do does find for from good help
    hi hello home house houses i in is it local looking master me my near nearby need of on or our please pro quote
    quotes repairman service services shop someone technician that the to unit system want we who with within work you
    your year years yr yrs area around affordable expert experts number phone ad estimate estimates price prices
"""
_NOISE_CHINESE = """
    公司 师傅 商家 业者 厂商 附近 哪家 哪里 哪个 好 推荐 便宜 靠谱 专业 请问 请 有没有 有 找 我 要 想 需要
    的 在 和 与 及 或 家 服务 价格 报价 多少钱 电话 号码 联系 华人 中文 中国 谁 能 会 做 可以 吗 呢 了 修的
    工程 行 老板 急 紧急 个 位 上门 我家 家里 里 一下 帮 帮忙 技工 工人 地区 一带 大华府 代理
"""
#: Says nothing about which business is meant.
NOISE = frozenset(f"{_NOISE_ENGLISH} {_NOISE_CHINESE}".split())
#: Longest first, so that a run of Chinese is peeled whole word by whole word.
NOISE_CHINESE = tuple(sorted(_NOISE_CHINESE.split(), key=len, reverse=True))

#: Work without a code, since nobody here states it, by what people type: asked for and never found.
UNLISTED = {
    "geothermal": ("geothermal", "ground source heat pump", "地热", "地源热泵"),
    "solar": ("solar", "solar panels", "太阳能", "太阳能板"),
    "chimney": ("chimney", "chimney sweep", "fireplace", "烟囱", "壁炉"),
    "roofing": ("roofer", "roofing", "roof repair", "屋顶维修", "修屋顶"),
}
#: What a kind of work is a case of: who states the left does the right as well.
PART_OF = {
    "central_ac": ("air_conditioning",),
    "mini_split": ("air_conditioning", "heating"),
    "rooftop_unit": ("air_conditioning",),
    "furnace": ("heating",),
    "boiler": ("heating",),
    "heat_pump": ("heating", "air_conditioning"),
    "radiant_floor": ("heating",),
    "tankless_water_heater": ("water_heater",),
    "duct_cleaning": (),
}
#: Who to ask where no ad mentions the left: the first that somebody states. Said to be a suggestion, never an answer.
ASK_INSTEAD = {
    **{code: broader for code, broader in PART_OF.items() if broader},
    "geothermal": ("heating",),
    "chimney": ("heating",),
    "solar": ("electrical",),
    "oil_to_gas": ("heating",),
    "thermostat": ("heating", "air_conditioning"),
    "humidifier": ("heating", "air_conditioning"),
    "air_purifier": ("duct", "uv_light", "air_conditioning"),
    "duct": ("air_conditioning", "heating"),
    "duct_cleaning": ("duct", "air_conditioning"),
    "dryer_vent": ("duct", "exhaust_fan"),
    "kitchen_hood": ("exhaust_fan", "duct"),
    "exhaust_fan": ("duct", "electrical"),
    "refrigeration": ("air_conditioning",),
    "cooling_tower": ("air_conditioning",),
    "ice_machine": ("air_conditioning",),
    "gas_line": ("plumbing", "heating"),
    "drain_cleaning": ("plumbing",),
    "sump_pump": ("plumbing",),
    "generator": ("electrical",),
    "central_ac": ("air_conditioning",),
}
