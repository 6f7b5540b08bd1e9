"""Patterns for the door of a home in a building or a park, a building by its name, a box, a place on the map."""

from directory.kernel.masks.plain import UNIT
from directory.kernel.masks.streets import ALONE, CAPITALIZED, COUNTS_NOTHING, NO, NO_YEAR, NUMBER
from directory.kernel.masks.words import BUILDINGS, FAULTS, MACHINES, NO_BUILDINGS, SPELLED, any_of

_SPELLED = any_of(SPELLED)
#: Makers and machines are no buildings; 我们小区, 这个公寓 name none.
_BUILDING = rf"(?!(?:{any_of(NO_BUILDINGS)})\b){CAPITALIZED}"
_NOT_ANY = r"(?![的个個这這那我你他们們栋棟套间間层層一二两兩三四五六整旧舊高])"
_ESTATE = (
    r"(?:小区|小區|社区|社區|花园|花園|大厦|大廈|山庄|山莊|豪庭|华庭|華庭|公寓|新村|雅苑|名苑|屋苑"
    r"|(?<=[\u3400-\u9fff])[苑邨城])"
)
_DIGIT_SIGNS = "零〇一二三四五六七八九"
_WORDS_FOR_DOOR = "公寓|单元|單元|室号|室號|房号|房號|房间号|房間號|门号|門號|楼号|樓號|栋号|棟號|单位|單位"

#: Something it reads -> the pattern.
ENGLISH = {
    "apt712": r"(?<![A-Za-z])(?i:apt|apartment|suite|ste)\d{2,5}[A-Za-z]?\b",
    "Apt. #12C": (
        rf"{ALONE}(?i:apt|apartment|suite|ste|condo|flat|bldg|building)\b\.?\s*(?i:no\.?|number)?"
        r"\s*#?\s*[A-Za-z]?-?\d{1,5}-?[A-Za-z]?\b"
    ),
    "suite B": rf"{ALONE}(?i:apt|apartment|suite|ste)\b\.?\s*#?\s*[A-Z]\b|{ALONE}(?i:room|rm)\b\.?\s*#?\s*\d{{3,4}}\b",
    "apt twenty-one": (
        rf"{ALONE}(?i:apt|apartment|suite)\b\.?\s+(?i:{_SPELLED})(?:[\s-](?i:{_SPELLED})){{0,3}}\b(?!\s*(?:of\b|{UNIT}))"
    ),
    "trailer 14": (
        rf"{ALONE}(?i:mobile\s+home|trailer|lot\s+in|park\s+lot)\s+(?i:lot|no\.?|number)?"
        r"\s*#?\d{1,4}[A-Za-z]?\b(?!\s*(?i:ft|feet|foot|x\b))"
    ),
    "Fenton Towers": rf"\b(?:{_BUILDING}\s){{1,3}}(?:{any_of(BUILDINGS)})\b",
    "PMB 221": r"(?i:\bpmb\s*#?\d+|\b(?:r\.?\s?r\.?|rural\s+route|hc)\s*#?\d+,?\s*box\s*#?\d+)",
    "P.O. Box 12": r"(?i:\b(?:p\.?\s*o\.?\s*b(?:ox)?|post\s+office\s+box)\.?\s*(?:no\.?|number)?\s*[#:]*\s*\s*\d+)",
    "20850-1234": r"(?<!\d)2[0-4]\d{3}-\d{4}(?!\d)",
    # Where the house stands on a map.
    "38.9072, -77.0369": r"(?<![\d.])-?\d{1,2}\.\d{4,}\s*[NS]?\s*[,\s]\s*-?\d{1,3}\.\d{4,}",
    "87C4WXQ7+2V": r"(?<![A-Z0-9])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Z0-9])",
    "///filled.count.soap": r"(?:///|(?i:what3words)\W{0,3})[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}",
}
CHINESE = {
    # Hong Kong and Taiwan: Flat C, 15/F; 15樓C室; 3F-2.
    "Flat C, 15/F": (
        r"\b(?:Flat|FLAT|Room|Rm)\s+[A-H]\b(?!-)(?:,?\s*\d{1,2}/F\b)?"
        r"|(?<![\d/])\d{1,2}/F\b(?:,?\s*(?:Flat|Room|Rm)?\s*[A-H]?\b)?"
    ),
    "15樓C室": rf"{NUMBER}\s*[楼樓]\s*[A-Za-z](?:\s*[室座]|(?=\s*(?:[,.;。、\n]|$)|\s+[a-z]))",
    "3F-2": r"(?<![\w-])[12]?\dF-[1-9](?![\w-])",
    "8樓之3": rf"{NUMBER}\s*[楼樓]\s*(?:\d{{3,4}}{COUNTS_NOTHING}|之\s*{NUMBER})",
    "12號3樓": (
        rf"{NUMBER}\s*{NO}\s*(?:之\s*{NUMBER}\s*)?{NUMBER}\s*[楼樓](?:之{NUMBER})?"
        rf"|{NUMBER}\s*{NO}\s*之\s*{NUMBER}"
    ),
    "3栋2单元501": (
        rf"(?:{NUMBER}\s*(?:[栋棟幢座]|{NO}[楼樓门門])|{ALONE}[A-Za-z]\s?[座栋棟])\s*"
        rf"(?:{NUMBER}\s*(?:单元|單元|门|門|[楼樓层層])\s*)*{NUMBER}\s*(?:[室房户戶号號]|(?=\D|$))"
    ),
    "2单元501": rf"{NUMBER}\s*(?:单元|單元)\s*(?:{NUMBER}\s*[楼樓层層]\s*)?(?:\d{{2,5}}|{NUMBER}[室房号號])",
    "501室": (
        r"(?<![\dA-Za-z])[A-Za-z]?\d{2,5}[A-Za-z]?\s*室(?![温溫内內外])"
        r"|(?<![\d.])\d{3,4}[A-Za-z]?\s*房(?![子东東屋间間价價])"
    ),
    "四零二室": rf"(?<![{_DIGIT_SIGNS}十])[{_DIGIT_SIGNS}]{{3,4}}\s*[室房](?![间間子])",
    "房间402": rf"房[间間]\s*{NO}?\s*#?\d{{3,4}}{COUNTS_NOTHING}|[A-Za-z]?\d{{1,4}}[A-Za-z]\s*[单單][位元](?![A-Za-z])",
    "公寓号 12C": (
        rf"(?:{_WORDS_FOR_DOOR})\s*{NO}?\s*(?:是|为|為|[:：\s])*#?\s*[A-Za-z]?\d{{1,5}}[A-Za-z]?"
        rf"(?!\s*(?:[房室厅廳卫衛间間居]|{UNIT}))(?!\d)"
    ),
    "#2207 公寓": r"(?<![A-Za-z0-9])#?\s?\d{1,5}[A-Za-z]?\s*公寓",
    "门铃按712": rf"[门門](?:[铃鈴]?按|是|[铃鈴])\s*#?\d{{2,4}}{COUNTS_NOTHING}",
    "住在幸福小区3号楼": (
        rf"(?:住在|住|家在|位于|位於|房子在|地址[是:]?)\s*(?:{_NOT_ANY}[A-Za-z\u3400-\u9fff]){{2,10}}?{_ESTATE}"
        rf"(?:\s*第?{NUMBER}\s*{NO}?[栋棟幢座期楼樓])?"
    ),
    "枫林苑3号楼": rf"{_ESTATE}\s*第?{NUMBER}\s*(?:[栋棟幢座期]|{NO}[楼樓])",
    "郵政信箱 12 號": r"(?:邮政|郵政|邮箱|郵箱)?信箱\s*#?\s*\d+\s*[号號]?",
}

_RUNS = (
    rf"\s+(?:{any_of(FAULTS)}"
    r"|(?:on|in|at|by|behind)\s+(?:the\s+|my\s+)?(?:roof|attic|basement|crawl|garage|closet|back|side|yard|deck)"
    r"|(?:up|down)stairs|outside|outdoors|(?:is|was|are)\s+(?:fine|ok|dead|down|not|noisy|old|leak|work|run))"
)
#: The same for numbers that may be a machine's: they count where no machine is named right before them.
DOUBTFUL = {
    "Unit 5": (
        rf"{ALONE}(?i:unit)\s*:?\s*(?i:no\.?|number)?\s*#?\s*{NO_YEAR}[A-Za-z]?\d{{1,5}}[A-Za-z]?\b(?![\s,-]*{UNIT})(?!{_RUNS})"
    ),
    "#302": (
        r"(?<![A-Za-z0-9#&])#\s?(?:\d{2,5}[A-Za-z]?|\d[A-Za-z]|[A-Za-z]\d{1,4})(?![\w-])|(?<![\w#.])\d{1,2}#\d{3,4}(?![\w-])"
    ),
}
MACHINE = rf"(?:{any_of(MACHINES)})\s*(?:no\.?|number|is)?\s*$"
