"""Finding street addresses in free text: a house number with its street, a box, a door; in English and in Chinese."""

import re
from collections.abc import Iterator

from directory.kernel.masks.units import IS_LABELED, UNIT, before

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
_STREET = (
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
_NAME = rf"{_WORD}(?:\s{{1,2}}{_WORD}){{0,3}}"
_HOUSE = r"(?<![A-Za-z0-9.$/-])#?\d{1,6}(?:\s?-?\s?[A-Za-z](?![A-Za-z])|-\d{1,5}(?!\d)|\s+1/2|½)?"
_QUADRANT = r"(?:,?\s{1,2}(?:[NSns]\.?\s?[EWew]|[NSEWnsew]|(?i:north|south|east|west)(?:(?i:east|west))?)\b\.?)?"
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
_NO = "[号號]"
#: Characters of Chinese that end the name of a place when it is read backwards: 住在, 地址是, 到.
_NAMED = r"[A-Za-z\u3400-\u9fff' ]"
_NOT_NAMED = r"在是住到址于於去来來的我家了为為叫从從"
#: 电路, 知道, 水管道 are no streets.
_LANE = (
    r"(?:大街|大道|公路|小路|(?<![电電线線管油水气氣回迴铜銅冷短断斷一多半网網套思])路|街|(?<![车車])巷|弄|胡同|"
    r"(?<![知难難味管通渠水地烟煙風风频頻轨軌一报報顺順])道)"
)
#: A street named in Chinese, from the first character that can be its name.
_PLACE = rf"(?! )(?:(?![{_NOT_NAMED}]){_NAMED}){{1,12}}?{_LANE}"
_PATTERNS = (
    rf"{_HOUSE},?\s{{1,2}}{_NAME}\s{{1,2}}(?i:{_STREET})\b\.?{_QUADRANT}{_BEHIND}",
    rf"{_HOUSE}\s{{1,2}}(?:(?i:[nsew]|north|south|east|west)\.?\s+)?(?i:broadway|(?:old\s+)?(?:route|rt|rte|us|md|va|state\s+road|"
    rf"state\s+route|county\s+road|hwy|highway|interstate)\.?\s*-?\s*\d{{1,4}})\b{_QUADRANT}{_BEHIND}",
    rf"{_HOUSE},?\s{{1,2}}{_NAME}\s{{1,2}}(?:(?i:{_ALSO_STREET}))\b\.?{_QUADRANT}{_BEHIND}",
    # 123 on Main Street
    rf"(?:(?i:house|number|no\.?)\s*(?i:number|no\.?|is)?\s*#?\d{{1,6}}|(?<![A-Za-z0-9.$/-])\d{{3,6}})[A-Za-z]?\s+(?i:on|at)\s+"
    rf"{_NAME}\s{{1,2}}(?i:{_STREET})\b",
    # Main Street 123, Main Street no. 123
    rf"(?<![A-Za-z]){_NAME}\s{{1,2}}(?i:{_STREET})\b\.?{_QUADRANT}\s*,?\s*(?i:number|num|no|nr)?\.?\s*[#号號]?\s*"
    rf"\d{{1,5}}[A-Za-z]?\b(?![-.,:]?\d)(?![\s,-]*{UNIT}){_NO}?",
    rf"(?i:\b(?:{_SPELLED})(?:[\s-]{{1,2}}(?:and\s)?(?:{_SPELLED})){{0,7}})\s{{1,2}}{_NAME}\s{{1,2}}(?i:{_STREET})\b\.?"
    rf"{_QUADRANT}{_BEHIND}",
    r"(?i:\b(?:p\.?\s*o\.?\s*b(?:ox)?|post\s+office\s+box)\.?\s*(?:no\.?|number)?\s*#?\s*\d+)",
    r"(?<!\d)2[0-4]\d{3}-\d{4}(?!\d)",
    r"(?<![A-Za-z])(?i:apt|apartment|suite|ste|condo|flat|bldg|building)\b\.?\s*(?i:no\.?|number)?\s*#?\s*[A-Za-z]?-?\d{1,5}-?[A-Za-z]?\b",
    r"(?<![A-Za-z])(?i:apt|apartment|suite|ste)\b\.?\s*#?\s*[A-Z]\b|(?<![A-Za-z])(?i:room|rm)\b\.?\s*#?\s*\d{3,4}\b",
    # Chinese: a street and its number, either way round.
    rf"{_PLACE}\s*(?:{_NUMBER}\s*段)?\s*(?:{_NUMBER}\s*巷)?\s*(?:{_NUMBER}\s*弄)?\s*"
    rf"{_NUMBER}(?:-\d+)?[A-Za-z]?\s*{_NO}(?:之{_NUMBER})?(?:\s*{_NUMBER}\s*[楼樓层層室])?(?:之{_NUMBER})?",
    rf"{_PLACE}\s*\d{{2,6}}(?![\d.])(?!\s*{UNIT})",
    rf"(?<![A-Za-z-]){_NUMBER}[A-Za-z]?\s*{_NO}?\s*[A-Za-z][A-Za-z'.-]*(?:\s[A-Za-z][A-Za-z'.-]*){{0,2}}\s*{_LANE}",
    rf"(?<![A-Za-z-]){_NUMBER}[A-Za-z]?\s*{_NO}\s*[\u3400-\u9fff]{{1,8}}?{_LANE}",
    rf"(?<![\d.$A-Za-z-])\d{{3,6}}[A-Za-z]?\s*(?!{UNIT})[\u3400-\u9fff]{{2,8}}?(?:大街|大道|街|路)(?<![电電线線管]路)",
    rf"(?<!-){_NUMBER}\s*{_NO}\s*[A-Za-z][A-Za-z'.-]*(?:\s[A-Za-z][A-Za-z'.-]*){{0,2}}\s+(?i:{_STREET})\b",
    rf"(?:门牌|門牌|地址|住址)(?:号码?|號碼?|是|为|為|[:：\s])*\s*#?{_NUMBER}\s*{_NO}?(?:之{_NUMBER})?(?:\s*{_NUMBER}\s*[楼樓层層室])?",
    rf"{_NUMBER}\s*巷\s*(?:{_NUMBER}\s*弄\s*)?{_NUMBER}\s*{_NO}",
    rf"{_NUMBER}\s*{_NO}\s*(?:之\s*{_NUMBER}\s*)?{_NUMBER}\s*[楼樓](?:之{_NUMBER})?|{_NUMBER}\s*{_NO}\s*之\s*{_NUMBER}",
    rf"(?:{_NUMBER}\s*(?:[栋棟幢座]|{_NO}[楼樓门門])|(?<![A-Za-z])[A-Za-z][座栋棟])\s*(?:{_NUMBER}\s*(?:单元|單元|门|門|[楼樓层層])\s*)*{_NUMBER}\s*(?:[室房户戶号號]|(?=\D|$))",
    rf"{_NUMBER}\s*(?:单元|單元)\s*(?:{_NUMBER}\s*[楼樓层層]\s*)?(?:\d{{2,5}}|{_NUMBER}[室房号號])",
    r"(?<![\dA-Za-z])[A-Za-z]?\d{2,5}[A-Za-z]?\s*室(?![温溫内內外])|(?<![\d.])\d{3,4}[A-Za-z]?\s*房(?![子东東屋间間价價])",
    rf"(?:公寓|单元|單元|室号|室號|房号|房號|房间号|房間號|门号|門號)\s*(?:是|为|為|[:：\s])*#?\s*[A-Za-z]?\d{{1,5}}[A-Za-z]?(?!\s*{UNIT})(?!\d)",
    r"(?<![A-Za-z0-9])#?\s?\d{1,5}[A-Za-z]?\s*公寓",
    r"(?:邮政|郵政|邮箱|郵箱)?信箱\s*#?\s*\d+\s*[号號]?",
)
_ADDRESSES = tuple(re.compile(pattern, re.ASCII) for pattern in _PATTERNS)
#: A weak ending counts only where it looks like a name.
_WEAK = _ADDRESSES[2]
_NAME_OF_STREET = re.compile(rf"\d{{3,}}|[\s.](?!{_DOOR})[A-Z][a-z]", re.ASCII)
#: What a machine does behind its number, and a door does not.
_RUNS = (
    r"\s+(?:leak|run|stop|work|cool|heat|blow|freez|fail|trip"
    r"|(?:is|was|are)\s+(?:fine|ok|dead|down|not|noisy|old|leak|work|run))"
)
_UNIT_DOOR = re.compile(
    rf"(?<![A-Za-z])(?i:unit)\s*:?\s*(?i:no\.?|number)?\s*#?\s*(?!(?:19|20)\d\d\b)[A-Za-z]?\d{{1,5}}[A-Za-z]?\b(?![\s,-]*{UNIT})(?!{_RUNS})",
    re.ASCII,
)
_HASH_DOOR = re.compile(r"(?<![A-Za-z0-9#&])#\s?(?:\d{2,5}[A-Za-z]?|\d[A-Za-z]|[A-Za-z]\d{1,4})(?![\w-])", re.ASCII)
#: The second of two machines is a unit too.
_MACHINE = re.compile(
    r"(?:\bac|a/c|hvac|pump|furnace|condenser|outdoor|indoor|outside|inside|split|system|handler|carrier|trane|goodman|heating"
    r"|cooling|zone|area|floor|dimension|wire|gauge|awg|size|filter|screw|station|priority|choice|question|option|reason|fuse"
    r"|breaker|空调|空調|冷气|冷氣|机|機|错误|錯誤|故障|代码|代碼)\s*(?:no\.?|number|is)?\s*$",
    re.IGNORECASE,
)


def find(plain: str) -> Iterator[tuple[int, int]]:
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
