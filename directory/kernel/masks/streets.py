"""Patterns for a street with its house, in English and Chinese wording, by what each reads first of all.

They are composed of named pieces: a house, a street, what stands behind. All of them read a level text (`plain.level`).
"""

from directory.kernel.masks.plain import UNIT
from directory.kernel.masks.words import (
    AVENUES,
    DOORS,
    IN_NO_STREET,
    OF_MACHINES,
    SPELLED,
    STREETS,
    WEAK_STREETS,
    any_of,
)

#: Between two words.
GAP = r"\s{1,2}"
#: Not in the middle of a word, or of a longer number.
ALONE, FIRST = r"(?<![A-Za-z])", r"(?<![A-Za-z0-9.$/-])"
#: Nothing is counted or measured by the number that ends here.
COUNTS_NOTHING = rf"(?!\d)(?!\s*{UNIT})"
_COUNTS_NO_MORE = rf"(?![\s,-]*{UNIT})"
NO_YEAR = r"(?!(?:19|20)\d\d\b)"
#: A ZIP code of this area is no house.
_NO_ZIP = r"(?!2[0-4]\d{3}\b)"
_AND, _AND_IN_CHINESE = r"\s*(?:and|&|和|与|與|跟)\s*", r"\s*[和与與跟]\s*"
_SPELLED = any_of(SPELLED)

#: The house before its street: 12, 4500-A, 12-34, no.12, 7½.
_HOUSE = r"(?:(?<![A-Za-z0-9.$/-])|(?<=\b[Nn]o\.))#?\d{1,6}(?:\s?-?\s?[A-Za-z](?![A-Za-z])|-\d{1,5}(?!\d)|\s+1/2|½)?"
_NO_STREET = rf"(?!(?i:{any_of(IN_NO_STREET)})\b)"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)"
_WORD = rf"{_NO_STREET}(?:{_ORDINAL}|[A-Za-z][A-Za-z'’-]*\.?)"
_NAME = rf"{_WORD}(?:{GAP}{_WORD}){{0,3}}"
#: What the name of a street ends with, and the street: Old Georgetown Rd.
ENDING = rf"(?i:{any_of(STREETS)})\b\.?"
_STREET = rf"{_NAME}{GAP}{ENDING}"
#: A name of one word: Maple.
CAPITALIZED = rf"{_NO_STREET}[A-Z][a-z'’]{{2,}}"
CAPITAL = rf"{CAPITALIZED}\b"
#: Behind a street: NW, N.W., Northwest.
QUADRANT = r"(?:,?\s{1,2}(?:[NSns]\.?\s?[EWew]|[NSEWnsew]|(?i:north|south|east|west)(?:(?i:east|west))?)\b\.?)?"
DOOR = rf"(?i:{any_of(DOORS)})"
#: Behind both: Apt 4B, #302.
_DOORS = (
    rf"(?:\s*,?\s*(?:{DOOR}\b\.?\s*(?:(?i:no)\.?)?\s*#?\s*[A-Za-z]?-?\d{{0,5}}[A-Za-z]?\b|#\s*\w{{1,6}}|(?i:ph)\s?\d+))"
    r"{0,2}"
)
_BEHIND = rf"{QUADRANT}{_DOORS}"
_ROUTE = r"(?i:route|rte?|us|md|va)\.?\s?-?\d{1,4}\b"

#: A number in Chinese or in figures, not in the middle of a longer one: 二十三, 1208.
NUMBER = "(?:(?<![0-9零〇一二三四五六七八九十百千兩两.$])[0-9零〇一二三四五六七八九十百千兩两]{1,6})"
_SIGNS, _NOT_IN_SIGNS = "[零〇一二三四五六七八九十百千]", "(?<![零〇一二三四五六七八九十百千])"
NO = "[号號]"
#: 3号下午, 12号以后: a day.
BESIDE_DAY = "[以之前后後左右早晚中下上来來到有]"
#: Characters of Chinese that end the name of a place when it is read backwards: 住在, 地址是, 到.
_NAMED = r"[A-Za-z\u3400-\u9fff' ]"
_NOT_NAMED = r"在是住到址于於去来來的我家了为為叫从從"
#: 电路, 知道, 水管道 are no streets.
LANE = (
    r"(?:大街|大道|公路|小路|(?<![电電线線管油水气氣回迴铜銅冷短断斷一多半网網套思])路|街|(?<![车車])巷|弄|胡同|"
    r"(?<![知难難味管通渠水地烟煙風风频頻轨軌一报報顺順])道)"
)
#: A street named in Chinese, from the first character that can be its name.
_PLACE = rf"(?! )(?:(?![{_NOT_NAMED}]){_NAMED}){{1,12}}?{LANE}"
_LATIN_NAME = r"[A-Za-z][A-Za-z'.-]*(?:\s[A-Za-z][A-Za-z'.-]*){0,2}"
_FLOOR = rf"(?:\s*{NUMBER}\s*[楼樓层層室])?"

#: 9801 Viers Mill Gardens: a weak ending counts only where the rest looks like an address.
WEAK = rf"{_HOUSE},?{GAP}{_NAME}{GAP}(?:(?i:{any_of(WEAK_STREETS)}))\b\.?{_BEHIND}"
LOOKS_NAMED = rf"\d{{3,}}|[\s.](?!{DOOR})[A-Z][a-z]"

#: Something it reads -> the pattern.
ENGLISH = {
    "123 N Main St NW, Apt 4B": rf"{_HOUSE},?{GAP}{_STREET}{_BEHIND}",
    "1234 Old Route 50": (
        rf"{_HOUSE}{GAP}(?:(?i:[nsew]|north|south|east|west)\.?\s+)?(?i:broadway|(?:old\s+)?(?:route|rt|rte|us|md|va|state\s+road|"
        rf"state\s+route|county\s+road|hwy|highway|interstate)\.?\s*-?\s*\d{{1,4}})\b{_BEHIND}"
    ),
    "123 on Main Street": (
        rf"(?:(?i:house|number|no\.?)\s*(?i:number|no\.?|is)?\s*#?\d{{1,6}}|{FIRST}\d{{3,6}})[A-Za-z]?\s+(?i:on|at)\s+{_STREET}"
    ),
    "12Oak Street": rf"{FIRST}\d{{1,6}}[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s{ENDING}{_BEHIND}",
    "Main Street no. 123": (
        rf"{ALONE}{_STREET}{QUADRANT}\s*,?\s*(?i:house|number|num|no|nr)?\.?\s*[#号號]?\s*"
        rf"\d{{1,5}}[A-Za-z]?\b(?![-.,:]?\d)(?![\s,-]*{UNIT}|{NO}\s*{BESIDE_DAY}){NO}?"
    ),
    "one twenty three Main Street": (
        rf"(?i:\b(?:{_SPELLED})(?:[\s-]{{1,2}}(?:and\s)?(?:{_SPELLED})){{0,7}}){GAP}{_STREET}{_BEHIND}"
    ),
    "1005 W Broad": (
        rf"{FIRST}{NO_YEAR}\d{{3,5}}\s(?:[NSEW]|North|South|East|West)\.?\s(?!(?:{any_of(OF_MACHINES)})){CAPITAL}"
    ),
    "4500 Georgia": rf"{FIRST}{NO_YEAR}\d{{3,4}}\s(?:{any_of(AVENUES)})\b",
    "I live at 15 Fallsgrove": (
        rf"(?i:\b(?:address(?:\s+is)?|(?:live|living|reside|staying|located)\s+(?:at|on)|house\s+is\s+(?:at|on|number|no\.?)"
        rf"|come\s+(?:over\s+)?to|visit|(?:home|property|place|we'?\s?a?re|i\s?'?a?m)\s+(?:is\s+)?at))\s*:?\s*(?i:no\.?\s*|number\s*|#)?"
        rf"{_NO_ZIP}\d{{1,5}}[A-Za-z]?\s+(?:(?i:on)\s+)?{CAPITAL}(?:\s{CAPITAL})?"
    ),
    "the house at 23 elm": (
        rf"(?i:\b(?:house|home|place|live|living)\s+(?:is\s+)?at\s+)\d{{1,5}}\s+(?!{UNIT}){_NO_STREET}[A-Za-z]{{3,}}"
    ),
    "house number is 402 on Maple": (
        rf"(?i:\bhouse\s*(?:number|num|no\.?|#)\s*(?:is\b)?\s*[:#]?\s*)\d{{1,5}}[A-Za-z]?\b(?:\s+on\s+{CAPITAL})?{_COUNTS_NO_MORE}"
    ),
    "townhouse 3307": (
        rf"(?i:\btown\s?(?:house|home))\s*(?i:number|no\.?)?\s*#?{NO_YEAR}\d{{3,5}}\b(?![\s,-]*(?:sq|{UNIT}))"
    ),
    # The corner of two streets, and a block of one.
    "the corner of Elm St and 5th": (
        rf"(?i:\b(?:corner|intersection)\s+(?:house\s+)?(?:of|at)\s+){CAPITAL}(?:\s{ENDING})?\s+(?:and|&)\s+"
        rf"(?:{CAPITAL}|{_ORDINAL})(?:\s{ENDING})?"
    ),
    "Elm Street & Maple Ave": rf"{ALONE}{_STREET}{_AND}{_STREET}",
    "Cherry Hill Rd & Rt 1": rf"{ALONE}{_STREET}{_AND}{_ROUTE}",
    "Route 29 和 Briggs Chaney": (
        rf"(?i:\b(?:route|rte?)\.?\s?-?\d{{1,4}}){_AND}{CAPITAL}(?:\s{CAPITAL})?(?:\s{ENDING})?"
    ),
    "3000 block of Briggs Chaney Rd": rf"\b\d{{1,5}}\s+block\s+(?:of\s+|on\s+)?{_STREET}{QUADRANT}",
}
CHINESE = {
    "中正路一段12巷5弄3號之1 4樓": (
        rf"{_PLACE}\s*,?\s*(?:{NUMBER}\s*段)?\s*(?:{NUMBER}\s*巷)?\s*(?:{NUMBER}\s*弄)?\s*"
        rf"{NUMBER}(?:-\d+)?[A-Za-z]?\s*{NO}(?:之{NUMBER})?{_FLOOR}(?:之{NUMBER})?"
    ),
    "枫树路1208": rf"{_PLACE}\s*\d{{2,6}}(?![\d.])(?!\s*{UNIT})",
    "123号Main街": rf"(?<![A-Za-z-]){NUMBER}[A-Za-z]?\s*{NO}?\s*{_LATIN_NAME}\s*{LANE}",
    "三百二十号枫叶路": rf"(?<![A-Za-z-]){NUMBER}[A-Za-z]?\s*{NO}\s*[\u3400-\u9fff]{{1,8}}?{LANE}",
    "1600宾夕法尼亚大道": (
        rf"(?<![\d.$A-Za-z-])\d{{3,6}}[A-Za-z]?\s*(?!{UNIT})[\u3400-\u9fff]{{2,8}}?(?:大街|大道|街|路)(?<![电電线線管]路)"
    ),
    "15800号Shady Grove Road": rf"(?<!-){NUMBER}\s*{NO}\s*{_LATIN_NAME}\s+{ENDING}",
    "1208号Maple": rf"(?<![\d.])\d{{3,5}}\s*{NO}\s*{CAPITAL}(?:\s{CAPITAL}){{0,2}}",
    "三千三百零七号 Fairland": rf"{_NOT_IN_SIGNS}{_SIGNS}{{3,8}}\s*{NO}\s*{CAPITAL}",
    "四零二 Maple Ave": rf"{_NOT_IN_SIGNS}{_SIGNS}{{2,8}}\s*{NO}?\s*{_STREET}",
    "Gude Dr上的12号": rf"{ALONE}{_STREET}\s*(?:上的?|的|旁|路)?\s*{NUMBER}\s*{NO}(?!\s*{BESIDE_DAY})",
    "Crookston Lane 上 12905": rf"{ALONE}{_STREET}\s*(?:上|旁边?|旁邊|那边|那邊|的)+\s*#?\d{{3,5}}{COUNTS_NOTHING}",
    "住 Leisure World 3330 号": (
        rf"(?:住在?|地址[是:]?|家在)\s*{CAPITAL}(?:\s{CAPITAL}){{0,2}}\s*(?:\d{{1,5}}\s*{NO}|{_NO_ZIP}\d{{3,5}}{COUNTS_NOTHING})"
    ),
    "榆树街和橡树街路口": rf"{_PLACE}{_AND_IN_CHINESE}{_PLACE}(?:\s*交叉)?(?:的?路?口)?",
    "12号房子": (
        rf"(?<![\d.]){NUMBER}\s*{NO}(?:的?[\u3400-\u9fff]{{0,2}}房子|房屋|宅|那家)"
        rf"|[在住]\s*{NUMBER}\s*{NO}\s*房(?!间|間)"
    ),
    "家住12号": rf"(?<!入)(?<!居)(?:住在|住|家住|我家在)\s*{NUMBER}\s*{NO}(?!\s*(?:{BESIDE_DAY}|[線线机機]|{UNIT}))",
    "門牌號碼：88號": (
        rf"(?:门牌|門牌|地址|住址)(?:号码?|號碼?|是|为|為|[:：\s])*\s*#?{NUMBER}\s*{NO}?(?:之{NUMBER})?{_FLOOR}"
    ),
    "地址是 12-3-501": r"(?:住在?|地址[是:]?|家在?|门牌|門牌|房号|房號)[^\d\n]{0,8}\d{1,3}-\d{1,3}-\d{2,4}(?!\d)",
    "忠孝里3號5樓": rf"{_PLACE}里\s*{NUMBER}\s*{NO}|[\u3400-\u9fff]{{2}}里\s*{NUMBER}\s*{NO}\s*{NUMBER}\s*[楼樓室]",
    "12巷5弄3號": rf"{NUMBER}\s*巷\s*(?:{NUMBER}\s*弄\s*)?{NUMBER}\s*{NO}",
}
