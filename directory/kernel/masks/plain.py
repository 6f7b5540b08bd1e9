"""Text as plain characters, as long as before, and what stands around a number that is no phone and no house."""

import re
import unicodedata

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
    r"|stor(?:y|ies)|floors?|levels?|bed|bath|rooms?|zones?|vents?|units?|systems?|people|times|blocks?|miles?|houses?|doors?|stages?|phase|percent"
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
#: The same right before it: then even digits in groups are no phone (`S/N: 301 555 0142`).
IS_TAGGED = re.compile(
    r"(?:\bserial|s\s*/\s*n|\bsn|model|m\s*/\s*n|\bpart|p\s*/\s*n|序列|序号|序號|型号|型號|机号|機號|料号|料號)"
    r"(?:\s*(?:no\b\.?|number|num\b\.?|[#:=号號码碼是为為]|is\b))*\s*$",
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
