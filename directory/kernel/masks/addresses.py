"""Where street addresses, boxes, doors, buildings and positions on a map stand, in English and Chinese wording."""

import re
from collections.abc import Iterator

from directory.kernel.masks.plain import IS_LABELED, UNIT, before

#: Words that are in no street's name, so that a number of something else and a street apart from it stay apart.
_APART = (
    "about|above|ac|after|ago|all|also|am|amp|amps|an|and|any|are|around|as|at|attic|back|basement|bath|bathroom"
    "|bathrooms|baths|bed|bedroom|bedrooms|beds|before|behind|below|between|block|blocks|both|btu|but|by|call|came|can|cfm"
    "|compressor|condenser|condensers|cost|day|days|degree|degrees|did|do|does|dollars|door|down|during|each|every|feet"
    "|filter|floor|floors|foot|for|found|friends|from|ft|furnace|furnaces|gas|gets|go|got|had|handlers|has|have|he|heat|heater"
    "|heaters|her|here|his|hour|hours|house|houses|how|hp|hrs|if|in|inch|inches|into|is|it|its|just|kids|kw|lbs|left|level"
    "|levels|like|made|make|me|mile|miles|min|minute|minutes|month|months|more|my|near|need|needs|no|not|now|of|off"
    "|on|one|only|or|our|out|outside|over|people|per|phase|pm|pounds|psi|quotes|rooms|said|seems|seer|she|since|so|some|speed"
    "|sqft|stage|stages|still|stories|story|system|systems|than|that|the|their|them|then|there|these|they|thing|things|this"
    "|times|to|ton|tons|too|two|type|under|unit|units|until|up|us|used|variable|vents|very|volt|volts|wants|was|watt|watts|we"
    "|week|weeks|went|were|what|when|where|which|who|will|with|work|works|year|years|you|your|zone|zones"
)
STREET = (
    "st|str|street|ave|av|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|ct|court|cir|circle|ter|terr|terrace|pl|pkwy|parkway"
    "|hwy|highway|pike|tpke|turnpike|trl|trail|mews|cres|crescent|aly|alley|xing|expy|expressway"
)
#: Ordinary words too: with a capital letter, or behind a number of three digits, they end a street's name.
_ALSO_STREET = (
    "way|place|run|turn|row|walk|path|close|point|pt|ridge|hill|hills|square|sq|bend|green|view|loop|cove|hollow|knoll"
    "|landing|gardens?|plaza|plz|commons?|overlook|chase|glen|farm|manor|heights|crossing|pass|gate|mill|woods?|park|springs?"
    "|valley|vista|fields?|meadows?|estates?|bluff|branch|bridge|creek|forest|grove|haven|island|lake|shore|summit|trace|cv|centers?"
)
_WORD = rf"(?!(?i:{_APART})\b)(?:\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH)|[A-Za-z][A-Za-z'’-]*\.?)"
_STREET_NAME = rf"{_WORD}(?:\s{{1,2}}{_WORD}){{0,3}}"
_HOUSE = r"(?:(?<![A-Za-z0-9.$/-])|(?<=\b[Nn]o\.))#?\d{1,6}(?:\s?-?\s?[A-Za-z](?![A-Za-z])|-\d{1,5}(?!\d)|\s+1/2|½)?"
QUADRANT = r"(?:,?\s{1,2}(?:[NSns]\.?\s?[EWew]|[NSEWnsew]|(?i:north|south|east|west)(?:(?i:east|west))?)\b\.?)?"
_DOOR = r"(?i:apt|apartment|unit|suite|ste|rm|room|flat|bldg|building|lot|trailer|公寓|单元|單元|室)"
_BEHIND = (
    rf"(?:\s*,?\s*(?:{_DOOR}\b\.?\s*(?:(?i:no)\.?)?\s*#?\s*[A-Za-z]?-?\d{{0,5}}[A-Za-z]?\b|#\s*\w{{1,6}}|(?i:ph)\s?\d+))"
    r"{0,2}"
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|oh|zero"
)
#: Not in the middle of a longer one.
_NUMBER = "(?:(?<![0-9零〇一二三四五六七八九十百千兩两.$])[0-9零〇一二三四五六七八九十百千兩两]{1,6})"
_SIGNS = "[零〇一二三四五六七八九十百千]"
_NO = "[号號]"
#: 3号下午, 12号以后: a day.
_BESIDE_DAY = "[以之前后後左右早晚中下上来來到有]"
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
#: A name in English, and what behind 100 W is no street.
_CAPITAL = rf"(?!(?i:{_APART})\b)[A-Z][a-z'’]{{2,}}\b"
_OF_WATTS = (
    r"(?:Heat|Bulb|Motor|Element|Lamp|Light|Strip|Kit|Range|Series|Class|Model|Type|Coast|Side|Wing|Wall|Facing)"
)
#: A ZIP code of this area is no house.
_NO_ZIP = r"(?!2[0-4]\d{3}\b)"
#: Makers and machines are no buildings; 我们小区, 这个公寓 name none.
_BUILDING_NAME = rf"(?!(?:The|Our|My|This|In|At|Near|Both|All|Some|Many|No|Any|And|Is|Old|New)\b){_CAPITAL[:-2]}"
_NOT_ANY = r"(?![的个個这這那我你他们們栋棟套间間层層一二两兩三四五六整旧舊高])"
_ESTATE = (
    r"(?:小区|小區|社区|社區|花园|花園|大厦|大廈|山庄|山莊|豪庭|华庭|華庭|公寓|新村|雅苑|名苑|屋苑"
    r"|(?<=[\u3400-\u9fff])[苑邨城])"
)
_ADDRESS_PATTERNS = (
    rf"{_HOUSE},?\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?{QUADRANT}{_BEHIND}",
    rf"{_HOUSE}\s{{1,2}}(?:(?i:[nsew]|north|south|east|west)\.?\s+)?(?i:broadway|(?:old\s+)?(?:route|rt|rte|us|md|va|state\s+road|"
    rf"state\s+route|county\s+road|hwy|highway|interstate)\.?\s*-?\s*\d{{1,4}})\b{QUADRANT}{_BEHIND}",
    rf"{_HOUSE},?\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?:(?i:{_ALSO_STREET}))\b\.?{QUADRANT}{_BEHIND}",
    # The corner of two streets, and a block of one.
    rf"(?i:\b(?:corner|intersection)\s+(?:house\s+)?(?:of|at)\s+){_CAPITAL}(?:\s(?i:{STREET})\b\.?)?\s+(?:and|&)\s+(?:{_CAPITAL}|\d{{1,3}}"
    rf"(?:st|nd|rd|th))(?:\s(?i:{STREET})\b\.?)?",
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?\s*(?:and|&|和|与|與|跟)\s*{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?",
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?\s*(?:and|&|和|与|與|跟)\s*(?i:route|rte?|us|md|va)\.?\s?-?\d{{1,4}}\b",
    rf"(?i:\b(?:route|rte?)\.?\s?-?\d{{1,4}})\s*(?:and|&|和|与|與|跟)\s*{_CAPITAL}(?:\s{_CAPITAL})?(?:\s(?i:{STREET})\b\.?)?",
    rf"{_PLACE}\s*[和与與跟]\s*{_PLACE}(?:\s*交叉)?(?:的?路?口)?",
    rf"\b\d{{1,5}}\s+block\s+(?:of\s+|on\s+)?{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?{QUADRANT}",
    rf"(?i:\bhouse\s*(?:number|num|no\.?|#)\s*(?:is\b)?\s*[:#]?\s*)\d{{1,5}}[A-Za-z]?\b(?:\s+on\s+{_CAPITAL})?(?![\s,-]*{UNIT})",
    rf"(?i:\b(?:house|home|place|live|living)\s+(?:is\s+)?at\s+)\d{{1,5}}\s+(?!{UNIT})(?!(?i:{_APART})\b)[A-Za-z]{{3,}}",
    rf"(?:住在?|地址[是:]?|家在)\s*{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}\s*(?:\d{{1,5}}\s*{_NO}|{_NO_ZIP}\d{{3,5}}(?!\d)(?!\s*{UNIT}))",
    rf"[门門](?:[铃鈴]?按|是|[铃鈴])\s*#?\d{{2,4}}(?!\d)(?!\s*{UNIT})",
    r"(?<![A-Za-z])(?i:apt|apartment|suite|ste)\d{2,5}[A-Za-z]?\b",
    rf"(?i:\btown\s?(?:house|home))\s*(?i:number|no\.?)?\s*#?(?!(?:19|20)\d\d\b)\d{{3,5}}\b(?![\s,-]*(?:sq|{UNIT}))",
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?\s*(?:上|旁边?|旁邊|那边|那邊|的)+\s*#?\d{{3,5}}(?!\d)(?!\s*{UNIT})",
    rf"(?<![零〇一二三四五六七八九十百千]){_SIGNS}{{2,8}}\s*{_NO}?\s*{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?",
    rf"(?<![零〇一二三四五六七八九十百千]){_SIGNS}{{3,8}}\s*{_NO}\s*{_CAPITAL}",
    # 123 on Main Street
    rf"(?:(?i:house|number|no\.?)\s*(?i:number|no\.?|is)?\s*#?\d{{1,6}}|(?<![A-Za-z0-9.$/-])\d{{3,6}})[A-Za-z]?\s+(?i:on|at)\s+"
    rf"{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b",
    rf"(?<![A-Za-z0-9.$/-])\d{{1,6}}[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?i:{STREET})\b\.?{QUADRANT}{_BEHIND}",
    # 1005 W Broad
    rf"(?<![A-Za-z0-9.$/-])(?!(?:19|20)\d\d\b)\d{{3,5}}\s(?:[NSEW]|North|South|East|West)\.?\s(?!{_OF_WATTS}){_CAPITAL}",
    # 4500 Georgia: avenues of Washington that people name without their ending.
    r"(?<![A-Za-z0-9.$/-])(?!(?:19|20)\d\d\b)\d{3,4}\s(?:Georgia|Wisconsin|Connecticut|Massachusetts|Pennsylvania)\b",
    # I live at 15 Fallsgrove
    rf"(?i:\b(?:address(?:\s+is)?|(?:live|living|reside|staying|located)\s+(?:at|on)|house\s+is\s+(?:at|on|number|no\.?)"
    rf"|come\s+(?:over\s+)?to|visit|(?:home|property|place|we'?\s?a?re|i\s?'?a?m)\s+(?:is\s+)?at))\s*:?\s*(?i:no\.?\s*|number\s*|#)?"
    rf"{_NO_ZIP}\d{{1,5}}[A-Za-z]?\s+(?:(?i:on)\s+)?{_CAPITAL}(?:\s{_CAPITAL})?",
    # Main Street 123, Main Street no. 123
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?{QUADRANT}\s*,?\s*(?i:house|number|num|no|nr)?\.?\s*[#号號]?\s*"
    rf"\d{{1,5}}[A-Za-z]?\b(?![-.,:]?\d)(?![\s,-]*{UNIT}|{_NO}\s*{_BESIDE_DAY}){_NO}?",
    rf"(?i:\b(?:{_SPELLED})(?:[\s-]{{1,2}}(?:and\s)?(?:{_SPELLED})){{0,7}})\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?"
    rf"{QUADRANT}{_BEHIND}",
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{STREET})\b\.?\s*(?:上的?|的|旁|路)?\s*{_NUMBER}\s*{_NO}(?!\s*{_BESIDE_DAY})",
    r"(?i:\bpmb\s*#?\d+|\b(?:r\.?\s?r\.?|rural\s+route|hc)\s*#?\d+,?\s*box\s*#?\d+)",
    r"(?i:\b(?:p\.?\s*o\.?\s*b(?:ox)?|post\s+office\s+box)\.?\s*(?:no\.?|number)?\s*[#:]*\s*\s*\d+)",
    r"(?<!\d)2[0-4]\d{3}-\d{4}(?!\d)",
    r"(?<![A-Za-z])(?i:apt|apartment|suite|ste|condo|flat|bldg|building)\b\.?\s*(?i:no\.?|number)?\s*#?\s*[A-Za-z]?-?\d{1,5}-?[A-Za-z]?\b",
    r"(?<![A-Za-z])(?i:apt|apartment|suite|ste)\b\.?\s*#?\s*[A-Z]\b|(?<![A-Za-z])(?i:room|rm)\b\.?\s*#?\s*\d{3,4}\b",
    rf"(?<![A-Za-z])(?i:apt|apartment|suite)\b\.?\s+(?i:{_SPELLED})(?:[\s-](?i:{_SPELLED})){{0,3}}\b(?!\s*(?:of\b|{UNIT}))",
    r"(?<![A-Za-z])(?i:mobile\s+home|trailer|lot\s+in|park\s+lot)\s+(?i:lot|no\.?|number)?\s*#?\d{1,4}[A-Za-z]?\b(?!\s*(?i:ft|feet|foot|x\b))",
    # Hong Kong and Taiwan: Flat C, 15/F; 15樓C室; 3F-2.
    r"\b(?:Flat|FLAT|Room|Rm)\s+[A-H]\b(?!-)(?:,?\s*\d{1,2}/F\b)?|(?<![\d/])\d{1,2}/F\b(?:,?\s*(?:Flat|Room|Rm)?\s*[A-H]?\b)?",
    rf"{_NUMBER}\s*[楼樓]\s*[A-Za-z](?:\s*[室座]|(?=\s*(?:[,.;。、\n]|$)|\s+[a-z]))",
    r"(?<![\w-])[12]?\dF-[1-9](?![\w-])",
    # A building or an estate by its name, and a number in one.
    rf"\b(?:{_BUILDING_NAME}\s){{1,3}}(?:Apartments?|Apts|Condos?|Condominiums?|Towers|Residences|Townhomes|Lofts|Estates)\b",
    rf"(?:住在|住|家在|位于|位於|房子在|地址[是:]?)\s*(?:{_NOT_ANY}[A-Za-z\u3400-\u9fff]){{2,10}}?{_ESTATE}(?:\s*第?{_NUMBER}\s*{_NO}?[栋棟幢座期楼樓])?",
    rf"{_ESTATE}\s*第?{_NUMBER}\s*(?:[栋棟幢座期]|{_NO}[楼樓])",
    # Where the house stands on a map.
    r"(?<![\d.])-?\d{1,2}\.\d{4,}\s*[NS]?\s*[,\s]\s*-?\d{1,3}\.\d{4,}",
    r"(?<![A-Z0-9])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Z0-9])",
    r"(?:///|(?i:what3words)\W{0,3})[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}",
    # Chinese: a street and its number, either way round.
    rf"{_PLACE}\s*,?\s*(?:{_NUMBER}\s*段)?\s*(?:{_NUMBER}\s*巷)?\s*(?:{_NUMBER}\s*弄)?\s*"
    rf"{_NUMBER}(?:-\d+)?[A-Za-z]?\s*{_NO}(?:之{_NUMBER})?(?:\s*{_NUMBER}\s*[楼樓层層室])?(?:之{_NUMBER})?",
    rf"{_PLACE}\s*\d{{2,6}}(?![\d.])(?!\s*{UNIT})",
    rf"(?<![A-Za-z-]){_NUMBER}[A-Za-z]?\s*{_NO}?\s*[A-Za-z][A-Za-z'.-]*(?:\s[A-Za-z][A-Za-z'.-]*){{0,2}}\s*{LANE}",
    rf"(?<![A-Za-z-]){_NUMBER}[A-Za-z]?\s*{_NO}\s*[\u3400-\u9fff]{{1,8}}?{LANE}",
    rf"(?<![\d.$A-Za-z-])\d{{3,6}}[A-Za-z]?\s*(?!{UNIT})[\u3400-\u9fff]{{2,8}}?(?:大街|大道|街|路)(?<![电電线線管]路)",
    rf"(?<!-){_NUMBER}\s*{_NO}\s*[A-Za-z][A-Za-z'.-]*(?:\s[A-Za-z][A-Za-z'.-]*){{0,2}}\s+(?i:{STREET})\b",
    rf"(?<![\d.]){_NUMBER}\s*{_NO}(?:的?[\u3400-\u9fff]{{0,2}}房子|房屋|宅|那家)|[在住]\s*{_NUMBER}\s*{_NO}\s*房(?!间|間)",
    rf"(?<!入)(?<!居)(?:住在|住|家住|我家在)\s*{_NUMBER}\s*{_NO}(?!\s*(?:{_BESIDE_DAY}|[線线机機]|{UNIT}))",
    rf"(?<![\d.])\d{{3,5}}\s*{_NO}\s*{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}",
    r"(?:住在?|地址[是:]?|家在?|门牌|門牌|房号|房號)[^\d\n]{0,8}\d{1,3}-\d{1,3}-\d{2,4}(?!\d)",
    rf"(?:门牌|門牌|地址|住址)(?:号码?|號碼?|是|为|為|[:：\s])*\s*#?{_NUMBER}\s*{_NO}?(?:之{_NUMBER})?(?:\s*{_NUMBER}\s*[楼樓层層室])?",
    rf"{_PLACE}里\s*{_NUMBER}\s*{_NO}|[\u3400-\u9fff]{{2}}里\s*{_NUMBER}\s*{_NO}\s*{_NUMBER}\s*[楼樓室]",
    rf"{_NUMBER}\s*[楼樓]\s*(?:\d{{3,4}}(?!\d)(?!\s*{UNIT})|之\s*{_NUMBER})",
    rf"{_NUMBER}\s*巷\s*(?:{_NUMBER}\s*弄\s*)?{_NUMBER}\s*{_NO}",
    rf"{_NUMBER}\s*{_NO}\s*(?:之\s*{_NUMBER}\s*)?{_NUMBER}\s*[楼樓](?:之{_NUMBER})?|{_NUMBER}\s*{_NO}\s*之\s*{_NUMBER}",
    rf"(?:{_NUMBER}\s*(?:[栋棟幢座]|{_NO}[楼樓门門])|(?<![A-Za-z])[A-Za-z]\s?[座栋棟])\s*(?:{_NUMBER}\s*(?:单元|單元|门|門|[楼樓层層])\s*)*{_NUMBER}\s*(?:[室房户戶号號]|(?=\D|$))",
    rf"{_NUMBER}\s*(?:单元|單元)\s*(?:{_NUMBER}\s*[楼樓层層]\s*)?(?:\d{{2,5}}|{_NUMBER}[室房号號])",
    r"(?<![\dA-Za-z])[A-Za-z]?\d{2,5}[A-Za-z]?\s*室(?![温溫内內外])|(?<![\d.])\d{3,4}[A-Za-z]?\s*房(?![子东東屋间間价價])",
    r"(?<![零〇一二三四五六七八九十])[零〇一二三四五六七八九]{3,4}\s*[室房](?![间間子])",
    rf"房[间間]\s*{_NO}?\s*#?\d{{3,4}}(?!\d)(?!\s*{UNIT})|[A-Za-z]?\d{{1,4}}[A-Za-z]\s*[单單][位元](?![A-Za-z])",
    rf"(?:公寓|单元|單元|室号|室號|房号|房號|房间号|房間號|门号|門號|楼号|樓號|栋号|棟號|单位|單位)\s*{_NO}?\s*(?:是|为|為|[:：\s])*#?\s*[A-Za-z]?\d{{1,5}}[A-Za-z]?(?!\s*(?:[房室厅廳卫衛间間居]|{UNIT}))(?!\d)",
    r"(?<![A-Za-z0-9])#?\s?\d{1,5}[A-Za-z]?\s*公寓",
    r"(?:邮政|郵政|邮箱|郵箱)?信箱\s*#?\s*\d+\s*[号號]?",
)
_ADDRESSES = tuple(re.compile(pattern, re.ASCII) for pattern in _ADDRESS_PATTERNS)
#: A weak ending counts only where it looks like a name.
_WEAK = _ADDRESSES[2]
_NAME_OF_STREET = re.compile(rf"\d{{3,}}|[\s.](?!{_DOOR})[A-Z][a-z]", re.ASCII)
#: What a machine does behind its number, and a door does not.
_RUNS = (
    r"\s+(?:leak|run|stop|work|cool|heat|blow|freez|fail|trip"
    r"|(?:on|in|at|by|behind)\s+(?:the\s+|my\s+)?(?:roof|attic|basement|crawl|garage|closet|back|side|yard|deck)"
    r"|(?:up|down)stairs|outside|outdoors|(?:is|was|are)\s+(?:fine|ok|dead|down|not|noisy|old|leak|work|run))"
)
_UNIT_DOOR = re.compile(
    rf"(?<![A-Za-z])(?i:unit)\s*:?\s*(?i:no\.?|number)?\s*#?\s*(?!(?:19|20)\d\d\b)[A-Za-z]?\d{{1,5}}[A-Za-z]?\b(?![\s,-]*{UNIT})(?!{_RUNS})",
    re.ASCII,
)
_HASH_DOOR = re.compile(
    r"(?<![A-Za-z0-9#&])#\s?(?:\d{2,5}[A-Za-z]?|\d[A-Za-z]|[A-Za-z]\d{1,4})(?![\w-])|(?<![\w#.])\d{1,2}#\d{3,4}(?![\w-])",
    re.ASCII,
)
#: The second of two machines is a unit too.
_MACHINE = re.compile(
    r"(?:\bac|a/c|hvac|pump|furnace|condenser|outdoor|indoor|outside|inside|split|system|handler|carrier|trane|goodman|heating"
    r"|cooling|quote|estimate|reference|ref|bid|ad|job|zone|area|floor|dimension|wire|gauge|awg|size|filter|screw|station|priority|choice|question|option|reason|fuse"
    r"|breaker|空调|空調|冷气|冷氣|机|機|错误|錯誤|故障|代码|代碼)\s*(?:no\.?|number|is)?\s*$",
    re.IGNORECASE,
)


def find_addresses(plain: str) -> Iterator[tuple[int, int]]:
    """Where street addresses stand in a level text."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(plain):
            if pattern is not _WEAK or _NAME_OF_STREET.search(match[0]):
                yield match.span()
    for pattern in (_UNIT_DOOR, _HASH_DOOR):
        for match in pattern.finditer(plain):
            label = before(plain, match.start())
            if not (_MACHINE.search(label) or IS_LABELED.search(label)):
                yield match.span()
