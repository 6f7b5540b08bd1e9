"""Words that make a number a measure, a price or a label, so that it is no phone and no house."""

import re

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
