"""Covering what reaches a person in their own words: phones, e-mails, links, chat names and street addresses."""

import re
import unicodedata
from collections.abc import Iterator

from directory.kernel import mail

_CHINESE_DIGITS = str.maketrans("零〇○一幺壹二两兩贰貳三叁參四肆五伍六陆陸七柒八捌九玖", "000111222223334455666778899")


def level(text: str) -> str:
    """Full-width and other fancy letters, digits and signs as plain ones; as long as the text itself."""
    return "".join(_level(character) for character in text)


def digits(text: str) -> str:
    """The level text with digits of any script as 0 to 9, Chinese ones too: `三〇一` is `301`."""
    return level(text).translate(_CHINESE_DIGITS)


def _level(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return character
    return str(unicodedata.decimal(plain, plain))


#: What stands right after a number that measures something: no phone and no house has it.
_MEASURE = (
    r"(?:sq\b|sf\b|square|feet|foot|ft\b|inch|btu|mbh|cfm|seer|tons?\b|watts?\b|kw|w\b|volts?\b|v\b|amps?\b|hz|psi"
    r"|lbs?\b|pounds?|kg|gal|dollars?|usd|bucks|degrees?|deg\b|[%°℉℃x×元块塊刀美平尺呎吋瓦伏安匹吨噸磅度])"
)
#: The same, and what counts or times something: a phone may have it behind (`301-555-0142 days`), a house has not.
UNIT = (
    rf"(?:{_MEASURE}|years?|yrs?|months?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|am\b|pm\b|a\.m|p\.m|o'clock"
    r"|stor(?:y|ies)|floors?|levels?|bed|bath|rooms?|zones?|vents?|units?|systems?|people|times|stages?|phase|percent"
    r"|quotes?|more|or\s|to\s|[年月日天周週个個台臺套楼樓层層间間户戶次点點分秒小岁歲人位种種万萬千百])"
)
IS_MEASURED = re.compile(rf"[\s,-]*{_MEASURE}", re.IGNORECASE)
#: What stands before a number that names a machine or a paper, with what may stand between.
IS_LABELED = re.compile(
    r"(?:serial|s\s*/\s*n|\bs\.?n|model|m\s*/\s*n|part|p\s*/\s*n|product|invoice|order|permit|case|claim|ticket|license"
    r"|lic|sku|upc|error|code|filter|policy|account|序列|序号|序號|型号|型號|机号|機號|编号|編號|订单|訂單|单号|單號|执照|執照"
    r"|料号|料號|产品|產品|保单|保單)[^\d\n]{0,16}$",
    re.IGNORECASE,
)
#: What stands before a price or a range.
IS_PRICED = re.compile(
    r"(?:\$|usd|budget|price|cost|quoted?|between|range|under|over|about|around|max|up\s+to|from|预算|預算|价|價|报|報|花|大概|大约|大約|左右"
    r"|不超过|不超過)[^\d\n]{0,12}$",
    re.IGNORECASE,
)


def before(text: str, start: int) -> str:
    """The stretch of text that may say what the number at `start` is."""
    return text[max(0, start - 32) : start]


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
_STREET_NAME = rf"{_WORD}(?:\s{{1,2}}{_WORD}){{0,3}}"
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
_ADDRESS_PATTERNS = (
    rf"{_HOUSE},?\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?i:{_STREET})\b\.?{_QUADRANT}{_BEHIND}",
    rf"{_HOUSE}\s{{1,2}}(?:(?i:[nsew]|north|south|east|west)\.?\s+)?(?i:broadway|(?:old\s+)?(?:route|rt|rte|us|md|va|state\s+road|"
    rf"state\s+route|county\s+road|hwy|highway|interstate)\.?\s*-?\s*\d{{1,4}})\b{_QUADRANT}{_BEHIND}",
    rf"{_HOUSE},?\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?:(?i:{_ALSO_STREET}))\b\.?{_QUADRANT}{_BEHIND}",
    # 123 on Main Street
    rf"(?:(?i:house|number|no\.?)\s*(?i:number|no\.?|is)?\s*#?\d{{1,6}}|(?<![A-Za-z0-9.$/-])\d{{3,6}})[A-Za-z]?\s+(?i:on|at)\s+"
    rf"{_STREET_NAME}\s{{1,2}}(?i:{_STREET})\b",
    # Main Street 123, Main Street no. 123
    rf"(?<![A-Za-z]){_STREET_NAME}\s{{1,2}}(?i:{_STREET})\b\.?{_QUADRANT}\s*,?\s*(?i:number|num|no|nr)?\.?\s*[#号號]?\s*"
    rf"\d{{1,5}}[A-Za-z]?\b(?![-.,:]?\d)(?![\s,-]*{UNIT}){_NO}?",
    rf"(?i:\b(?:{_SPELLED})(?:[\s-]{{1,2}}(?:and\s)?(?:{_SPELLED})){{0,7}})\s{{1,2}}{_STREET_NAME}\s{{1,2}}(?i:{_STREET})\b\.?"
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
_ADDRESSES = tuple(re.compile(pattern, re.ASCII) for pattern in _ADDRESS_PATTERNS)
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


_TOP = (
    "com|net|org|edu|gov|info|biz|us|cn|tw|hk|io|me|co|cc|tv|ly|app|dev|site|online|shop|xyz|top|vip|club|link|page|icu"
)
_HOSTS = r"gmail|hotmail|outlook|yahoo|ymail|icloud|aol|protonmail|foxmail|qq|(?:163|126)(?=\W*(?:com|点|點))"
#: The part of an address before its sign, from its first character on.
_SIGNS = re.escape(mail.SIGNS + "’‘ʼ")
_MAILBOX = rf"(?<![a-z0-9.{_SIGNS}])[a-z0-9.{_SIGNS}]{{1,64}}"
#: A name in a chat: what tells it from a word is a digit, a dash or an underscore.
_ODD = r"(?=[a-z0-9_.-]*[\d_-])[a-z0-9][a-z0-9_.-]{3,}"
_HANDLE_NAME = r"[a-z0-9][a-z0-9_-]{4,}"
_OF_NAME = r"(?:\s{0,3}(?:号码|號碼|号|號|id|账号|帳號|name|handle|同号|是|为|為|叫|搜|加|我的?|[:=#-])){0,6}\s{0,3}"
_HANDLE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:https?://|www\.)\S+",
        # An ASCII address ends where Chinese begins; one in Chinese goes on to the blank.
        rf"{_MAILBOX}\s*(?:@|\[at\]|\(at\))\s*[a-z0-9-]{{1,63}}(?:\s*(?:\.|\[dot\]|\(dot\))\s*[a-z0-9-]{{1,63}}){{1,5}}",
        r"[a-z0-9._\u3400-\u9fff-]{1,32}@[a-z0-9\u3400-\u9fff-]{1,63}(?:[.。][a-z0-9\u3400-\u9fff-]{1,63}){1,5}",
        rf"{_MAILBOX}\s+at\s+[a-z0-9-]{{1,63}}\s+dot\s+[a-z]{{2,}}(?:\s+dot\s+[a-z]{{2,}})?",
        rf"{_MAILBOX}\s*(?:\bat\b|艾特|圈a|@|#)\s*(?:{_HOSTS})(?:\s*(?:\.|点|點|dot)\s*[a-z]{{2,3}})?(?![a-z])",
        rf"(?<![a-z0-9.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,4}}\.(?:{_TOP})(?![a-z0-9])(?:[/?#]\S*)?",
        r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,}/[\w-]\S*",
        # A handle, and a number of QQ.
        r"(?<![a-z0-9_.])@[a-z][\w.]{3,}",
        r"(?<![a-z])(?:qq|扣扣|企鹅|企鵝)(?![a-z])\s*(?:号码|號碼|号|號|[:：是])*\s*\d{5,12}",
        rf"(?:微信|威信|薇信|徽信|卫星|v信|微訊){_OF_NAME}{_HANDLE_NAME}",
        rf"(?<![a-z])(?:wechat|weixin|wx|vx)(?![a-z])(?:\s+(?:is|me|us|at|my))*{_OF_NAME}(?:{_ODD}|(?<=[:：\s号號是]){_HANDLE_NAME})",
        rf"(?<![a-z])(?:加|\+|add)\s*(?:我|个|個|一下|me|my)*\s*(?:on\s+)?(?:v|vx|wx|w|q|微|薇|威|賴|赖|line|ins|ig|tg|whatsapp|telegram)"
        rf"(?![a-z]){_OF_NAME}[a-z0-9][a-z0-9_.-]{{3,}}",
        rf"(?<![a-z0-9])(?<!\d )(?:v|ins|ig|tg|whatsapp|telegram|skype|messenger|小红书|小紅書|抖音|脸书|臉書|賴|赖)"
        rf"\s*(?:id|号|號)?\s*[:@]\s*{_ODD}",
        # A condensate line is none: its name must look like one.
        rf"(?<![a-z])line\s*(?:id|号|號){_OF_NAME}[a-z0-9_.-]{{4,}}",
        r"(?<![a-z])line\s*[:：]\s*(?=[a-z_.-]*[\d_])[a-z][a-z0-9_.-]{3,}",
        r"(?<=[\u3400-\u9fff,;。，；、])LINE\s*[:：]\s*[a-z][a-z0-9_.-]{3,}",
    )
)


def find_handles(plain: str) -> Iterator[tuple[int, int]]:
    """Where e-mails, links and names of chats stand in a level text."""
    for pattern in _HANDLE_PATTERNS:
        yield from (match.span() for match in pattern.finditer(plain))


Span = tuple[int, int]

#: Between the digits of one phone: blanks, dashes, dots, brackets, keycaps.
_JOINT = r"[ \t\xa0\u3000().\-‐‑–—−_/·•*\ufe0f\u20e3]"
_NORTH_AMERICAN = re.compile(
    rf"(?<!\d)(?:\+?1{_JOINT}{{0,3}})?\(?([2-9]\d\d){_JOINT}{{0,4}}([2-9]\d\d){_JOINT}{{0,4}}(\d{{4}})(?!\d)"
)
_ABROAD = (
    re.compile(rf"(?<!\+)\+{_JOINT}{{0,2}}(?:\d{_JOINT}{{0,3}}){{7,14}}\d"),
    re.compile(rf"(?<!\d)(?:(?:00)?86{_JOINT}{{0,3}})?1[3-9]\d{_JOINT}{{0,3}}\d{{4}}{_JOINT}{{0,3}}\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)(?:886{_JOINT}{{0,3}})?0?9\d\d{_JOINT}{{0,3}}\d{{3}}{_JOINT}{{0,3}}\d{{3}}(?!\d)"),
)
_LOCAL = re.compile(r"(?<![\d$])(?<!\d[-–—./])([2-9]\d\d)[-.·‐‑–—](\d{4})(?![\d])(?![-–—./]\d)")
_BARE_LOCAL = re.compile(rf"(?<![\d$])[2-9]\d\d{_JOINT}?\d{{4}}(?!\d)")
_CALL = re.compile(
    r"(?:电话|電話|手机|手機|号码|號碼|致电|致電|打|拨|撥|tel|phone|call|cell|mobile|text|☎|📞|📱)[^\d\n]{0,12}$", re.I
)
_GROUP = re.compile(r"\d+")
_GAP = re.compile(rf"{_JOINT}{{1,4}}")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Nobody writes a serial number in Chinese digits or in words.
_IN_CHINESE = re.compile(r"[零〇○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺]{7,}")
_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)(?![a-z])[\s,.\-–—/]{0,3}){7,}",
    re.IGNORECASE,
)
_LETTER_O = re.compile(r"(?<=\d)[oO](?=[\d\W])|(?<=[\d\W])[oO](?=\d)|(?<=\d)[oO]$")


def find_phones(plain: str) -> Iterator[Span]:
    """Where phone numbers stand in a level text."""
    text = digits(_LETTER_O.sub("0", plain))
    for pattern in (_IN_CHINESE, _IN_ENGLISH):
        yield from (match.span() for match in pattern.finditer(plain))
    for match in _NORTH_AMERICAN.finditer(text):
        if not _is_figures(match) and not _is_serial(text, match):
            yield match.span()
    for pattern in _ABROAD:
        yield from (match.span() for match in pattern.finditer(text) if not _is_serial(text, match))
    for match in _LOCAL.finditer(text):
        is_price = IS_PRICED.search(before(text, match.start())) or IS_MEASURED.match(text, match.end())
        if not is_price and not _is_figures(match):
            yield match.span()
    for match in _BARE_LOCAL.finditer(text):
        if _CALL.search(before(text, match.start())) and not IS_MEASURED.match(text, match.end()):
            yield match.span()
    yield from _scattered(text)


def _is_figures(match: re.Match[str]) -> bool:
    """400/800/1200, 800-1200: round numbers side by side; of three, only where no dash makes them one."""
    is_round = all(int(part) % 50 == 0 for part in match.groups())
    return is_round and (len(match.groups()) == 2 or re.fullmatch(r"\d+[ /]\d+[ /]\d+", match[0]) is not None)


def _is_serial(text: str, match: re.Match[str]) -> bool:
    """Whether a label says that these digits, written in one piece, are a machine's or a paper's."""
    return match[0].isdigit() and IS_LABELED.search(before(text, match.start())) is not None


def _scattered(text: str) -> Iterator[Span]:
    """Phones whose digits are grouped in some other way: `3 0 1 5 5 5 0 1 4 2`, `30155 50142`."""
    run: list[Span] = []
    for match in _GROUP.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1][1], match.start()):
            run = []
        run = [*run[-10:], match.span()]
        number, first = "", len(run)
        while first and len(number) < 11:
            first -= 1
            number = text[run[first][0] : run[first][1]] + number
            if _is_phone(number) and _is_one(text, run[first:]):
                yield run[first][0], run[-1][1]


def _is_phone(number: str) -> bool:
    return re.fullmatch(r"1?[2-9]\d\d[2-9]\d{6}", number) is not None


def _is_one(text: str, groups: list[Span]) -> bool:
    """Whether the groups are one number: no year among them, no measure behind, not all round figures."""
    parts = [text[start:stop] for start, stop in groups]
    is_list = len(parts) > 1 and all(len(part) > 2 and int(part) % 50 == 0 for part in parts)
    is_dated = any(_YEAR.fullmatch(part) for part in parts)
    return len(parts) > 1 and not is_list and not is_dated and not IS_MEASURED.match(text, groups[-1][1])


#: What stands where a contact stood.
MASK = "•••"


def mask_contacts(text: str) -> str:
    """The text with what we recognize as a way to somebody's phone, mail, chat or door replaced by `MASK`.

    Full-width letters, digits and signs hide nothing. Dates, prices, ranges, sizes and labeled serial numbers stay.
    """
    plain, parts, end = level(text), [], 0
    for start, stop in sorted([*find_handles(plain), *find_phones(plain), *find_addresses(plain)]):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])
