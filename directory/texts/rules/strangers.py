"""Whoever and wherever a text names that is no open customer: `tell Rodriguez`, 张太那边, `the Laurel job`.

A name is only looked for where a text is to or about somebody; the first word of an order (`Tony bring the van`) counts
where it is a common first name.
"""

import re
from collections.abc import Iterator
from functools import cache

from directory.places.gazetteer import gazetteer
from directory.texts.rules import table
from directory.texts.rules.spelling import ordinary_words

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻章苏潘葛范彭郎鲁韦马苗方俞"
    "任袁柳鲍史唐费廉岑薛雷贺倪汤滕罗毕郝邬安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄贝明臧戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊"
    "胡凌霍虞万柯卢莫房解应丁邓洪包左石崔龚程裴陆翁甄曲封储靳段焦牧谷侯全班秋仲宁仇甘厉武符刘景詹龙叶司黎薄白蒲赖卓池乔温庄柴阎连古易廖聂曾关游冼简饶沙车"
)
#: Surnames of two characters.
COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "司马", "端木", "皇甫", "夏侯", "东方", "尉迟")
_BEFORE = "(?:^|[^\u4e00-\u9fff]|给|跟|和|是|那|把|问|请|帮|说|告诉|叫|到|去|在|约|找|等|替|为)"
#: `Hello miss the part came in` names nobody.
_EN = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sra)\.? "
    r"(?!(?:the|an?|this|that|it|its|you|your|we|our|i|im|ill|my|is|are|can|could|do|did|will|for|and|please|ok)\b)[a-z]{2,}"
)
_ZH = re.compile(
    rf"{_BEFORE}([{SURNAMES}]|{'|'.join(COMPOUND)})"
    "(?:先生|女士|小姐|太太|阿姨|师傅|老板|太(?=$|[那家的,:.!? 我]|说|话|约|要|问|今|明|后|房|屋|[签付定订选接]了)"
    "|总(?![共是的价数之计体算该])"
    "|生(?=$|[那家的,:.!? 我]|说|约|要|问|今|明|后)|(?<![全安成连管])家(?!庄|里|电|具|人|长|庭|乡))"
    rf"|[老小阿][{SURNAMES}](?:那(?:边|单|家|儿)|家)"
)
#: Two surnames side by side: 陈和林都改到周五.
_PAIR = re.compile(rf"(?:^|[^\u4e00-\u9fff])[{SURNAMES}][和跟与同,][{SURNAMES}](?=都|两|他们|那|,|:|$)")
#: A helper who is called: 阿强，带上焊枪, 小张把车开回来.
_CALLED_ZH = re.compile(
    "^(?:[阿小][\u4e00-\u9fff]|老[^板婆公家细大人爸妈实是地天外虎师][\u4e00-\u9fff]?|[\u4e00-\u9fff]仔)"
    "(?:[,: ]|把|带|你|快|去|帮|记得|明天|今天|今晚|拿|买|过来|到了没|下班)"
)
_ABOUT_PLACE = re.compile(
    r"\b(?:for the|for that|the|for|that) ([a-z][a-z.' ]{2,24}?)"
    r" (?:one|job|guy|lady|customer|client|house|lead|folks|owner)\b"
    r"|(?:^|(?<=[,.!] ))(?:(?:sorry|hi|hey|hello|no|yes|yeah|ok) )?(?!(?:for|the|that|but) )([a-z][a-z.' ]{2,24}?)"
    r"(?: (?:one|job|guy|lady|customer|client|house|lead|is|isnt|too|yes|ok)\b|:| ?\$?\d|$)"
    r"|(?<![a-z])([a-z][a-z.' ]{2,24}?) ?(?:那|的)(?:家|个|单|边|位|户|客|人)"
)
#: A place that is too far: one that nobody knows is no customer's, `Bwoie is too far for me`.
_FAR = re.compile(r"(?:^|[,.!] |\bsorry )(?!location|distance|commute|address)([a-z]{4,}) is (?:\w+ )?too far\b")
#: Of so many characters it may be part of another word.
_SHORT_TOWN = 2
_ABOUT_TOWN = "(?:那|的)(?:家|个|单|边|位|户|客|人)|家"


def names_stranger(text: str) -> bool:
    """Whether a plain text that names no open customer names somebody, or some place, all the same.

    >>> names_stranger("tell rodriguez the part is in"), names_stranger("tell her the part is in")
    (True, False)
    """
    towards, going = table.pattern("strangers", "towards"), table.pattern("strangers", "leaving").sub(" ", text)
    return (
        names_person(text)
        or any(table.pattern("strangers", kind).search(text) for kind in ("told", "another"))
        or any(expression.match(text) for expression in (_CALLED_ZH, table.pattern("strangers", "called")))
        or any(map(_is_town, (*_captured(_ABOUT_PLACE, text), *_captured(towards, going))))
        or bool(_leading_town().search(text))
        or any(word not in ordinary_words() for word in _captured(_FAR, text))
        or bool(_chinese_town().search(text))
    )


def names_person(text: str) -> bool:
    """Whether a plain text names somebody by a title, a surname, or by what is theirs: `Mrs. Wu`, `the Kim house`."""
    others = table.pattern("strangers", "own").sub(" ", table.courtesy()["signature"].sub("", text))
    return (
        any(expression.search(others) for expression in (_EN, _ZH, _PAIR))
        or bool(table.pattern("strangers", "named").search(others))
        or any(word not in ordinary_words() for word in _captured(table.pattern("strangers", "housed"), others))
    )


def _captured(expression: re.Pattern[str], text: str) -> Iterator[str]:
    """What the group that fits captures, wherever an expression fits."""
    return (next(filter(None, match.groups())) for match in expression.finditer(text))


def _is_town(name: str) -> bool:
    place = gazetteer().read(name.strip(" .'"))
    return place is not None and place.kind == "city"


@cache
def _leading_town() -> re.Pattern[str]:
    """A town that a text begins with, as a heading of what follows: `laurel 450`."""
    return re.compile(rf"^(?:the |for |re:? )?({'|'.join(map(str.lower, table.section('nicknames')))})(?![a-z])")


@cache
def _chinese_town() -> re.Pattern[str]:
    """A town by its Chinese name, with what makes a customer of it, or where he has come: 波托马克我到了."""
    nicknames = table.section("nicknames").values()
    towns = {n for names in nicknames for n in names.split("|") if n and not n.isascii()}
    long = "|".join(sorted(town for town in towns if len(town) > _SHORT_TOWN))
    return re.compile(f"(?:{long})(?:{_ABOUT_TOWN})|^(?:{'|'.join(sorted(towns))})(?:我|到了|到啦)")
