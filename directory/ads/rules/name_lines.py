"""A line of an ad without what stands around a name: its number, brackets, label, and what comes with a phone."""

import re
from itertools import pairwise

from directory.ads.rules.name_words import PERSON_ZH, is_cased, is_name, is_place, own_words, says_work
from directory.reading.offsets import ORNAMENTS, Printed, Span

#: Two digits after the stroke are an ad's number only at the end of its name.
_AD_NUMBER = re.compile(
    r"\s*[(（\[#]?(?<![\d-])\d{1,2}-\d{3}(?![\d-])[)）\]]?\s*|(?<=[^\d\s:：])\s+[(（\[#]?\d{1,2}-\d{2}[)）\]]?\s*$"
)
LABEL = re.compile(
    r"\s*(?:(?:公司|商家|店家|店铺|商铺|商户|厂商|企业)(?:全?名(?:称|字)?|宝号)?|(?:店|行|商)号|店名|名称|招牌|宝号|"
    r"(?:company|business|firm|shop|store|contractor|provider|vendor|advertiser|listing|trade|dba)(?: name)?"
    r"|name|d/b/a|新(?:店|公司)?名(?:称|字)?)"
    r"\s*(?:[:：=]|是(?=\s))\s*"
    # 公司名叫恒信冷暖, 有需要请速与安泰暖通联系.
    r"|\s*(?:(?:我们?|本|敝|小)?(?:公司|店|商号)(?:的)?(?:名字?|名称)?(?:就)?(?:叫做?|名叫)|名叫)\s*[:：]?\s*"
    r"|\s*(?:(?:凡|如)?有?(?:需要|意|需求)者?(?:的话)?[,， ]*)?(?:请|欢迎)(?:您)?(?:速|即刻?|尽快|直接)?(?:与|和|跟|向)"
    r"(?=[\u4e00-\u9fff]{2,12}(?:联系|联络|咨询|洽谈|预约))\s*"
)
#: Of a sentence that says whom to ask at which firm.
_ASKS = re.compile(
    r"\W*(?:(?:please |just )?(?:call|contact|text|ask for|ask|see|visit|try|trust|rely on|need|hire|choose|meet"
    r"|welcome to|this is|we are|(?:our|the) new name is|"
    r"here at|at)\s+)(?:(?:mr|ms|mrs)\.? )?(?:(?:[a-z]+ ){1,3}(?:at|@|of|from|with|[-–—:,]) )?"
)
#: What somebody is asked for: "trust Bayside Boys HVAC for honest work".
_PURPOSE = re.compile(r" (?:for|to|in|with) ")
#: "Winter special from Coastal Climate Co.": what a firm tells before its name.
_LEAD = re.compile(r"(?:[a-z0-9'&+/,%$-]+ ){1,7}(?:from|by|at|with|call) ")
PREFIX = re.compile(
    rf"\s*(?:[{ORNAMENTS}]|"
    r"(?:老字号|新张|新店开张|旺铺)[ !！:：]+|"
    r"[(（][左右上下甲乙丙丁][)）]\s*|[甲乙丙丁] +|"
    r"[\d一二三四五六七八九十]{1,2}\s*[.、)）]\s*|\d{1,2} (?=[\u4e00-\u9fff])|[甲乙丙丁戊己庚辛]\s*[.、)）]\s*"
    r"|[a-h][)）.]\s+|[【〖〔\[][^】〗〕\]]{1,12}[】〗〕\]]\s*|[·•|~*#_\-=>【〖「『《〔\[“\"]|\s)*"
)
#: Who owns, answers or does the work, before his firm: 店主：关先生 宏运冷暖, 施工方一航冷暖, "Owner: Ana Diaz,
#: Kettle Heating".
_WHO = re.compile(
    r"\W*(?:(?:施工|承包|承建|安装|维修|服务)(?:方|单位|商|队|团队)[是为]?[ :：]*"
    r"|(?:(?:店主|业主|老板|掌柜|东主|店东|主理人|负责人|联系人|联络人|技师|技术员|洽|[请]?找)[ :：]*)?"
    rf"(?:{PERSON_ZH.pattern}|[\u4e00-\u9fff]工)(?:亲自)?(?:上门|主理|接听)?[ ,，:：|/·-]+"
    r"|(?:店主|老板|掌柜|东主|店东|主理人|负责人|联系人|联络人)[ :：]*[\u4e00-\u9fff]{2,3}[ ]+"
    r"|(?:owner|proprietor|founder|president|contact)(?:[-/ ]operator)?[ ]?[:：] ?[a-z.]+(?: [a-z.'-]+){0,2}, )"
)
#: Where a firm is at home, right after its name: "North Fork Heating of Warrenton, Virginia".
_AT_HOME = re.compile(r" of (?:[a-z]+ ){0,2}[a-z]+, (?:md|va|dc|maryland|virginia)(?![a-z])")
_TOWN = re.compile(r", ([a-z][a-z .]{2,24})\Z")
#: What an ad is about, before its firm on the same line: "HEATING/AC - Carver & Sons".
_CATEGORY = re.compile(r"([^\n\d,，、.。:：]{2,28}?)[ ]+[-–—|]+[ ]+(?=\S)")
#: What says since when a firm is there, how it is praised, or where it works, right after its name.
_SINCE = re.compile(
    r"\s*[(（〔\[]\s*(?:former(?:ly)?|ex-"
    r"|previously|a division|division of|前|原|曾)[^)）〕\]]*[)）〕\]]\W*$|\s*[,，(（·\-–—]?\s*(?:(?:since|est\.?"
    r"|estd\.?|established|serving|founded(?: in)?"
    r"|in business since)\s+(?:in )?(?:19|20)?\d\d"
    r"|(?:自|始于|创立于|成立于|创于|始创于|创自)?\s*(?:19|20)\d\d\s*年?\s*(?:起|成立|创立|开业|创办|至今)?"
    r"|\d{1,2}\+? (?:years|yrs)(?![a-z]).*|(?:a )?(?:division|subsidiary) of .*"
    r"|\d{1,2}\s*年(?:老店|经验|老字号|信誉).*)\W*$"
)
_SINCE_WHEN = re.compile(r"\s*[,，(（·\-–—]?\s*(?:(?<![a-z])(?:since|est\.?|established)|自|创[立]?于|成立于)\s*\Z")
#: What comes with a way to reach somebody. A Latin word for one (Silver Line, On Call) is that before a number or after
#: a name.
CONTACT = re.compile(
    r"[(（+]?\d[\d\-.() ol]{7,}"
    r"|(?<=[a-z.]) \d{2,5} (?:[nsew]\.? )?(?:[a-z'.]+ ){1,3}"
    r"(?:st|street|ave|avenue|rd|road|dr|drive|blvd|pike|ln|lane|ct|hwy|way)(?![a-z])"
    r"|(?<=[a-z])[ ,(]+lic(?:en[sc]ed?|\.|#)(?![a-z])|电话|手机|传真|微信|请洽|洽询|地址|店址"
    r"|(?<=[\u4e00-\u9fff])(?:请|欢迎|可)?(?:联系|联络|咨询|洽谈|预约)(?=[\s:：,，]*(?:[(（]?\d|$))|\s{2,}(?=\d)"
)
_LABELLED = re.compile(
    r"(?<![a-z])(?:tel|telephone|phone|cell|call|text|fax|wechat|line)(?![a-z])"
    r"(?:\s*(?:id|no\.?|us|or text|/ ?text)?\s*[:：.#]|\s*[(+]?\d)?"
)
_DASH = re.compile(r"[一丨ー]+[ ]?\Z")
#: What follows a name that is whole already.
_REMARK = re.compile(
    r"\s+(?=(?:(?:now|proudly) )?(?:serving|offers|offering|provides|providing|specializ)[a-z]* )"
    r"|(?<=[\u4e00-\u9fff])(?=(?:帮|为|替|给|包)您|竭诚|专为|欢迎|恭候|一条龙)"
    r"|\s+(?=(?:answers|fixes|installs|repairs|cleans|does|has|can|will|moved|never|always) )"
    r"|\s*[(（][^()（）]{2,16}(?:旁边?|对面|隔壁|附近|楼上|内|开|经营|独资|自营)[)）]"
    r"|\s*[(（](?:please )?(?:ask for|call|see|attn:?|contact|speak to|talk to) [^()（）]{2,40}[)）]"
    # The same in a third script: Lee & Sons 리앤선즈.
    r"|\s+(?=[가-힣])"
    r"|\.? (?:all rights reserved|(?:is |are )?licensed|fully )"
    r"|\s+[-–—|]+\s+|(?<=[\u4e00-\u9fff])\s*[—–]{2,}\s*|\s*[(（](?![\u4e00-\u9fffa-z'’&.,/\- ]+[)）]\s*$)"
)
#: A Latin name is no longer.
LONGEST_EN = 60


def bare(ad: Printed, span: Span) -> Span:
    """A line without its number, brackets, label, ad number and what comes with a phone."""
    start, end = span
    for before in (PREFIX, LABEL):
        head = before.match(ad.folded, start, end)
        start = head.end() if head else start
    category = _CATEGORY.match(ad.folded, start, end)
    if category and not own_words(category[1])[0]:
        start = category.end()
    # A name is short: what stands far from a line's beginning is none of it.
    end = min(end, start + 2 * LONGEST_EN + 1)
    home = ad.folded.find(", ", start, end) >= 0 and (
        _AT_HOME.search(ad.folded, start, end) or _TOWN.search(ad.folded, start, end)
    )
    end = home.start() if home and (home.re is _AT_HOME or is_place(home[1])) else end
    asks = _ASKS.match(ad.folded, start, end)
    start = asks.end() if asks and is_name(_PURPOSE.split(ad.folded[asks.end() : end])[0].strip(), 2) else start
    lead = _LEAD.match(ad.folded, start, end)
    is_firm = lead and is_name(ad.folded[lead.end() : end].strip(), 2) and not is_cased(ad.words(lead.span()))
    if lead and (is_firm or (says_work(lead[0]) and lead[0].endswith("by "))):
        start = lead.end()
    tail = CONTACT.search(ad.folded, start, end)
    end = tail.start() if tail else end
    # A dash before a phone that a scan took for a one: 华夏冷暖一301-....
    dash = _DASH.search(ad.folded, start, end) if tail else None
    end = dash.start() if dash and own_words(ad.folded[start : dash.start()])[1] else end
    # "since 1979. 703-...": the year went with the phone.
    year = _SINCE_WHEN.search(ad.folded, start, end) if tail else None
    end = year.start() if year else end
    for label in _LABELLED.finditer(ad.folded, start, end):
        is_number = not label[0][-1:].isalpha() or not ad.folded[label.end() : end].strip()
        if is_number or is_name(ad.folded[start : label.start()], 2):
            end = label.start()
            break
    remark = _REMARK.search(ad.folded, start, end)
    if remark and is_name(ad.folded[start : remark.start()], 2):
        end = remark.start()
    who = _WHO.match(ad.folded, start, end)
    start = who.end() if who and is_name(ad.folded[who.end() : end].strip(), 2) else start
    number = _AD_NUMBER.search(ad.folded, start, end)
    if number:
        start, end = (number.end(), end) if number.start() <= start else (start, number.start())
    since = _SINCE.search(ad.folded, start, end)
    if since and since.start() > start:
        end = since.start()
    return ad.trimmed((start, end))


_WORD = re.compile(r"\w")


def is_starred(line: str) -> bool:
    """Whether stars stand between the parts of a row: ** TRI-STAR HTG & A/C ** 24 hrs **. Linear in its length."""
    pieces = line.split("**")[:-1]
    return any(
        between and "*" not in between and _WORD.search(before.rpartition("*")[2])
        for before, between in pairwise(pieces)
    )
